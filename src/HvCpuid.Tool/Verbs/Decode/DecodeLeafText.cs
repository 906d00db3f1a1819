using System.Globalization;
using System.Text;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints one leaf: its heading carries the address once, lines carry <c>EAX[19]</c>.</summary>
internal static class DecodeLeafText
{
    private const int Indent = 2;
    private const int NamesIndent = 15;
    private const int MoreIndent = 6;
    private const int LeastWidth = 20;
    private const string Zeros = "zeros";

    /// <summary>The leaf on one line, names only.</summary>
    public static string Short(HvDecodedLeaf leaf)
    {
        IEnumerable<string> fields = leaf.FieldsBesideSignature.Where(field => field.Value != 0)
            .Select(field => field.Field.Format == HvFieldFormat.Flag ? field.Field.Name : $"{field.Field.Name}={field.Text}");
        string[] names =
        [
            .. leaf.Signature is { } signature ? new[] { $"Signature='{signature}'" } : [], .. fields, .. leaf.Unknown.Select(Bits),
            .. leaf.Title is null && leaf.Unknown.Count == 0 && leaf.Entry.Registers != default ? new[] { Registers(leaf).Trim() } : [],
            .. Registers().Where(register => !leaf.Knows(register)).Select(register => $"{Name(register)}=?"),
        ];
        return $"{BitAddress.FunctionText(leaf.Entry.Function)}  {(names.Length == 0 ? Zeros : string.Join(" ", names))}";
    }

    /// <summary>The leaf register by register, with the names of what is set, several on a line.</summary>
    public static void Names(Page page, HvDecodedLeaf leaf)
    {
        bool isZero = leaf.Entry.Registers == default && Registers().All(leaf.Knows);
        Heading(page, leaf, isZero ? ": " + Zeros : "");
        if (isZero)
        {
            return;
        }

        if (leaf.Title is null && leaf.Unknown.Count == 0)
        {
            page.Line(Registers(leaf));
            return;
        }

        foreach (CpuidRegister register in Registers())
        {
            if (leaf.Signature is { } signature && register != CpuidRegister.Eax)
            {
                page.Line($"  EBX ECX EDX  '{signature}'");
                break;
            }

            string[] names = [.. Items(leaf, register)];
            if (names.Length > 0 || leaf.Known[register] is not (0 or uint.MaxValue))
            {
                Flow(page, $"  {Name(register)} {Value(leaf, register)}", names);
            }
        }

        string[] unknown = [.. Registers().Where(register => leaf.Known[register] == 0).Select(Name)];
        if (unknown.Length > 0)
        {
            page.Line($"  {string.Join(", ", unknown)} unknown");
        }
    }

    /// <summary>The leaf field by field, each with its meaning.</summary>
    public static void Full(Page page, HvDecodedLeaf leaf, HvDecoding decoding, bool all)
    {
        Heading(page, leaf, "");
        page.Line(Registers(leaf));
        if (leaf.Title is null)
        {
            page.Line(decoding.Interface != HypervisorInterface.HyperV ? "" : "  No source that hvcpuid knows names the bits of this leaf here.");
            return;
        }

        HvDecodedField[] shown = [.. leaf.FieldsBesideSignature.Where(field => all || field.Value != 0)];
        string signed = leaf.Signature is null ? "" : "EBX ECX EDX";
        int addresses = shown.Select(field => Bits(field.Field.Address).Length).Concat(leaf.Unknown.Select(address => Bits(address).Length)).Append(signed.Length).Max();
        int values = shown.Select(field => field.Text.Length).Append(leaf.Signature?.ToString().Length + 2 ?? 1).Max();
        Grid table = page.Table(Indent, addresses, values);
        foreach (HvDecodedField field in shown)
        {
            table.AddRow(Page.Cell(Bits(field.Field.Address)), Page.ValueCell(field.Text, field.Value == 0), Page.NamedCell(field.Field.Name, ": " + Meaning(field, all)));
        }

        if (leaf.Signature is { } signature)
        {
            table.AddRow(Page.Cell(signed), Page.ValueCell($"'{signature}'", isZero: false), Page.NamedCell("Signature", ": Twelve characters, in that order."));
        }

        foreach (BitAddress address in leaf.Unknown)
        {
            table.AddRow(Page.Cell(Bits(address)), Page.ValueCell("1", isZero: false), Page.NamedCell("unknown", ": set, and no source that hvcpuid knows names it."));
        }

        page.Add(table);
    }

    private static void Heading(Page page, HvDecodedLeaf leaf, string behind)
    {
        string function = BitAddress.FunctionText(leaf.Entry.Function);
        page.Heading((leaf.Title is null ? function : $"{function}  {leaf.Title}") + behind);
    }

    private static IEnumerable<string> Items(HvDecodedLeaf leaf, CpuidRegister register)
    {
        foreach (HvDecodedField field in leaf.Fields.Where(field => field.Field.Address.Register == register && field.Value != 0))
        {
            string where = field.Field.Address.Bits == BitField.Whole ? "" : Bits(field.Field.Address) + " ";
            string meaning = field.ValueMeaning is { } says ? $" ({says.TrimEnd('.')})" : "";
            yield return field.Field.Format == HvFieldFormat.Flag ? where + field.Field.Name : $"{where}{field.Field.Name} {field.Text}{meaning}";
        }

        foreach (BitAddress address in leaf.Unknown.Where(address => address.Register == register))
        {
            yield return $"{Bits(address)} unknown";
        }
    }

    // As many on a line as fit; what is longer than a line goes on below.
    private static void Flow(Page page, string first, string[] names)
    {
        int width = Math.Max(page.Width, NamesIndent + LeastWidth);
        StringBuilder line = new(first.PadRight(NamesIndent));
        int start = NamesIndent;
        for (int i = 0; i < names.Length; i++)
        {
            string name = i == names.Length - 1 ? names[i] : names[i] + ", ";
            if (line.Length > start && line.Length + name.TrimEnd().Length > width)
            {
                page.Line(line.ToString().TrimEnd());
                line.Clear().Append(' ', start = MoreIndent);
            }

            line.Append(name);
        }

        page.Line(line.ToString().TrimEnd());
    }

    private static CpuidRegister[] Registers() => Enum.GetValues<CpuidRegister>();

    private static string Registers(HvDecodedLeaf leaf) => string.Concat(Registers().Select(register => $"  {Name(register)} {Value(leaf, register)}"));

    private static string Name(CpuidRegister register) => register.ToString().ToUpperInvariant();

    private static string Value(HvDecodedLeaf leaf, CpuidRegister register) => leaf.Knows(register)
        ? leaf.Entry.Registers[register].ToString("X8", CultureInfo.InvariantCulture)
        : leaf.Known[register] == 0 ? "unknown" : "in part";

    // EAX[19]: the heading has the leaf.
    private static string Bits(BitAddress address) => Name(address.Register) + (address.Bits == BitField.Whole ? "" : address.Bits.ToString());

    private static string Meaning(HvDecodedField field, bool all) =>
        field.Meaning + (all && field.Field.Remark is { } remark ? $" Remark: {remark}" : "") + (field.Field.Disagreement is { } disagreement ? $" Disputed: {disagreement}" : "");
}
