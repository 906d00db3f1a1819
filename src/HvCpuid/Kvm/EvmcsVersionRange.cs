using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>
/// The enlightened VMCS versions that KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) reported for a vCPU; the same word stands in
/// CPUID.4000000AH:EAX[15:0] (TLFS, "Nested virtualization features"; nested_get_evmcs_version in kvm_intel).
/// </summary>
public readonly record struct EvmcsVersionRange
{
    /// <summary>Versions <paramref name="low"/> to <paramref name="high"/>, both inclusive.</summary>
    /// <param name="low">The lowest version, 1 to 255.</param>
    /// <param name="high">The highest version, <paramref name="low"/> to 255.</param>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not 255 ≥ high ≥ low ≥ 1.</exception>
    public EvmcsVersionRange(int low, int high)
    {
        if (low is < 1 or > 255)
        {
            throw new ArgumentOutOfRangeException(nameof(low), low, "An enlightened VMCS version is 1 to 255.");
        }

        if (high < low || high > 255)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, "A version range is low..high, with high from low to 255.");
        }

        Word = (ushort)((high << 8) | low);
    }

    /// <summary>1..1, the only version that exists: what every KVM reports.</summary>
    public static EvmcsVersionRange Version1 { get; } = new(1, 1);

    /// <summary>The lowest version; 0 only in the default value, which says no version.</summary>
    public int Low => Word & 0xFF;

    /// <summary>The highest version; 0 only in the default value, which says no version.</summary>
    public int High => Word >> 8;

    /// <summary>The range as KVM writes it: the lowest version in bits 7:0, the highest in bits 15:8.</summary>
    public ushort Word { get; }

    /// <summary>That a text is no range, and what was expected.</summary>
    internal static string NoRange(string? text) =>
        $"'{Excerpt.Of(text)}' is not a range of enlightened VMCS versions: expected LOW..HIGH with 1 to 255, e.g. 1..1.";

    /// <summary>Takes a range that has a version, or none.</summary>
    /// <exception cref="ArgumentException">The range is the default value.</exception>
    internal static EvmcsVersionRange? Known(EvmcsVersionRange? range) => range is { Word: 0 }
        ? throw new ArgumentException("The range has no version: an enlightened VMCS version is 1 to 255.", nameof(range))
        : range;

    /// <summary>Reads <c>1..2</c>, or <c>1</c> for <c>1..1</c>.</summary>
    /// <param name="text">The text, numbers in decimal.</param>
    /// <exception cref="FormatException">The text is not a range with 255 ≥ high ≥ low ≥ 1.</exception>
    public static EvmcsVersionRange Parse(string text) => TryParse(text, out EvmcsVersionRange range)
        ? range
        : throw new FormatException(NoRange(text));

    /// <summary>Reads a range, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="range">The range.</param>
    /// <returns>False when the text is null or no range.</returns>
    public static bool TryParse(string? text, out EvmcsVersionRange range)
    {
        range = default;
        string[] ends = text?.Split([".."], StringSplitOptions.None) ?? [];
        if (ends.Length is not (1 or 2)
            || !byte.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte lowest)
            || !byte.TryParse(ends[ends.Length - 1], NumberStyles.None, CultureInfo.InvariantCulture, out byte highest)
            || lowest < 1
            || highest < lowest)
        {
            return false;
        }

        range = new EvmcsVersionRange(lowest, highest);
        return true;
    }

    /// <summary>The versions that both ranges have.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>The range of them; null when there is none.</returns>
    public EvmcsVersionRange? Intersect(EvmcsVersionRange other)
    {
        int low = Math.Max(Low, other.Low);
        int high = Math.Min(High, other.High);
        return low >= 1 && low <= high ? new EvmcsVersionRange(low, high) : null;
    }

    /// <summary>The range as QEMU's messages spell it: <c>1..1</c>.</summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}..{1}", Low, High);
}
