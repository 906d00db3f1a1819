using System.Buffers.Binary;
using System.Collections;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>
/// An immutable set of hypervisor leaves, in the order they came: what KVM_GET_SUPPORTED_HV_CPUID answers, what a VMM gives a vCPU, what a
/// dump holds. Two sets are equal when their entries are equal, in the same order.
/// </summary>
/// <example>
/// <code>
/// HvCpuidSet leaves = KvmQuery.Parse("6.12,intel,evmcs").Ask().Set!;
/// HvNestedFeatures nested = leaves.NestedFeatures!.Value; // null where the set has no leaf 4000000AH
/// Console.WriteLine($"eVMCS {nested.EnlightenedVmcsVersionLow}..{nested.EnlightenedVmcsVersionHigh}"); // eVMCS 1..1
/// Console.WriteLine(leaves.Extract(BitAddress.Parse("3.EDX[19]"))); // 1
/// Console.WriteLine(string.Join(" ", leaves.Select(entry =&gt; $"{entry.Function:X8}").Take(3))); // 40000000 40000001 40000002
/// </code>
/// </example>
public sealed class HvCpuidSet : IReadOnlyList<CpuidEntry>, IEquatable<HvCpuidSet>
{
    /// <summary>The first function a set can hold, 40000000H: the range that CPUID reserves for hypervisors.</summary>
    public const uint FirstFunction = 0x40000000;

    /// <summary>The last function a set can hold, 4FFFFFFFH.</summary>
    public const uint LastFunction = 0x4FFFFFFF;

    // Functions up to here are found through _positions, by one index; the few that a dump may hold beyond it by a scan.
    private const uint IndexedFunctions = 0x200;

    private readonly CpuidEntry[] _entries;
    private readonly byte[] _positions;

    internal HvCpuidSet(CpuidEntry[] entries)
    {
        _entries = entries;
        uint last = 0;
        foreach (CpuidEntry entry in entries)
        {
            uint offset = entry.Function - FirstFunction;
            last = offset < IndexedFunctions ? Math.Max(last, offset) : last;
        }

        _positions = new byte[last + 1];
        for (int i = 0; i < entries.Length; i++)
        {
            uint offset = entries[i].Function - FirstFunction;
            if (offset < IndexedFunctions && i < byte.MaxValue)
            {
                _positions[offset] = (byte)(i + 1);
            }
        }
    }

    /// <summary>The set without leaves.</summary>
    public static HvCpuidSet Empty { get; } = new([]);

    /// <summary>How many leaves.</summary>
    public int Count => _entries.Length;

    /// <summary>40000000H: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public HvVendor? Vendor => RegistersOf(HvVendor.Function) is { } registers ? new(registers) : null;

    /// <summary>40000001H: interface; null when the set does not have the leaf.</summary>
    public HvInterface? Interface => RegistersOf(HvInterface.Function) is { } registers ? new(registers) : null;

    /// <summary>40000002H: system identity (version); null when the set does not have the leaf.</summary>
    public HvSystemIdentity? SystemIdentity => RegistersOf(HvSystemIdentity.Function) is { } registers ? new(registers) : null;

    /// <summary>40000003H: features and partition privileges; null when the set does not have the leaf.</summary>
    public HvFeatures? Features => RegistersOf(HvFeatures.Function) is { } registers ? new(registers) : null;

    /// <summary>40000004H: implementation recommendations; null when the set does not have the leaf.</summary>
    public HvRecommendations? Recommendations => RegistersOf(HvRecommendations.Function) is { } registers ? new(registers) : null;

    /// <summary>40000005H: implementation limits; null when the set does not have the leaf.</summary>
    public HvLimits? Limits => RegistersOf(HvLimits.Function) is { } registers ? new(registers) : null;

    /// <summary>40000006H: hardware features in use; null when the set does not have the leaf.</summary>
    public HvHardwareFeatures? HardwareFeatures => RegistersOf(HvHardwareFeatures.Function) is { } registers ? new(registers) : null;

    /// <summary>40000007H: CPU management features (root partition); null when the set does not have the leaf.</summary>
    public HvCpuManagement? CpuManagement => RegistersOf(HvCpuManagement.Function) is { } registers ? new(registers) : null;

    /// <summary>40000008H: shared virtual memory features; null when the set does not have the leaf.</summary>
    public HvSharedVirtualMemory? SharedVirtualMemory => RegistersOf(HvSharedVirtualMemory.Function) is { } registers ? new(registers) : null;

    /// <summary>40000009H: nested hypervisor features; null when the set does not have the leaf.</summary>
    public HvNestedHypervisorFeatures? NestedHypervisorFeatures => RegistersOf(HvNestedHypervisorFeatures.Function) is { } registers ? new(registers) : null;

    /// <summary>4000000AH: nested virtualization features; null when the set does not have the leaf.</summary>
    public HvNestedFeatures? NestedFeatures => RegistersOf(HvNestedFeatures.Function) is { } registers ? new(registers) : null;

    /// <summary>4000000CH: isolation configuration; null when the set does not have the leaf.</summary>
    public HvIsolation? Isolation => RegistersOf(HvIsolation.Function) is { } registers ? new(registers) : null;

    /// <summary>40000080H: synthetic debugger: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public HvDebuggerVendor? DebuggerVendor => RegistersOf(HvDebuggerVendor.Function) is { } registers ? new(registers) : null;

    /// <summary>40000081H: synthetic debugger: interface; null when the set does not have the leaf.</summary>
    public HvDebuggerInterface? DebuggerInterface => RegistersOf(HvDebuggerInterface.Function) is { } registers ? new(registers) : null;

    /// <summary>40000082H: synthetic debugger: capabilities; null when the set does not have the leaf.</summary>
    public HvDebuggerCapabilities? DebuggerCapabilities => RegistersOf(HvDebuggerCapabilities.Function) is { } registers ? new(registers) : null;

    /// <summary>40000100H: KVM: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public Leaves.KvmVendor? KvmVendor => RegistersOf(Leaves.KvmVendor.Function) is { } registers ? new(registers) : null;

    /// <summary>40000101H: KVM: features; null when the set does not have the leaf.</summary>
    public Leaves.KvmFeatures? KvmFeatures => RegistersOf(Leaves.KvmFeatures.Function) is { } registers ? new(registers) : null;

    /// <summary>The entry at an index.</summary>
    /// <param name="index">Its index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public CpuidEntry this[int index] => index >= 0 && index < _entries.Length
        ? _entries[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The set has {_entries.Length} leaves.");

    /// <summary>The entries in order, without a copy.</summary>
    /// <returns>A view of them.</returns>
    public ReadOnlySpan<CpuidEntry> AsSpan() => _entries;

    /// <summary>True when the set has the leaf.</summary>
    /// <param name="function">The CPUID function.</param>
    public bool Contains(uint function) => TryGet(function, out _);

    /// <summary>Looks a leaf up; the time does not depend on the size of the set, and nothing is allocated.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="registers">Its registers, zeros when the set does not have it.</param>
    /// <returns>Whether the set has it.</returns>
    public bool TryGet(uint function, out CpuidRegisters registers)
    {
        uint offset = unchecked(function - FirstFunction);
        byte[] positions = _positions;
        if (offset < (uint)positions.Length)
        {
            // An index is stored one up, so that 0 says none.
            int index = positions[offset];
            if (index != 0)
            {
                registers = _entries[index - 1].Registers;
                return true;
            }
        }

        return TryScan(offset, out registers);
    }

    /// <summary>The value of a field, 0 when the set does not have its leaf: what the CPUID instruction would show.</summary>
    /// <param name="address">The field.</param>
    /// <returns>Its value.</returns>
    public uint Extract(BitAddress address) => TryGet(address.Function, out CpuidRegisters registers) ? address.Extract(registers) : 0;

    /// <summary>A builder that starts with the leaves of this set.</summary>
    public HvCpuidSetBuilder ToBuilder() => new HvCpuidSetBuilder().AddRange(this);

    /// <inheritdoc/>
    public IEnumerator<CpuidEntry> GetEnumerator() => ((IEnumerable<CpuidEntry>)_entries).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(HvCpuidSet? other) =>
        ReferenceEquals(this, other) || (other is not null && _entries.AsSpan().SequenceEqual(other._entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HvCpuidSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = _entries.Length;
        foreach (CpuidEntry entry in _entries)
        {
            hash = unchecked((hash * 31) + entry.GetHashCode());
        }

        return hash;
    }

    /// <summary>The entries, one a line.</summary>
    public override string ToString() => string.Join("\n", _entries);

    /// <summary>The size of the set as struct kvm_cpuid2, in bytes.</summary>
    internal int KvmCpuid2Length => checked((int)KvmCpuid2Layout.GetByteCount((uint)_entries.Length));

    /// <summary>Writes the set as struct kvm_cpuid2, padding as zeros, to <see cref="KvmCpuid2Length"/> bytes at least.</summary>
    internal void WriteKvmCpuid2(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(KvmCpuid2Layout.EntryCountOffset), (uint)_entries.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(KvmCpuid2Layout.HeaderPaddingOffset), 0);
        for (int i = 0; i < _entries.Length; i++)
        {
            _entries[i].Write(destination.Slice(KvmCpuid2Layout.HeaderSize + (i * KvmCpuid2Layout.EntrySize)));
        }
    }

    private CpuidRegisters? RegistersOf(uint function) => TryGet(function, out CpuidRegisters registers) ? registers : null;

    // A function beyond the index, or one that came after the 254th entry.
    private bool TryScan(uint offset, out CpuidRegisters registers)
    {
        if (offset >= IndexedFunctions || _entries.Length >= byte.MaxValue)
        {
            foreach (CpuidEntry entry in _entries)
            {
                if (unchecked(entry.Function - FirstFunction) == offset)
                {
                    registers = entry.Registers;
                    return true;
                }
            }
        }

        registers = default;
        return false;
    }
}
