using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Checks;

/// <summary>
/// What a rule looks at, which remembers what of it is not known. Such bits are all 0 or all 1 in a view: what a rule finds in both does not rest on
/// them.
/// </summary>
/// <param name="input">The leaves, and what else is known.</param>
/// <param name="origin">Whose leaves they are.</param>
/// <param name="unknownIsSet">Whether what is not known is 1, and there, or 0, and not there.</param>
internal sealed class HvCheckView(HvCheckInput input, HvOrigin origin, bool unknownIsSet)
{
    private static readonly BitAddress[] TellingOrigin =
    [
        HvBits.SignatureEbx, HvBits.SignatureEcx, HvBits.SignatureEdx, HvBits.KvmSignatureEbx, HvBits.KvmSignatureEcx, HvBits.KvmSignatureEdx, HvBits.DebuggerSignatureEbx, HvBits.DebuggerSignatureEcx, HvBits.DebuggerSignatureEdx,
        HvBits.BuildNumber, HvBits.Major, HvBits.Minor, HvBits.ServicePack, HvBits.ServiceBranch, HvBits.ServiceNumber, HvBits.PrivilegesHigh,
    ];

    private readonly List<BitAddress> _unknown = [];
    private readonly List<BitAddress> _unseen = [];

    /// <summary>What else is known.</summary>
    public HvCheckInput Input => input;

    /// <summary>Whose leaves they are; a rule that rests on who gives them asks <see cref="Giver"/>.</summary>
    public HvOrigin Origin => origin;

    /// <summary>What the rule looked at and is not known.</summary>
    public IReadOnlyList<BitAddress> Unknown => _unknown;

    /// <summary>What is not known and the rule passed over, so that what it found does not rest on it.</summary>
    public IReadOnlyList<BitAddress> Unseen => _unseen;

    /// <summary>Whether the rule looked at all leaves, and it is not known which there are.</summary>
    public bool MissesLeaves { get; private set; }

    /// <summary>Who gives the leaves; null where they do not tell.</summary>
    public HypervisorInterface? Giver
    {
        get
        {
            RestOnOrigin();
            return origin.Giver;
        }
    }

    /// <summary>Whether they are those of Microsoft's root partition.</summary>
    public bool IsRootPartition
    {
        get
        {
            RestOnOrigin();
            return origin.IsRootPartition;
        }
    }

    /// <summary>What leaves 40000080H to 40000082H are.</summary>
    public HvStackLeaves Stack
    {
        get
        {
            _ = Value(HvBits.DebuggerMaximumFunction);
            return origin.Stack;
        }
    }

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

    /// <summary>Whether a bit or one of a field's is set.</summary>
    public bool Has(BitAddress address) => Value(address) != 0;

    /// <summary>The bits of a register that are known to be set; what is not known is passed over.</summary>
    public uint SetBits(BitAddress register)
    {
        uint known = input.Reading.Known(register.Function)[register.Register];
        if (known != uint.MaxValue)
        {
            _unseen.Add(register);
        }

        return input.Set.Extract(register) & known;
    }

    /// <summary>Takes note of something that is not known and passed over.</summary>
    public void PassOver(BitAddress address) => _unseen.Add(address);

    /// <summary>Takes note of what is not known of a leaf and passed over.</summary>
    public void PassOver(uint function)
    {
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            _ = SetBits(new BitAddress(function, register, BitField.Whole));
        }
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

    private void RestOnOrigin() => _unknown.AddRange(TellingOrigin.Where(address => !input.Reading.Knows(address)));
}
