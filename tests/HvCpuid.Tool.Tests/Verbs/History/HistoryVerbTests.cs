using System.Text.Json;
using HvCpuid.Kvm;

namespace HvCpuid.Tool.Tests.Verbs;

public class HistoryVerbTests
{
    [Fact]
    public void History_OfEverything_HasEveryReleaseOnceInOrder() => Assert.Equal(
        KvmChanges.All.Select(change => $"Linux {change.Release}").Distinct(),
        ToolRun.Of("history").Lines.Where(line => line.StartsWith("Linux ", StringComparison.Ordinal)));

    [Fact]
    public void History_OfEverything_HasEveryChangeAndEveryEffect()
    {
        JsonElement[] changes = [.. ToolRun.Of("history --format json").Json.GetProperty("changes").EnumerateArray()];
        string text = ToolRun.Of("history").Output;

        Assert.Equal(KvmChanges.All.Select(change => change.Id), changes.Select(change => change.GetProperty("id").GetString()));
        string flat = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(KvmChanges.All, change => Assert.Contains(change.Summary, flat, StringComparison.Ordinal));
        Assert.Equal(
            ["OnlyAwareGuests", "TscEmulationStatusTakesZero"],
            changes.Where(change => change.GetProperty("release").GetString() == "5.12").Select(change => change.GetProperty("id").GetString()));
        Assert.Equal(["access", "calls", "host", "leaves"], changes.SelectMany(change => change.GetProperty("touches").EnumerateArray()).Select(word => word.GetString()).Distinct().Order());
        Assert.Equal(KvmChanges.All.Sum(change => KvmHistory.Effects(change).Count), changes.Sum(change => change.GetProperty("effects").GetArrayLength()));
        Assert.All(
            changes.SelectMany(change => change.GetProperty("effects").EnumerateArray()),
            effect => Assert.Contains(effect.GetProperty("address").GetString()!, text, StringComparison.Ordinal));
    }

    [Fact]
    public void History_Text_HasConditionBackportsCommitAndName()
    {
        string[] lines = ToolRun.Of("history").Lines;

        Assert.Contains("  * direct-mode synthetic timers only with an in-kernel local APIC (also 5.2.20,", lines);
        Assert.Contains("    5.3.5) [a073d7e3ad68]", lines);
        Assert.Contains("    CPUID.40000003H:EDX[4]     XmmRegistersForFastHypercall", lines);
        Assert.Contains("    CPUID.40000002H:EBX[31:16] Major: 10", lines);
        Assert.Contains("    leaf 4000000AH: with eVMCS", lines);
    }

    [Fact]
    public void History_OfFieldsAndLeaves_HasOnlyTheirs()
    {
        JsonElement[] changes = [.. ToolRun.Of("history A hv-tlbflush-ext --format json").Json.GetProperty("changes").EnumerateArray()];

        Assert.Equal(["5.0", "5.17", "5.18", "6.1", "6.2", "6.2"], changes.Select(change => change.GetProperty("release").GetString()));
        Assert.All(
            changes.Skip(1).SelectMany(change => change.GetProperty("effects").EnumerateArray()),
            effect => Assert.Matches("4000000AH|40000003H:EDX.14", effect.GetProperty("address").GetString()));
    }

    [Fact]
    public void History_Json_HasTheDocumentedMembers()
    {
        JsonElement change = ToolRun.Of("history 3.EDX[19] --format json").Json.GetProperty("changes")[1];
        JsonProperty[] members = [.. change.EnumerateObject().Where(member => member.Name != "effects")];

        Assert.Equal(
            """{"id":"DirectTimersNeedLapic","release":"5.4","commit":"a073d7e3ad68","backports":["5.2.20","5.3.5"],"summary":"direct-mode synthetic timers only with an in-kernel local APIC","touches":["leaves"]}""",
            JsonSerializer.Serialize(members.ToDictionary(member => member.Name, member => member.Value)));
        JsonElement effect = Assert.Single(change.GetProperty("effects").EnumerateArray());
        Assert.Equal(["address", "name", "condition", "value", "text"], effect.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("DirectSyntheticTimers", "with an in-kernel local APIC", 1), (effect.GetProperty("name").GetString(), effect.GetProperty("condition").GetString(), effect.GetProperty("value").GetInt32()));
    }

    [Theory]
    [InlineData("5.8", "5.8")]
    [InlineData("5.0 7.2", "5.0 7.2")]
    [InlineData("6.12.1..6.12.20", "6.14")]
    [InlineData("5.2.12", "5.3")]
    [InlineData("A 6.1..6.12", "6.1 6.2")]
    [InlineData("6.1..6.12 hv-tlbflush-ext", "6.2")]
    public void History_OfReleases_HasTheirChangesAlone(string words, string releases) => Assert.Equal(
        releases.Split(' '),
        ToolRun.Of($"history {words} --format json").Json.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("release").GetString()).Distinct());

    [Theory]
    [InlineData("6.1..6.12", "6.1", "6.12")]
    [InlineData("6.12..", "6.12", "7.3")]
    [InlineData("..5.3", "5.0", "5.3")]
    public void History_OfARange_HasEveryChangeFromEndToEnd(string range, string first, string last) => Assert.Equal(
        KvmChanges.All.Where(change => change.Release >= KvmRelease.Parse(first) && change.Release <= KvmRelease.Parse(last)).OrderBy(change => change.Release).Select(change => change.Id),
        ToolRun.Of($"history {range} --format json").Json.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("id").GetString()));

    [Fact]
    public void History_OfReleasesWithoutAChange_SaysSo()
    {
        Assert.Equal("Nothing changed in Linux 6.9 to 6.10.", ToolRun.Of("history 6.9..6.10").Lines[0]);
        Assert.Equal("Nothing of it changed in Linux 6.8.", ToolRun.Of("history 6.8 hv-time").Lines[0]);
    }

    [Theory]
    [InlineData("6.12..6.1", "history: '6.12..6.1' is no range: expected FROM..TO with the earlier release first, e.g. 6.1..6.12.")]
    [InlineData("..", "history: '..' is no range")]
    [InlineData("6.1..x", "history: 'x' is not a Linux kernel")]
    [InlineData("5.20..6.1", "history: there is no Linux 5.20: 5.19 was followed by 6.0.")]
    public void History_RangeThatIsNone_SaysWhatWasExpected(string range, string message)
    {
        ToolRun run = ToolRun.Of("history " + range);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rhel99", "no kernel 'rhel99' is known: the nearest are rhel10.1, rhel10.0, rhel9.7; `hvcpuid kernels rhel` lists those known")]
    [InlineData("debian12..rhel99", "no kernel 'rhel99' is known: ")]
    [InlineData("ubuntu99.04", "no kernel 'ubuntu99.04' is known: the nearest are ubuntu25.10, ")]
    public void History_OfAKernelThatIsNotKnown_SaysWhichAreNear(string range, string message)
    {
        ToolRun run = ToolRun.Of("history " + range);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("history: " + message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void History_OfWhatKvmNeverReports_SaysSo() =>
        Assert.Equal($"KVM reports none of it, on no release from 5.0 to {KvmRelease.Newest}.", ToolRun.Of("history KVM_FEATURE_PV_EOI").Lines[0]);

    [Fact]
    public void History_BitWithoutALeaf_IsExitCode2() => Assert.Equal(2, ToolRun.Of("history hv-time EDX[19]").ExitCode);
}
