using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

/// <summary>Words and borders of the simulation that no call of a VMM shows.</summary>
public class SimulationWordsTests
{
    private const int Einval = -22, Ebadf = -9;

    // dir, type, nr and size of asm-generic/ioctl.h.
    [Theory]
    [InlineData(0xAE99u, "_IOC(_IOC_NONE, 0xae, 0x99, 0)")]
    [InlineData(0x4008AE00u, "_IOC(_IOC_WRITE, 0xae, 0, 0x8)")]
    [InlineData(0x8090AE99u, "_IOC(_IOC_READ, 0xae, 0x99, 0x90)")]
    [InlineData(0xFFFFFFFFu, "_IOC(_IOC_READ|_IOC_WRITE, 0xff, 0xff, 0x3fff)")]
    [InlineData(0xC0010000u, "_IOC(_IOC_READ|_IOC_WRITE, 0, 0, 0x1)")]
    [InlineData(0xAE03u, "KVM_CHECK_EXTENSION")]
    public void Request_OfANumber_IsItsNameOrWhatItIsMadeOf(uint number, string text) => Assert.Equal(text, Strace.Request((KvmRequest)number));

    [Theory]
    [InlineData(KvmRequest.CreateVcpu, 4294967296ul, "4294967296")]
    [InlineData(KvmRequest.CreateVcpu, 0ul, "0")]
    [InlineData(KvmRequest.CheckExtension, 167ul, "KVM_CAP_HYPERV_CPUID")]
    [InlineData(KvmRequest.CheckExtension, 0ul, "KVM_CAP_IRQCHIP")]
    [InlineData(KvmRequest.CheckExtension, 1ul, "0x1 /* KVM_CAP_??? */")]
    [InlineData(KvmRequest.CheckExtension, 0x1_0000_00A7ul, "0x1000000a7 /* KVM_CAP_??? */")]
    [InlineData(KvmRequest.CheckExtension, 0x8000_0000ul, "0x80000000 /* KVM_CAP_??? */")]
    [InlineData(KvmRequest.CheckExtension, 0x7FFF_FFFFul, "0x7fffffff /* KVM_CAP_??? */")]
    [InlineData(KvmRequest.CreateVm, 0ul, "0")]
    [InlineData(KvmRequest.CreateIrqchip, 1ul, "0x1")]
    [InlineData(KvmRequest.EnableCap, 0ul, "NULL")]
    [InlineData(KvmRequest.GetCpuid2, 0ul, "NULL")]
    [InlineData(KvmRequest.GetCpuid2, 16ul, "0x10")]
    [InlineData((KvmRequest)0x8090AE99, 0ul, "0")]
    public void Argument_OfARequest_IsAsStraceHasIt(KvmRequest request, ulong argument, string text) => Assert.Equal(text, Strace.Argument(request, argument));

    [Fact]
    public void Strace_OfItsParts_IsTheirText()
    {
        Assert.Equal("{cap=KVM_CAP_HYPERV_SYNIC, flags=0, args=[0x7, 0, 0, 0]}", Strace.Argument(KvmCapability.HyperVSynic, 7));
        Assert.Equal("{cap=0xfffffff6 /* KVM_CAP_??? */, flags=0, args=[0, 0, 0, 0]}", Strace.Argument((KvmCapability)(-10), 0));
        Assert.Equal(("{nent=0, entries=[]}", "{nent=1, entries=[...]}"), (Strace.Argument(0), Strace.Argument(1)));
        Assert.Equal(("5", "5</dev/kvm>"), (Strace.Descriptor(5, null), Strace.Descriptor(5, "/dev/kvm")));
        Assert.Equal(("7", "?", "-1 117 (errno 117)"), (Strace.Result(KvmResult.Of(7)), Strace.Result(KvmResult.Oops("it oopses")), Strace.Result(KvmResult.Unknown((KvmErrno)117))));
        Assert.StartsWith("Nothing that an ioctl is made on.", Assert.Throws<ArgumentException>("caller", () => Strace.Path("a text")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownRequests_OnEveryKindOfFile_SayWhichItWas()
    {
        Recorder recorder = new(LogLevel.Warning);
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder });
        int vm = caller.CreateVm();
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu);

        Assert.Equal([Einval, -25, Einval], new[] { caller.System, vm, vcpu }.Select(fd => caller.Ioctl(fd, (KvmRequest)0xAE99)));
        Assert.Equal(
            ["3 Warning: Unknown request 0000AE99H on /dev/kvm: EINVAL", "3 Warning: Unknown request 0000AE99H on a VM: ENOTTY", "3 Warning: Unknown request 0000AE99H on a vCPU: EINVAL"],
            recorder.Lines);
    }

    [Fact]
    public void Results_OfEveryKind_AreTheirValueAndErrno()
    {
        Assert.Equal((KvmResultKind.Done, 5, KvmErrno.None, null, true), Parts(KvmResult.Of(5)));
        Assert.Equal((KvmResultKind.Done, 0, KvmErrno.None, null, true), Parts(KvmResult.Done));
        Assert.Equal((KvmResultKind.Refused, Einval, KvmErrno.EINVAL, "it is so", false), Parts(KvmResult.Refuse(KvmErrno.EINVAL, "it is so")));
        Assert.Equal((KvmResultKind.UnknownRequest, -25, KvmErrno.ENOTTY, null, false), Parts(KvmResult.Unknown(KvmErrno.ENOTTY)));
        Assert.Equal((KvmResultKind.Injected, -5, KvmErrno.EIO, "the fault was injected", false), Parts(KvmResult.Inject(KvmErrno.EIO)));
        Assert.Equal((KvmResultKind.Refused, -14, KvmErrno.EFAULT, "the address cannot be read or written", false), Parts(KvmResult.Fault));
        Assert.Equal((KvmResultKind.HostOops, 0, KvmErrno.None, "it oopses", false), Parts(KvmResult.Oops("it oopses")));

        static (KvmResultKind Kind, int Value, KvmErrno Errno, string? Reason, bool IsDone) Parts(KvmResult result) => (result.Kind, result.Value, result.Errno, result.Reason, result.IsDone);
    }

    // The table of descriptors grows at 16, 32 and so on: its borders are no descriptors until they are opened.
    [Fact]
    public void Descriptors_AtTheBordersOfTheTable_AreNotOpenUntilOpened()
    {
        KvmFileTable table = new(TestKvm.Kvm("6.12"), new MappedUserMemory());
        for (int fd = 3; fd < 70; fd++)
        {
            Assert.Equal((Ebadf, Ebadf), (table.Ioctl(fd, KvmRequest.GetApiVersion), table.Close(fd)));
            Assert.Equal((fd, 12), (table.Open(), table.Ioctl(fd, KvmRequest.GetApiVersion)));
        }

        Assert.All([-1, 0, 2, 70, 127, 128, 129, int.MinValue, int.MaxValue], fd => Assert.Equal((Ebadf, Ebadf), (table.Ioctl(fd, KvmRequest.GetApiVersion), table.Close(fd))));
    }

    [Theory]
    [InlineData(0ul, 4, "The range of 4 bytes at 0H holds NULL or ends beyond the address space.")]
    [InlineData(ulong.MaxValue - 3, 4, "The range of 4 bytes at FFFFFFFFFFFFFFFCH holds NULL or ends beyond the address space.")]
    [InlineData(ulong.MaxValue - 4, 4, null)]
    [InlineData(0x0FFCul, 5, "The range of 5 bytes at FFCH overlaps The range of 8 bytes at 1000H.")]
    [InlineData(0x0FFCul, 4, null)]
    [InlineData(0x1007ul, 1, "The range of 1 bytes at 1007H overlaps The range of 8 bytes at 1000H.")]
    [InlineData(0x1008ul, 1, null)]
    [InlineData(0ul, 0, null)]
    public void Map_OfARange_IsTakenWhereItIsFree(ulong address, int length, string? message)
    {
        MappedUserMemory memory = new();
        memory.Map(0x1000, new byte[8]);

        Exception? refused = Record.Exception(() => memory.Map(address, new byte[length]));

        Assert.Equal((message is null, message ?? ""), (refused is null, refused?.Message[..Math.Min(message?.Length ?? 0, refused.Message.Length)] ?? ""));
        Assert.Equal(message is null && length > 0, memory.Unmap(address));
        Assert.True(memory.Unmap(0x1000));
        Assert.False(memory.Unmap(0x1000));
    }

    // struct kvm_enable_cap is 104 bytes, and nothing behind it is read.
    [Theory]
    [InlineData(104, 0)]
    [InlineData(103, -14)]
    public void EnableCap_AtTheEndOfMemory_ReadsTheStructureAndNoMore(int length, int expected)
    {
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) });
        byte[] page = new byte[length];
        caller.Memory.Map(0x5_0000, page);
        int vm = caller.CreateVm();
        page[0] = (byte)KvmCapability.SplitIrqchip;
        Assert.Equal(expected, caller.Ioctl(vm, KvmRequest.EnableCap, 0x5_0000));

        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu);
        page[0] = (byte)KvmCapability.HyperVEnforceCpuid;
        Assert.Equal(expected, caller.Ioctl(vcpu, KvmRequest.EnableCap, 0x5_0000));
        Assert.Equal(
            [(false, false), (true, false), (false, true), (false, false)],
            new[] { caller.System, vm, vcpu, 99 }.Select(fd => (caller.Table.TryGetVm(fd, out _), caller.Table.TryGetVcpu(fd, out _))));
    }

    // What the guest is shown takes no lock: a callback that holds the mutex reads it.
    [Fact]
    public void Guest_AskedWithTheMutexHeld_Answers()
    {
        SimulatedVcpu? vcpu = null;
        int leaves = -1;
        vcpu = TestKvm.Vcpu("6.12", new SimulatedKvmOptions
        {
            EvmcsVersions = _ =>
            {
                leaves = vcpu!.GuestCpuid.Entries.Count;
                return EvmcsVersionRange.Version1;
            },
        });
        vcpu.SetCpuid(KvmCpuid2.From([new CpuidEntry(1, default), new CpuidEntry(2, default)]));

        Assert.Equal((EvmcsVersionRange.Version1, 2), (vcpu.EnableEvmcs(), leaves));
    }

    [Fact]
    public void Recursion_OfAVcpusCall_SaysWhatItWouldWaitFor()
    {
        SimulatedVcpu? vcpu = null;
        vcpu = TestKvm.Vcpu("6.12", new SimulatedKvmOptions { EvmcsVersions = _ => new EvmcsVersionRange(1, vcpu!.State.InKernelLapic ? 1 : 2) });

        Assert.Equal(
            "The vCPU is called by its own call, from a callback or the caller's memory: it would wait for itself for ever.",
            Assert.Throws<LockRecursionException>(() => vcpu.EnableEvmcs()).Message);
    }

    [Fact]
    public void Arguments_OfNothing_AreRefused()
    {
        SimulatedKvm kvm = TestKvm.Kvm("6.12");
        Assert.Throws<ArgumentNullException>("host", () => new SimulatedKvm(null!));
        Assert.Throws<ArgumentNullException>("fault", () => kvm.Inject(null!));
        Assert.Throws<ArgumentNullException>("kvm", () => new KvmFileTable(null!, new MappedUserMemory()));
        Assert.Throws<ArgumentNullException>("memory", () => new KvmFileTable(kvm, null!));
        Assert.Throws<ArgumentNullException>(() => new SimulatedKvmOptions { Faults = null! });
        Assert.Throws<ArgumentException>(() => new SimulatedKvmOptions { Faults = [null!] });
        Assert.Throws<ArgumentNullException>(() => new SimulatedKvmOptions { Logger = null! });
        Assert.Throws<ArgumentNullException>("answer", () => kvm.CreateVm().CreateVcpu(0).StillHolds(null!));
    }

    // Gates are shared between vCPUs whose guests are shown the same, and between no others.
    [Fact]
    public void Gates_OfTwoVcpus_AreSharedWhereLeavesAndOptionsAre()
    {
        SimulatedVm vm = TestKvm.Vm("6.12");
        SimulatedVcpu[] vcpus = [.. Enumerable.Range(0, 3).Select(id => vm.CreateVcpu((uint)id))];
        KvmCpuid2 cpuid = KvmCpuid2.From(vcpus[0].GetSupportedHvCpuid());
        foreach (SimulatedVcpu vcpu in vcpus)
        {
            vcpu.SetCpuid(cpuid);
        }

        Assert.Same(vcpus[0].GuestAccess, vcpus[1].GuestAccess);
        vcpus[1].EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
        vcpus[2].SetCpuid(KvmCpuid2.From([new CpuidEntry(1, default)]));
        Assert.Equal((false, true, false), (vcpus[0].GuestAccess.Options.Enforced, vcpus[1].GuestAccess.Options.Enforced, vcpus[2].GuestAccess.Options.Enforced));
        Assert.Equal((true, true, false), (vcpus[0].IsHyperVAware, vcpus[1].IsHyperVAware, vcpus[2].IsHyperVAware));
        Assert.Equal((10, 10, 0), (vcpus[0].GuestAccess.Leaves.Count, vcpus[1].GuestAccess.Leaves.Count, vcpus[2].GuestAccess.Leaves.Count));
    }
}
