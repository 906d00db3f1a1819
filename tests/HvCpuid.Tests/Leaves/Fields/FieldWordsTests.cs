using System.Globalization;
using System.Text;
using HvCpuid.Leaves;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Leaves;

/// <summary>Every row of the table of fields, whole: what a name stands for is read from it by everything else.</summary>
public class FieldWordsTests
{
    [Fact]
    public void Fields_OfEveryLeaf_AreWhatTheFileSays()
    {
        StringBuilder text = new("# Every leaf and every field of it: address, name, how it is shown, who makes it; Linux' name, other names, QEMU's switches, values, meaning, remarks, source.\n");
        foreach (HvLeaf leaf in HvLeafTable.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{leaf.Function:X8}H {leaf.TypeName}: {leaf.Title} ({leaf.Source})\n");
            text.AppendJoin("", HvFieldTable.All.Where(field => field.Address.Function == leaf.Function).Select(Row));
        }

        Assert.All(HvFieldTable.All, field => Assert.True(HvLeafTable.TryGet(field.Address.Function, out _), $"{field} is of no leaf"));
        Baseline.Check("tests/HvCpuid.Tests/Baselines/fields.txt", text.ToString());
    }

    private static string Row(HvField field) => string.Concat(
    [
        $"  {field} {field.Format} {field.Policy}\n",
        $"    {field.LinuxName ?? "-"} | {string.Join(' ', field.Aliases)} | {string.Join(' ', field.QemuFlags)}\n",
        .. field.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"    {value.Key:X} {value.Value}\n")),
        $"    {field.Meaning}\n",
        .. new[] { field.Disagreement, field.Remark }.OfType<string>().Select(note => $"    {note}\n"),
        $"    {field.Source}\n",
    ]);
}
