using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>A Proxmox VE VM's configuration as text, read and written: <c>cpu:</c>, <c>args:</c>, <c>machine:</c>, <c>ostype:</c> and what they bring.</summary>
public static class ProxmoxConfig
{
    /// <summary>
    /// Reads a configuration, or lines of it. What Proxmox adds for Windows by ostype is among the edits; a <c>-cpu</c> in <c>args:</c> comes last on
    /// QEMU's command line and takes the place of all that (qemu-server, config_to_command in PVE::QemuServer).
    /// </summary>
    /// <param name="text">The text: lines <c>key: value</c>, up to the first snapshot.</param>
    /// <exception cref="HvConfigurationException">A line is none, or a value is wrong; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static VmDefinition Parse(string text) => new ProxmoxReader(Guard.NotNull(text)).Read();

    /// <summary>A configuration as lines of a VM's configuration, and what they cannot say.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="notExpressible">What it leaves out, in words.</param>
    /// <returns>
    /// <c>cpu:</c> and <c>ostype:</c> where an ostype brings the rest; otherwise <c>args:</c>, which only root may set and which takes the place of Proxmox's own -cpu.
    /// </returns>
    /// <exception cref="ArgumentNullException">There is no configuration.</exception>
    public static string ToProxmox(this HvConfiguration configuration, out IReadOnlyList<string> notExpressible) =>
        ProxmoxWriter.Write(Guard.NotNull(configuration), out notExpressible);
}
