using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>
/// A set, read: whose leaves it has, and each leaf with its named fields and the bits that have no name. Fields are named only where the set
/// says that they apply: no Hyper-V bit in another hypervisor's leaf, and KVM's own only behind KVM's signature.
/// </summary>
public sealed class HvDecoding
{
    private const uint FirstLeaf = 0x40000000;
    private const uint InterfaceLeaf = 0x40000001;
    private const uint SecondClass = 0x40000100;
    private const uint ClassSize = 0x100;
    private const uint HyperVInterface = 0x31237648; // "Hv#1"

    private HvDecoding(HvReading reading)
    {
        Reading = reading;
        HvCpuidSet set = reading.Set;
        Signature = SignatureAt(set, FirstLeaf);
        Interface = Find(set, Signature);
        KvmIsSecond = Interface == HypervisorInterface.HyperV && SignatureAt(set, SecondClass) == AsciiSignature.Kvm;
        Leaves = [.. set.Select(Decode)];
    }

    /// <summary>What was read.</summary>
    public HvReading Reading { get; }

    /// <summary>Whose leaves stand at 40000000H. A set that has neither 40000000H nor 40000001H is taken as Hyper-V's.</summary>
    public HypervisorInterface Interface { get; }

    /// <summary>The signature in leaf 40000000H; null when the set does not have the leaf.</summary>
    public AsciiSignature? Signature { get; }

    /// <summary>True when Hyper-V's leaves come first and KVM's own stand at 40000100H, as QEMU arranges them.</summary>
    public bool KvmIsSecond { get; }

    /// <summary>The leaves, in the order of the set.</summary>
    public IReadOnlyList<HvDecodedLeaf> Leaves { get; }

    /// <summary>Reads a set.</summary>
    /// <param name="set">The set.</param>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    public static HvDecoding From(HvCpuidSet set) => new(HvReading.From(set));

    /// <summary>Reads what is known of a set: fields of which a bit is not known are left out.</summary>
    /// <param name="reading">The set, and what of it is known.</param>
    /// <exception cref="ArgumentNullException">There is no reading.</exception>
    public static HvDecoding From(HvReading reading) => new(reading ?? throw new ArgumentNullException(nameof(reading)));

    private static AsciiSignature? SignatureAt(HvCpuidSet set, uint function) =>
        set.TryGet(function, out CpuidRegisters leaf) ? new AsciiSignature(leaf.Ebx, leaf.Ecx, leaf.Edx) : null;

    private static HypervisorInterface Find(HvCpuidSet set, AsciiSignature? signature)
    {
        bool named = set.TryGet(InterfaceLeaf, out CpuidRegisters leaf);
        if (named && leaf.Eax == HyperVInterface)
        {
            return HypervisorInterface.HyperV;
        }

        return signature switch
        {
            { } known when known == AsciiSignature.MicrosoftHv || known == AsciiSignature.LinuxKvmHv => HypervisorInterface.HyperV,
            { } known when known == AsciiSignature.Kvm => HypervisorInterface.Kvm,
            null when !named => HypervisorInterface.HyperV,
            _ => HypervisorInterface.Other,
        };
    }

    private HvDecodedLeaf Decode(CpuidEntry entry)
    {
        if (TableFunction(entry.Function) is not { } row)
        {
            return new HvDecodedLeaf(entry, null, [], []) { Known = Reading.Known(entry.Function) };
        }

        string? title = HvLeafTable.TryGet(row, out HvLeaf? leaf) ? leaf.Title : null;
        HvDecodedField[] fields = [.. HvFieldTable.ForLeaf(row).Select(field => Decode(field, entry))];
        HvDecodedField[] known = [.. fields.Where(field => Reading.Knows(field.Field.Address))];
        return new HvDecodedLeaf(entry, title, known, Unnamed(entry, fields)) { Known = Reading.Known(entry.Function) };
    }

    // The leaf of the tables whose fields a function of this set has; null when it is not for these tables to say.
    private uint? TableFunction(uint function) => (Interface, function - (function % ClassSize)) switch
    {
        (HypervisorInterface.HyperV, FirstLeaf) => function,
        (HypervisorInterface.HyperV, SecondClass) when KvmIsSecond => function,
        (HypervisorInterface.Kvm, FirstLeaf) => function + ClassSize,
        _ => null,
    };

    private static HvDecodedField Decode(HvField field, CpuidEntry entry)
    {
        BitAddress address = field.Address with { Function = entry.Function };
        return new HvDecodedField(address == field.Address ? field : field with { Address = address }, address.Extract(entry.Registers));
    }

    private static List<BitAddress> Unnamed(CpuidEntry entry, HvDecodedField[] fields)
    {
        List<BitAddress> unnamed = [];
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            uint bits = entry.Registers[register];
            foreach (HvDecodedField field in fields)
            {
                bits &= field.Field.Address.Register == register ? ~field.Field.Address.Bits.Mask : uint.MaxValue;
            }

            for (int bit = 0; bit < 32; bit++)
            {
                if ((bits >> bit & 1) != 0)
                {
                    unnamed.Add(new BitAddress(entry.Function, register, bit));
                }
            }
        }

        return unnamed;
    }
}
