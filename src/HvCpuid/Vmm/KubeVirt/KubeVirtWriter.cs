using System.Text;
using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Writes KubeVirt's YAML.</summary>
internal static class KubeVirtWriter
{
    private const string Head = "spec:\n  domain:\n";
    private const string Passthrough = "    features:\n      hypervPassthrough:\n        enabled: true\n";
    private const string Time = "    clock:\n      utc: {}\n      timer:\n        hyperv: {}\n";
    private const string Crash = "    devices:\n      panicDevices:\n        - model: hyperv\n";

    /// <summary>The YAML, and what it cannot say.</summary>
    public static string Write(HvConfiguration configuration, out IReadOnlyList<string> notExpressible)
    {
        List<string> left = [];
        StringBuilder text = new(Head);
        if (configuration.Mode == HvConfigurationMode.Passthrough)
        {
            // KubeVirt takes hyperv or hypervPassthrough, never both.
            left.AddRange(HvEnlightenmentTable.For(configuration.Switches).Select(row => row.Flag));
            left.AddRange(configuration.Settings.Where(value => value.Setting != HvSettingTable.Passthrough).Select(value => value.ToString()));
            text.Append(Passthrough);
        }
        else
        {
            Hyperv(text, configuration, left);
            text.Append((configuration.Switches & HvSwitches.Time) != 0 ? Time : "");
            text.Append((configuration.Switches & HvSwitches.Crash) != 0 ? Crash : "");
        }

        left.AddRange(configuration.NotInFlags);
        notExpressible = left.AsReadOnly();
        return text.ToString() == Head ? "spec:\n  domain: {}\n" : text.ToString();
    }

    private static void Hyperv(StringBuilder text, HvConfiguration configuration, List<string> left)
    {
        HvSwitches elsewhere = HvSwitches.Time | HvSwitches.Crash;
        Dictionary<string, HvSettingValue> settings = configuration.Settings.ToDictionary(value => value.Setting.Flag, StringComparer.Ordinal);
        List<KubeVirtField> on = [.. KubeVirtField.All.Where(field => field.Row is { } row ? (configuration.Switches & row.Switch) != 0 : settings.ContainsKey(field.Flag))];
        bool Sayable(KubeVirtField field) => field.Around is null || on.Exists(around => around.Name == field.Around);
        left.AddRange(HvEnlightenmentTable.For(configuration.Switches & ~elsewhere).Where(row => KubeVirtField.Of(row.Flag) is not { } field || !Sayable(field)).Select(row => row.Flag));
        left.AddRange(settings.Values.Where(value => KubeVirtField.Of(value.Setting.Flag) is null || TooSmall(value)).Select(value => value.ToString()));
        on.RemoveAll(field => !Sayable(field) || (field.Row is null && TooSmall(settings[field.Flag])));
        if (on.Count > 0)
        {
            text.Append("    features:\n      hyperv:\n");
        }

        // What KubeVirt would switch on because something requires it has to be off in so many words.
        HashSet<string> off = [.. KubeVirtField.Dependencies.Where(pair => on.Exists(field => field.Name == pair.Field) && !on.Exists(field => field.Name == pair.Requires)).Select(pair => pair.Requires)];
        foreach (KubeVirtField field in KubeVirtField.All.Where(field => field.Around is null && (on.Contains(field) || off.Contains(field.Name))))
        {
            if (off.Contains(field.Name))
            {
                text.Append("        ").Append(field.Name).Append(":\n          enabled: false\n");
                continue;
            }

            KubeVirtField[] within = [.. on.Where(other => other.Around == field.Name)];
            text.Append("        ").Append(field.Name).Append(field.ValueField is null && within.Length == 0 ? ": {}\n" : ":\n");
            foreach (KubeVirtField inner in within)
            {
                text.Append("          ").Append(inner.Name.Substring(field.Name.Length + 1)).Append(": {}\n");
            }

            if (field.ValueField is { } name)
            {
                text.Append("          ").Append(name).Append(": ").Append(Value(settings[field.Flag])).Append('\n');
            }
        }
    }

    // KubeVirt's admission refuses fewer than 4096 retries.
    private static bool TooSmall(HvSettingValue value) => value.Setting.Type == HvSettingType.Number && HvNumber.TryParse(value.Value, out long number) && number < KubeVirtReader.LeastRetries;

    private static string Value(HvSettingValue value) => value.Setting.Type == HvSettingType.Number && HvNumber.TryParse(value.Value, out long number)
        ? FormattableString.Invariant($"{number}")
        : $"'{value.Value.Replace("'", "''")}'";
}
