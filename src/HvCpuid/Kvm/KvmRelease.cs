using System.Globalization;

namespace HvCpuid.Kvm;

/// <summary>A Linux release by its numbers: <c>5.0</c>, <c>6.12</c>, or a stable one, <c>6.1.192</c>.</summary>
/// <remarks>Ordered by its numbers. <c>6.1.192</c> is after <c>6.1</c> and before <c>6.2</c>; what it has of later releases its <see cref="KvmChange.Backports"/> say.</remarks>
public readonly record struct KvmRelease : IComparable<KvmRelease>
{
    /// <summary>Linux 5.0, the first release with KVM_GET_SUPPORTED_HV_CPUID (commit 2bc39970e932).</summary>
    public static KvmRelease First { get; } = new(5, 0);

    /// <summary>The newest mainline release that <see cref="KvmChanges"/> knows: 7.3, which changed nothing (measured on 7.3.4). A later one is answered as this one.</summary>
    public static KvmRelease Newest { get; } = new(7, 3);

    internal const string Forms = "5.0, 6.12, 6.1.192 or what `uname -r` prints";

    private readonly ushort _major;
    private readonly ushort _minor;
    private readonly ushort _stable;

    /// <summary>A release from its numbers.</summary>
    /// <param name="major">The first number, 0 to 65535.</param>
    /// <param name="minor">The second number, 0 to 65535.</param>
    /// <param name="stable">The stable level, 0 to 65535; 0 for the mainline release.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public KvmRelease(int major, int minor, int stable = 0)
    {
        _major = Number(major, nameof(major));
        _minor = Number(minor, nameof(minor));
        _stable = Number(stable, nameof(stable));
    }

    /// <summary>The first number of <c>6.1.192</c>.</summary>
    public int Major => _major;

    /// <summary>The second number of <c>6.1.192</c>.</summary>
    public int Minor => _minor;

    /// <summary>The stable level, the third number of <c>6.1.192</c>; 0 for the mainline release.</summary>
    public int Stable => _stable;

    /// <summary>The mainline release this one is of: <c>6.1</c> for <c>6.1.192</c>.</summary>
    public KvmRelease Series => new(_major, _minor);

    /// <summary>
    /// The last mainline release with this major number, after which the next one came: 3.19, 4.20, 5.19, 6.19; null for one that still counts, and before
    /// 3.0, when there was another way to count.
    /// </summary>
    public KvmRelease? LastOfMajor => _major switch
    {
        3 or 5 or 6 => new(_major, 19),
        4 => new(4, 20),
        _ => null,
    };

    /// <summary>True for a release that never was, since the major number had changed before: 5.20, 6.20.1.</summary>
    public bool IsBeyondItsMajor => LastOfMajor is { } last && _minor > last._minor;

    /// <summary>Reads a release; what follows the numbers in <c>uname -r</c> is left out, see <see cref="UnameRelease"/>.</summary>
    /// <param name="text"><c>5.0</c>, <c>6.1.192</c>, <c>6.1.0-50-amd64</c>.</param>
    /// <exception cref="FormatException">The text does not start with the numbers of a release.</exception>
    public static KvmRelease Parse(string text) => UnameRelease.Parse(text).Release;

    /// <summary>Reads a release, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="release">The release.</param>
    /// <returns>False when the text is null or no release.</returns>
    public static bool TryParse(string? text, out KvmRelease release)
    {
        bool read = UnameRelease.TryParse(text, out UnameRelease? uname);
        release = read ? uname!.Release : default;
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(KvmRelease other) =>
        _major != other._major ? _major.CompareTo(other._major)
        : _minor != other._minor ? _minor.CompareTo(other._minor)
        : _stable.CompareTo(other._stable);

    /// <summary>True when <paramref name="left"/> is the earlier release.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(KvmRelease left, KvmRelease right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> is the later release.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(KvmRelease left, KvmRelease right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> is the earlier release or the same.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(KvmRelease left, KvmRelease right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> is the later release or the same.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(KvmRelease left, KvmRelease right) => left.CompareTo(right) >= 0;

    /// <summary>The numbers: <c>6.12</c>, or <c>6.1.192</c> with a stable level.</summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString() => _stable == 0
        ? string.Format(CultureInfo.InvariantCulture, "{0}.{1}", _major, _minor)
        : string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", _major, _minor, _stable);

    private static ushort Number(int value, string name) => value is >= 0 and <= ushort.MaxValue
        ? (ushort)value
        : throw new ArgumentOutOfRangeException(name, value, "A number of a Linux release is 0 to 65535.");
}
