namespace HvCpuid.Kvm;

/// <summary>What a <see cref="KvmCondition"/> means: of a query, and in words.</summary>
public static class KvmConditions
{
    /// <summary>True when the condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="query">Who asks whom.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such condition.</exception>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public static bool Holds(this KvmCondition condition, SupportedQuery query)
    {
        KvmHost host = query.Host ?? throw new ArgumentException("The query has no host.", nameof(query));
        bool system = query.Scope == KvmScope.System;
        return condition switch
        {
            KvmCondition.Always => true,
            KvmCondition.InKernelLapic => system || query.Vcpu.InKernelLapic,
            KvmCondition.Evmcs => host.OffersEvmcs && (system || query.Vcpu.Evmcs is not null),
            KvmCondition.SmtImpossible => !host.SmtPossible,
            KvmCondition.SystemForm => system,
            KvmCondition.HyperVCompiledOut => !host.HasHyperV,
            KvmCondition.Amd => host.Vendor == CpuVendor.Amd,
            KvmCondition.IntelWithNested => host.OffersEvmcs,
            KvmCondition.IntelWithoutNested => host.Vendor == CpuVendor.Intel && !host.Nested,
            _ => throw NoSuchCondition(condition),
        };
    }

    /// <summary>The condition in words, to follow "reported": <c>with an in-kernel local APIC</c>.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>The words.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such condition.</exception>
    public static string Text(this KvmCondition condition) => condition switch
    {
        KvmCondition.Always => "always",
        KvmCondition.InKernelLapic => "with an in-kernel local APIC",
        KvmCondition.Evmcs => "with eVMCS",
        KvmCondition.SmtImpossible => "where SMT is impossible",
        KvmCondition.SystemForm => "on /dev/kvm",
        KvmCondition.HyperVCompiledOut => "without CONFIG_KVM_HYPERV",
        KvmCondition.Amd => "on AMD",
        KvmCondition.IntelWithNested => "on Intel with nested=1",
        KvmCondition.IntelWithoutNested => "on Intel with nested=0",
        _ => throw NoSuchCondition(condition),
    };

    private static ArgumentOutOfRangeException NoSuchCondition(KvmCondition condition) =>
        new(nameof(condition), condition, "There is no such condition.");
}
