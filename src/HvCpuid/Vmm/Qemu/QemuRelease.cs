using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>A release of QEMU by its numbers: <c>11.1</c>, or a stable one, <c>7.2.22</c>. Ordered by them.</summary>
public readonly record struct QemuRelease : IComparable<QemuRelease>
{
    private readonly ushort _major;
    private readonly ushort _minor;
    private readonly ushort _micro;

    /// <summary>A release from its numbers.</summary>
    /// <param name="major">The first number, 0 to 65535.</param>
    /// <param name="minor">The second number, 0 to 65535.</param>
    /// <param name="micro">The third number, 0 to 65535; 0 for the release itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public QemuRelease(int major, int minor, int micro = 0)
    {
        _major = Number(major, nameof(major));
        _minor = Number(minor, nameof(minor));
        _micro = Number(micro, nameof(micro));
    }

    /// <summary>The first number of <c>7.2.22</c>.</summary>
    public int Major => _major;

    /// <summary>The second number of <c>7.2.22</c>.</summary>
    public int Minor => _minor;

    /// <summary>The third number of <c>7.2.22</c>; 0 for the release itself.</summary>
    public int Micro => _micro;

    /// <summary>The release that a stable one is of: <c>7.2</c> for <c>7.2.22</c>.</summary>
    public QemuRelease Series => new(_major, _minor);

    /// <summary>Reads a release.</summary>
    /// <param name="text"><c>11.1</c>, <c>7.2.22</c>.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static QemuRelease Parse(string text) => TryParse(text, out QemuRelease release)
        ? release
        : throw new FormatException($"'{Excerpt.Of(text)}' is no release of QEMU: expected its numbers, such as 11.1 or 7.2.22.");

    /// <summary>Reads a release without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="release">The release.</param>
    /// <returns>False when the text is null or no release.</returns>
    public static bool TryParse(string? text, out QemuRelease release)
    {
        string[] parts = text?.Split('.') ?? [];
        ushort[] numbers = new ushort[3];
        bool read = parts.Length is 2 or 3;
        for (int i = 0; read && i < parts.Length; i++)
        {
            read = ushort.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
        }

        release = read ? new QemuRelease(numbers[0], numbers[1], numbers[2]) : default;
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(QemuRelease other) =>
        _major != other._major ? _major.CompareTo(other._major)
        : _minor != other._minor ? _minor.CompareTo(other._minor)
        : _micro.CompareTo(other._micro);

    /// <summary>True when <paramref name="left"/> is the earlier release.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(QemuRelease left, QemuRelease right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> is the later release.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(QemuRelease left, QemuRelease right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> is the earlier release or the same.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(QemuRelease left, QemuRelease right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> is the later release or the same.</summary>
    /// <param name="left">A release.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(QemuRelease left, QemuRelease right) => left.CompareTo(right) >= 0;

    /// <summary>The numbers: <c>11.1</c>, or <c>7.2.22</c> of a stable release.</summary>
    public override string ToString() => _micro == 0
        ? string.Format(CultureInfo.InvariantCulture, "{0}.{1}", _major, _minor)
        : string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}", _major, _minor, _micro);

    private static ushort Number(int value, string name) => value is >= 0 and <= ushort.MaxValue
        ? (ushort)value
        : throw new ArgumentOutOfRangeException(name, value, "A number of a QEMU release is 0 to 65535.");
}
