using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>Joins Hyper-V leaves with ordinary ones, or says why that cannot be.</summary>
internal sealed class EntryJoin
{
    private const uint Hypervisor = 0x40000000;
    private const uint HypervisorEnd = 0x50000000;
    private const uint Slot = 0x100;
    private const uint FeatureInformation = 1;
    private const uint HypervisorPresent = 1u << 31;
    private readonly List<CpuidEntry> _joined = [];
    private readonly HashSet<(uint Function, uint Index)> _taken = [];
    private readonly Dictionary<uint, bool> _significant = [];

    public EntryJoin(HvCpuidSet hyperV, IEnumerable<CpuidEntry> ordinary)
    {
        CpuidEntry[] others = [.. ordinary];
        bool moves = hyperV.Count > 0;
        bool isKvm = others.Any(entry => entry.Function == Hypervisor && new HvVendor(entry.Registers).Signature == AsciiSignature.Kvm);
        bool featured = false;
        Refusal = hyperV.Select(Add).FirstOrDefault(reason => reason is not null);
        foreach (CpuidEntry entry in others)
        {
            bool low = entry.Function is >= Hypervisor and < Hypervisor + Slot;
            featured |= entry.Function == FeatureInformation;
            Refusal ??= low && moves && !isKvm
                ? $"leaf {BitAddress.FunctionText(entry.Function)} among the ordinary leaves is another hypervisor's (KVM's own would begin with KVMKVMKVM at 40000000H): a guest sees one hypervisor there"
                : Add(low && moves ? Moved(entry) : WithHypervisorBit(entry));
        }

        Refusal ??= !featured ? "leaf 00000001H is missing among the ordinary leaves: CPUID.00000001H:ECX[31] tells the guest that there is a hypervisor" : null;
        Refusal ??= _joined.Count > GuestCpuid.MaxEntries
            ? string.Format(CultureInfo.InvariantCulture, "{0} entries are more than the {1} that KVM_SET_CPUID2 takes", _joined.Count, GuestCpuid.MaxEntries)
            : null;
        Entries = [.. _joined];
    }

    /// <summary>Why they collide; null when they do not.</summary>
    public string? Refusal { get; }

    /// <summary>The joined entries; of a refused join, those up to the refusal.</summary>
    public CpuidEntry[] Entries { get; }

    // Where QEMU and Xen put KVM's leaves, and where a Linux guest looks next: 100H further. The maximum moves along; 0 says 40000001H
    // (Linux, Documentation/virt/kvm/x86/cpuid.rst).
    private static CpuidEntry Moved(CpuidEntry entry)
    {
        CpuidEntry moved = entry with { Function = entry.Function + Slot };
        if (entry.Function != Hypervisor)
        {
            return moved;
        }

        uint maximum = entry.Registers.Eax;
        uint last = maximum == 0 ? Hypervisor + Slot + 1 : maximum is >= Hypervisor and < Hypervisor + Slot ? maximum + Slot : maximum;
        return moved with { Registers = entry.Registers with { Eax = last } };
    }

    private static CpuidEntry WithHypervisorBit(CpuidEntry entry) => entry.Function == FeatureInformation
        ? entry with { Registers = entry.Registers with { Ecx = entry.Registers.Ecx | HypervisorPresent } }
        : entry;

    private string? Add(CpuidEntry entry)
    {
        bool significant = (entry.Flags & CpuidEntry.SignificantIndex) != 0;
        string leaf = BitAddress.FunctionText(entry.Function);
        if (_significant.TryGetValue(entry.Function, out bool before) && (before != significant || !significant))
        {
            return before != significant
                ? $"leaf {leaf} is there with an index that counts and with one that does not"
                : $"leaf {leaf} is there twice{(entry.Function is >= Hypervisor and < HypervisorEnd ? " (KVM's own leaves belong at 40000000H, or at 40000100H when nothing else is there)" : "")}";
        }

        if (!_taken.Add((entry.Function, entry.Index)))
        {
            return string.Format(CultureInfo.InvariantCulture, "leaf {0} is there twice with index {1}", leaf, entry.Index);
        }

        _significant[entry.Function] = significant;
        _joined.Add(entry);
        return null;
    }
}
