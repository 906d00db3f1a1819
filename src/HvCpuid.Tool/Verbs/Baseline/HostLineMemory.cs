using System.IO.Hashing;
using HvCpuid.Compare;
using HvCpuid.Registers;

namespace HvCpuid.Tool.Verbs;

/// <summary>
/// The lines seen so far, by their bytes without the host's name, up to a number: fleets repeat themselves, and what was read once is not read again. A line
/// that is not kept is read anew each time.
/// </summary>
internal sealed class HostLineMemory
{
    /// <summary>How many lines are kept at most, of one thread.</summary>
    public const int Most = 4096;

    private const int Slots = 4 * Most;

    private readonly ulong[] _hashes = new ulong[Slots];
    private readonly byte[]?[] _lines = new byte[]?[Slots];
    private readonly HvBaselineGroup?[] _groups = new HvBaselineGroup?[Slots];
    private int _count;

    /// <summary>The groups of all lines that are kept.</summary>
    public IEnumerable<HvBaselineGroup> Groups => _groups.OfType<HvBaselineGroup>();

    /// <summary>The group of a line that was seen before; null where it was not, or is not kept.</summary>
    /// <param name="line">The line without the host's name.</param>
    /// <param name="slot">Where to keep it.</param>
    public HvBaselineGroup? Find(ReadOnlySpan<byte> line, out (ulong Hash, int Index) slot)
    {
        ulong hash = XxHash3.HashToUInt64(line);
        int index = (int)(hash % Slots);
        while (_lines[index] is { } kept)
        {
            if (_hashes[index] == hash && line.SequenceEqual(kept))
            {
                slot = default;
                return _groups[index];
            }

            index = (index + 1) % Slots;
        }

        slot = (hash, index);
        return null;
    }

    /// <summary>Keeps a line, where there is room.</summary>
    /// <param name="line">The line without the host's name.</param>
    /// <param name="entries">Its leaves.</param>
    /// <param name="slot">Where <see cref="Find"/> said.</param>
    /// <returns>Its group; null where there is no room.</returns>
    public HvBaselineGroup? Keep(ReadOnlySpan<byte> line, ReadOnlySpan<CpuidEntry> entries, (ulong Hash, int Index) slot)
    {
        if (_count == Most)
        {
            return null;
        }

        _count++;
        (_hashes[slot.Index], _lines[slot.Index]) = (slot.Hash, line.ToArray());
        return _groups[slot.Index] = new HvBaselineGroup(entries);
    }
}
