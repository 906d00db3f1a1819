namespace HvCpuid.Kvm;

/// <summary>One thing that can be done to a vCPU or its host, short of another kernel.</summary>
/// <param name="Text">What to do, in words.</param>
/// <param name="Apply">The query after that; null where it is done already or cannot be.</param>
internal sealed record KvmStep(string Text, Func<KvmQuery, KvmQuery?> Apply)
{
    /// <summary>A step on a vCPU; a call on /dev/kvm has none.</summary>
    public static KvmStep OnVcpu(string text, Func<VcpuState, bool> isOpen, Func<VcpuState, VcpuState> change) =>
        new(text, query => query.Scope == KvmScope.Vcpu && isOpen(query.Vcpu) ? query with { Vcpu = change(query.Vcpu) } : null);

    /// <summary>A step on the host.</summary>
    public static KvmStep OnHost(string text, Func<KvmHost, bool> isOpen, Func<KvmHost, KvmHost> change) =>
        new(text, query => isOpen(query.Host) ? query with { Host = change(query.Host) } : null);
}
