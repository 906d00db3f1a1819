using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Writes lines of a Proxmox VE VM's configuration.</summary>
internal static class ProxmoxWriter
{
    private static readonly string[] Newest = ["win11", "w2k8"];

    /// <summary>The lines, and what they cannot say.</summary>
    public static string Write(HvConfiguration configuration, out IReadOnlyList<string> notExpressible)
    {
        notExpressible = [.. configuration.NotInFlags];
        HvConfiguration said = configuration with { EvmcsVersions = null, Mode = configuration.Mode == HvConfigurationMode.HostModel ? HvConfigurationMode.Custom : configuration.Mode, Excluded = HvSwitches.None };
        string args = $"args: -cpu {Quoted($"host,{said.ToQemu()}")}\n";
        return said == HvConfiguration.Default ? "cpu: host\n" : WithOstype(said) ?? args;
    }

    // Proxmox splits args: as a shell does.
    private static string Quoted(string word) => word.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '=' or '.' or ',') ? word : $"'{word.Replace("'", "'\\''")}'";

    private static string? WithOstype(HvConfiguration configuration)
    {
        HvSwitches own = configuration.Switches & ProxmoxReader.TakenInFlags;
        foreach (string ostype in Newest)
        {
            HvConfiguration added = new HvConfigurationEdits(ProxmoxAdditions.Of(ostype)).ToConfiguration();
            bool vendor = configuration.VendorId != HvConfiguration.Default.VendorId;
            if ((!vendor || ProxmoxReader.IsVendor(configuration.VendorId.ToString())) && added.With(own) with { VendorId = configuration.VendorId } == configuration)
            {
                string flags = string.Join(";", HvEnlightenmentTable.For(own).Select(row => "+" + row.Flag));
                return $"cpu: host{(vendor ? $",hv-vendor-id={configuration.VendorId}" : "")}{(own == HvSwitches.None ? "" : ",flags=" + flags)}\nostype: {ostype}\n";
            }
        }

        return null;
    }
}
