using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Enlightenments;

/// <summary>The words of presets, whole: which switches are on, and why each is or is not.</summary>
public class PresetWordsTests
{
    [Fact]
    public void Presets_OfOursAndTheField_SayWhatTheFileSays()
    {
        StringBuilder text = new("# Every preset: its switches and values, and why. '+' is on.\n");
        foreach (HvPreset preset in HvPresetTable.All.Concat(HvFieldPresetTable.All))
        {
            text.Append('\n').Append(preset.Name).Append(": ").Append(preset.Title).Append(" (").Append(preset.Source).Append(")\n  ").Append(preset.Configuration.ToQemu()).Append('\n');
            text.AppendJoin("", preset.Choices.Select(choice => $"  {(choice.On ? '+' : '-')} {choice.Enlightenment.Flag}: {choice.Reason}\n"));
            text.AppendJoin("", preset.Values.Select(value => $"  = {value.Setting.Flag}={value.Value}: {value.Reason}\n"));
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/presets.txt", text.ToString());
    }

    [Fact]
    public void Preset_WithNothingInItsLists_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new HvPreset("a", "b", null!));
        Assert.Throws<ArgumentException>(() => new HvPreset("a", "b", [HvPresetTable.Recommended.Choices[0], null!]));
        Assert.Throws<ArgumentNullException>(() => new HvPreset("a", "b", []) { Values = null! });
        Assert.Empty(new HvPreset("a", "b", []).Choices);
    }
}
