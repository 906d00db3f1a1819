using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using Spectre.Console;

namespace HvCpuid.Tool.Terminal;

/// <summary>Leaves as a table, a leaf a line.</summary>
internal static class LeafTable
{
    private const int FunctionWidth = 9;
    private const int RegisterWidth = 8;
    private static readonly string[] Header = ["Leaf", "EAX", "EBX", "ECX", "EDX", ""];

    /// <summary>Adds the table to a page.</summary>
    public static void Add(Page page, HvCpuidSet set)
    {
        Grid table = page.Table(0, FunctionWidth, RegisterWidth, RegisterWidth, RegisterWidth, RegisterWidth);
        table.AddRow([.. Header.Select(Page.StrongCell)]);
        foreach (CpuidEntry entry in set)
        {
            string title = HvLeafTable.TryGet(entry.Function, out HvLeaf? leaf) ? leaf.Title : "";
            IEnumerable<string> registers = Enum.GetValues<CpuidRegister>().Select(register => entry.Registers[register].ToString("X8", CultureInfo.InvariantCulture));
            table.AddRow([.. registers.Prepend(BitAddress.FunctionText(entry.Function)).Append(title).Select(Page.Cell)]);
        }

        page.Add(table);
    }
}
