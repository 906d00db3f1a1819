using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>What a file descriptor stands for; its requests are those of the kernel's file of that kind.</summary>
internal abstract class KvmFile
{
    /// <summary>The kind, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>What the link in /proc/self/fd says.</summary>
    public abstract string Path { get; }

    public abstract KvmResult Ioctl(KvmFileTable table, KvmRequest request, ulong argument);
}

/// <summary>/dev/kvm (kvm_dev_ioctl, kvm_arch_dev_ioctl).</summary>
internal sealed class KvmSystemFile(SimulatedKvm kvm) : KvmFile
{
    public override string Kind => "/dev/kvm";

    public override string Path => Strace.Path(kvm);

    public override KvmResult Ioctl(KvmFileTable table, KvmRequest request, ulong argument) => request switch
    {
        KvmRequest.GetApiVersion => SimulatedKvm.Version(argument),
        KvmRequest.CheckExtension => kvm.Check(argument),
        KvmRequest.CreateVm when argument != 0 => KvmResult.Refuse(KvmErrno.EINVAL, "the VM types other than 0 are not offered"),
        KvmRequest.CreateVm => table.Install(new KvmVmFile(new SimulatedVm(kvm))),
        KvmRequest.GetSupportedHvCpuid => CpuidCopy.Out(table.Memory, argument, kvm.SystemAnswer),
        KvmRequest.GetSupportedCpuid => kvm.SupportedCpuid.CopyTo(table.Memory, argument),
        _ => KvmResult.Unknown(KvmErrno.EINVAL),
    };
}

/// <summary>A VM (kvm_vm_ioctl, kvm_arch_vm_ioctl).</summary>
internal sealed class KvmVmFile(SimulatedVm vm) : KvmFile
{
    public override string Kind => "a VM";

    public override string Path => Strace.Path(vm);

    public SimulatedVm Vm => vm;

    public override KvmResult Ioctl(KvmFileTable table, KvmRequest request, ulong argument) => request switch
    {
        KvmRequest.CheckExtension => vm.Kvm.Check(argument),
        KvmRequest.CreateIrqchip => vm.AddIrqchip(),
        KvmRequest.EnableCap => EnableCap(table.Memory, argument),
        KvmRequest.CreateVcpu => vm.AddVcpu(argument, table, out _),
        _ => KvmResult.Unknown(KvmErrno.ENOTTY),
    };

    private KvmResult EnableCap(IUserMemory memory, ulong argument)
    {
        Span<byte> bytes = stackalloc byte[KvmEnableCap.Size];
        return memory.CopyFromUser(argument, bytes) == bytes.Length ? vm.Enable(KvmEnableCap.Read(bytes)) : KvmResult.Fault;
    }
}

/// <summary>A vCPU (kvm_vcpu_ioctl, kvm_arch_vcpu_ioctl).</summary>
internal sealed class KvmVcpuFile(SimulatedVcpu vcpu) : KvmFile
{
    public override string Kind => "a vCPU";

    public override string Path => Strace.Path(vcpu);

    public SimulatedVcpu Vcpu => vcpu;

    public override KvmResult Ioctl(KvmFileTable table, KvmRequest request, ulong argument) => vcpu.Ioctl(request, argument, table.Memory);
}
