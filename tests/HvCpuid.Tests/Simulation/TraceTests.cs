using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

/// <summary>At Trace every call is one event, a line as <c>strace -y</c> prints it.</summary>
public class TraceTests
{
    [Fact]
    public void Boot_InBytes_IsOneLineACall()
    {
        Recorder recorder = new(LogLevel.Trace);
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder });
        int system = caller.System;
        caller.Ioctl(system, KvmRequest.GetApiVersion);
        caller.Ioctl(system, KvmRequest.CheckExtension, (ulong)KvmCapability.HyperVCpuid);
        caller.Ioctl(system, KvmRequest.CheckExtension, 0x1_0000_0000);
        caller.Ioctl(system, KvmRequest.CreateVm, 1);
        int vm = caller.CreateVm();
        caller.Ioctl(vm, KvmRequest.CreateIrqchip);
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, 12);
        caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10);
        caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 9);
        caller.Ioctl(vcpu, KvmRequest.GetCpuid2);
        caller.Ioctl(vcpu, (KvmRequest)0x8090AE99);
        caller.Table.Close(vcpu);
        caller.Ioctl(vcpu, KvmRequest.SetCpuid2, Caller.Arguments);
        caller.Table.Close(vcpu);

        Assert.Equal(
            [
                "7 Trace: openat(AT_FDCWD, \"/dev/kvm\", O_RDWR) = 3",
                "6 Trace: ioctl(3</dev/kvm>, KVM_GET_API_VERSION, 0) = 12",
                "6 Trace: ioctl(3</dev/kvm>, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_CPUID) = 1",
                "6 Trace: ioctl(3</dev/kvm>, KVM_CHECK_EXTENSION, 0x100000000 /* KVM_CAP_??? */) = 0",
                "6 Trace: ioctl(3</dev/kvm>, KVM_CREATE_VM, 0x1) = -1 EINVAL (Invalid argument)",
                "6 Trace: ioctl(3</dev/kvm>, KVM_CREATE_VM, 0) = 4",
                "6 Trace: ioctl(4<anon_inode:kvm-vm>, KVM_CREATE_IRQCHIP, 0) = 0",
                "6 Trace: ioctl(4<anon_inode:kvm-vm>, KVM_CREATE_VCPU, 12) = 5",
                "6 Trace: ioctl(5<anon_inode:kvm-vcpu:12>, KVM_ENABLE_CAP, 0x10000) = 0",
                "6 Trace: ioctl(5<anon_inode:kvm-vcpu:12>, KVM_GET_SUPPORTED_HV_CPUID, 0x20000) = 0",
                "6 Trace: ioctl(5<anon_inode:kvm-vcpu:12>, KVM_GET_SUPPORTED_HV_CPUID, 0x20000) = -1 E2BIG (Argument list too long)",
                "6 Trace: ioctl(5<anon_inode:kvm-vcpu:12>, KVM_GET_CPUID2, NULL) = -1 EFAULT (Bad address)",
                "6 Trace: ioctl(5<anon_inode:kvm-vcpu:12>, _IOC(_IOC_READ, 0xae, 0x99, 0x90), 0) = -1 EINVAL (Invalid argument)",
                "8 Trace: close(5<anon_inode:kvm-vcpu:12>) = 0",
                "6 Trace: ioctl(5, KVM_SET_CPUID2, 0x10000) = -1 EBADF (Bad file descriptor)",
                "8 Trace: close(5) = -1 EBADF (Bad file descriptor)",
            ],
            recorder.Lines.Where(line => line.Contains("Trace", StringComparison.Ordinal)));
    }

    [Fact]
    public void Boot_Typed_IsOneLineACall()
    {
        Recorder recorder = new(LogLevel.Trace);
        SimulatedKvm kvm = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder });
        kvm.GetApiVersion();
        kvm.CheckExtension(KvmCapability.MaxVcpus);
        kvm.CheckExtension((KvmCapability)12345);
        kvm.GetSupportedHvCpuid();
        kvm.GetSupportedCpuid();
        SimulatedVm vm = kvm.CreateVm();
        vm.CheckExtension(KvmCapability.HyperVSynic);
        vm.EnableSplitIrqchip();
        SimulatedVcpu vcpu = vm.CreateVcpu(3);
        vcpu.EnableEvmcs();
        vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
        vcpu.GetSupportedHvCpuid();
        vcpu.SetCpuid(KvmCpuid2.From([new CpuidEntry(1, default)]));
        vcpu.GetCpuid();
        Assert.Throws<KvmException>(() => vm.CreateIrqchip());
        kvm.Inject(new KvmFault(KvmRequest.GetCpuid2, (KvmErrno)117));
        Assert.Throws<KvmException>(() => vcpu.GetCpuid());
        vcpu.Dispose();
        Assert.Throws<ObjectDisposedException>(() => vcpu.SetCpuid(KvmCpuid2.From([])));

        Assert.Equal(
            [
                "6 Trace: ioctl(/dev/kvm, KVM_GET_API_VERSION, 0) = 12",
                "6 Trace: ioctl(/dev/kvm, KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS) = 4096",
                "6 Trace: ioctl(/dev/kvm, KVM_CHECK_EXTENSION, 0x3039 /* KVM_CAP_??? */) = 0",
                "6 Trace: ioctl(/dev/kvm, KVM_GET_SUPPORTED_HV_CPUID, {nent=10, entries=[...]}) = 0",
                "6 Trace: ioctl(/dev/kvm, KVM_GET_SUPPORTED_CPUID, {nent=5, entries=[...]}) = 0",
                "6 Trace: ioctl(/dev/kvm, KVM_CREATE_VM, 0) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vm, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_SYNIC) = 1",
                "6 Trace: ioctl(anon_inode:kvm-vm, KVM_ENABLE_CAP, {cap=KVM_CAP_SPLIT_IRQCHIP, flags=0, args=[0x18, 0, 0, 0]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vm, KVM_CREATE_VCPU, 3) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_ENABLE_CAP, {cap=KVM_CAP_HYPERV_ENLIGHTENED_VMCS, flags=0, args=[0, 0, 0, 0]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_ENABLE_CAP, {cap=KVM_CAP_HYPERV_ENFORCE_CPUID, flags=0, args=[0x1, 0, 0, 0]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_GET_SUPPORTED_HV_CPUID, {nent=10, entries=[...]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_SET_CPUID2, {nent=1, entries=[...]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_GET_CPUID2, {nent=1, entries=[...]}) = 0",
                "6 Trace: ioctl(anon_inode:kvm-vm, KVM_CREATE_IRQCHIP, 0) = -1 EEXIST (File exists)",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_GET_CPUID2, NULL) = -1 117 (errno 117)",
                "6 Trace: ioctl(anon_inode:kvm-vcpu:3, KVM_SET_CPUID2, NULL) = -1 EBADF (Bad file descriptor)",
            ],
            recorder.Lines.Where(line => line.Contains("Trace", StringComparison.Ordinal)));
    }

    [Fact]
    public void Call_ThatDoesNotComeBack_HasNoResult()
    {
        Recorder recorder = new(LogLevel.Trace);
        Caller caller = new(new KvmHost { Nested = false }, new SimulatedKvmOptions { Logger = recorder });
        int vcpu = caller.NewVcpu();

        Assert.Throws<KvmHostOopsException>(() => caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10));
        Assert.Throws<KvmHostOopsException>(() => caller.Vcpu(vcpu).GetSupportedHvCpuid());

        Assert.EndsWith("KVM_GET_SUPPORTED_HV_CPUID, 0x20000) = ?", recorder.Lines[^2], StringComparison.Ordinal);
        Assert.EndsWith("KVM_GET_SUPPORTED_HV_CPUID, {nent=0, entries=[]}) = ?", recorder.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Event_OfACall_HasItsPartsByName()
    {
        Recorder recorder = new(LogLevel.Trace);
        Caller caller = new(new KvmHost(), new SimulatedKvmOptions { Logger = recorder });
        caller.CreateVm();

        Assert.Equal(
            [("Descriptor", "3</dev/kvm>"), ("Request", "KVM_CREATE_VM"), ("Argument", "0"), ("Result", "4")],
            recorder.States[^1].Take(4).Select(pair => (pair.Key, (string)pair.Value!)));
    }

    [Theory]
    [MemberData(nameof(RefusedCallTests.Errnos), MemberType = typeof(RefusedCallTests))]
    public void Call_Refused_IsTheErrnoAndItsWords(KvmErrno errno, string words)
    {
        Recorder recorder = new(LogLevel.Trace);
        Caller caller = new(new KvmHost { Kernel = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder, Faults = [new KvmFault(KvmRequest.GetApiVersion, errno)] });
        caller.Ioctl(caller.System, KvmRequest.GetApiVersion);
        Assert.EndsWith($"= -1 {words}", recorder.Lines[^1], StringComparison.Ordinal);
    }
}
