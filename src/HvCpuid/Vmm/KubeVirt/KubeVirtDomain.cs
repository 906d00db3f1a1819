using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>A VM's domain in KubeVirt's objects, or what stands for one.</summary>
/// <param name="Domain">The domain, or the part of one.</param>
internal sealed record KubeVirtDomain(VmNode Domain)
{
    private const int LongestPath = 160;
    private const int MaxDepth = 64;
    private static readonly string[] Names = ["hyperv", "hypervPassthrough", "preferredHyperv"];
    private static readonly string[] Domains = ["spec/template/spec/domain", "spec/domain", "domain"];

    /// <summary>The VM's name; null where there is none.</summary>
    public string? Name { get; init; }

    /// <summary>Its enlightenments; null where it has none.</summary>
    public VmNode? Hyperv { get; init; }

    /// <summary>Its passthrough; null where it has none.</summary>
    public VmNode? Passthrough { get; init; }

    /// <summary>Its reference clock; null where it has none.</summary>
    public VmNode? Timer { get; init; }

    /// <summary>The preference that it names; null where it names none.</summary>
    public string? Preference { get; init; }

    /// <summary>The VMs of documents, those of lists and templates too.</summary>
    public static IReadOnlyList<KubeVirtDomain> In(IReadOnlyList<VmNode> documents) => [.. documents.SelectMany(document => In(document, 0))];

    /// <summary>Refuses enlightenments where KubeVirt does not look for them.</summary>
    public static void RefuseMisplaced(VmNode document, IReadOnlyList<KubeVirtDomain> domains)
    {
        HashSet<VmNode> placed = [.. domains.SelectMany(domain => new[] { domain.Hyperv, domain.Timer, domain.Passthrough }).OfType<VmNode>()];
        Refuse(document, placed, "", 0);
    }

    private static IEnumerable<KubeVirtDomain> In(VmNode document, int depth)
    {
        VmNode? list = depth < 2 ? document.Find("items") ?? document.Find("objects") : null;
        return list is not null ? list.Items.SelectMany(item => In(item, depth + 1)) : Of(document) is { } domain ? [domain] : [];
    }

    private static KubeVirtDomain? Of(VmNode document)
    {
        string? name = document.Find("metadata/name")?.Scalar;
        VmNode? architecture = document.Find("spec/template/spec/architecture") ?? document.Find("spec/architecture");
        if (architecture is { Scalar: { Length: > 0 } other } && other != "amd64")
        {
            throw architecture.Error($"architecture is '{Excerpt.Of(other)}': expected amd64, whose guests alone have Hyper-V's leaves");
        }

        string? preference = document.Find("spec/preference/name")?.Scalar;
        VmNode? domain = Domains.Select(document.Find).FirstOrDefault(found => found is not null);
        if (domain is not null || document.Find("features/hyperv") is not null || document.Find("features/hypervPassthrough") is not null || document.Find(KubeVirtField.Timer) is not null)
        {
            domain ??= document;
            return new KubeVirtDomain(domain)
            {
                Name = name,
                Preference = preference,
                Hyperv = domain.Find(KubeVirtField.Hyperv),
                Passthrough = domain.Find("features/hypervPassthrough"),
                Timer = domain.Find(KubeVirtField.Timer),
            };
        }

        if (document.Find("spec/features/preferredHyperv") is { } preferred)
        {
            return new KubeVirtDomain(document) { Name = name, Hyperv = preferred, Timer = document.Find("spec/clock/preferredTimer/hyperv") };
        }

        VmNode? alone = document.Find("hyperv") ?? (document.Members.Count > 0 && document.Members.All(member => KubeVirtField.All.Any(field => field.Name == member.Name)) ? document : null);
        VmNode? passthrough = document.Find("hypervPassthrough");
        return alone is not null || passthrough is not null ? new KubeVirtDomain(document) { Hyperv = alone, Passthrough = passthrough } : null;
    }

    private static void Refuse(VmNode node, HashSet<VmNode> placed, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw node.Error($"It is nested too deep: expected at most {MaxDepth} levels");
        }

        foreach (VmNodeMember member in node.Members)
        {
            string below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            bool meant = Names.Contains(member.Name);
            if (meant && !placed.Contains(member.Value))
            {
                throw VmErrors.At(member.Place, $"'{Excerpt.Of(below, LongestPath)}' is not where KubeVirt looks: expected spec.domain.features.{(member.Name == "hypervPassthrough" ? member.Name : "hyperv")}, or spec.domain.clock.timer.hyperv");
            }

            if (!meant && Names.FirstOrDefault(name => name.Equals(member.Name.Replace("-", "").Replace("_", ""), StringComparison.OrdinalIgnoreCase)) is { } name)
            {
                throw VmErrors.At(member.Place, $"'{Excerpt.Of(below, LongestPath)}' is no field of KubeVirt's: expected {name}");
            }

            Refuse(member.Value, placed, below, depth + 1);
        }

        foreach (VmNode item in node.Items)
        {
            Refuse(item, placed, path, depth + 1);
        }

        if (node.Scalar is { } text && Flag(text) is { } flag)
        {
            throw node.Error($"'{Excerpt.Of(flag)}' stands in {Excerpt.Of(path, LongestPath)}: expected a field of spec.domain.features.hyperv");
        }
    }

    // QEMU's flags in an annotation or an argument, which KubeVirt does not read as such.
    private static string? Flag(string text) => text.Split(' ', ',', ';', '"', '\'', '\n', '=', '+').FirstOrDefault(word => HvNames.IsFlag(HvNames.Normalize(word)));
}
