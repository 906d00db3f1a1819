using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>
/// What a rule looks at, which remembers what of it is not known. Such bits are all 0 or all 1 in a view: what a rule finds in both does not rest on
/// them.
/// </summary>
/// <param name="input">The leaves, and what else is known.</param>
/// <param name="unknownIsSet">Whether what is not known is 1, and there, or 0, and not there.</param>
internal sealed class HvCheckView(HvCheckInput input, bool unknownIsSet)
{
    private readonly List<BitAddress> _unknown = [];

    /// <summary>What else is known.</summary>
    public HvCheckInput Input => input;

    /// <summary>What the rule looked at and is not known.</summary>
    public IReadOnlyList<BitAddress> Unknown => _unknown;

    /// <summary>Whether the rule looked at all leaves, and it is not known which there are.</summary>
    public bool MissesLeaves { get; private set; }

    /// <summary>The leaves of which something is known, for a rule that looks at all there are.</summary>
    public HvCpuidSet EveryLeaf
    {
        get
        {
            MissesLeaves |= !input.Reading.IsComplete;
            return input.Set;
        }
    }

    /// <summary>Leaf 40000000H; null when it is not there.</summary>
    public HvVendor? Vendor => Leaf(HvVendor.Function) is { } registers ? new HvVendor(registers) : null;

    /// <summary>Whether a leaf is there.</summary>
    public bool Contains(uint function)
    {
        bool? has = input.Reading.Has(function);
        if (has is null)
        {
            _unknown.Add(new BitAddress(function, CpuidRegister.Eax, BitField.Whole));
        }

        return has ?? unknownIsSet;
    }

    /// <summary>The value of a field, 0 when its leaf is not there.</summary>
    public uint Value(BitAddress address)
    {
        if (input.Reading.Knows(address))
        {
            return input.Set.Extract(address);
        }

        _unknown.Add(address);
        return unknownIsSet ? address.Bits.MaxValue : 0;
    }

    /// <summary>A leaf; null when it is not there.</summary>
    public CpuidRegisters? Leaf(uint function)
    {
        if (!Contains(function))
        {
            return null;
        }

        CpuidRegisters registers = default;
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            registers = registers.With(register, Value(new BitAddress(function, register, BitField.Whole)));
        }

        return registers;
    }
}
