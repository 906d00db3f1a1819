using System.Globalization;
using System.Text.Json;
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

    /// <summary>Prints text.</summary>
    /// <param name="description">Where the set comes from.</param>
    /// <param name="decoding">The set, read.</param>
    /// <param name="all">True to show clear bits too.</param>
    /// <param name="console">Where to.</param>
    public static void Text(string description, HvDecoding decoding, bool all, ToolConsole console)
    {
        Page page = new(console);
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

        page.Print();
    }

    /// <summary>Prints JSON: every named field of every leaf, set or clear.</summary>
    public static void Json(HvDecoding decoding, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteStartArray("leaves");
        foreach (HvDecodedLeaf leaf in decoding.Leaves)
        {
            writer.WriteStartObject();
            writer.WriteString("function", Hex(leaf.Entry.Function));
            writer.WriteStartObject("registers");
            foreach (CpuidRegister register in Enum.GetValues<CpuidRegister>().Where(leaf.Knows))
            {
                writer.WriteString(JsonName(register), Hex(leaf.Entry.Registers[register]));
            }

            writer.WriteEndObject();
            WritePartial(writer, leaf);
            writer.WriteStartArray("fields");
            foreach (HvDecodedField decoded in leaf.Fields)
            {
                writer.WriteStartObject();
                writer.WriteString("address", decoded.Field.Address.ToString());
                writer.WriteString("name", decoded.Field.Name);
                writer.WriteString("linux", decoded.Field.LinuxName);
                writer.WriteString("qemu", decoded.Field.QemuFlags.Count == 0 ? null : string.Join(",", decoded.Field.QemuFlags));
                writer.WriteNumber("value", decoded.Value);
                if (decoded.Field.Disagreement is { } disagreement)
                {
                    writer.WriteString("disagreement", disagreement);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteTexts("unknown", leaf.Unknown.Select(address => address.ToString()));
            writer.WriteEndObject();
            writer.FlushNowAndThen();
        }

        writer.WriteEndArray();
        if (!decoding.Reading.IsWhole)
        {
            writer.WriteBoolean("complete", decoding.Reading.IsComplete);
        }
    });

    // Registers of which some bits are known, and not all.
    private static void WritePartial(Utf8JsonWriter writer, HvDecodedLeaf leaf)
    {
        CpuidRegister[] partial = [.. Enum.GetValues<CpuidRegister>().Where(register => leaf.Known[register] is not (0 or uint.MaxValue))];
        if (partial.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("partial");
        foreach (CpuidRegister register in partial)
        {
            writer.WriteStartObject(JsonName(register));
            writer.WriteString("value", Hex(leaf.Entry.Registers[register]));
            writer.WriteString("known", Hex(leaf.Known[register]));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string JsonName(CpuidRegister register) => register.ToString().ToLowerInvariant();

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

    private static string Hex(uint value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x8}");
}
