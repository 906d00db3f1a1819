namespace HvCpuid.Linux;

/// <summary>Why KVM_RUN came back, KVM_EXIT_* (Linux, include/uapi/linux/kvm.h). Any other number is a value of this type too.</summary>
public enum KvmExitReason
{
    /// <summary>0: KVM does not know.</summary>
    Unknown = 0,

    /// <summary>2: the guest did I/O.</summary>
    Io = 2,

    /// <summary>5: the guest halted (HLT).</summary>
    Hlt = 5,

    /// <summary>6: the guest used an address where it has no memory.</summary>
    Mmio = 6,

    /// <summary>8: the guest shut down, as a triple fault does.</summary>
    Shutdown = 8,

    /// <summary>9: the processor refused to enter the guest.</summary>
    FailEntry = 9,

    /// <summary>17: KVM gave up, as on an instruction that it cannot emulate.</summary>
    InternalError = 17,

    /// <summary>24: the guest asked for a reset or crashed, by an MSR of Hyper-V for one.</summary>
    SystemEvent = 24,

    /// <summary>27: a synthetic MSR or hypercall needs the VMM.</summary>
    HyperV = 27,
}

/// <summary>An exit of KVM_RUN.</summary>
/// <param name="Reason">Why.</param>
public readonly record struct KvmExit(KvmExitReason Reason)
{
    /// <summary>With <see cref="KvmExitReason.Io"/>: true for OUT.</summary>
    public bool IsOut { get; init; }

    /// <summary>With <see cref="KvmExitReason.Io"/>: the port.</summary>
    public ushort Port { get; init; }

    /// <summary>With <see cref="KvmExitReason.Io"/>: the bytes of one item, 1, 2 or 4.</summary>
    public int Size { get; init; }

    /// <summary>With <see cref="KvmExitReason.Io"/>: how many items; more than one with INS and OUTS.</summary>
    public int Count { get; init; }

    /// <summary>With <see cref="KvmExitReason.Io"/> and OUT: the first item.</summary>
    public uint Value { get; init; }

    /// <summary>
    /// With <see cref="KvmExitReason.FailEntry"/>, <see cref="KvmExitReason.InternalError"/> and <see cref="KvmExitReason.SystemEvent"/>: the processor's
    /// or KVM's own number for why.
    /// </summary>
    public ulong Detail { get; init; }
}
