using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>What would satisfy a finding, in words: on a modelled host, found by the model.</summary>
internal sealed class HvFixes(SupportedQuery? query)
{
    private readonly Dictionary<BitAddress, string> _known = [];

    /// <summary>The modelled host and how it was asked; null where nothing but its answer is known.</summary>
    public SupportedQuery? Query => query;

    /// <summary>For a host of which nothing but its answer is known.</summary>
    public static HvFixes OfAnyHost => new(null);

    /// <summary>How to get a switch supported, or to do without.</summary>
    public string Support(HvEnlightenment row, IReadOnlyList<BitAddress> missing)
    {
        string without = $"leave {row.Flag} off";
        string host = query is null && row.Vendor is { } vendor ? $" ({vendor} only)" : "";
        IEnumerable<string> steps = missing.Select(Step).Where(step => step.Length > 0).Distinct();
        string steps1 = string.Join("; ", steps);
        return steps1.Length > 0 ? $"{steps1}; or {without}" : $"use a host whose KVM reports {string.Join(" and ", missing)}{host}, or {without}";
    }

    /// <summary>How to satisfy a requirement.</summary>
    public static string Requirement(HvEnlightenment row, HvEnlightenment required, HvSwitches supported) =>
        (required.Switch & supported) != 0 ? $"add {required.Flag}" : $"leave {row.Flag} off: this KVM does not support {required.Flag} either";

    private string Step(BitAddress address)
    {
        if (query is not { } asked)
        {
            return "";
        }

        if (!_known.TryGetValue(address, out string? step))
        {
            step = SupportedExplainer.Explain(asked, address).Flips.FirstOrDefault(flip => flip.Value != 0)?.ToString() ?? "";
            _known.Add(address, step);
        }

        return step;
    }
}
