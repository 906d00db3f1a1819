using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>What would satisfy a finding, in the words of whoever wrote the configuration: on a modelled host, found by the model.</summary>
/// <param name="query">The question that the VMM asked; null where nothing but an answer is known.</param>
/// <param name="language">The language of the configuration.</param>
internal sealed class HvFixes(KvmQuery? query, HvConfigurationLanguage language)
{
    private readonly Dictionary<BitAddress, string> _known = [];

    /// <summary>A switch as the language has it: <c>hv-time</c>, <c>&lt;timer name='hypervclock' present='yes'/&gt;</c>.</summary>
    public string Name(HvEnlightenment row) => VmWords.On(row, language);

    /// <summary>How to get a switch supported, or to do without.</summary>
    public string Support(HvEnlightenment row, IReadOnlyList<BitAddress> missing)
    {
        string without = $"leave {Name(row)} off";
        if (query is { } asked && row.Vendor is { } only && asked.Host.Vendor != only)
        {
            return $"use an {KvmHost.Name(only)} host; or {without}";
        }

        string host = query is null && row.Vendor is { } vendor ? $" ({KvmHost.Name(vendor)} only)" : "";
        string steps = string.Join("; ", missing.Select(Step).Where(step => step.Length > 0).Distinct());
        return steps.Length > 0 ? $"{steps}; or {without}" : $"use a host whose KVM reports {string.Join(" and ", missing)}{host}, or {without}";
    }

    /// <summary>How to satisfy a requirement.</summary>
    public string Requirement(HvEnlightenment row, HvEnlightenment required, HvSwitches supported) =>
        (required.Switch & supported) != 0 ? $"add {Name(required)}" : $"leave {Name(row)} off: this KVM does not support {Name(required)} either";

    private string Step(BitAddress address)
    {
        if (query is not { } asked)
        {
            return "";
        }

        if (!_known.TryGetValue(address, out string? step))
        {
            step = SupportedExplainer.Explain(asked, address).Flips.Where(flip => flip.Value != 0).Select(flip => InOperatorsHands(asked, flip)).FirstOrDefault(text => text is not null) ?? "";
            _known.Add(address, step);
        }

        return step;
    }

    // What the VMM does with its vCPUs is not in the hands of whoever configures it, but for the machine's interrupt controllers.
    private static string? InOperatorsHands(KvmQuery asked, SupportedFlip flip) =>
        flip.Query.Scope != asked.Scope || flip.Query.Vcpu.Evmcs != asked.Vcpu.Evmcs ? null
        : flip.Query.Vcpu.InKernelLapic == asked.Vcpu.InKernelLapic ? flip.ToString()
        : flip.Query.Vcpu.InKernelLapic && flip.Steps.Count == 1 ? "give the machine kernel-irqchip=on or split"
        : null;
}
