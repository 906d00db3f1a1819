namespace HvCpuid.Enlightenments;

/// <summary>Writes QEMU's CPU flags.</summary>
internal static class QemuWriter
{
    /// <summary>The flags in table order, and what they cannot say.</summary>
    public static string Write(HvConfiguration configuration, out IReadOnlyList<string> unsaid)
    {
        unsaid = [.. Unsaid(configuration)];
        return string.Join(",", HvEnlightenmentTable.Of(configuration.Switches).Select(row => row.Flag).Concat(Settings(configuration)));
    }

    /// <summary>A value that is not the default, as a flag; null where it is.</summary>
    public static string? Flag(HvSetting setting, HvConfiguration configuration)
    {
        string value = setting.Print(configuration);
        return value == setting.Default ? null
            : setting.Type == HvSettingType.Switch ? setting.Flag
            : $"{setting.Flag}={value}";
    }

    /// <summary>What neither QEMU nor libvirt can say.</summary>
    public static string? EvmcsVersions(HvConfiguration configuration) =>
        configuration.EvmcsVersions is { } range ? $"eVMCS versions {range}" : null;

    private static IEnumerable<string> Settings(HvConfiguration configuration) =>
        HvSettingTable.All.Select(setting => Flag(setting, configuration)).OfType<string>();

    private static IEnumerable<string> Unsaid(HvConfiguration configuration)
    {
        if (configuration.Mode == HvConfigurationMode.HostModel)
        {
            yield return "every other enlightenment that the host supports (libvirt's host-model; expand it on a host)";
        }

        if (EvmcsVersions(configuration) is { } versions)
        {
            yield return versions;
        }
    }
}
