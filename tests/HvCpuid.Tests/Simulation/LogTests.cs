using HvCpuid.Checks;
using HvCpuid.Enlightenments;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Tests.Checks;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Tests.Guest;
using HvCpuid.Vmm;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

public class LogTests
{
    [Fact]
    public void Events_OfOneProgram_AreInOrderWithTheirIds()
    {
        Recorder recorder = new(LogLevel.Debug);
        SimulatedKvmOptions options = new() { Logger = recorder, EvmcsVersions = _ => new EvmcsVersionRange(1, 2) };
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, options);
        int vm = caller.CreateVm();
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, 7);
        caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        caller.Ioctl(vm, KvmRequest.CreateIrqchip);
        caller.Ioctl(vm, (KvmRequest)0xAE80);
        caller.Kvm.Inject(new KvmFault(KvmRequest.CreateVm, KvmErrno.ENOMEM));
        caller.CreateVm();
        caller.Ioctl(99, KvmRequest.GetApiVersion);
        Assert.Throws<KvmException>(() => caller.Vcpu(vcpu).EnableCap(KvmCapability.HyperVSynic));

        Assert.Equal(
            [
                "1 Information: eVMCS enabled on vCPU 7: versions 1..2",
                "2 Debug: KVM_CREATE_IRQCHIP refused with EINVAL: the VM has a vCPU already: the irqchip has to come first",
                "3 Warning: Unknown request 0000AE80H on a VM: ENOTTY",
                "4 Information: KVM_CREATE_VM fails with the injected ENOMEM",
                "2 Debug: KVM_GET_API_VERSION refused with EBADF: the file descriptor is not open",
                "2 Debug: KVM_ENABLE_CAP refused with EINVAL: SynIC needs an in-kernel irqchip, full or split",
            ],
            recorder.Lines);
    }

    [Fact]
    public void Calls_LevelOff_AllocateAndFormatNothing()
    {
        Recorder recorder = new(LogLevel.None);
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder });
        int vcpu = caller.NewVcpu(lapic: true, evmcs: true);
        void Calls()
        {
            caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10);
            caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 9);
            caller.Ioctl(vcpu, KvmRequest.GetSupportedHvCpuid, 0);
            caller.Fill(caller.System, KvmRequest.GetSupportedHvCpuid, 10);
            caller.Ioctl(vcpu, (KvmRequest)0xAE80);
            caller.Ioctl(99, KvmRequest.GetApiVersion);
            caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        }

        Calls();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Calls();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(recorder.Lines);
    }

    [Fact]
    public void SetCpuid_OfLeavesWithErrors_IsWarnedOfOnce()
    {
        Recorder recorder = new(LogLevel.Warning);
        SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12), Vendor = CpuVendor.Amd }, new SimulatedKvmOptions { Logger = recorder });
        SimulatedVcpu vcpu = kvm.CreateVm().CreateVcpu(7);
        HvCpuidSet broken = Edited(CheckData.Good, "CPUID.40000003H:EAX[5]", 0);
        HvCpuidSet[] quiet =
        [
            HvCpuidSet.Empty,
            CheckData.Good,
            Edited(CheckData.Good, "CPUID.40000003H:EAX[6]", 0),
            new HvCpuidSetBuilder().AddRange(OrdinaryLeaves.Intel.Where(entry => entry.Function is >= HvCpuidSet.FirstFunction and <= HvCpuidSet.LastFunction)).ToSet(),
        ];
        foreach (HvCpuidSet set in quiet)
        {
            vcpu.SetCpuid(KvmCpuid2.From(set));
        }

        Assert.Empty(recorder.Lines);
        vcpu.SetCpuid(KvmCpuid2.From(broken));
        vcpu.SetCpuid(KvmCpuid2.From(Edited(broken, "CPUID.40000004H:EAX[14]", 1)));
        Assert.Throws<KvmException>(() => vcpu.SetCpuid(KvmCpuid2.From(Enumerable.Repeat(broken[0], 257))));

        string first = HvChecker.Check(broken).First(finding => finding.Severity == HvSeverity.Error).Message;
        Assert.Equal(
            [
                $"5 Warning: KVM_SET_CPUID2 on vCPU 7: errors in the Hyper-V leaves: 1, the first by HV005: {first}",
                $"5 Warning: KVM_SET_CPUID2 on vCPU 7: errors in the Hyper-V leaves: 4, the first by HV005: {first}",
            ],
            recorder.Lines);
    }

    // VMX of leaf 1 or SVM of leaf 80000001H; without leaf 1 nobody knows, and nothing is said.
    [Theory]
    [InlineData(0x20u, null, false)]
    [InlineData(0u, null, true)]
    [InlineData(~0x20u, null, true)]
    [InlineData(0u, 4u, false)]
    [InlineData(0u, ~4u, true)]
    [InlineData(0x20u, 0u, false)]
    [InlineData(null, null, false)]
    [InlineData(null, 0u, false)]
    public void SetCpuid_OfAnEnlightenedVmcs_AsksWhetherTheGuestHasVmx(uint? features, uint? extended, bool warns)
    {
        Recorder recorder = new(LogLevel.Warning);
        SimulatedVcpu vcpu = TestKvm.Vcpu("5.0,nolapic", new SimulatedKvmOptions { Logger = recorder });
        HvCpuidSet leaves = new HvConfiguration { Switches = HvSwitches.Evmcs }.Close().Resolve(Hosts.Newest.Answer()).GetSet();
        (uint Function, uint? Ecx)[] given = [(1, features), (0x80000001, extended)];
        IEnumerable<CpuidEntry> ordinary = given.Where(leaf => leaf.Ecx is not null).Select(leaf => new CpuidEntry(leaf.Function, new CpuidRegisters(0, 0, leaf.Ecx!.Value, 0)));

        vcpu.SetCpuid(KvmCpuid2.From([.. leaves, .. ordinary]));

        Assert.Equal(warns, recorder.Lines.Any(line => line.Contains("HV012", StringComparison.Ordinal)));
        Assert.Equal(warns ? 1 : 0, recorder.Lines.Count);
    }

    [Fact]
    public void SetCpuid_LevelOff_ChecksNothing()
    {
        long Allocated(LogLevel lowest, HvCpuidSet set)
        {
            Recorder recorder = new(lowest);
            SimulatedVcpu vcpu = TestKvm.Vcpu("5.0,nolapic", new SimulatedKvmOptions { Logger = recorder });
            KvmCpuid2 cpuid = KvmCpuid2.From(set);
            vcpu.SetCpuid(cpuid);
            long before = GC.GetAllocatedBytesForCurrentThread();
            vcpu.SetCpuid(cpuid);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        HvCpuidSet broken = Edited(CheckData.Good, "CPUID.40000003H:EAX[5]", 0);
        Allocated(LogLevel.Error, broken);
        long off = Allocated(LogLevel.Error, broken);
        Assert.Equal(off, Allocated(LogLevel.None, CheckData.Good));
        Assert.True(Allocated(LogLevel.Warning, broken) > off);
    }

    private static HvCpuidSet Edited(HvCpuidSet set, string address, uint value) => CheckData.Edited(set, BitAddress.Parse(address), value);
}
