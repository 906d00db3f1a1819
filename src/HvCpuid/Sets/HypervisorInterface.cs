namespace HvCpuid.Sets;

/// <summary>Whose leaves stand at 40000000H, or at 40000100H behind others: it decides what their bits mean. <see cref="HypervisorTable"/> has their signatures.</summary>
public enum HypervisorInterface
{
    /// <summary>Hyper-V's (TLFS, "Hypervisor discovery"): 40000001H:EAX is <c>Hv#1</c>, or the signature is Microsoft's or the one KVM answers with.</summary>
    HyperV = 0,

    /// <summary>KVM's own, signature <c>KVMKVMKVM</c> (Linux, Documentation/virt/kvm/x86/cpuid.rst): a guest without Hyper-V enlightenments.</summary>
    Kvm = 1,

    /// <summary>Another hypervisor's, which is not known here.</summary>
    Other = 2,

    /// <summary>Xen's.</summary>
    Xen = 3,

    /// <summary>VMware's.</summary>
    VMware = 4,

    /// <summary>VirtualBox's.</summary>
    VirtualBox = 5,

    /// <summary>bhyve's: FreeBSD's hypervisor, also below Propolis.</summary>
    Bhyve = 6,

    /// <summary>ACRN's.</summary>
    Acrn = 7,

    /// <summary>QEMU's emulator's, TCG.</summary>
    QemuTcg = 8,

    /// <summary>NVMM's: NetBSD's and DragonFly's hypervisor.</summary>
    Nvmm = 9,

    /// <summary>Parallels'.</summary>
    Parallels = 10,

    /// <summary>The QNX Hypervisor's.</summary>
    Qnx = 11,

    /// <summary>Jailhouse's.</summary>
    Jailhouse = 12,

    /// <summary>Apple's Virtualization framework's.</summary>
    AppleVirtualization = 13,

    /// <summary>OpenBSD's vmm's.</summary>
    OpenBsdVmm = 14,

    /// <summary>Intel HAXM's.</summary>
    Haxm = 15,

    /// <summary>Unisys s-Par's.</summary>
    UnisysSPar = 16,

    /// <summary>The LMHS SRE hypervisor's.</summary>
    Sre = 17,
}
