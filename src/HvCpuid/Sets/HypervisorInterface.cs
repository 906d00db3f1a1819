namespace HvCpuid.Sets;

/// <summary>Whose leaves stand at 40000000H: it decides what their bits mean.</summary>
public enum HypervisorInterface
{
    /// <summary>Hyper-V's (TLFS, "Hypervisor discovery"): 40000001H:EAX is <c>Hv#1</c>, or the signature is Microsoft's or the one KVM answers with.</summary>
    HyperV = 0,

    /// <summary>KVM's own, signature <c>KVMKVMKVM</c> (Linux, Documentation/virt/kvm/x86/cpuid.rst): a guest without Hyper-V enlightenments.</summary>
    Kvm = 1,

    /// <summary>Another hypervisor's: its signature names it, and no bit of its leaves is known here.</summary>
    Other = 2,
}
