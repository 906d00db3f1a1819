namespace HvCpuid.Vmm;

/// <summary>How a VMM finds out what a host supports.</summary>
public enum HvAskedOn
{
    /// <summary>It was not asked: its answer was given, by a file or a live call.</summary>
    Given = 0,

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm (KVM_CAP_SYS_HYPERV_CPUID, 191).</summary>
    System,

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID on a vCPU (KVM_CAP_HYPERV_CPUID, 167).</summary>
    Vcpu,

    /// <summary>Its capabilities and its list of MSRs, where KVM_GET_SUPPORTED_HV_CPUID does not exist.</summary>
    Legacy,

    /// <summary>Nothing: the KVM has no Hyper-V capability at all (CONFIG_KVM_HYPERV is not set).</summary>
    None,
}
