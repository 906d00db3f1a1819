using System.Text;

namespace HvCpuid.Compare;

/// <summary>
/// The order of hosts' names, in which "the first host" is the first: as people count, <c>node9</c> before <c>node10</c>; else by bytes. It does not depend
/// on where a host stood in the input, so that parts merge to the same whatever the cut.
/// </summary>
internal static class HvHostNames
{
    /// <summary>A name as bytes.</summary>
    public static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);

    /// <summary>The lesser of two names; null is none.</summary>
    public static string? First(string? one, string? other) => one is null ? other : other is not null && IsBefore(Bytes(other), Bytes(one)) ? other : one;

    /// <summary>True when the first name is before the second.</summary>
    public static bool IsBefore(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => Compare(one, other) < 0;

    /// <summary>Below 0, 0 or above 0, as the first name is before, equal to or behind the second.</summary>
    public static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int i = 0;
        int j = 0;
        while (i < one.Length && j < other.Length)
        {
            int order = IsDigit(one[i]) && IsDigit(other[j]) ? CompareNumbers(one, ref i, other, ref j) : one[i++] - other[j++];
            if (order != 0)
            {
                return order;
            }
        }

        int rest = (one.Length - i) - (other.Length - j);
        return rest != 0 ? rest : one.SequenceCompareTo(other);
    }

    // Two runs of digits by their value; both places move behind them.
    private static int CompareNumbers(ReadOnlySpan<byte> one, ref int i, ReadOnlySpan<byte> other, ref int j)
    {
        ReadOnlySpan<byte> left = Number(one, ref i);
        ReadOnlySpan<byte> right = Number(other, ref j);
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> name, ref int at)
    {
        while (at < name.Length && name[at] == '0')
        {
            at++;
        }

        int start = at;
        while (at < name.Length && IsDigit(name[at]))
        {
            at++;
        }

        return name.Slice(start, at - start);
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';
}
