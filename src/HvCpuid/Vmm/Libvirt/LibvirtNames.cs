using HvCpuid.Enlightenments;
namespace HvCpuid.Vmm;

/// <summary>The elements that libvirt has for enlightenments, by the element they stand in.</summary>
internal static class LibvirtNames
{
    private static readonly LibvirtElement[] Elements =
        [.. HvEnlightenmentTable.All.Select(row => row.Libvirt).Concat(HvSettingTable.All.Select(row => row.Libvirt)).OfType<LibvirtElement>()];

    private static readonly ILookup<string, string> ByParent = Elements.ToLookup(element => element.Parent, element => element.Name, StringComparer.Ordinal);
    private static readonly HashSet<string> OfInterest = [.. Elements.SelectMany(element => new[] { element.Path, element.Parent, element.Parent.Split('/')[0] })];

    /// <summary>The path of an element below another, or null where it is of no interest; what stands within &lt;hyperv&gt; always is.</summary>
    public static string? Below(string? parent, string name)
    {
        string? path = parent is null ? null : parent.Length == 0 ? name : $"{parent}/{name}";
        return path is not null && (OfInterest.Contains(path) || path.Begins(LibvirtElement.Hyperv + "/")) ? path : null;
    }

    /// <summary>The element in which one of the enlightenments' own, or &lt;hyperv&gt;, has to stand; null for another.</summary>
    public static string? Home(string name) => name == "hyperv" ? "features" : ByParent[LibvirtElement.Hyperv].Contains(name) ? "hyperv" : null;

    /// <summary>The element that a domain has below another and that is written otherwise, in other case or with another sign: <c>hyperv</c> for <c>hyper-v</c>; null where none is.</summary>
    public static string? Meant(string? parent, string name)
    {
        string letters = Letters(name);
        string prefix = string.IsNullOrEmpty(parent) ? "" : parent + "/";
        return parent is null ? null : OfInterest.Where(path => path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) < 0)
            .Select(path => path.Substring(prefix.Length)).FirstOrDefault(known => known != name && Letters(known) == letters);

        static string Letters(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
    }

    /// <summary>The element nearest to an unknown one, by its path; null when none is near.</summary>
    public static string? Nearest(string path)
    {
        LibvirtElement unknown = new(path);
        return HvNames.Nearest(unknown.Name.Replace('-', '_'), ByParent[unknown.Parent]);
    }
}
