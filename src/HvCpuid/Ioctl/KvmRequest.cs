namespace HvCpuid.Ioctl;

/// <summary>
/// The requests that a VMM prototype makes, by their numbers on x86-64 (Linux, include/uapi/linux/kvm.h). The simulation has those about CPUID and
/// capabilities; to it, those that run a guest are unknown requests.
/// </summary>
public enum KvmRequest : uint
{
    /// <summary>AE00H, _IO(AEH, 00H), on /dev/kvm: 12.</summary>
    GetApiVersion = 0xAE00,

    /// <summary>AE01H, _IO(AEH, 01H), on /dev/kvm: the file descriptor of a new VM. The argument is the VM's type, 0.</summary>
    CreateVm = 0xAE01,

    /// <summary>AE03H, _IO(AEH, 03H), on /dev/kvm and a VM: what the host can. The argument is the capability.</summary>
    CheckExtension = 0xAE03,

    /// <summary>AE41H, _IO(AEH, 41H), on a VM: the file descriptor of a new vCPU. The argument is its id.</summary>
    CreateVcpu = 0xAE41,

    /// <summary>AE60H, _IO(AEH, 60H), on a VM: local APICs, I/O APIC and PICs in the kernel.</summary>
    CreateIrqchip = 0xAE60,

    /// <summary>4068AEA3H, _IOW(AEH, A3H, struct kvm_enable_cap), on a VM and a vCPU.</summary>
    EnableCap = 0x4068AEA3,

    /// <summary>4008AE90H, _IOW(AEH, 90H, struct kvm_cpuid2), on a vCPU: what its CPUID instruction answers.</summary>
    SetCpuid2 = 0x4008AE90,

    /// <summary>C008AE91H, _IOWR(AEH, 91H, struct kvm_cpuid2), on a vCPU: what was set.</summary>
    GetCpuid2 = 0xC008AE91,

    /// <summary>C008AEC1H, _IOWR(AEH, C1H, struct kvm_cpuid2), on a vCPU and, since Linux 5.11, on /dev/kvm.</summary>
    GetSupportedHvCpuid = 0xC008AEC1,

    /// <summary>AE04H, _IO(AEH, 04H), on /dev/kvm: the size of a vCPU's struct kvm_run. Not in the simulation.</summary>
    GetVcpuMmapSize = 0xAE04,

    /// <summary>C008AE05H, _IOWR(AEH, 05H, struct kvm_cpuid2), on /dev/kvm: the ordinary leaves that KVM supports.</summary>
    GetSupportedCpuid = 0xC008AE05,

    /// <summary>4020AE46H, _IOW(AEH, 46H, struct kvm_userspace_memory_region), on a VM: guest memory. Not in the simulation.</summary>
    SetUserMemoryRegion = 0x4020AE46,

    /// <summary>AE80H, _IO(AEH, 80H), on a vCPU: the guest runs until it needs the VMM. Not in the simulation.</summary>
    Run = 0xAE80,

    /// <summary>8090AE81H, _IOR(AEH, 81H, struct kvm_regs), on a vCPU. Not in the simulation.</summary>
    GetRegs = 0x8090AE81,

    /// <summary>4090AE82H, _IOW(AEH, 82H, struct kvm_regs), on a vCPU. Not in the simulation.</summary>
    SetRegs = 0x4090AE82,

    /// <summary>8138AE83H, _IOR(AEH, 83H, struct kvm_sregs), on a vCPU. Not in the simulation.</summary>
    GetSregs = 0x8138AE83,

    /// <summary>4138AE84H, _IOW(AEH, 84H, struct kvm_sregs), on a vCPU. Not in the simulation.</summary>
    SetSregs = 0x4138AE84,
}

/// <summary>The names of the requests.</summary>
public static class KvmRequests
{
    /// <summary>The name that the kernel's header has for a request: <c>KVM_ENABLE_CAP</c>. Allocates nothing.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The name; <c>unknown request</c> for a number that this model does not know.</returns>
    public static string Name(this KvmRequest request) => request switch
    {
        KvmRequest.GetApiVersion => "KVM_GET_API_VERSION",
        KvmRequest.CreateVm => "KVM_CREATE_VM",
        KvmRequest.CheckExtension => "KVM_CHECK_EXTENSION",
        KvmRequest.CreateVcpu => "KVM_CREATE_VCPU",
        KvmRequest.CreateIrqchip => "KVM_CREATE_IRQCHIP",
        KvmRequest.EnableCap => "KVM_ENABLE_CAP",
        KvmRequest.SetCpuid2 => "KVM_SET_CPUID2",
        KvmRequest.GetCpuid2 => "KVM_GET_CPUID2",
        KvmRequest.GetSupportedHvCpuid => "KVM_GET_SUPPORTED_HV_CPUID",
        KvmRequest.GetVcpuMmapSize => "KVM_GET_VCPU_MMAP_SIZE",
        KvmRequest.GetSupportedCpuid => "KVM_GET_SUPPORTED_CPUID",
        KvmRequest.SetUserMemoryRegion => "KVM_SET_USER_MEMORY_REGION",
        KvmRequest.Run => "KVM_RUN",
        KvmRequest.GetRegs => "KVM_GET_REGS",
        KvmRequest.SetRegs => "KVM_SET_REGS",
        KvmRequest.GetSregs => "KVM_GET_SREGS",
        KvmRequest.SetSregs => "KVM_SET_SREGS",
        _ => "unknown request",
    };
}
