namespace HvCpuid.Access;

/// <summary>What KVM answers a guest that accesses a synthetic MSR or makes a hypercall.</summary>
public enum HvAccessOutcome : byte
{
    /// <summary>No access was asked about: what a result is before it is one.</summary>
    Undecided = 0,

    /// <summary>KVM lets it through.</summary>
    Allowed,

    /// <summary>#GP(0): the MSR access is refused.</summary>
    GeneralProtection,

    /// <summary>#UD: the hypercall is no instruction for this guest.</summary>
    UndefinedOpcode,

    /// <summary>The hypercall comes back with HV_STATUS_ACCESS_DENIED, 6.</summary>
    AccessDenied,

    /// <summary>The hypercall comes back with HV_STATUS_INVALID_HYPERCALL_CODE, 2.</summary>
    InvalidHypercallCode,

    /// <summary>The hypercall comes back with HV_STATUS_INVALID_HYPERCALL_INPUT, 3.</summary>
    InvalidHypercallInput,

    /// <summary>The hypercall comes back with HV_STATUS_INVALID_PARAMETER, 5.</summary>
    InvalidParameter,

    /// <summary>The guest is not Hyper-V aware, or KVM has no Hyper-V support: it takes the instruction for one of its own hypercalls (kvm_emulate_hypercall).</summary>
    NotHyperV,

    /// <summary>The host kernel oopses: it dereferences NULL on the guest's behalf (a flaw that later releases do not have, see <see cref="HvCpuid.Kvm.KvmFlaws"/>).</summary>
    HostOops,
}
