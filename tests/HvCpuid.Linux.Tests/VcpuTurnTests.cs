using System.Buffers.Binary;
using System.Diagnostics;

namespace HvCpuid.Linux.Tests;

/// <summary>A guest that never comes back, and who else wants to run, stop or dispose of its vCPU.</summary>
public class VcpuTurnTests
{
    private const ulong Counter = 0x2000;
    private static readonly byte[] Loop = [0xFF, 0x06, 0x00, 0x20, 0xEB, 0xFA]; // inc word [2000h]; jmp back
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NotForEver = TimeSpan.FromSeconds(20);

    [Fact]
    public void Run_SecondCallerThatIsCancelled_ReturnsWhileTheFirstRunsOn()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Loop);
        using CancellationTokenSource end = new();
        using GuestThread first = Start(guest, end.Token);
        using CancellationTokenSource soon = new(Soon);
        Stopwatch time = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => guest.Vcpu.Run(soon.Token));

        Assert.InRange(time.Elapsed, TimeSpan.Zero, NotForEver);
        Assert.True(first.IsRunning);
        end.Cancel();
        Assert.IsType<OperationCanceledException>(first.Outcome(), exactMatch: false);
    }

    [Fact]
    public void Run_SecondCallerThatIsCancelledBeforehand_DoesNotWait()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Loop);
        using GuestThread first = Start(guest, CancellationToken.None);

        Assert.ThrowsAny<OperationCanceledException>(() => guest.Vcpu.Run(new CancellationToken(canceled: true)));

        Assert.True(first.IsRunning);
        guest.Dispose();
        Assert.IsType<ObjectDisposedException>(first.Outcome());
    }

    [Fact]
    public void Run_SecondCaller_HasItsTurnWhenTheFirstIsStopped()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Loop);
        using CancellationTokenSource end = new();
        using GuestThread first = Start(guest, end.Token);
        using GuestThread second = new(() => guest.RunOnce());

        end.Cancel();
        Assert.IsType<OperationCanceledException>(first.Outcome(), exactMatch: false);

        WaitUntilItCounts(guest);
        Assert.True(second.IsRunning);
        guest.Dispose();
        Assert.IsType<ObjectDisposedException>(second.Outcome());
    }

    [Fact]
    public void Dispose_WhileAGuestLoopsAndOthersWait_EndsThemAll()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Loop);
        using CancellationTokenSource never = new();
        GuestThread[] runs = [Start(guest, CancellationToken.None), new(() => guest.RunOnce()), new(() => guest.Vcpu.Run(never.Token)), new(() => guest.RunOnce())];

        guest.Dispose();

        Assert.All(runs, run => Assert.IsType<ObjectDisposedException>(run.Outcome()));
        Assert.Throws<ObjectDisposedException>(() => guest.RunOnce());
    }

    [Fact]
    public void Dispose_AtAnyMomentOfARun_EndsIt()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        for (int i = 0; i < 100; i++)
        {
            using RealModeGuest guest = new(kvm, Loop);
            using GuestThread run = new(() => guest.RunOnce());
            Thread.SpinWait(i * 100);

            guest.Dispose();

            Assert.IsType<ObjectDisposedException>(run.Outcome());
        }
    }

    [Fact]
    public void Dispose_ByACancellation_EndsTheRun()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using RealModeGuest guest = new(kvm, Loop);
        using CancellationTokenSource soon = new(Soon);
        using CancellationTokenSource never = new();
        using CancellationTokenRegistration registration = soon.Token.Register(guest.Dispose);

        Assert.Throws<ObjectDisposedException>(() => guest.Vcpu.Run(never.Token));
    }

    // Returns when the guest is executing.
    private static GuestThread Start(RealModeGuest guest, CancellationToken cancellation)
    {
        GuestThread run = new(() => guest.Vcpu.Run(cancellation));
        WaitUntilItCounts(guest);
        return run;
    }

    private static void WaitUntilItCounts(RealModeGuest guest)
    {
        int before = Count(guest);
        Assert.True(SpinWait.SpinUntil(() => Count(guest) != before, NotForEver), "the guest does not run");
    }

    private static int Count(RealModeGuest guest)
    {
        byte[] counter = new byte[sizeof(ushort)];
        guest.Memory.Read(Counter, counter);
        return BinaryPrimitives.ReadUInt16LittleEndian(counter);
    }
}
