namespace HvCpuid.Ioctl;

/// <summary>The requests that this model knows, by their numbers on x86-64 (Linux, include/uapi/linux/kvm.h).</summary>
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
}
