namespace HvCpuid.Kvm;

/// <summary>One thing that can be done to a vCPU or its host, short of another release.</summary>
/// <param name="Text">What to do, in words.</param>
/// <param name="Apply">The query after that; null where it is done already or cannot be.</param>
internal sealed record SupportedStep(string Text, Func<SupportedQuery, SupportedQuery?> Apply)
{
    /// <summary>All of them, the easiest first.</summary>
    public static SupportedStep[] All { get; } =
    [
        new("enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", q => q.Scope == KvmScope.Vcpu && q.Vcpu.Evmcs is null
            ? q with { Vcpu = q.Vcpu with { Evmcs = EvmcsVersionRange.Version1 } } : null),
        new("make the vCPU anew and do not enable eVMCS on it", q => q.Scope == KvmScope.Vcpu && q.Vcpu.Evmcs is not null
            ? q with { Vcpu = q.Vcpu with { Evmcs = null } } : null),
        new("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP)", q => q.Scope == KvmScope.Vcpu && !q.Vcpu.InKernelLapic
            ? q with { Vcpu = q.Vcpu with { InKernelLapic = true } } : null),
        new("create the vCPU without an in-kernel irqchip", q => q.Scope == KvmScope.Vcpu && q.Vcpu.InKernelLapic
            ? q with { Vcpu = q.Vcpu with { InKernelLapic = false } } : null),
        new("make SMT impossible on the host (boot with nosmt=force)", q => OnHost(q, q.Host.SmtPossible, q.Host with { SmtPossible = false })),
        new("use a host where SMT is possible (not nosmt=force)", q => OnHost(q, !q.Host.SmtPossible, q.Host with { SmtPossible = true })),
        new("load kvm_intel with nested=1", q => OnHost(q, !q.Host.Nested, q.Host with { Nested = true })),
        new("load kvm_intel with nested=0", q => OnHost(q, q.Host.Nested, q.Host with { Nested = false })),
        new("use an Intel host", q => OnHost(q, q.Host.Vendor != CpuVendor.Intel, q.Host with { Vendor = CpuVendor.Intel })),
        new("use an AMD host", q => OnHost(q, q.Host.Vendor != CpuVendor.Amd, q.Host with { Vendor = CpuVendor.Amd })),
        new("build KVM with CONFIG_KVM_HYPERV=y", q => OnHost(q, !q.Host.HasHyperV, q.Host with { HyperVCompiledIn = true })),
        new("build KVM for another number of vCPUs (CONFIG_KVM_MAX_NR_VCPUS from Linux 6.7, a constant in the source before)", q => OnHost(
            q, true, q.Host with { MaximumVcpus = KvmCapabilityTable.Check(KvmCapability.MaxVcpus, q.Host) == 4096 ? 1024 : 4096 })),
        new("let leaf 4000000AH follow the release", q => OnHost(
            q,
            q.Host.NestedFeaturesEmission != NestedFeaturesEmission.AsRelease,
            q.Host with { NestedFeaturesEmission = NestedFeaturesEmission.AsRelease })),
    ];

    private static SupportedQuery? OnHost(SupportedQuery query, bool changes, KvmHost host) => changes ? query with { Host = host } : null;
}
