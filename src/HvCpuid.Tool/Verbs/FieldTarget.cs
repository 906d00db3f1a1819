using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>What an ADDRESS or a NAME on the command line means.</summary>
/// <param name="Asked">The text; an address in its one spelling.</param>
/// <param name="Fields">The named fields it means.</param>
internal sealed record FieldTarget(string Asked, IReadOnlyList<HvField> Fields)
{
    private const int MaxSuggestions = 4;

    /// <summary>The leaf, when a whole one is meant; its fields are <see cref="Fields"/>.</summary>
    public HvLeaf? Leaf { get; init; }

    /// <summary>True for the name or address of a field, or of a leaf.</summary>
    public static bool IsField(string text) => BitAddress.TryParse(text, out _) || HvFieldTable.FindByName(text.Split('=')[0]).Count > 0
        || (BitAddress.TryParseFunction(text, out uint function) && HvLeafTable.TryGet(function, out _));

    /// <summary>True when an effect of a change is on one of the targets, or there are none.</summary>
    public static bool Ask(IReadOnlyList<FieldTarget> targets, KvmEffect effect) => targets.Count == 0 || targets.Any(target => target.Leaf is { } leaf
        ? leaf.Function == effect.Function
        : target.Fields.Any(field => effect.Address is { } address ? address.Overlaps(field.Address) : effect.Function == field.Address.Function));

    /// <summary>Reads a text.</summary>
    /// <exception cref="ToolFailure">There is no such thing, or the text does not say which.</exception>
    public static FieldTarget Parse(string text)
    {
        if (BitAddress.TryParse(text, out BitAddress address))
        {
            return AtAddress(address);
        }

        // A QEMU flag may come with its value, as in -cpu: hv-spinlocks=0x1fff.
        if (HvFieldTable.FindByName(text.Split('=')[0]) is { Count: > 0 } named)
        {
            return new FieldTarget(text, named);
        }

        if (BitAddress.TryParseRegister(text, out CpuidRegister register, out BitField bits))
        {
            throw Ambiguous(register, bits);
        }

        return BitAddress.TryParseFunction(text, out uint function) ? OfLeaf(function)
            : BitAddress.TryParse(text.Split('[')[0], out BitAddress whole)
                ? throw ToolFailure.Unusable($"'{Excerpt.Of(text)}': expected bits of 31 to 0, the high one first, as in {whole with { Bits = new BitField(15, 8) }}.")
                : throw Unknown(text);
    }

    private static FieldTarget AtAddress(BitAddress address)
    {
        if (HvFieldTable.Find(address) is { Count: > 0 } fields)
        {
            return new FieldTarget(address.ToString(), fields);
        }

        RequireHypervisorLeaf(address.Function);
        string[] near =
        [
            .. HvFieldTable.ForLeaf(address.Function)
                .Where(field => field.Address.Register == address.Register)
                .OrderBy(field => Math.Abs(field.Address.Bits.Low - address.Bits.Low))
                .Take(MaxSuggestions)
                .Select(field => $"{field.Address} {field.Name}"),
        ];
        throw ToolFailure.NotThere($"{address}: no source that hvcpuid knows names it, and KVM reports it on no release."
            + (near.Length == 0 ? "" : " Named near it:"), near);
    }

    private static FieldTarget OfLeaf(uint function)
    {
        RequireHypervisorLeaf(function);
        return HvLeafTable.TryGet(function, out HvLeaf? leaf)
            ? new FieldTarget(BitAddress.FunctionText(function), HvFieldTable.ForLeaf(function)) { Leaf = leaf }
            : throw ToolFailure.NotThere($"{BitAddress.FunctionText(function)}: no source that hvcpuid knows names this leaf, and KVM reports it on no release.");
    }

    private static void RequireHypervisorLeaf(uint function)
    {
        if (function is < HvCpuidSet.FirstFunction or > HvCpuidSet.LastFunction)
        {
            throw ToolFailure.NotThere($"CPUID.{BitAddress.FunctionText(function)} is an ordinary leaf; hvcpuid knows those of hypervisors, from 40000000H on.");
        }
    }

    // Bits of their own first, then fields that only contain them.
    private static ToolFailure Ambiguous(CpuidRegister register, BitField bits)
    {
        IEnumerable<string> leaves = HvFieldTable.All
            .Where(field => field.Address.Register == register && field.Address.Bits.Overlaps(bits))
            .OrderBy(field => field.Address.Bits == bits ? 0 : 1)
            .Select(field => $"{field.Address} {field.Name}");
        string asked = register.ToString().ToUpperInvariant() + (bits == BitField.Whole ? "" : bits.ToString());
        string example = new BitAddress(0x40000003, register, bits).ToString();
        return ToolFailure.Unusable(
            $"{asked} of which leaf? Say e.g. {example}, or for short 3.{asked}. There are names for it in:", leaves);
    }

    private static ToolFailure Unknown(string text)
    {
        IReadOnlyList<string> near = HvFieldTable.Nearest(text, MaxSuggestions);
        return ToolFailure.NotThere($"'{Excerpt.Of(text)}' is no name of a bit or field (TLFS name, Linux name or QEMU flag), and no address such as "
            + "CPUID.4000000AH:EAX[15:8], 0x4000000a.eax.15-8, A.EAX[15:8] or the leaf A."
            + (near.Count == 0 ? "" : $" Near it: {string.Join(", ", near)}."));
    }
}
