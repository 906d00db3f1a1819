using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>
/// Finds the entry of a function and an index as KVM does, the first that answers; hypervisor leaves through a table, the others through a
/// hash. The entries of one function are chained in their order.
/// </summary>
internal sealed class EntryIndex
{
    private const uint FirstHypervisor = 0x40000000;
    private const uint HypervisorFunctions = 0x200;
    private const int None = -1;
    private readonly CpuidEntry[] _entries;
    private readonly int[] _next;
    private readonly int[] _hypervisor;
    private readonly Dictionary<uint, int> _others = [];

    public EntryIndex(CpuidEntry[] entries)
    {
        _entries = entries;
        _next = new int[entries.Length];
        uint functions = 0;
        foreach (CpuidEntry entry in entries)
        {
            uint offset = unchecked(entry.Function - FirstHypervisor);
            functions = offset < HypervisorFunctions ? Math.Max(functions, offset + 1) : functions;
        }

        _hypervisor = new int[functions];
        for (int i = 0; i < _hypervisor.Length; i++)
        {
            _hypervisor[i] = None;
        }

        // From the last entry to the first, so that each chain begins with the first.
        for (int place = entries.Length - 1; place >= 0; place--)
        {
            _next[place] = First(entries[place].Function);
            uint offset = unchecked(entries[place].Function - FirstHypervisor);
            if (offset < HypervisorFunctions)
            {
                _hypervisor[offset] = place;
            }
            else
            {
                _others[entries[place].Function] = place;
            }
        }
    }

    /// <summary>The registers of the first entry that answers.</summary>
    public bool TryFind(uint function, uint index, out CpuidRegisters registers)
    {
        for (int place = First(function); place >= 0; place = _next[place])
        {
            ref readonly CpuidEntry entry = ref _entries[place];
            if ((entry.Flags & CpuidEntry.SignificantIndex) == 0 || entry.Index == index)
            {
                registers = entry.Registers;
                return true;
            }
        }

        registers = default;
        return false;
    }

    private int First(uint function)
    {
        uint offset = unchecked(function - FirstHypervisor);
        int[] hypervisor = _hypervisor;
        return offset < (uint)hypervisor.Length ? hypervisor[offset]
            : _others.TryGetValue(function, out int place) ? place
            : None;
    }
}
