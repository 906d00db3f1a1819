namespace HvCpuid.Kvm;

/// <summary>
/// When a row of <see cref="KvmRuleTable"/> takes effect on the kernels that have it: what it asks of a query, its words, why it does not hold, and
/// what can be done to a vCPU or host so that it holds or does not. Each is one object, equal to itself alone.
/// </summary>
public sealed class KvmCondition
{
    private static readonly KvmStep LoadNested = KvmStep.OnHost("load kvm_intel with nested=1", host => !host.Nested, host => host with { Nested = true });
    private static readonly KvmStep LoadWithoutNested = KvmStep.OnHost("load kvm_intel with nested=0", host => host.Nested, host => host with { Nested = false });

    private readonly Func<KvmQuery, bool> _holds;
    private readonly Func<KvmQuery, string> _whyNot;

    private KvmCondition(string text, Func<KvmQuery, bool> holds, Func<KvmQuery, string>? whyNot = null, params KvmStep[] steps) =>
        (Text, _holds, _whyNot, Steps) = (text, holds, whyNot ?? (_ => $"this call is not made {text}"), steps);

    /// <summary>On every host and vCPU.</summary>
    public static KvmCondition Always { get; } = new("always", _ => true);

    /// <summary>Intel with nested=1, and eVMCS enabled on this vCPU; the call on /dev/kvm counts as enabled.</summary>
    public static KvmCondition Evmcs { get; } = new(
        "with eVMCS",
        query => query.Host.OffersEvmcs && (query.Scope == KvmScope.System || query.Vcpu.Evmcs is not null),
        query => query.Host.Vendor == CpuVendor.Amd ? "this host is AMD (the enlightened VMCS is a structure of Intel VMX)"
            : !query.Host.Nested ? "kvm_intel is loaded with nested=0"
            : "eVMCS is not enabled on this vCPU",
        KvmStep.OnVcpu("enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", vcpu => vcpu.Evmcs is null, vcpu => vcpu with { Evmcs = EvmcsVersionRange.Version1 }),
        KvmStep.OnVcpu("make the vCPU anew and do not enable eVMCS on it", vcpu => vcpu.Evmcs is not null, vcpu => vcpu with { Evmcs = null }));

    /// <summary>The vCPU has its local APIC in the kernel; the call on /dev/kvm counts as such (lapic_in_kernel).</summary>
    public static KvmCondition InKernelLapic { get; } = new(
        "with an in-kernel local APIC",
        query => query.Scope == KvmScope.System || query.Vcpu.InKernelLapic,
        _ => "this vCPU has no local APIC in the kernel",
        KvmStep.OnVcpu("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP)", vcpu => !vcpu.InKernelLapic, vcpu => vcpu with { InKernelLapic = true }),
        KvmStep.OnVcpu("create the vCPU without an in-kernel irqchip", vcpu => vcpu.InKernelLapic, vcpu => vcpu with { InKernelLapic = false }));

    /// <summary>SMT is forced off or not there (cpu_smt_possible is false).</summary>
    public static KvmCondition SmtImpossible { get; } = new(
        "where SMT is impossible",
        query => !query.Host.SmtPossible,
        _ => "this host can do SMT",
        KvmStep.OnHost("make SMT impossible on the host (boot with nosmt=force)", host => host.SmtPossible, host => host with { SmtPossible = false }),
        KvmStep.OnHost("use a host where SMT is possible (not nosmt=force)", host => !host.SmtPossible, host => host with { SmtPossible = true }));

    /// <summary>kvm_intel is loaded with nested=1.</summary>
    public static KvmCondition IntelWithNested { get; } = new("on Intel with nested=1", query => query.Host.OffersEvmcs, null, LoadNested, LoadWithoutNested);

    /// <summary>kvm_intel is loaded with nested=0.</summary>
    public static KvmCondition IntelWithoutNested { get; } = new(
        "on Intel with nested=0", query => query.Host.Vendor == CpuVendor.Intel && !query.Host.Nested, null, LoadNested, LoadWithoutNested);

    /// <summary>kvm_amd runs the guests.</summary>
    public static KvmCondition Amd { get; } = new(
        "on AMD",
        query => query.Host.Vendor == CpuVendor.Amd,
        null,
        KvmStep.OnHost("use an Intel host", host => host.Vendor != CpuVendor.Intel, host => host with { Vendor = CpuVendor.Intel }),
        KvmStep.OnHost("use an AMD host", host => host.Vendor != CpuVendor.Amd, host => host with { Vendor = CpuVendor.Amd }));

    /// <summary>KVM was built without CONFIG_KVM_HYPERV.</summary>
    public static KvmCondition HyperVCompiledOut { get; } = new(
        "without CONFIG_KVM_HYPERV",
        query => !query.Host.HasHyperV,
        null,
        KvmStep.OnHost("build KVM with CONFIG_KVM_HYPERV=y", host => !host.HasHyperV, host => host with { HyperVCompiledIn = true }));

    /// <summary>The call is made on /dev/kvm.</summary>
    public static KvmCondition SystemIoctl { get; } = new("on /dev/kvm", query => query.Scope == KvmScope.System);

    /// <summary>All of them, those that are the easiest to bring about first.</summary>
    public static IReadOnlyList<KvmCondition> All { get; } =
        [Always, Evmcs, InKernelLapic, SmtImpossible, IntelWithNested, IntelWithoutNested, Amd, HyperVCompiledOut, SystemIoctl];

    /// <summary>The condition in words, to follow "reported": <c>with an in-kernel local APIC</c>.</summary>
    public string Text { get; }

    /// <summary>What can be done to a vCPU or host so that the condition holds, or does not hold.</summary>
    internal IReadOnlyList<KvmStep> Steps { get; }

    /// <summary>True when the condition holds.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public bool Holds(KvmQuery query)
    {
        query.Asked();
        return _holds(query);
    }

    /// <summary>Why the condition does not hold, in words that follow "and": <c>eVMCS is not enabled on this vCPU</c>.</summary>
    /// <param name="query">Who asks whom; one for which the condition does not hold.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public string WhyNot(KvmQuery query)
    {
        query.Asked();
        return _whyNot(query);
    }

    /// <summary>What to do so that the condition no longer holds, in words; empty where it does not hold, or nothing is known that helps.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <exception cref="ArgumentException">The query has no host.</exception>
    public IReadOnlyList<string> WaysOut(KvmQuery query) =>
        Holds(query) ? [.. Steps.Where(step => step.Apply(query) is { } moved && !Holds(moved)).Select(step => step.Text)] : [];

    /// <summary>The condition in words.</summary>
    public override string ToString() => Text;
}
