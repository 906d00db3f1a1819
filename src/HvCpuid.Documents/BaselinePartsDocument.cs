using System.Globalization;
using HvCpuid.Compare;
using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>
/// Parts of a baseline, to be merged with others: what <c>baseline --partial</c> prints and <c>baseline --merge</c> reads. Its size does not depend on the number
/// of hosts. A part is known again by its id, and counts once however often it is merged.
/// </summary>
public sealed record BaselinePartsDocument
{
    /// <summary>The only version that exists.</summary>
    public const int Version = 1;

    /// <summary>The version of this form.</summary>
    public required int BaselineParts { get; init; }

    /// <summary>The parts, in the order of their ids.</summary>
    public required IReadOnlyList<BaselinePartDocument> Parts { get; init; }

    /// <summary>Makes it of a baseline.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <exception cref="ArgumentNullException"><paramref name="baseline"/> is null.</exception>
    public static BaselinePartsDocument From(HvBaseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return new BaselinePartsDocument { BaselineParts = Version, Parts = [.. baseline.Parts.Select(BaselinePartDocument.From)] };
    }

    /// <summary>The baseline of the parts.</summary>
    /// <exception cref="FormatException">The document is of another version, or says what cannot be; the message says where.</exception>
    public HvBaseline ToBaseline()
    {
        if (BaselineParts != Version)
        {
            throw new FormatException($"expected version {Version} of the parts of a baseline, found {BaselineParts.ToString(CultureInfo.InvariantCulture)}");
        }

        BaselinePartDocument.Require(Parts?.All(part => part is not null) == true, "expected parts, found null");
        return Parts!.Aggregate(HvBaseline.Empty, (baseline, part) => baseline.Merge(HvBaseline.From(part.ToPart())));
    }
}

/// <summary>What was folded of some hosts.</summary>
public sealed record BaselinePartDocument
{
    // So many that the sum of all parts is a number too.
    private const long MostHosts = 1_000_000_000_000_000;

    /// <summary>32 hexadecimal digits that depend on the hosts' names and leaves alone.</summary>
    public required string Id { get; init; }

    /// <summary>How many hosts.</summary>
    public required long Hosts { get; init; }

    /// <summary>The first of their names.</summary>
    public required string First { get; init; }

    /// <summary>Each leaf that one of them has.</summary>
    public required IReadOnlyList<BaselineLeafDocument> Leaves { get; init; }

    /// <summary>Makes it of a part.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="ArgumentNullException"><paramref name="part"/> is null.</exception>
    public static BaselinePartDocument From(HvBaselinePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new BaselinePartDocument { Id = part.Id, Hosts = part.Hosts, First = part.First, Leaves = [.. part.Leaves.Select(BaselineLeafDocument.From)] };
    }

    /// <summary>The part.</summary>
    /// <exception cref="FormatException">It says what cannot be.</exception>
    public HvBaselinePart ToPart()
    {
        Require(Id is { Length: 32 } && Id.All(char.IsAsciiHexDigitLower), $"expected an id of 32 hexadecimal digits, found '{Id}'");
        Require(Hosts is > 0 and <= MostHosts, $"expected 1 to {MostHosts.ToString(CultureInfo.InvariantCulture)} hosts, found {Hosts.ToString(CultureInfo.InvariantCulture)}");
        Require(First is not null && Leaves?.All(leaf => leaf is not null) == true, "expected the members first and leaves, and no leaf that is null");
        Require(Leaves!.Select(leaf => leaf.Function).Distinct().Count() == Leaves!.Count, "expected each leaf once");
        return new HvBaselinePart(Id!, Hosts, First!, [.. Leaves!.Select(leaf => leaf.ToLeaf(Hosts)).OrderBy(leaf => leaf.Function)]);
    }

    internal static void Require(bool met, string message)
    {
        if (!met)
        {
            throw new FormatException(message);
        }
    }
}

/// <summary>What was folded of one leaf.</summary>
public sealed record BaselineLeafDocument
{
    /// <summary>The function: <c>0x40000003</c>.</summary>
    public required string Function { get; init; }

    /// <summary>How many hosts have it.</summary>
    public required long Present { get; init; }

    /// <summary>The first host without it; null where all have it.</summary>
    public required string? FirstWithout { get; init; }

    /// <summary>EAX to EDX: the bits that go by conjunction and that at least one host has.</summary>
    public required IReadOnlyList<string> Any { get; init; }

    /// <summary>EAX to EDX: of the values that VMMs make, those of one of the hosts.</summary>
    public required IReadOnlyList<string> Made { get; init; }

    /// <summary>The bits that some hosts lack.</summary>
    public required IReadOnlyList<BaselineLackDocument> Lacks { get; init; }

    /// <summary>The fields of which the least counts, or which must be equal.</summary>
    public required IReadOnlyList<BaselineNumberDocument> Numbers { get; init; }

    /// <summary>The ranges of enlightened VMCS versions.</summary>
    public required IReadOnlyList<BaselineRangeDocument> Ranges { get; init; }

    internal static BaselineLeafDocument From(HvBaselineLeaf leaf) => new()
    {
        Function = DocumentText.Hex(leaf.Function),
        Present = leaf.Present,
        FirstWithout = leaf.FirstWithout,
        Any = Texts(leaf.Any),
        Made = Texts(leaf.Made),
        Lacks = [.. leaf.Lacks.Select(lack => new BaselineLackDocument { Address = lack.Address.ToString(), Hosts = lack.Hosts, First = lack.First })],
        Numbers = [.. leaf.Numbers.Select(number => new BaselineNumberDocument { Address = number.Address.ToString(), Least = number.Least, Most = number.Most, Hosts = number.Hosts, First = number.First })],
        Ranges = [.. leaf.Ranges.Select(range => new BaselineRangeDocument { Low = range.Low, High = range.High, Hosts = range.Hosts, First = range.First })],
    };

    internal HvBaselineLeaf ToLeaf(long hosts)
    {
        uint function = Number(Function);
        BaselinePartDocument.Require(function is >= 0x40000000 and <= 0x400000FF, $"expected a leaf from 0x40000000 to 0x400000ff, found '{Function}'");
        BaselinePartDocument.Require(Present > 0 && Present <= hosts && Present == hosts == FirstWithout is null, $"{Function}: present, firstWithout and the number of hosts contradict each other");
        bool isTold = Lacks?.All(lack => lack is not null) == true && Numbers?.All(number => number is not null) == true && Ranges?.All(range => range is not null) == true;
        BaselinePartDocument.Require(isTold, $"{Function}: expected the members lacks, numbers and ranges, and none of them null");
        HvBaselineLeaf leaf = new(function, Present, Registers(Any))
        {
            FirstWithout = FirstWithout,
            Made = Registers(Made),
            Lacks = [.. Lacks!.Select(lack => new HvBaselineLack(Address(lack.Address, function), Hosts(lack.Hosts, hosts), Name(lack.First)))],
            Numbers = [.. Numbers!.Select(number => new HvBaselineNumber(Address(number.Address, function), number.Least, number.Most, Hosts(number.Hosts, hosts), Name(number.First)))],
            Ranges = [.. Ranges!.Select(range => new HvBaselineRange(Version(range.Low), Version(range.High), Hosts(range.Hosts, hosts), Name(range.First)))],
        };
        BaselinePartDocument.Require(HvBaselineJoin.IsWhole(leaf, hosts), $"{Function}: its bits, numbers and ranges are not those of such a leaf");
        return leaf;
    }

    private static IReadOnlyList<string> Texts(CpuidRegisters registers) =>
        [DocumentText.Hex(registers.Eax), DocumentText.Hex(registers.Ebx), DocumentText.Hex(registers.Ecx), DocumentText.Hex(registers.Edx)];

    private static CpuidRegisters Registers(IReadOnlyList<string>? texts)
    {
        BaselinePartDocument.Require(texts is { Count: 4 }, "expected four registers");
        return new CpuidRegisters(Number(texts![0]), Number(texts[1]), Number(texts[2]), Number(texts[3]));
    }

    private static uint Number(string? text)
    {
        uint number = 0;
        BaselinePartDocument.Require(
            text is { Length: 10 } && text.StartsWith("0x", StringComparison.Ordinal) && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number),
            $"expected 0x and eight hexadecimal digits, found '{text}'");
        return number;
    }

    private static BitAddress Address(string? text, uint function)
    {
        BaselinePartDocument.Require(BitAddress.TryParse(text, out BitAddress address) && address.Function == function, $"expected the address of a bit of this leaf, found '{text}'");
        return address;
    }

    private static long Hosts(long some, long all)
    {
        BaselinePartDocument.Require(some > 0 && some <= all, $"expected 1 to {all.ToString(CultureInfo.InvariantCulture)} hosts, found {some.ToString(CultureInfo.InvariantCulture)}");
        return some;
    }

    private static int Version(int version)
    {
        BaselinePartDocument.Require(version is >= 0 and <= 255, $"expected a version from 0 to 255, found {version.ToString(CultureInfo.InvariantCulture)}");
        return version;
    }

    private static string Name(string? name)
    {
        BaselinePartDocument.Require(name is not null, "expected the first host's name");
        return name!;
    }
}

/// <summary>A bit that some hosts lack.</summary>
public sealed record BaselineLackDocument
{
    /// <summary>The bit.</summary>
    public required string Address { get; init; }

    /// <summary>How many lack it.</summary>
    public required long Hosts { get; init; }

    /// <summary>The first of them.</summary>
    public required string First { get; init; }
}

/// <summary>A number that hosts have.</summary>
public sealed record BaselineNumberDocument
{
    /// <summary>The field.</summary>
    public required string Address { get; init; }

    /// <summary>The least that one has.</summary>
    public required uint Least { get; init; }

    /// <summary>The most that one has.</summary>
    public required uint Most { get; init; }

    /// <summary>How many have the least.</summary>
    public required long Hosts { get; init; }

    /// <summary>The first of those.</summary>
    public required string First { get; init; }
}

/// <summary>A range of enlightened VMCS versions that hosts have.</summary>
public sealed record BaselineRangeDocument
{
    /// <summary>The lowest version, 0 for none.</summary>
    public required int Low { get; init; }

    /// <summary>The highest version, 0 for none.</summary>
    public required int High { get; init; }

    /// <summary>How many have this range.</summary>
    public required long Hosts { get; init; }

    /// <summary>The first of them.</summary>
    public required string First { get; init; }
}
