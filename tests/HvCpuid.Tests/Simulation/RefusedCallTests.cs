using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

/// <summary>Calls that are refused: why, on objects that are closed, with faults ordered, and every errno as strace prints it.</summary>
public class RefusedCallTests
{
    private static readonly KvmHost Host = new() { Kernel = new KvmRelease(6, 12), MaximumVcpus = 2 };

    private static readonly KvmCpuidEntry2 Entry = new(1, 0, 0, new CpuidRegisters(1, 2, 3, 4));

    public static TheoryData<string> Calls => [.. TypedCalls(new Objects(Host)).Select(call => call.Name)];

    /// <summary>What strace says of each errno: strerror(3) of glibc.</summary>
    public static TheoryData<KvmErrno, string> Errnos => new()
    {
        { KvmErrno.EPERM, "EPERM (Operation not permitted)" },
        { KvmErrno.ENOENT, "ENOENT (No such file or directory)" },
        { KvmErrno.EINTR, "EINTR (Interrupted system call)" },
        { KvmErrno.EIO, "EIO (Input/output error)" },
        { KvmErrno.ENXIO, "ENXIO (No such device or address)" },
        { KvmErrno.E2BIG, "E2BIG (Argument list too long)" },
        { KvmErrno.EBADF, "EBADF (Bad file descriptor)" },
        { KvmErrno.EAGAIN, "EAGAIN (Resource temporarily unavailable)" },
        { KvmErrno.ENOMEM, "ENOMEM (Cannot allocate memory)" },
        { KvmErrno.EACCES, "EACCES (Permission denied)" },
        { KvmErrno.EFAULT, "EFAULT (Bad address)" },
        { KvmErrno.EBUSY, "EBUSY (Device or resource busy)" },
        { KvmErrno.EEXIST, "EEXIST (File exists)" },
        { KvmErrno.ENODEV, "ENODEV (No such device)" },
        { KvmErrno.EINVAL, "EINVAL (Invalid argument)" },
        { KvmErrno.EMFILE, "EMFILE (Too many open files)" },
        { KvmErrno.ENOTTY, "ENOTTY (Inappropriate ioctl for device)" },
        { KvmErrno.EOPNOTSUPP, "EOPNOTSUPP (Operation not supported)" },
    };

    [Theory]
    [MemberData(nameof(Errnos))]
    public void Trace_OfAnErrno_HasItsNameAndText(KvmErrno errno, string text)
    {
        Recorder recorder = new(LogLevel.Trace);
        SimulatedKvm kvm = new(Host, new SimulatedKvmOptions { Logger = recorder });
        kvm.Inject(new KvmFault(KvmRequest.CreateVm, errno));

        Assert.Equal(errno, Assert.Throws<KvmException>(() => kvm.CreateVm()).Errno);
        Assert.EndsWith($"KVM_CREATE_VM, 0) = -1 {text}", recorder.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void TypedCall_OnAClosedObject_SaysThatItIsClosed(string name)
    {
        Objects objects = new(Host);
        (_, KvmRequest request, Action call) = TypedCalls(objects).Single(call => call.Name == name);
        objects.Close();

        ObjectDisposedException closed = Assert.Throws<ObjectDisposedException>(call);

        Assert.Equal(request.Name(), closed.ObjectName);
        Assert.StartsWith("The file descriptor is closed: EBADF.", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void TypedCall_WithAFaultOrdered_FailsOnceWithIt(string name)
    {
        Objects objects = new(Host);
        (_, KvmRequest request, Action call) = TypedCalls(objects).Single(call => call.Name == name);
        objects.Kvm.Inject(new KvmFault(request, KvmErrno.ENOMEM));

        KvmException refused = Assert.Throws<KvmException>(call);

        Assert.Equal((request, KvmErrno.ENOMEM), (refused.Request, refused.Errno));
        Assert.Null(Record.Exception(call) as KvmException is { Errno: KvmErrno.ENOMEM } again ? again : null);
    }

    [Fact]
    public void Reasons_OfRefusals_SayWhatIsWrong()
    {
        Objects objects = new(Host);
        SimulatedVm full = objects.Kvm.CreateVm();
        full.CreateIrqchip();
        full.CreateVcpu(0);
        full.CreateVcpu(1);
        SimulatedVcpu run = objects.Kvm.CreateVm().CreateVcpu(0);
        run.SetCpuid(new KvmCpuid2([Entry]));
        run.MarkRun();

        Assert.Multiple(
            () => AssertReason("the id is not below KVM_CAP_MAX_VCPU_ID", () => objects.Vm.CreateVcpu(uint.MaxValue)),
            () => AssertReason("the id is not below KVM_CAP_MAX_VCPU_ID", () => objects.Vm.CreateVcpu(8)),
            () => AssertReason("the VM has KVM_CAP_MAX_VCPUS vCPUs already", () => full.CreateVcpu(2)),
            () => AssertReason("the VM has a vCPU of that id already", () => objects.Vm.CreateVcpu(0)),
            () => AssertReason("the VM has a vCPU already: the irqchip has to come first", objects.Vm.CreateIrqchip),
            () => AssertReason("the VM has an irqchip already, full or split", full.CreateIrqchip),
            () => AssertReason("the VM has an irqchip or a vCPU already: the irqchip has to come first, and once", () => full.EnableSplitIrqchip()),
            () => AssertReason("args[0] reserves more routes than KVM_MAX_IRQ_ROUTES", () => objects.Kvm.CreateVm().EnableSplitIrqchip(4097)),
            () => AssertReason("there are more entries than KVM_MAX_CPUID_ENTRIES", () => objects.Vcpu.SetCpuid(new KvmCpuid2(Enumerable.Repeat(Entry, 257)))),
            () => AssertReason("the vCPU has run: its entries cannot be changed any more", () => run.SetCpuid(new KvmCpuid2([Entry with { Padding0 = 0 }, Entry with { Entry = Entry.Entry with { Function = 2 } }]))));
    }

    [Fact]
    public void Reasons_OfRefusedBytes_SayWhatIsWrong()
    {
        Recorder recorder = new(LogLevel.Debug);
        Caller caller = new(Host, new SimulatedKvmOptions { Logger = recorder });
        caller.Ioctl(caller.System, KvmRequest.GetApiVersion, 1);
        caller.Ioctl(caller.System, KvmRequest.CreateVm, 1);
        caller.Table.DescriptorLimit = 5;
        caller.CreateVm();
        caller.CreateVm();
        caller.Table.DescriptorLimit = 10;
        int vcpu = caller.NewVcpu(lapic: true);
        caller.Enable(vcpu, KvmCapability.HyperVSynic2, 1);
        caller.Enable(vcpu, KvmCapability.HyperVSynic, 0, flags: 1);
        caller.Enable(vcpu, (KvmCapability)9999);

        Assert.Equal(
            [
                "KVM_GET_API_VERSION refused with EINVAL: KVM_GET_API_VERSION takes no argument",
                "KVM_CREATE_VM refused with EINVAL: the VM types other than 0 are not offered",
                "KVM_CREATE_VM refused with EMFILE: the process has no file descriptor left (RLIMIT_NOFILE)",
                "KVM_ENABLE_CAP refused with EINVAL: KVM_CAP_HYPERV_SYNIC2 takes no argument",
                "KVM_ENABLE_CAP refused with EINVAL: a capability has no flags",
                "KVM_ENABLE_CAP refused with EINVAL: the capability cannot be enabled on a vCPU of this release",
            ],
            recorder.Lines.Where(line => line.StartsWith("2 Debug: ", StringComparison.Ordinal)).Select(line => line["2 Debug: ".Length..]));
    }

    [Fact]
    public void Reasons_OfRefusedStructures_SayWhatIsWrong()
    {
        Recorder recorder = new(LogLevel.Debug);
        Caller caller = new(Host, new SimulatedKvmOptions { Logger = recorder });
        int vm = caller.CreateVm();
        caller.Enable(vm, KvmCapability.HyperVSynic);
        caller.Enable(vm, KvmCapability.MaxVcpuId, 3, flags: 1);
        caller.Enable(vm, KvmCapability.MaxVcpuId, 9);
        caller.Enable(vm, KvmCapability.MaxVcpuId, 1);
        caller.Enable(vm, KvmCapability.MaxVcpuId, 2);
        caller.Ioctl(vm, KvmRequest.CreateVcpu, 1);
        caller.Ioctl(vm, KvmRequest.EnableCap, Caller.Unmapped);
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, 0);
        caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 9);
        caller.Ioctl(vcpu, KvmRequest.GetSupportedHvCpuid, Caller.Unmapped);
        caller.SetCpuid(vcpu, new byte[40]);
        caller.SetCpuid(vcpu, [], 257);
        caller.Fill(vcpu, KvmRequest.GetCpuid2, 0);
        caller.Fill(caller.System, KvmRequest.GetSupportedCpuid, 4);

        Assert.Equal(
            [
                "KVM_ENABLE_CAP refused with EINVAL: the capability cannot be enabled on a VM",
                "KVM_ENABLE_CAP refused with EINVAL: a capability has no flags",
                "KVM_ENABLE_CAP refused with EINVAL: args[0] is beyond KVM_CAP_MAX_VCPU_ID",
                "KVM_ENABLE_CAP refused with EINVAL: the VM has another limit already, its own or with its first vCPU the largest",
                "KVM_CREATE_VCPU refused with EINVAL: the id is not below the limit that the VM was given",
                "KVM_ENABLE_CAP refused with EFAULT: the address cannot be read or written",
                "KVM_GET_SUPPORTED_HV_CPUID refused with E2BIG: nent is less than the number of entries, which the call does not tell",
                "KVM_GET_SUPPORTED_HV_CPUID refused with EFAULT: the address cannot be read or written",
                "KVM_SET_CPUID2 refused with E2BIG: there are more entries than KVM_MAX_CPUID_ENTRIES",
                "KVM_GET_CPUID2 refused with E2BIG: nent is less than the number of entries that were set",
                "KVM_GET_SUPPORTED_CPUID refused with E2BIG: nent is 0, or less than the number of entries, which the call does not tell",
            ],
            recorder.Lines.Where(line => line.StartsWith("2 Debug: ", StringComparison.Ordinal)).Select(line => line["2 Debug: ".Length..]));
    }

    [Fact]
    public void Reasons_OfOtherReleases_SayWhatIsWrong()
    {
        SimulatedVcpu run = TestKvm.Vcpu("5.16");
        run.MarkRun();
        SimulatedKvm many = TestKvm.Kvm("6.12", new SimulatedKvmOptions { SupportedCpuid = [.. Enumerable.Repeat(new CpuidEntry(1, default), 257)] });
        SimulatedVcpu oops = TestKvm.Vcpu("5.0,nonested");

        Assert.Multiple(
            () => AssertReason("the vCPU has run: this release takes no KVM_SET_CPUID2 any more", () => run.SetCpuid(new KvmCpuid2([]))),
            () => AssertReason("there are more entries than KVM_MAX_CPUID_ENTRIES: no nent is enough", () => many.GetSupportedCpuid()),
            () => Assert.Equal(
                "KVM_GET_SUPPORTED_HV_CPUID: the call makes the host kernel oops: kvm_intel with nested=0 leaves a hook null that this release calls (fixed in Linux 5.3 and 5.2.12).",
                Assert.Throws<KvmHostOopsException>(oops.GetSupportedHvCpuid).Message),
            () => Assert.Equal(
                "SimulatedKvmOptions.EvmcsVersions gave vCPU 0 no version.",
                Assert.Throws<InvalidOperationException>(() => TestKvm.Vcpu("6.12", new SimulatedKvmOptions { EvmcsVersions = _ => default }).EnableEvmcs()).Message),
            () => Assert.StartsWith(
                "The argument of eVMCS is an address: call EnableEvmcs.", Assert.Throws<ArgumentException>(() => run.EnableCap(KvmCapability.HyperVEnlightenedVmcs)).Message, StringComparison.Ordinal));
    }

    // Linux 5.0 with kvm_intel nested=0, where nobody listens: the call throws all the same.
    [Fact]
    public void Bytes_OfACallThatDoesNotComeBack_ThrowWithoutALogger()
    {
        Caller caller = new(new KvmHost { Nested = false });

        Assert.Throws<KvmHostOopsException>(() => caller.Fill(caller.NewVcpu(), KvmRequest.GetSupportedHvCpuid, 10));
    }

    [Fact]
    public void Arguments_ThatAreNone_AreRefusedWithWhatIsExpected()
    {
        Caller caller = new(Host);

        Assert.StartsWith("A limit is 0 or more.", Assert.Throws<ArgumentOutOfRangeException>(() => caller.Table.DescriptorLimit = -1).Message, StringComparison.Ordinal);
        Assert.StartsWith("A call fails with an errno, 1 to 4095.", Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, (KvmErrno)4096)).Message, StringComparison.Ordinal);
        Assert.StartsWith("A call fails with an errno, 1 to 4095.", Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, KvmErrno.None)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Calls are counted from 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new KvmFault(KvmRequest.CreateVm, KvmErrno.EIO, 0)).Message, StringComparison.Ordinal);
        Assert.Equal(4095, (int)new KvmFault(KvmRequest.CreateVm, (KvmErrno)4095).Errno);
    }

    private static void AssertReason(string reason, Action call) => Assert.EndsWith($": {reason}.", Assert.Throws<KvmException>(call).Message, StringComparison.Ordinal);

    private static (string Name, KvmRequest Request, Action Call)[] TypedCalls(Objects on) =>
    [
        ("GetApiVersion", KvmRequest.GetApiVersion, () => on.Kvm.GetApiVersion()),
        ("CheckExtension", KvmRequest.CheckExtension, () => on.Kvm.CheckExtension(KvmCapability.HyperVCpuid)),
        ("CreateVm", KvmRequest.CreateVm, () => on.Kvm.CreateVm()),
        ("GetSupportedHvCpuid", KvmRequest.GetSupportedHvCpuid, () => on.Kvm.GetSupportedHvCpuid()),
        ("GetSupportedCpuid", KvmRequest.GetSupportedCpuid, () => on.Kvm.GetSupportedCpuid()),
        ("Vm.CheckExtension", KvmRequest.CheckExtension, () => on.Vm.CheckExtension(KvmCapability.HyperVCpuid)),
        ("Vm.CreateIrqchip", KvmRequest.CreateIrqchip, () => on.Vm.CreateIrqchip()),
        ("Vm.EnableSplitIrqchip", KvmRequest.EnableCap, () => on.Vm.EnableSplitIrqchip()),
        ("Vm.CreateVcpu", KvmRequest.CreateVcpu, () => on.Vm.CreateVcpu(1)),
        ("Vcpu.EnableEvmcs", KvmRequest.EnableCap, () => on.Vcpu.EnableEvmcs()),
        ("Vcpu.EnableCap", KvmRequest.EnableCap, () => on.Vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1)),
        ("Vcpu.GetSupportedHvCpuid", KvmRequest.GetSupportedHvCpuid, () => on.Vcpu.GetSupportedHvCpuid()),
        ("Vcpu.SetCpuid", KvmRequest.SetCpuid2, () => on.Vcpu.SetCpuid(new KvmCpuid2([Entry]))),
        ("Vcpu.GetCpuid", KvmRequest.GetCpuid2, () => on.Vcpu.GetCpuid()),
    ];

    private sealed class Objects
    {
        public Objects(KvmHost host)
        {
            Kvm = new SimulatedKvm(host);
            Vm = Kvm.CreateVm();
            Vcpu = Vm.CreateVcpu(0);
        }

        public SimulatedKvm Kvm { get; }

        public SimulatedVm Vm { get; }

        public SimulatedVcpu Vcpu { get; }

        public void Close()
        {
            Vcpu.Dispose();
            Vm.Dispose();
            Kvm.Dispose();
        }
    }
}
