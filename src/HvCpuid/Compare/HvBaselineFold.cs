using System.Text;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Compare;

/// <summary>
/// Folds hosts, one by one or many that are alike, to a <see cref="HvBaselinePart"/>. It keeps what it needs to know of all of them, never a host: its size does
/// not depend on their number. Not safe for several threads: each folds its own, and the parts are joined (<see cref="HvBaselineJoin.Join"/>).
/// </summary>
public sealed class HvBaselineFold
{
    private const int LeafCount = 0x100;

    private readonly HvBaselineLeafFold?[] _byFunction = new HvBaselineLeafFold?[LeafCount];
    private readonly List<HvBaselineLeafFold> _leaves = [];
    private HvHostDigest _digest;
    private byte[]? _first;
    private long _turn;

    /// <summary>How many hosts so far.</summary>
    public long Hosts { get; private set; }

    /// <summary>Takes a host.</summary>
    /// <param name="name">What it is called, in messages.</param>
    /// <param name="supported">What its KVM answers. Leaves above 400000FFH are not Hyper-V's, and count for nothing.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public void Add(string name, HvCpuidSet supported) => Add(HvHostNames.Bytes(Guard.NotNull(name)), Guard.NotNull(supported).AsSpan());

    /// <summary>Takes a host.</summary>
    /// <param name="name">What it is called, in UTF-8.</param>
    /// <param name="entries">What its KVM answers.</param>
    /// <exception cref="ArgumentException">A leaf is there twice; nothing was taken.</exception>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<CpuidEntry> entries) => Add(name, entries, 1, HvHostDigest.OfHost(name, HvHostDigest.OfLeaves(entries)));

    /// <summary>Takes hosts that are alike, as a query gives them that groups equal sets.</summary>
    /// <param name="first">The first of their names.</param>
    /// <param name="supported">What the KVM of each answers.</param>
    /// <param name="hosts">How many they are, 1 or more.</param>
    /// <remarks>The part's id depends on the first name and the number: it is not that of the same hosts taken one by one.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no host.</exception>
    public void Add(string first, HvCpuidSet supported, long hosts)
    {
        byte[] name = HvHostNames.Bytes(Guard.NotNull(first));
        ReadOnlySpan<CpuidEntry> entries = Guard.NotNull(supported).AsSpan();
        if (hosts <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(hosts), hosts, "Expected 1 host or more.");
        }

        ulong leaves = HvHostDigest.OfLeaves(entries);
        Add(name, entries, hosts, hosts == 1 ? HvHostDigest.OfHost(name, leaves) : HvHostDigest.OfHost(name, unchecked(leaves + (ulong)hosts)));
    }

    /// <summary>Takes the hosts of a group.</summary>
    /// <param name="group">The group; it can go on, and what it had is taken out of it.</param>
    /// <exception cref="ArgumentNullException">There is no group.</exception>
    public void Add(HvBaselineGroup group)
    {
        if (Guard.NotNull(group).Hosts > 0)
        {
            Add(group.First, group.Entries, group.Hosts, group.Digest);
            group.Clear();
        }
    }

    /// <summary>What was folded so far; the fold can go on. Null where there was no host.</summary>
    public HvBaselinePart? ToPart() => Hosts == 0 ? null : new HvBaselinePart(
        _digest.ToString(),
        Hosts,
        Encoding.UTF8.GetString(_first!),
        [.. _byFunction.Select(leaf => leaf?.ToLeaf()).OfType<HvBaselineLeaf>()]);

    /// <summary>The baseline of what was folded so far.</summary>
    public HvBaseline ToBaseline() => ToPart() is { } part ? HvBaseline.From(part) : HvBaseline.Empty;

    private void Add(ReadOnlySpan<byte> text, ReadOnlySpan<CpuidEntry> entries, long hosts, HvHostDigest digest)
    {
        _turn++;
        foreach (CpuidEntry entry in entries)
        {
            uint index = unchecked(entry.Function - HvCpuidSet.FirstFunction);
            if (index < LeafCount)
            {
                HvBaselineLeafFold leaf = _byFunction[index] ?? Begin(index);
                leaf.Now = leaf.Seen != _turn ? entry.Registers : throw new ArgumentException($"leaf {BitAddress.FunctionText(entry.Function)} is there twice.", nameof(entries));
                leaf.Seen = _turn;
            }
        }

        HvHostName name = new(text);
        foreach (HvBaselineLeafFold leaf in _leaves)
        {
            leaf.Add(leaf.Seen == _turn, hosts, ref name, Hosts, _first);
        }

        Hosts += hosts;
        _digest += digest;
        _first = name.Least(_first);
    }

    private HvBaselineLeafFold Begin(uint index)
    {
        HvBaselineLeafFold leaf = new(HvCpuidSet.FirstFunction + index, Hosts, _first);
        _leaves.Add(leaf);
        return _byFunction[index] = leaf;
    }
}

/// <summary>Hosts with the same leaves: each is counted, and all are folded at once. Not safe for several threads.</summary>
public sealed class HvBaselineGroup
{
    private readonly CpuidEntry[] _entries;
    private readonly ulong _leaves;
    private byte[] _first = [];

    /// <summary>A group without hosts.</summary>
    /// <param name="entries">The leaves that all its hosts have.</param>
    public HvBaselineGroup(ReadOnlySpan<CpuidEntry> entries) => (_entries, _leaves) = (entries.ToArray(), HvHostDigest.OfLeaves(entries));

    /// <summary>How many hosts since it was last folded.</summary>
    public long Hosts { get; private set; }

    internal ReadOnlySpan<CpuidEntry> Entries => _entries;

    internal ReadOnlySpan<byte> First => _first;

    internal HvHostDigest Digest { get; private set; }

    /// <summary>Counts a host.</summary>
    /// <param name="name">What it is called, in UTF-8.</param>
    public void Add(ReadOnlySpan<byte> name)
    {
        if (Hosts == 0 || HvHostNames.IsBefore(name, _first))
        {
            _first = name.ToArray();
        }

        Hosts++;
        Digest += HvHostDigest.OfHost(name, _leaves);
    }

    internal void Clear() => (Hosts, Digest) = (0, default);
}
