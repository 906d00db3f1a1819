namespace HvCpuid.Kvm;

/// <summary>One call of KVM_GET_SUPPORTED_HV_CPUID: the host that answers, the file descriptor it is made on, and the vCPU's state.</summary>
/// <param name="Host">The host.</param>
/// <param name="Scope">A vCPU's file descriptor, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU; without effect on the system form.</param>
/// <exception cref="ArgumentNullException"><paramref name="Host"/> is null.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Scope"/> is neither.</exception>
public readonly record struct SupportedQuery(KvmHost Host, KvmScope Scope, VcpuState Vcpu)
{
    /// <summary>The host; null only in the default value, which asks nobody.</summary>
    /// <exception cref="ArgumentNullException">The host is null.</exception>
    public KvmHost Host
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Host);

    /// <summary>A vCPU's file descriptor, or /dev/kvm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public KvmScope Scope
    {
        get;
        init => field = Known(value);
    }
    = Known(Scope);

    /// <summary>The call on a vCPU.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>The query.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static SupportedQuery OnVcpu(KvmHost host, VcpuState vcpu) => new(host, KvmScope.Vcpu, vcpu);

    /// <summary>The call on /dev/kvm.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The query.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static SupportedQuery OnSystem(KvmHost host) => new(host, KvmScope.System, default);

    /// <summary>The host of a query that asks somebody.</summary>
    /// <exception cref="ArgumentException">The query is the default value.</exception>
    internal KvmHost Asked() => Host ?? throw new ArgumentException("The query has no host: it is the default value.", "query");

    private static KvmScope Known(KvmScope scope) => scope is KvmScope.Vcpu or KvmScope.System
        ? scope
        : throw new ArgumentOutOfRangeException(nameof(scope), scope, "The call is made on a vCPU or on /dev/kvm.");
}
