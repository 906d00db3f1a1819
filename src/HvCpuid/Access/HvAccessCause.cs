namespace HvCpuid.Access;

/// <summary>Why an access has its <see cref="HvAccessOutcome"/>.</summary>
public enum HvAccessCause : byte
{
    /// <summary>No access was asked about.</summary>
    Undecided = 0,

    /// <summary>Allowed: nothing stands against it.</summary>
    Nothing,

    /// <summary>Allowed as far as CPUID goes, but KVM has no such hypercall: it answers HV_STATUS_INVALID_HYPERCALL_CODE (kvm_hv_hypercall, default case).</summary>
    NoSuchHypercall,

    /// <summary>CPUID.40000001H:EAX is not <c>Hv#1</c>.</summary>
    NotAware,

    /// <summary>KVM has no such MSR.</summary>
    NoSuchMsr,

    /// <summary>This release does not have the MSR yet.</summary>
    NotInRelease,

    /// <summary>The MSR is only read.</summary>
    ReadOnly,

    /// <summary>The MSR is only written.</summary>
    WriteOnly,

    /// <summary>A bit that is needed under enforcement is clear.</summary>
    BitClear,

    /// <summary>A bit that is needed with or without enforcement is clear.</summary>
    AlwaysNeededBitClear,

    /// <summary>The vCPU's SynIC is not active (KVM_CAP_HYPERV_SYNIC, KVM_CAP_HYPERV_SYNIC2).</summary>
    SynicInactive,

    /// <summary>The vCPU has no in-kernel local APIC.</summary>
    NoInKernelLapic,

    /// <summary>The value written needs a bit that is clear.</summary>
    ValueNeedsBit,

    /// <summary>The MSR does not take the value.</summary>
    ValueRefused,

    /// <summary>The call came from CPL 1 to 3 or from real mode.</summary>
    NotPrivileged,

    /// <summary>Reserved bits of the input value are set.</summary>
    ReservedBits,

    /// <summary>Fast input in XMM registers without CPUID.40000003H:EDX[4].</summary>
    XmmInputClear,

    /// <summary>The call is fast, and KVM does not take this one fast.</summary>
    FastRefused,

    /// <summary>A simple hypercall has a rep count or a rep start.</summary>
    RepOfSimple,

    /// <summary>A rep hypercall has no rep count, or a rep start.</summary>
    RepCountMissing,

    /// <summary>A hypercall of fixed size has a variable header.</summary>
    VariableHeader,

    /// <summary>KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV).</summary>
    NotCompiledIn,

    /// <summary>The kernel has a flaw that the access brings out.</summary>
    Flaw,
}
