using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>What switches and settings are called in each language, for advice in the words of whoever wrote the configuration.</summary>
internal static class VmWords
{
    /// <summary>A switch that is on, as the language has it: <c>hv-time</c>, <c>&lt;timer name='hypervclock' present='yes'/&gt;</c>, <c>clock.timer.hyperv: {}</c>.</summary>
    public static string On(HvEnlightenment row, HvConfigurationLanguage language) => language switch
    {
        HvConfigurationLanguage.Libvirt => row.Libvirt?.ToXml() ?? row.Flag,
        HvConfigurationLanguage.Proxmox => (row.Switch & ProxmoxReader.TakenInFlags) != 0 ? $"flags=+{row.Flag} in cpu:" : $"{row.Flag} in args: -cpu",
        HvConfigurationLanguage.KubeVirt => row.Switch == HvSwitches.Time ? "clock.timer.hyperv: {}"
            : row.Switch == HvSwitches.Crash ? "devices.panicDevices: [model: hyperv]"
            : KubeVirtField.Of(row.Flag) is { } field ? $"{field.Path.Replace('/', '.')}: {{}}"
            : $"{row.Flag} (for which KubeVirt has no field)",
        _ => row.Flag,
    };

    /// <summary>The hidden hypervisor, as the language has it: <c>hypervisor=off</c>, <c>&lt;feature policy='disable' name='hypervisor'/&gt;</c>.</summary>
    public static string Hidden(HvConfigurationLanguage language) => language switch
    {
        HvConfigurationLanguage.Libvirt => "<feature policy='disable' name='hypervisor'/>",
        HvConfigurationLanguage.Proxmox => "-hypervisor in args: -cpu",
        HvConfigurationLanguage.KubeVirt => "cpu.features: [{name: hypervisor, policy: disable}]",
        _ => "hypervisor=off",
    };

    /// <summary>The TSC's frequency, as the language has it: <c>tsc-frequency=</c>, <c>&lt;timer name='tsc' frequency='…'/&gt;</c>.</summary>
    public static string TscFrequency(HvConfigurationLanguage language) => language switch
    {
        HvConfigurationLanguage.Libvirt => "<timer name='tsc' frequency='…'/>",
        HvConfigurationLanguage.Proxmox => "tsc-frequency=… in args: -cpu",
        HvConfigurationLanguage.KubeVirt => "tsc-frequency (for which KubeVirt has no field)",
        _ => "tsc-frequency=",
    };

    /// <summary>A setting with a value, as the language has it.</summary>
    public static string Value(HvSettingValue value, HvConfigurationLanguage language)
    {
        string plain = value.Setting.Type == HvSettingType.Number && HvNumber.TryParse(value.Value, out long number) ? FormattableString.Invariant($"{number}") : value.Value;
        return language switch
        {
            HvConfigurationLanguage.Libvirt when value.Setting.Libvirt is { ValueAttribute: { } attribute } element => $"<{element.Name} state='on' {attribute}='{plain}'/>",
            HvConfigurationLanguage.Proxmox when value.Setting.Flag == "hv-vendor-id" && ProxmoxReader.IsVendor(value.Value) => $"hv-vendor-id={plain} in cpu:",
            HvConfigurationLanguage.Proxmox => $"{value} in args: -cpu",
            HvConfigurationLanguage.KubeVirt when KubeVirtField.Of(value.Setting.Flag) is { } field => $"{field.Path.Replace('/', '.')}.{field.ValueField}: {plain}",
            _ => value.ToString(),
        };
    }
}
