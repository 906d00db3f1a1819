namespace HvCpuid.Enlightenments;

/// <summary>
/// A set of enlightenments, one bit each, in the order in which QEMU numbers and checks them; a row of <see cref="HvEnlightenmentTable"/>
/// says what each is.
/// </summary>
[Flags]
public enum HvSwitches : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>hv-relaxed</c>.</summary>
    Relaxed = 1u << 0,

    /// <summary><c>hv-vapic</c>.</summary>
    Vapic = 1u << 1,

    /// <summary><c>hv-time</c>.</summary>
    Time = 1u << 2,

    /// <summary><c>hv-crash</c>.</summary>
    Crash = 1u << 3,

    /// <summary><c>hv-reset</c>.</summary>
    Reset = 1u << 4,

    /// <summary><c>hv-vpindex</c>.</summary>
    VpIndex = 1u << 5,

    /// <summary><c>hv-runtime</c>.</summary>
    Runtime = 1u << 6,

    /// <summary><c>hv-synic</c>.</summary>
    Synic = 1u << 7,

    /// <summary><c>hv-stimer</c>.</summary>
    Stimer = 1u << 8,

    /// <summary><c>hv-frequencies</c>.</summary>
    Frequencies = 1u << 9,

    /// <summary><c>hv-reenlightenment</c>.</summary>
    Reenlightenment = 1u << 10,

    /// <summary><c>hv-tlbflush</c>.</summary>
    TlbFlush = 1u << 11,

    /// <summary><c>hv-evmcs</c>.</summary>
    Evmcs = 1u << 12,

    /// <summary><c>hv-ipi</c>.</summary>
    Ipi = 1u << 13,

    /// <summary><c>hv-stimer-direct</c>.</summary>
    StimerDirect = 1u << 14,

    /// <summary><c>hv-avic</c>, also called <c>hv-apicv</c>.</summary>
    Avic = 1u << 15,

    /// <summary><c>hv-syndbg</c>.</summary>
    SynDbg = 1u << 16,

    /// <summary><c>hv-emsr-bitmap</c>.</summary>
    EmsrBitmap = 1u << 17,

    /// <summary><c>hv-xmm-input</c>.</summary>
    XmmInput = 1u << 18,

    /// <summary><c>hv-tlbflush-ext</c>.</summary>
    TlbFlushExt = 1u << 19,

    /// <summary><c>hv-tlbflush-direct</c>.</summary>
    TlbFlushDirect = 1u << 20,

    /// <summary>All 21.</summary>
    All = (1u << 21) - 1,
}
