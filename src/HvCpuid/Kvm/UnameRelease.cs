using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>What <c>uname -r</c> prints, read: the release's numbers, and what a distribution put behind them.</summary>
/// <remarks>
/// Debian's <c>6.1.0-50-amd64</c> and Red Hat's <c>5.14.0-427.el9.x86_64</c> do not tell which stable level or which backports the kernel has.
/// They are taken at their base, 6.1 and 5.14, and <see cref="Note"/> says so.
/// </remarks>
public sealed record UnameRelease
{
    // A kernel's text may name every change that is known.
    private const int LongestText = 4096;
    private const int LongestShown = 128;

    private UnameRelease(KvmRelease release, string suffix) => (Release, Suffix) = (release, suffix);

    /// <summary>The numbers.</summary>
    public KvmRelease Release { get; }

    /// <summary>What follows the numbers, <c>-50-amd64</c>; empty for a bare release.</summary>
    public string Suffix { get; }

    /// <summary>True for <c>6.14.0-rc3</c>.</summary>
    public bool IsReleaseCandidate => Suffix.StartsWith("-rc", StringComparison.Ordinal);

    /// <summary>False for a distribution's kernel whose third number is 0: its stable level and backports are not in its name.</summary>
    public bool SaysStableLevel => Suffix.Length == 0 || Release.Stable != 0 || KvmKernel.NamesChanges(Suffix);

    /// <summary>What a reader has to know about the name, as a sentence; null when it says all.</summary>
    public string? Note =>
        IsReleaseCandidate ? $"{Release}{Suffix} is a release candidate: taken as Linux {Release}."
        : SaysStableLevel ? null
        : $"{Release}.0{Suffix} does not say its stable level or its backports: taken at its base, Linux {Release}. Where the stable release that it is built on is known, give that one.";

    /// <summary>Reads the text.</summary>
    /// <param name="text">A release, with or without a suffix.</param>
    /// <exception cref="FormatException">The text does not start with the numbers of a release.</exception>
    public static UnameRelease Parse(string text) => TryParse(text, out UnameRelease? uname)
        ? uname
        : throw new FormatException($"'{Excerpt.Of(text, LongestShown)}' is not a Linux release: expected {KvmRelease.Forms}.");

    /// <summary>Reads the text, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">A release, with or without a suffix.</param>
    /// <param name="uname">What it says.</param>
    /// <returns>False when the text is null or no release.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UnameRelease? uname)
    {
        uname = null;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        int at = text.StartsWith("v", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        if (!TryNumber(text, ref at, out int major) || !TryDot(text, ref at) || !TryNumber(text, ref at, out int minor))
        {
            return false;
        }

        int stable = 0;
        int behindMinor = at;
        if (TryDot(text, ref at) && !TryNumber(text, ref at, out stable))
        {
            return false;
        }

        string suffix = text.Substring(at);
        if (!IsSuffix(suffix, withoutStable: behindMinor == at))
        {
            return false;
        }

        uname = new UnameRelease(new KvmRelease(major, minor, stable), suffix);
        return true;
    }

    // A suffix starts with '-', '+', '_' or '~', or with '.' behind three numbers (WSL's 5.15.153.1-microsoft); it holds no blanks.
    private static bool IsSuffix(string suffix, bool withoutStable)
    {
        if (suffix.Length == 0)
        {
            return true;
        }

        bool valid = suffix[0] is '-' or '+' or '_' or '~' || (suffix[0] == '.' && !withoutStable);
        valid &= suffix.Length > 1 || suffix[0] == '+';
        foreach (char c in suffix)
        {
            valid &= c is > ' ' and < (char)0x7F;
        }

        return valid;
    }

    private static bool TryNumber(string text, ref int at, out int number)
    {
        int start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9')
        {
            at++;
        }

        return int.TryParse(text.Substring(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= ushort.MaxValue;
    }

    private static bool TryDot(string text, ref int at)
    {
        bool dot = at < text.Length && text[at] == '.';
        at += dot ? 1 : 0;
        return dot;
    }
}
