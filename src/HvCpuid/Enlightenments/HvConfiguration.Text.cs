namespace HvCpuid.Enlightenments;

// The configuration as other people write it.
public sealed partial record HvConfiguration
{
    /// <summary>
    /// Reads QEMU flags: <c>hv-x</c>, <c>hv_x</c>, <c>+hv-x</c>, <c>-hv-x</c>, <c>hv-x=on|off</c>, values in decimal or hexadecimal; also as part
    /// of <c>-cpu host,hv-relaxed,+vmx</c>. Names are in lower case, as QEMU's properties are; a comma always ends a value, as in QEMU's -cpu.
    /// </summary>
    /// <param name="text">The flags, joined by commas; up to 65,536 characters.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="HvConfigurationException">A flag is unknown or a value out of range; the message says which, where, and what is near.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static HvConfiguration ParseQemu(string text) => ParseQemu(text, out _);

    /// <summary>Reads QEMU flags, as <see cref="ParseQemu(string)"/> does, and says what of them does nothing here.</summary>
    /// <param name="text">The flags.</param>
    /// <param name="ignored">
    /// The CPU model, properties that are no enlightenments, a doubled comma behind a text, and what hv-passthrough does not heed and the
    /// configuration does not show: switches that are off, values that are the default.
    /// </param>
    /// <returns>The configuration.</returns>
    /// <exception cref="HvConfigurationException">A flag is unknown or a value out of range.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static HvConfiguration ParseQemu(string text, out IReadOnlyList<string> ignored) =>
        QemuReader.Read(text ?? throw new ArgumentNullException(nameof(text)), out ignored);

    /// <summary>Reads libvirt's XML: a whole <c>&lt;domain&gt;</c>, its <c>&lt;features&gt;</c>, or a bare <c>&lt;hyperv&gt;</c>.</summary>
    /// <param name="xml">The XML; up to 1,048,576 characters, 64 elements deep, without a document type.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value; the message says which, where, and what is near.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="xml"/> is null.</exception>
    public static HvConfiguration ParseLibvirt(string xml) => ParseLibvirt(xml, out _);

    /// <summary>Reads libvirt's XML, as <see cref="ParseLibvirt(string)"/> does, and says what of it does nothing.</summary>
    /// <param name="xml">The XML.</param>
    /// <param name="ignored">What <c>mode='passthrough'</c> does not heed and the configuration does not show: switches that are off, values that are the default.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="HvConfigurationException">It is no such XML, or holds an unknown element or value.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="xml"/> is null.</exception>
    public static HvConfiguration ParseLibvirt(string xml, out IReadOnlyList<string> ignored) =>
        LibvirtReader.Read(xml ?? throw new ArgumentNullException(nameof(xml)), out ignored);

    /// <summary>The configuration as QEMU flags, in table order, values only where they are not the default.</summary>
    /// <returns>The flags, which <see cref="ParseQemu(string)"/> reads back; what they cannot say is left out.</returns>
    public string ToQemu() => ToQemu(out _);

    /// <summary>The configuration as QEMU flags, and what QEMU has no flag for.</summary>
    /// <param name="unsaid">The eVMCS versions wanted and the host-model mode, in words.</param>
    /// <returns>The flags.</returns>
    public string ToQemu(out IReadOnlyList<string> unsaid) => QemuWriter.Write(this, out unsaid);

    /// <summary>The configuration as a <c>&lt;domain&gt;</c> that holds nothing else.</summary>
    /// <returns>The XML, which <see cref="ParseLibvirt(string)"/> reads back; what libvirt cannot say is left out.</returns>
    public string ToLibvirt() => ToLibvirt(out _);

    /// <summary>The configuration as a <c>&lt;domain&gt;</c> that holds nothing else, and what libvirt has no element for.</summary>
    /// <param name="unsaid">The QEMU flags, and the eVMCS versions in words, that it leaves out.</param>
    /// <returns>The XML.</returns>
    public string ToLibvirt(out IReadOnlyList<string> unsaid) => LibvirtWriter.Write(this, out unsaid);
}
