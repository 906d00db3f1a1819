using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>QEMU's <c>-cpu</c> flags as text, read and written.</summary>
public static class QemuFlags
{
    /// <summary>
    /// Reads QEMU flags: <c>hv-x</c>, <c>hv_x</c>, <c>+hv-x</c>, <c>-hv-x</c>, <c>hv-x=on|off</c>, values in decimal or hexadecimal; also as part
    /// of <c>-cpu host,hv-relaxed,+vmx</c>. Names are in lower case, as QEMU's properties are; a comma always ends a value, as in QEMU's -cpu.
    /// </summary>
    /// <param name="text">The flags, joined by commas; up to 65,536 characters.</param>
    /// <exception cref="HvConfigurationException">A flag is unknown or a value out of range; the message says which, where, and what is near.</exception>
    /// <example>
    /// <code>
    /// HvConfiguration wishes = QemuFlags.Parse("hv-relaxed,hv-evmcs");
    /// HvResolution resolution = wishes.Resolve(new KvmHost { Kernel = KvmKernel.Parse("6.12"), Vendor = CpuVendor.Intel });
    /// Console.WriteLine(resolution.Starts); // False
    /// Console.WriteLine(resolution.First!.Message); // Hyper-V enlightened VMCS (hv-evmcs) requires Hyper-V virtual APIC (hv-vapic)
    /// </code>
    /// </example>
    public static HvConfiguration Parse(string text) => ParseEdits(text).ToConfiguration();

    /// <summary>Reads QEMU flags, as <see cref="Parse(string)"/> does, and says what of them is about no enlightenment.</summary>
    /// <param name="text">The flags.</param>
    /// <param name="ignored">The CPU model, properties that are no enlightenments, a doubled comma behind a text.</param>
    /// <exception cref="HvConfigurationException">A flag is unknown or a value out of range.</exception>
    public static HvConfiguration Parse(string text, out IReadOnlyList<string> ignored)
    {
        HvConfigurationEdits edits = ParseEdits(text);
        ignored = edits.Ignored;
        return edits.ToConfiguration();
    }

    /// <summary>Reads QEMU flags, flag by flag, in the order in which QEMU applies them: with '=' or bare as written, then '+', then '-'.</summary>
    /// <param name="text">The flags.</param>
    /// <exception cref="HvConfigurationException">A flag is unknown or a value out of range.</exception>
    public static HvConfigurationEdits ParseEdits(string text) => QemuFlagReader.Read(Guard.NotNull(text));

    /// <summary>A configuration as QEMU flags, in table order, values only where they are not the default.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <returns>The flags, which <see cref="Parse(string)"/> reads back; what they cannot say is left out.</returns>
    public static string ToQemu(this HvConfiguration configuration) => ToQemu(configuration, out _);

    /// <summary>A configuration as flags for a QEMU and its machine type: what the release knows, values where they are not the machine type's.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="vmm">The QEMU.</param>
    public static string ToQemu(this HvConfiguration configuration, QemuVmm vmm)
    {
        Guard.NotNull(configuration);
        HvConfiguration defaults = Guard.NotNull(vmm).Defaults;
        IEnumerable<HvSettingValue> settings = HvSettingTable.All.Where(row => QemuRuleTable.Knows(row.Flag, vmm.Behavior.Release)).Select(row => new HvSettingValue(row, row.Print(configuration)))
            .Where(value => value.Value != value.Setting.Print(defaults));
        return string.Join(",", HvEnlightenmentTable.For(configuration.Switches & vmm.Behavior.Switches).Select(row => row.Flag).Concat(settings.Select(value => value.ToString())));
    }

    /// <summary>A configuration as QEMU flags, and what QEMU has no flag for.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="notExpressible">The eVMCS versions wanted and the host-model mode, in words.</param>
    public static string ToQemu(this HvConfiguration configuration, out IReadOnlyList<string> notExpressible)
    {
        Guard.NotNull(configuration);
        notExpressible = [.. configuration.NotInFlags];
        return string.Join(",", HvEnlightenmentTable.For(configuration.Switches).Select(row => row.Flag).Concat(configuration.Settings.Select(setting => setting.ToString())));
    }
}
