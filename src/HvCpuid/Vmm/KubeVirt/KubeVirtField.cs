using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Where KubeVirt's API says something (kubevirt.io/api core/v1, FeatureHyperv, HypervTimer and PanicDevice).</summary>
/// <param name="Path">The field, from below <c>domain</c>: <c>features/hyperv/synictimer/direct</c>.</param>
/// <param name="Flag">The switch or setting, as QEMU's flag.</param>
internal sealed record KubeVirtField(string Path, string Flag)
{
    /// <summary>The field of the enlightenments.</summary>
    public const string Hyperv = "features/hyperv";

    /// <summary>Where a domain says hv-time.</summary>
    public const string Timer = "clock/timer/hyperv";

    /// <summary>Of those, all that stand below <see cref="Hyperv"/>, a field within another behind it.</summary>
    public static IReadOnlyList<KubeVirtField> All { get; } =
    [
        In("relaxed", "hv-relaxed"),
        In("vapic", "hv-vapic"),
        In("spinlocks", "hv-spinlocks") with { ValueField = "spinlocks", Default = "4096" },
        In("vpindex", "hv-vpindex"),
        In("runtime", "hv-runtime"),
        In("synic", "hv-synic"),
        In("synictimer", "hv-stimer"),
        In("synictimer/direct", "hv-stimer-direct") with { Around = "synictimer" },
        In("reset", "hv-reset"),
        In("vendorid", "hv-vendor-id") with { ValueField = "vendorid" },
        In("frequencies", "hv-frequencies"),
        In("reenlightenment", "hv-reenlightenment"),
        In("tlbflush", "hv-tlbflush"),
        In("tlbflush/direct", "hv-tlbflush-direct") with { Around = "tlbflush" },
        In("tlbflush/extended", "hv-tlbflush-ext") with { Around = "tlbflush" },
        In("ipi", "hv-ipi"),
        In("evmcs", "hv-evmcs"),
    ];

    private static readonly Dictionary<string, KubeVirtField> Names = All.ToDictionary(field => field.Name, StringComparer.Ordinal);
    private static readonly Dictionary<string, KubeVirtField> Flags = All.ToDictionary(field => Joined(field.Flag), StringComparer.Ordinal);

    /// <summary>
    /// What KubeVirt switches on of itself, in its order: the field that requires, the field that it requires (KubeVirt, SetHypervFeatureDependencies in
    /// pkg/defaults).
    /// </summary>
    public static IReadOnlyList<(string Field, string Requires)> Dependencies { get; } =
        [("evmcs", "vapic"), ("ipi", "vpindex"), ("tlbflush", "vpindex"), ("synictimer", "synic"), ("synic", "vpindex")];

    /// <summary>The field that holds the value; null of a mere switch.</summary>
    public string? ValueField { get; init; }

    /// <summary>The value where <see cref="ValueField"/> is not given; null where it has to be.</summary>
    public string? Default { get; init; }

    /// <summary>The switch; null of a setting.</summary>
    public HvEnlightenment? Row => HvNames.Switch(Flag);

    /// <summary>The name below <see cref="Hyperv"/>.</summary>
    public string Name => Path.Substring(Hyperv.Length + 1);

    /// <summary>The name of the field that it is within; null of those right below <see cref="Hyperv"/>.</summary>
    public string? Around { get; init; }

    /// <summary>The field of a switch or setting, by QEMU's flag, however that is joined; null where KubeVirt has none.</summary>
    public static KubeVirtField? Of(string flag) => Flags.TryGetValue(Joined(flag), out KubeVirtField? field) ? field : null;

    /// <summary>The field of a name; null where there is none.</summary>
    public static KubeVirtField? Named(string name) => Names.TryGetValue(name, out KubeVirtField? field) ? field : null;

    private static KubeVirtField In(string name, string flag) => new($"{Hyperv}/{name}", flag);

    private static string Joined(string flag) => HvNames.Normalize(flag).Replace("-", "");
}
