using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>The number of a distribution's build, <c>427.13.1</c> of <c>5.14.0-427.13.1.el9_4.x86_64</c>: numbers, compared one by one; one that is missing counts as 0.</summary>
public readonly struct KvmBuild : IComparable<KvmBuild>, IEquatable<KvmBuild>
{
    private const int MaxDigits = 9;
    private readonly int[]? _numbers;

    private KvmBuild(int[] numbers) => _numbers = numbers;

    /// <summary>How many numbers were written.</summary>
    public int Count => _numbers?.Length ?? 0;

    /// <summary>One of the numbers; 0 beyond those that were written.</summary>
    /// <param name="index">Which, from 0.</param>
    public int this[int index] => index < Count ? _numbers![index] : 0;

    /// <summary>Reads a build number.</summary>
    /// <param name="text">Numbers with dots between them: <c>50</c>, <c>427.13.1</c>.</param>
    /// <exception cref="FormatException">The text is none.</exception>
    public static KvmBuild Parse(string text) => TryParse(text, out KvmBuild build)
        ? build
        : throw new FormatException($"'{Excerpt.Of(text)}' is no build number: expected numbers with dots between them, e.g. 427.13.1.");

    /// <summary>Reads a build number, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="build">The number.</param>
    /// <returns>False when the text is null or no build number.</returns>
    public static bool TryParse(string? text, out KvmBuild build)
    {
        build = default;
        if (text is null)
        {
            return false;
        }

        string[] words = text.Split('.');
        int[] numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].Length > MaxDigits || !int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        build = new KvmBuild(numbers);
        return true;
    }

    /// <summary>True when the build is this one or an update of it: <c>553.16.1</c> is one of <c>553</c>.</summary>
    /// <param name="build">The build.</param>
    public bool Covers(KvmBuild build)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i] != build[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KvmBuild other)
    {
        for (int i = 0; i < Math.Max(Count, other.Count); i++)
        {
            if (this[i] != other[i])
            {
                return this[i].CompareTo(other[i]);
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public bool Equals(KvmBuild other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KvmBuild other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // From the end: zeros there do not count.
        int hash = 0;
        for (int i = Count - 1; i >= 0; i--)
        {
            hash = unchecked((hash * 31) + this[i]);
        }

        return hash;
    }

    /// <summary>True when both are the same build.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(KvmBuild left, KvmBuild right) => left.Equals(right);

    /// <summary>True when they are different builds.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(KvmBuild left, KvmBuild right) => !left.Equals(right);

    /// <summary>True when <paramref name="left"/> is the earlier build.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(KvmBuild left, KvmBuild right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> is the later build.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(KvmBuild left, KvmBuild right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> is the earlier build or the same.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(KvmBuild left, KvmBuild right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> is the later build or the same.</summary>
    /// <param name="left">A build.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(KvmBuild left, KvmBuild right) => left.CompareTo(right) >= 0;

    /// <summary>The numbers, <c>427.13.1</c>.</summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString() =>
        string.Join(".", (_numbers ?? [0]).Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
