using System.Collections.Concurrent;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>What of a leaf is folded how, by the policies of its fields.</summary>
internal sealed class HvBaselineShape
{
    private static readonly ConcurrentDictionary<uint, HvBaselineShape> Known = new();

    private HvBaselineShape(uint function)
    {
        IReadOnlyList<HvField> fields = HvFieldTable.ForLeaf(function);
        HvField[] numbers = [.. fields.Where(field => field.Policy is HvFieldPolicy.DestinationAtLeast or HvFieldPolicy.MustBeEqual)];
        HvField[] made = [.. fields.Where(field => field is { Policy: HvFieldPolicy.MadeByVmm, Address.Bits.IsSingleBit: false })];
        Numbers = [.. numbers.Select(field => field.Address)];
        MustBeEqual = [.. numbers.Select(field => field.Policy == HvFieldPolicy.MustBeEqual)];
        Made = Mask(made.Where(field => field.Address != HvBits.MaximumFunction));
        HasRange = fields.Any(field => field.Policy == HvFieldPolicy.RangeMustContain);
        CpuidRegisters wide = Mask(fields.Where(field => !field.Address.Bits.IsSingleBit || field.Policy == HvFieldPolicy.MustBeEqual));
        Flags = new CpuidRegisters(~wide.Eax, ~wide.Ebx, ~wide.Ecx, ~wide.Edx);
    }

    /// <summary>The bits that go by conjunction: those of one bit, with a name or without.</summary>
    public CpuidRegisters Flags { get; }

    /// <summary>The fields of which the least counts, or which must be equal.</summary>
    public IReadOnlyList<BitAddress> Numbers { get; }

    /// <summary>Of each of <see cref="Numbers"/>, whether it must be equal.</summary>
    public IReadOnlyList<bool> MustBeEqual { get; }

    /// <summary>The bits of the values that a VMM makes: they are taken from one host, together.</summary>
    public CpuidRegisters Made { get; }

    /// <summary>True for the leaf with the range of enlightened VMCS versions.</summary>
    public bool HasRange { get; }

    /// <summary>The shape of a leaf.</summary>
    public static HvBaselineShape Of(uint function) => Known.GetOrAdd(function, static function => new HvBaselineShape(function));

    /// <summary>The registers, with the bits of a mask alone.</summary>
    public static CpuidRegisters And(CpuidRegisters registers, CpuidRegisters mask) =>
        new(registers.Eax & mask.Eax, registers.Ebx & mask.Ebx, registers.Ecx & mask.Ecx, registers.Edx & mask.Edx);

    /// <summary>Below 0, 0 or above 0: the order in which the least of what VMMs made is taken; of a version its major number counts first.</summary>
    public static int Compare(CpuidRegisters one, CpuidRegisters other) =>
        (one.Ebx, one.Eax, one.Ecx, one.Edx).CompareTo((other.Ebx, other.Eax, other.Ecx, other.Edx));

    /// <summary>The lesser of two, in that order.</summary>
    public static CpuidRegisters Least(CpuidRegisters one, CpuidRegisters other) => Compare(other, one) < 0 ? other : one;

    private static CpuidRegisters Mask(IEnumerable<HvField> fields) =>
        fields.Aggregate(default(CpuidRegisters), (mask, field) => mask.With(field.Address.Register, mask[field.Address.Register] | field.Address.Bits.Mask));
}
