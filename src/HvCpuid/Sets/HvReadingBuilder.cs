using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>Gathers what an input tells, register by register or bit by bit, to an <see cref="HvReading"/>.</summary>
public sealed class HvReadingBuilder
{
    private readonly HvCpuidSetBuilder _leaves = new();
    private readonly Dictionary<uint, (CpuidRegisters Value, CpuidRegisters Known)> _told = [];

    /// <summary>How many leaves something was told of.</summary>
    public int Count => _told.Count;

    /// <summary>Says that a field has a value. What was told before of other bits stays.</summary>
    /// <param name="address">The field, of a hypervisor leaf.</param>
    /// <param name="value">Its value, its lowest bit at bit 0.</param>
    /// <returns>False when another value was told before, and nothing was changed.</returns>
    /// <exception cref="ArgumentException">The leaf is no hypervisor leaf.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The value does not fit into the field.</exception>
    public bool Tell(BitAddress address, uint value)
    {
        (CpuidRegisters held, CpuidRegisters known) = _told.TryGetValue(address.Function, out (CpuidRegisters Value, CpuidRegisters Known) told) ? told : default;
        CpuidRegister register = address.Register;
        uint changed = address.Bits.Insert(held[register], value);
        if (((held[register] ^ changed) & known[register]) != 0)
        {
            return false;
        }

        held = held.With(register, changed);
        _leaves.Set(address.Function, held);
        _told[address.Function] = (held, known.With(register, known[register] | address.Bits.Mask));
        return true;
    }

    /// <summary>The value of a field.</summary>
    /// <param name="address">The field.</param>
    /// <returns>Its value; null when nothing was told of one of its bits.</returns>
    public uint? ValueOf(BitAddress address) =>
        _told.TryGetValue(address.Function, out (CpuidRegisters Value, CpuidRegisters Known) told) && (told.Known[address.Register] & address.Bits.Mask) == address.Bits.Mask
            ? address.Extract(told.Value)
            : null;

    /// <summary>What was told so far; the builder can go on.</summary>
    /// <param name="isComplete">True when the leaves of which nothing was told are absent.</param>
    public HvReading ToReading(bool isComplete)
    {
        Dictionary<uint, CpuidRegisters> known = [];
        foreach (KeyValuePair<uint, (CpuidRegisters Value, CpuidRegisters Known)> leaf in _told)
        {
            if (leaf.Value.Known != new CpuidRegisters(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue))
            {
                known.Add(leaf.Key, leaf.Value.Known);
            }
        }

        return new HvReading(_leaves.ToSet(), isComplete, known);
    }
}
