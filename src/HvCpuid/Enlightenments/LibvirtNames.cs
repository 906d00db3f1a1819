namespace HvCpuid.Enlightenments;

/// <summary>The elements that libvirt has for enlightenments, by the element they stand in.</summary>
internal static class LibvirtNames
{
    private static readonly ILookup<string, string> ByParent = HvEnlightenmentTable.All.Select(row => row.Libvirt)
        .Concat(HvSettingTable.All.Select(row => row.Libvirt))
        .OfType<LibvirtElement>()
        .ToLookup(element => element.Parent, element => element.Name, StringComparer.Ordinal);

    /// <summary>The element nearest to an unknown one, by its path; null when none is near.</summary>
    public static string? Nearest(string path)
    {
        LibvirtElement unknown = new(path);
        return HvNames.Nearest(unknown.Name, ByParent[unknown.Parent]) ?? HvNames.Nearest(unknown.Name.Replace('-', '_'), ByParent[unknown.Parent]);
    }
}
