namespace HvCpuid.Kvm;

/// <summary>When a row of <see cref="KvmRuleTable"/> takes effect on the releases that have it.</summary>
public enum KvmCondition
{
    /// <summary>On every host and vCPU.</summary>
    Always = 0,

    /// <summary>The vCPU has its local APIC in the kernel; the system form counts as such (lapic_in_kernel).</summary>
    InKernelLapic,

    /// <summary>Intel with nested=1, and eVMCS enabled on this vCPU; the system form counts as enabled.</summary>
    Evmcs,

    /// <summary>SMT is forced off or not there (cpu_smt_possible is false).</summary>
    SmtImpossible,

    /// <summary>The call is made on /dev/kvm.</summary>
    SystemForm,

    /// <summary>KVM was built without CONFIG_KVM_HYPERV.</summary>
    HyperVCompiledOut,

    /// <summary>kvm_amd runs the guests.</summary>
    Amd,

    /// <summary>kvm_intel is loaded with nested=1.</summary>
    IntelWithNested,

    /// <summary>kvm_intel is loaded with nested=0.</summary>
    IntelWithoutNested,
}
