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
    private const uint ClassSize = 0x100;
    private const uint FrequencyLeaf = 0x10;

    private HvDecoding(HvReading reading)
    {
        Reading = reading;
        Origin = HvOrigin.From(reading);
        Leaves = [.. reading.Set.Select(Decode)];
    }

    /// <summary>What was read.</summary>
    public HvReading Reading { get; }

    /// <summary>Whose leaves they are, and who gives them.</summary>
    public HvOrigin Origin { get; }

    /// <summary>Whose leaves stand at 40000000H. A set that has neither 40000000H nor 40000001H is taken as Hyper-V's.</summary>
    public HypervisorInterface Interface => Origin.Interface;

    /// <summary>The signature in leaf 40000000H; null when the set does not have the leaf, or it is not known.</summary>
    public AsciiSignature? Signature => Origin.Signature;

    /// <summary>True when other leaves come first and KVM's own stand behind them, as QEMU arranges them.</summary>
    public bool KvmIsSecond => Origin.Others.Any(other => other.Interface == HypervisorInterface.Kvm);

    /// <summary>The leaves, in the order of the set.</summary>
    public IReadOnlyList<HvDecodedLeaf> Leaves { get; }

    /// <summary>Reads a set.</summary>
    /// <param name="set">The set.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    public static HvDecoding From(HvCpuidSet set) => new(HvReading.From(set));

    /// <summary>Reads what is known of a set: fields of which a bit is not known are left out.</summary>
    /// <param name="reading">The set, and what of it is known.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ArgumentNullException">There is no reading.</exception>
    public static HvDecoding From(HvReading reading) => new(Guard.NotNull(reading));

    private HvDecodedLeaf Decode(CpuidEntry entry)
    {
        CpuidRegisters known = Reading.Known(entry.Function);
        if (Row(entry.Function) is not { } row)
        {
            return new HvDecodedLeaf(entry, null, [], []) { Known = known };
        }

        HvDecodedField[] fields = [.. row.Fields.Select(field => Decode(field, entry))];
        HvDecodedField[] told = [.. fields.Where(field => Reading.Knows(field.Field.Address))];
        return new HvDecodedLeaf(entry, row.Title, told, Unnamed(entry, fields)) { Known = known };
    }

    // What the tables say of a function of this set; null when it is not for them to say.
    private (string? Title, IReadOnlyList<HvField> Fields)? Row(uint function)
    {
        uint first = function - (function % ClassSize);
        if (first == FirstLeaf && Interface == HypervisorInterface.HyperV)
        {
            return Origin.Stack == HvStackLeaves.VirtualizationStack && function is >= HvDebuggerVendor.Function and <= HvDebuggerCapabilities.Function
                ? (StackTitle(function), [.. HvFieldTable.VirtualizationStack.Where(field => field.Address.Function == function)])
                : Known(function);
        }

        HypervisorInterface whose = first == FirstLeaf ? Interface : Origin.OtherOf(function)?.Interface ?? HypervisorInterface.Other;
        return HypervisorTable.For(whose) is { } hypervisor ? Own(hypervisor, function % ClassSize, function) : null;
    }

    private static (string?, IReadOnlyList<HvField>) Known(uint function) => (HvLeafTable.TryGet(function, out HvLeaf? leaf) ? leaf.Title : null, HvFieldTable.ForLeaf(function));

    private static (string?, IReadOnlyList<HvField>)? Own(Hypervisor hypervisor, uint offset, uint function) => (hypervisor.Interface, offset) switch
    {
        (_, FrequencyLeaf) when hypervisor.FrequencySource is { } source => ($"{hypervisor.Name}: frequencies", HvFieldTable.FrequenciesOf(function, source)),
        (HypervisorInterface.Kvm, _) => Known(KvmVendor.Function + offset),
        (_, 0) => ($"{hypervisor.Name}: vendor and maximum leaf", HvFieldTable.VendorOf(function, hypervisor.Name, hypervisor.Source)),
        (HypervisorInterface.Xen, 1) => ("Xen: version", HvFieldTable.XenVersionOf(function, hypervisor.Source)),
        _ => null,
    };

    private static string StackTitle(uint function) => "Virtualization stack: " + function switch
    {
        HvDebuggerVendor.Function => "vendor and maximum leaf",
        HvDebuggerInterface.Function => "interface",
        _ => "partition properties",
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
