using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>
/// A part of a <see cref="HvBaseline"/>: what was folded of some hosts, in a size that does not depend on their number. Parts are data: they can be written
/// down, and merged later or elsewhere.
/// </summary>
/// <param name="Id">What it is recognised by: 32 hexadecimal digits that depend on its hosts' names and leaves, and on nothing else. A part merged twice counts once.</param>
/// <param name="Hosts">How many hosts, 1 or more.</param>
/// <param name="First">The first of their names, in the order in which people count.</param>
/// <param name="Leaves">What is known of each leaf that one of them has, in the order of the functions.</param>
/// <exception cref="ArgumentNullException">An argument is null.</exception>
/// <exception cref="ArgumentException">A leaf is null.</exception>
public sealed record HvBaselinePart(string Id, long Hosts, string First, IReadOnlyList<HvBaselineLeaf> Leaves) : HvBaselineHosts(Hosts, First)
{
    /// <summary>What it is recognised by.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string Id
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Id);

    /// <summary>What is known of each leaf that one of the hosts has, in the order of the functions.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">A leaf is null.</exception>
    public IReadOnlyList<HvBaselineLeaf> Leaves
    {
        get;
        init => field = Guard.NotNullItems(value);
    }
    = Guard.NotNullItems(Leaves);
}

/// <summary>Some hosts: how many, and which is the first.</summary>
/// <param name="Hosts">How many.</param>
/// <param name="First">The first of their names, in the order in which people count.</param>
/// <exception cref="ArgumentNullException">There is no name.</exception>
public abstract record HvBaselineHosts(long Hosts, string First)
{
    /// <summary>The first of their names.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public string First
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(First);
}

/// <summary>What was folded of one leaf.</summary>
/// <param name="Function">The CPUID function, 40000000H to 400000FFH.</param>
/// <param name="Present">How many hosts have it.</param>
/// <param name="Any">The bits that go by conjunction and that at least one host has.</param>
public sealed record HvBaselineLeaf(uint Function, long Present, CpuidRegisters Any)
{
    /// <summary>The first host without it; null where all have it.</summary>
    public string? FirstWithout { get; init; }

    /// <summary>The bits of <see cref="Any"/> that some hosts lack, EAX to EDX, the lowest bit first.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvBaselineLack> Lacks
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The fields of which the least counts, or which must be equal; a host without the leaf has 0.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvBaselineNumber> Numbers
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>The ranges of enlightened VMCS versions that hosts have, the lowest first; 0 to 0 of a host that has none.</summary>
    /// <exception cref="ArgumentNullException">The list is null.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<HvBaselineRange> Ranges
    {
        get;
        init => field = Guard.NotNullItems(value);
    } = [];

    /// <summary>Of the values that VMMs make, those of one of the hosts that have the leaf.</summary>
    public CpuidRegisters Made { get; init; }
}

/// <summary>A bit that some hosts lack.</summary>
/// <param name="Address">The bit.</param>
/// <param name="Hosts">How many lack it.</param>
/// <param name="First">The first of them.</param>
/// <exception cref="ArgumentNullException">There is no name.</exception>
public sealed record HvBaselineLack(BitAddress Address, long Hosts, string First) : HvBaselineHosts(Hosts, First);

/// <summary>A number that hosts have.</summary>
/// <param name="Address">The field.</param>
/// <param name="Least">The least that one has.</param>
/// <param name="Most">The most that one has.</param>
/// <param name="Hosts">How many have the least.</param>
/// <param name="First">The first of those.</param>
/// <exception cref="ArgumentNullException">There is no name.</exception>
public sealed record HvBaselineNumber(BitAddress Address, uint Least, uint Most, long Hosts, string First) : HvBaselineHosts(Hosts, First);

/// <summary>A range of enlightened VMCS versions that hosts have.</summary>
/// <param name="Low">The lowest version, 0 for none.</param>
/// <param name="High">The highest version, 0 for none.</param>
/// <param name="Hosts">How many have this range.</param>
/// <param name="First">The first of them.</param>
/// <exception cref="ArgumentNullException">There is no name.</exception>
public sealed record HvBaselineRange(int Low, int High, long Hosts, string First) : HvBaselineHosts(Hosts, First);
