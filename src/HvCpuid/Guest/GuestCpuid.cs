using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// All of a vCPU's CPUID: the Hyper-V leaves joined with the ordinary ones, as KVM_SET_CPUID2 takes them, and what the guest's CPUID
/// instruction answers then. Immutable.
/// </summary>
/// <example>
/// <code>
/// HvCpuidSet hyperV = QemuFlags.Parse("hv-relaxed,hv-vapic").Resolve(new KvmHost()).GetSet();
/// using var kvm = new SimulatedKvm(new KvmHost());
/// GuestCpuid guest = GuestCpuid.Join(hyperV, kvm.GetSupportedCpuid().ToEntries()); // KVM's own leaves move to 40000100H
/// Console.WriteLine(guest.Query(0x40000000)); // 40000005-7263694D-666F736F-76482074
/// Console.WriteLine(guest.Query(0x40000100)); // 40000101-4B4D564B-564B4D56-0000004D
/// </code>
/// </example>
public sealed class GuestCpuid
{
    /// <summary>The most entries that KVM_SET_CPUID2 takes, KVM_MAX_CPUID_ENTRIES since Linux 5.10; before, 80.</summary>
    public const int MaxEntries = 256;

    private const uint ExtendedPowerManagement = 0x80000007;
    private const uint InvariantTsc = 1u << 8;
    private readonly CpuidEntry[] _entries;
    private readonly EntryIndex _index;

    private GuestCpuid(CpuidEntry[] entries, HvCpuidSet hyperV)
    {
        _entries = entries;
        _index = new EntryIndex(entries);
        HyperV = hyperV;
        HidesInvariantTsc = hyperV.Interface is { IsHv1: true }
            && hyperV.Features?.Privileges.HasFlag(HvPrivileges.AccessTscInvariantControls) == true;
    }

    /// <summary>The Hyper-V leaves.</summary>
    public HvCpuidSet HyperV { get; }

    /// <summary>
    /// True when CPUID.80000007H:EDX[8], invariant TSC, reads 0 until the guest sets bit 0 of MSR 40000118H: it is Hyper-V aware and has
    /// CPUID.40000003H:EAX[15] (kvm_hv_invtsc_suppressed, since Linux 6.3, the first release that reports the bit). Before Linux 6.14 that takes a host
    /// whose own TSC is invariant (kvm_cpuid, arch/x86/kvm/cpuid.c), which is taken for granted here.
    /// </summary>
    public bool HidesInvariantTsc { get; }

    /// <summary>The entries for KVM_SET_CPUID2: the Hyper-V leaves first, then the others in the order they came.</summary>
    public IReadOnlyList<CpuidEntry> Entries => Array.AsReadOnly(_entries);

    /// <summary>Joins Hyper-V leaves with the ordinary ones: sets CPUID.00000001H:ECX[31], and moves KVM's own leaves from 4000000xH to 4000010xH.</summary>
    /// <param name="hyperV">The Hyper-V leaves; <see cref="HvCpuidSet.Empty"/> for none, then KVM's leaves stay where they are.</param>
    /// <param name="ordinary">The other leaves: what KVM_GET_SUPPORTED_CPUID answered, or a dump.</param>
    /// <exception cref="ArgumentException">They collide; the message says what and why.</exception>
    public static GuestCpuid Join(HvCpuidSet hyperV, IEnumerable<CpuidEntry> ordinary)
    {
        EntryJoin join = new(Guard.NotNull(hyperV), Guard.NotNull(ordinary));
        return join.Refusal is { } reason
            ? throw new ArgumentException("The leaves cannot be joined: " + reason + ".", nameof(ordinary))
            : new GuestCpuid(join.Entries, hyperV);
    }

    /// <summary>Joins leaves, as <see cref="Join"/> does, without throwing.</summary>
    /// <param name="hyperV">The Hyper-V leaves.</param>
    /// <param name="ordinary">The other leaves.</param>
    /// <param name="reason">Why they collide; null when they do not.</param>
    /// <returns>The joined leaves; null when they collide.</returns>
    /// <exception cref="ArgumentNullException">One of the two is null.</exception>
    public static GuestCpuid? TryJoin(HvCpuidSet hyperV, IEnumerable<CpuidEntry> ordinary, out string? reason)
    {
        EntryJoin join = new(Guard.NotNull(hyperV), Guard.NotNull(ordinary));
        reason = join.Refusal;
        return reason is null ? new GuestCpuid(join.Entries, hyperV) : null;
    }

    /// <summary>Entries as they stand, nothing set and nothing moved: what a VMM already gave to KVM_SET_CPUID2, of whatever entries.</summary>
    /// <param name="entries">The entries; where two answer the same, the first counts.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static GuestCpuid FromEntries(IEnumerable<CpuidEntry> entries)
    {
        CpuidEntry[] all = [.. Guard.NotNull(entries)];
        HvCpuidSetBuilder hyperV = new();
        foreach (CpuidEntry entry in all)
        {
            // What no set can hold (a second entry, an index that counts) the guest's view of Hyper-V does not need either.
            CpuidEntry shown = (entry.Flags & CpuidEntry.SignificantIndex) == 0 ? entry with { Index = 0 } : entry;
            if (hyperV.Refusal(shown) is null)
            {
                hyperV.Add(shown);
            }
        }

        return new GuestCpuid(all, hyperV.ToSet());
    }

    /// <summary>
    /// What the guest's CPUID instruction answers (kvm_cpuid, arch/x86/kvm/cpuid.c). Nothing is allocated, and the time for a Hyper-V leaf does
    /// not depend on the number of entries.
    /// </summary>
    /// <param name="function">EAX on input.</param>
    /// <param name="index">ECX on input; it counts for entries with <see cref="CpuidEntry.SignificantIndex"/>.</param>
    /// <param name="invariantTscEnabled">True when the guest set bit 0 of MSR 40000118H; counts where <see cref="HidesInvariantTsc"/>.</param>
    /// <returns>The four registers; zeros for what no entry answers, but for Intel's rule for functions out of range.</returns>
    public CpuidRegisters Query(uint function, uint index = 0, bool invariantTscEnabled = false)
    {
        if (!_index.TryFind(function, index, out CpuidRegisters registers) && !TryHighestBasic(ref function, index, out registers))
        {
            return Subleaf(function, index);
        }

        return function == ExtendedPowerManagement && HidesInvariantTsc && !invariantTscEnabled
            ? registers with { Edx = registers.Edx & ~InvariantTsc }
            : registers;
    }

    // An Intel guest that asks beyond its class's maximum gets the highest basic leaf (get_out_of_range_cpuid_entry).
    private bool TryHighestBasic(ref uint function, uint index, out CpuidRegisters registers)
    {
        registers = default;
        if (!_index.TryFind(0, 0, out CpuidRegisters basic) || OutOfRange.AnswersZeros(basic))
        {
            return false;
        }

        if (_index.TryFind(OutOfRange.ClassOf(function), 0, out CpuidRegisters leader) && function <= leader.Eax)
        {
            return false;
        }

        function = basic.Eax;
        return _index.TryFind(function, index, out registers);
    }

    // Of an extended topology leaf, an index without an entry still gives the index and the APIC id, when the leaf is there at all.
    private CpuidRegisters Subleaf(uint function, uint index) =>
        OutOfRange.IsTopology(function) && _index.TryFind(function, 1, out CpuidRegisters first)
            ? new CpuidRegisters(0, 0, index & 0xFF, first.Edx)
            : default;
}
