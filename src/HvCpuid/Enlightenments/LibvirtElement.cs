namespace HvCpuid.Enlightenments;

/// <summary>Where libvirt's domain XML says something (libvirt, docs/formatdomain.rst).</summary>
/// <param name="Path">The element, from below <c>domain</c>: <c>features/hyperv/stimer/direct</c>.</param>
public sealed record LibvirtElement(string Path)
{
    /// <summary>The folder of the enlightenments proper.</summary>
    internal const string Hyperv = "features/hyperv";

    /// <summary>The attribute that tells the element from its namesakes, e.g. <c>name</c>; null where there are none.</summary>
    public string? KeyAttribute { get; init; }

    /// <summary>The value of <see cref="KeyAttribute"/>, e.g. <c>hypervclock</c>.</summary>
    public string? KeyValue { get; init; }

    /// <summary>The attribute that switches; null where the element's presence does.</summary>
    public string? StateAttribute { get; init; } = "state";

    /// <summary>The value that switches on.</summary>
    public string On { get; init; } = "on";

    /// <summary>The value that switches off.</summary>
    public string Off { get; init; } = "off";

    /// <summary>The attribute that holds a value; null for a mere switch.</summary>
    public string? ValueAttribute { get; init; }

    /// <summary>True for what stands within <c>&lt;hyperv&gt;</c>: there, a state has to be given.</summary>
    public bool InHyperv => Path.StartsWith(Hyperv + "/", StringComparison.Ordinal);

    /// <summary>The element's own name.</summary>
    public string Name => Path.Substring(Path.LastIndexOf('/') + 1);

    /// <summary>The path of the element it stands in.</summary>
    public string Parent => Path.Substring(0, Path.LastIndexOf('/'));

    /// <summary>The element, switched on: <c>&lt;timer name='hypervclock' present='yes'/&gt;</c>; one that stands within another with the other around it.</summary>
    public string ToXml()
    {
        string key = KeyAttribute is null ? "" : $" {KeyAttribute}='{KeyValue}'";
        string state = StateAttribute is null ? "" : $" {StateAttribute}='{On}'";
        string element = $"<{Name}{key}{state}/>";
        string around = Parent.Substring(Parent.LastIndexOf('/') + 1);
        return InHyperv && Parent != Hyperv ? $"<{around} state='{On}'>{element}</{around}>" : element;
    }
}
