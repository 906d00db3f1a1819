using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>libvirt's domain XML, read and written: its enlightenments.</summary>
public static class LibvirtXml
{
    /// <summary>Reads libvirt's XML: a whole <c>&lt;domain&gt;</c>, its <c>&lt;features&gt;</c>, or a bare <c>&lt;hyperv&gt;</c>.</summary>
    /// <param name="xml">The XML; up to 1,048,576 characters, 64 elements deep, without a document type.</param>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value; the message says which, where, and what is near.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static HvConfiguration Parse(string xml) => ParseEdits(xml).ToConfiguration();

    /// <summary>Reads libvirt's XML, as <see cref="Parse(string)"/> does, and says what of it does nothing.</summary>
    /// <param name="xml">The XML.</param>
    /// <param name="ignored">What <c>mode='passthrough'</c> ignores and the configuration does not show: switches that are off, values that are the default.</param>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static HvConfiguration Parse(string xml, out IReadOnlyList<string> ignored)
    {
        HvConfigurationEdits edits = ParseEdits(xml);
        ignored = edits.Ignored;
        return edits.ToConfiguration();
    }

    /// <summary>Reads libvirt's XML, element by element.</summary>
    /// <param name="xml">The XML.</param>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static HvConfigurationEdits ParseEdits(string xml)
    {
        VmDefinition definition = ParseDefinition(xml);
        return new HvConfigurationEdits(definition.Edits.Items)
        {
            Mode = definition.Edits.Mode,
            CpuModel = definition.Edits.CpuModel,
            Language = definition.Edits.Language,
            Ignored = [.. definition.Edits.Ignored, .. definition.Notes],
        };
    }

    /// <summary>
    /// Reads a domain whole: its enlightenments, the machine type of <c>&lt;os&gt;</c>, where its interrupt controllers are, its vCPUs, and the arguments of
    /// <c>&lt;qemu:commandline&gt;</c>, of which a <c>-cpu</c> takes the place of libvirt's own.
    /// </summary>
    /// <param name="xml">The XML; a domain, several one after the other or within an element, or a part of one.</param>
    /// <param name="name">Which domain of several, by its name; null where there is one.</param>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value; or there are several domains and none is named.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static VmDefinition ParseDefinition(string xml, string? name = null) => LibvirtReader.Read(Guard.NotNull(xml), name);

    /// <summary>A configuration as a <c>&lt;domain&gt;</c> that holds nothing else.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The XML, which <see cref="Parse(string)"/> reads back; what libvirt cannot say is left out.</returns>
    /// <exception cref="ArgumentNullException">There is no configuration.</exception>
    public static string ToLibvirt(this HvConfiguration configuration) => ToLibvirt(configuration, out _);

    /// <summary>A configuration as a <c>&lt;domain&gt;</c> that holds nothing else, and what libvirt has no element for.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="notExpressible">The QEMU flags, and the eVMCS versions in words, that it leaves out.</param>
    /// <exception cref="ArgumentNullException">There is no configuration.</exception>
    public static string ToLibvirt(this HvConfiguration configuration, out IReadOnlyList<string> notExpressible) =>
        LibvirtWriter.Write(Guard.NotNull(configuration), out notExpressible);
}
