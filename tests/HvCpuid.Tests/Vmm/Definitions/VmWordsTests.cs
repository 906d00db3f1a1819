using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What switches and settings are called in every language, whole.</summary>
public class VmWordsTests
{
    private const string Settings =
        "hv-spinlocks=0x1fff,hv-vendor-id=KVM Hv,hv-version-id-build=0x4563,hv-version-id-minor=1,hv-no-nonarch-coresharing=auto,hv-enforce-cpuid,hypervisor=off,tsc-frequency=2500000000";

    [Fact]
    public void Words_OfSwitchesAndSettings_AreThoseOfTheFile()
    {
        StringBuilder text = new("# What each language calls a switch that is on, a setting with its value, a hidden hypervisor, and the TSC's frequency.\n");
        foreach (HvConfigurationLanguage language in Enum.GetValues<HvConfigurationLanguage>())
        {
            text.Append('\n').Append(language).Append('\n');
            IEnumerable<(string, string)> switches = HvEnlightenmentTable.All.Select(row => (row.Flag, VmWords.On(row, language)));
            IEnumerable<(string, string)> settings = QemuFlags.Parse(Settings).Settings.Concat(QemuFlags.Parse("hv-vendor-id=Foo").Settings).Select(value => (value.ToString(), VmWords.Value(value, language)));
            foreach ((string of, string words) in switches.Concat(settings).Append(("hidden", VmWords.Hidden(language))).Append(("frequency", VmWords.TscFrequency(language))))
            {
                text.Append("  ").Append(of).Append(": ").Append(words).Append('\n');
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/words.txt", text.ToString());
    }
}
