using System.Text.RegularExpressions;
using HvCpuid.Formats;
using HvCpuid.Registers;
using HvCpuid.Tests.Baselines;
using HvCpuid.Tests.Formats;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/inputs.md, held to the readers: every form that it lists is read, and no form is missing.</summary>
public partial class InputsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "inputs.md")).ReplaceLineEndings("\n");

    public static TheoryData<string, string> Examples => [.. Section().Matches(Document).Select(match => (match.Groups["name"].Value, match.Groups["text"].Value))];

    // Which name is which format is the tool's: FormatNamesTests.
    [Fact]
    public void Document_HasAnExampleOfEveryFormat()
    {
        HvCpuidFormat[] shown = [.. Section().Matches(Document).Select(match => Sample.Bytes(match.Groups["text"].Value)).Select(input => HvCpuidFormats.Recognize(input, input.Length))];
        Assert.Equal(Enum.GetValues<HvCpuidFormat>().Order(), shown.Append(HvCpuidFormat.KvmCpuid2).Order());
        Assert.Contains("`--input-format bin`", Document, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfAFormat_IsReadAsThat(string name, string text)
    {
        byte[] input = Sample.Bytes(text);
        HvCpuidFormat format = HvCpuidFormats.Recognize(input, input.Length);
        Assert.Equal(format, Assert.Single(HvCpuidFormats.ReadAll(input)).Format);
        Assert.Equal(format, Assert.Single(HvCpuidFormats.ReadAll(input, format)).Format);
        Assert.True(HvCpuidFormats.Read(input).Cpus[0].Set.Count > 0, name);
    }

    // The rows of the tables: a line of the log, made of the row with numbers in it, tells what the row says.
    [Fact]
    public void Rows_OfTheLinuxLog_TellWhatTheySay()
    {
        Match[] rows = [.. Row().Matches(Document).Cast<Match>()];
        Assert.Equal(10, rows.Length);
        Assert.Multiple([.. rows.Select(row => (Action)(() =>
        {
            HvCpuidDump dump = Sample.Read(row.Groups["line"].Value.Replace("…", "1", StringComparison.Ordinal) + "\n");
            string tells = row.Groups["tells"].Value;
            IEnumerable<string> expected = tells.StartsWith("leaf 2", StringComparison.Ordinal) ? ["2.EAX", "2.EBX", "2.ECX", "2.EDX"] : tells.Split(", ");
            Assert.Equal(expected.Order(StringComparer.Ordinal), Registers(dump).Order(StringComparer.Ordinal));
        }))]);
    }

    private static IEnumerable<string> Registers(HvCpuidDump dump) => dump.Cpus[0].Set.SelectMany(leaf => Enum.GetValues<CpuidRegister>()
        .Where(register => dump.Cpus[0].Reading.Known(leaf.Function)[register] == uint.MaxValue)
        .Select(register => FormattableString.Invariant($"{leaf.Function - 0x40000000:X}.{register.ToString().ToUpperInvariant()}")));

    [GeneratedRegex("### [^\n]*`--input-format (?<name>[a-z0-9-]+)`\n\n```text\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| `(?<line>(Hyper-V|HyperV)[^`]*)` \| [^|]* \| (?<tells>[^|]*?) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
