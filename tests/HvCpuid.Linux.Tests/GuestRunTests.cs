using System.Diagnostics;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests;

public class GuestRunTests
{
    private const byte Hlt = 0xF4;
    private const byte OutAlToPort = 0xE6;
    private const byte MovAl = 0xB0;
    private const byte JumpShort = 0xEB;
    private const byte Port = 0x10;

    [Fact]
    public void UntilHalt_OutThenHalt_ReportsTheOutAndCountsExits()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, MovAl, 0x5A, OutAlToPort, Port, Hlt);
        List<KvmExit> outs = [];

        int exits = guest.RunToHalt(outs.Add);

        Assert.Equal(2, exits);
        Assert.Equal([new KvmExit(KvmExitReason.Io) { IsOut = true, Port = Port, Size = 1, Count = 1, Value = 0x5A }], outs);
    }

    [Theory]
    [InlineData(new byte[] { 0x66, 0xB8, 0x78, 0x56, 0x34, 0x12, 0xBA, 0x34, 0x12, 0x66, 0xEF, Hlt }, 4, 0x12345678u)] // mov eax, 12345678h; mov dx, 1234h; out dx, eax
    [InlineData(new byte[] { 0xB8, 0x78, 0x56, 0xBA, 0x34, 0x12, 0xEF, Hlt }, 2, 0x5678u)] // mov ax, 5678h; mov dx, 1234h; out dx, ax
    public void Run_OutOfAnySize_GivesPortAndValue(byte[] code, int size, uint value)
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, code);

        Assert.Equal(new KvmExit(KvmExitReason.Io) { IsOut = true, Port = 0x1234, Size = size, Count = 1, Value = value }, guest.RunOnce());
        Assert.Equal(new KvmExit(KvmExitReason.Hlt), guest.RunOnce());
    }

    [Fact]
    public void Run_In_ReadsOnes()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, MovAl, 0, 0xE4, Port, OutAlToPort, Port, Hlt); // in al, 10h; out 10h, al

        Assert.False(guest.RunOnce().IsOut);
        Assert.Equal(0xFFu, guest.RunOnce().Value);
        Assert.Equal(0xFFul, guest.Vcpu.GetRegisters().Rax & 0xFF);
    }

    [Fact]
    public void UntilHalt_GuestThatLoopsForEver_IsStoppedByTheTime()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, JumpShort, 0xFE);
        Stopwatch time = Stopwatch.StartNew();

        GuestRunException stopped = Assert.Throws<GuestRunException>(
            () => guest.RunToHalt(_ => { }, new GuestRunLimits(10, TimeSpan.FromMilliseconds(200))));

        Assert.Equal("The guest was stopped: it ran for 0.2 s without halting (RIP 1000H).", stopped.Message);
        Assert.Null(stopped.Reason);
        Assert.InRange(time.Elapsed, TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Run_StoppedGuest_CanBeStoppedAgainAndRunOn()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, JumpShort, 0xFE);
        for (int i = 0; i < 20; i++)
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(5));
            Assert.ThrowsAny<OperationCanceledException>(() => guest.Vcpu.Run(soon.Token));
        }

        guest.Memory.Write(RealModeGuest.Start, [Hlt]);

        Assert.Equal(KvmExitReason.Hlt, guest.RunOnce().Reason);
    }

    [Fact]
    public void Run_CancelledBeforehand_DoesNotEnterTheGuest()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Hlt);

        Assert.ThrowsAny<OperationCanceledException>(() => guest.Vcpu.Run(new CancellationToken(canceled: true)));

        Assert.Equal(RealModeGuest.Start, guest.Vcpu.GetRegisters().Rip);
        Assert.Equal(KvmExitReason.Hlt, guest.RunOnce().Reason);
    }

    [Fact]
    public void Run_WhileTheCollectorIsBusy_IsNotDisturbed()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, MovAl, 1, OutAlToPort, Port, JumpShort, 0xFC);
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        int exits = 0;
        while (!soon.IsCancellationRequested)
        {
            Assert.Equal(KvmExitReason.Io, guest.RunOnce().Reason);
            if (++exits % 100 == 0)
            {
                GC.Collect();
            }
        }

        Assert.InRange(exits, 1, int.MaxValue);
    }

    [Fact]
    public void UntilHalt_GuestThatKeepsComingBack_IsStoppedByTheExits()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, OutAlToPort, Port, JumpShort, 0xFC);
        int outs = 0;

        GuestRunException stopped = Assert.Throws<GuestRunException>(
            () => guest.RunToHalt(_ => outs++, GuestRunLimits.Default with { MaxExits = 1000 }));

        Assert.StartsWith("The guest was stopped: it came back 1000 times without halting (RIP 100", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(1000, outs);
    }

    [Fact]
    public void UntilHalt_TripleFault_IsAShutdown()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, 0x0F, 0x20, 0xC0, 0x0C, 1, 0x0F, 0x22, 0xC0, 0x0F, 0x0B); // mov eax, cr0; or al, 1; mov cr0, eax; ud2
        KvmSpecialRegisters special = guest.Vcpu.GetSpecialRegisters();
        special.IdtLimit = 0;
        guest.Vcpu.SetSpecialRegisters(special);

        GuestRunException stopped = Assert.Throws<GuestRunException>(() => guest.RunToHalt(_ => { }, new GuestRunLimits(10, TimeSpan.FromSeconds(2))));

        Assert.Equal(KvmExitReason.Shutdown, stopped.Reason);
        Assert.StartsWith("The guest shut down: a triple fault", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UntilHalt_AddressWithoutMemory_IsNamed()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, 0xB8, 0x00, 0xF0, 0x8E, 0xD8, 0xA0, 0x00, 0x00, Hlt); // mov ax, 0F000h; mov ds, ax; mov al, [0]

        Assert.Equal(KvmExitReason.Mmio, Assert.Throws<GuestRunException>(() => guest.RunToHalt(_ => { })).Reason);
    }

    [Fact]
    public void UntilHalt_CancelledFromOutside_SaysSo()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, JumpShort, 0xFE);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(100));

        Assert.ThrowsAny<OperationCanceledException>(() => GuestRun.UntilHalt(guest.Vcpu, _ => { }, null, soon.Token));
    }

    [Fact]
    public void UntilHalt_BoundThatIsNone_IsRefusedBeforeTheGuestRuns()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Hlt);

        Assert.Equal("MaxExits", Assert.Throws<ArgumentOutOfRangeException>(() => guest.RunToHalt(_ => { }, GuestRunLimits.Default with { MaxExits = 0 })).ParamName);
        Assert.Equal("Longest", Assert.Throws<ArgumentOutOfRangeException>(() => guest.RunToHalt(_ => { }, GuestRunLimits.Default with { Longest = TimeSpan.FromSeconds(-1) })).ParamName);
        Assert.Equal("Longest", Assert.Throws<ArgumentOutOfRangeException>(() => guest.RunToHalt(_ => { }, GuestRunLimits.Default with { Longest = TimeSpan.MaxValue })).ParamName);
        Assert.Equal(1, guest.RunToHalt(_ => { }, new GuestRunLimits(1, Timeout.InfiniteTimeSpan)));
    }

    [Fact]
    public void Registers_SetAndGot_AreTheSame()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Hlt);
        KvmRegisters registers = new() { Rax = 1, Rbx = 2, Rcx = 3, Rdx = 4, Rsi = 5, Rdi = 6, Rsp = 7, Rbp = 8, Rip = 0x1000, Rflags = 2 };

        guest.Vcpu.SetRegisters(registers);

        Assert.Equal(registers, guest.Vcpu.GetRegisters());
    }

    [Fact]
    public void SetCpuid_AfterTheGuestRan_TakesTheSameAndRefusesOthers()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        KvmRelease release = LiveModel.HostOf(kvm).Kernel.Base;
        LiveKvm.SkipWhen(kvm, KvmCalls.For(release).SetCpuidAfterRun != KvmSetCpuidAfterRun.OnlyIdentical, $"Linux {release} has another rule");
        using RealModeGuest guest = new(kvm, Hlt);
        KvmCpuidEntry2 entry = new(0x40000003, 0, 0, new CpuidRegisters(1, 2, 3, 4));
        guest.SetCpuid(entry);
        guest.RunOnce();

        guest.SetCpuid(entry);
        KvmException refusal = Assert.Throws<KvmException>(() => guest.SetCpuid(entry with { Entry = entry.Entry with { Registers = default } }));

        Assert.Equal("KVM_SET_CPUID2 failed with EINVAL.", refusal.Message);
        Assert.Equal([entry], guest.Vcpu.GetCpuid().Entries);
    }
}
