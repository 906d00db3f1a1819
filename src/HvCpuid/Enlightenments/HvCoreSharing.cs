namespace HvCpuid.Enlightenments;

/// <summary><c>hv-no-nonarch-coresharing</c>: whether CPUID.40000004H:EAX[18] promises that only SMT siblings share a core.</summary>
public enum HvCoreSharing
{
    /// <summary>Not promised.</summary>
    Off = 0,

    /// <summary>Promised, whatever KVM reports: right only with vCPUs pinned so that it is true.</summary>
    On = 1,

    /// <summary>As KVM reports it.</summary>
    Auto = 2,
}
