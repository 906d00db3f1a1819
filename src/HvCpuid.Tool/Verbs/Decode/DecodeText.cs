using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints a set leaf by leaf, bit by bit.</summary>
internal static class DecodeText
{
    private const int Indent = 2;

    /// <summary>Adds the leaves; of many, prints those that are done.</summary>
    /// <param name="page">The page.</param>
    /// <param name="description">Where the set comes from.</param>
    /// <param name="decoding">The set, read.</param>
    /// <param name="all">True to show clear bits too.</param>
    public static void Add(Page page, string description, HvDecoding decoding, bool all)
    {
        page.Heading(description);
        page.Line(Summary(decoding));
        if (!decoding.Reading.IsWhole)
        {
            page.Line($"It tells a part: {PartNote.Unknown(decoding.Reading)}.");
        }

        foreach (HvDecodedLeaf leaf in decoding.Leaves)
        {
            // Leaf by leaf: a dump may have a million of them.
            page.Print();
            page.Line();
            Leaf(page, leaf, decoding, all);
        }
    }

    private static string Summary(HvDecoding decoding)
    {
        string leaves = decoding.Leaves.Count == 1 ? "1 leaf" : string.Create(CultureInfo.InvariantCulture, $"{decoding.Leaves.Count} leaves");
        return (decoding.Leaves.Count, decoding.Interface) switch
        {
            (0, _) => "No leaves from 40000000H on: no hypervisor, or one that shows none.",
            (_, HypervisorInterface.HyperV) => $"{leaves} of the Hyper-V interface{(decoding.Signature is { } signature ? $", signature '{signature}'" : "")}.",
            (_, HypervisorInterface.Kvm) => $"{leaves} of KVM's own interface, signature '{decoding.Signature}': no Hyper-V leaves.",
            _ => $"{leaves} of another interface, {(decoding.Signature is { } signature ? $"signature '{signature}'" : "without a signature")}: not Hyper-V's, shown raw.",
        };
    }

    private static void Leaf(Page page, HvDecodedLeaf leaf, HvDecoding decoding, bool all)
    {
        string function = BitAddress.FunctionText(leaf.Entry.Function);
        page.Heading(leaf.Title is null ? function : $"{function}  {leaf.Title}");
        page.Line(string.Concat(Enum.GetValues<CpuidRegister>().Select(register => $"  {register.ToString().ToUpperInvariant()} {Register(leaf, register)}")));
        if (leaf.Title is null)
        {
            page.Line(decoding.Interface == HypervisorInterface.Other ? "" : "  No source that hvcpuid knows names the bits of this leaf here.");
            return;
        }

        HvDecodedField[] shown = [.. leaf.Fields.Where(field => all || field.Value != 0)];
        int addresses = shown.Select(field => field.Field.Address.ToString().Length)
            .Concat(leaf.Unknown.Select(address => address.ToString().Length)).DefaultIfEmpty().Max();
        int values = shown.Select(field => field.Text.Length).DefaultIfEmpty(1).Max();
        Grid table = page.Table(Indent, addresses, values);
        foreach (HvDecodedField field in shown)
        {
            table.AddRow(Page.Cell(field.Field.Address.ToString()), Page.ValueCell(field.Text, field.Value == 0), Page.NamedCell(field.Field.Name, ": " + Meaning(field.Field)));
        }

        foreach (BitAddress address in leaf.Unknown)
        {
            table.AddRow(Page.Cell(address.ToString()), Page.ValueCell("1", isZero: false), Page.NamedCell("unknown", ": set, and no source that hvcpuid knows names it."));
        }

        page.Add(table);
    }

    private static string Register(HvDecodedLeaf leaf, CpuidRegister register) => leaf.Knows(register)
        ? leaf.Entry.Registers[register].ToString("X8", CultureInfo.InvariantCulture)
        : leaf.Known[register] == 0 ? "unknown" : "in part";

    private static string Meaning(HvField field) => field.Disagreement is null ? field.Meaning : $"{field.Meaning} Disputed: {field.Disagreement}";
}
