using System.Buffers.Binary;

namespace HvCpuid.Fuzz.Engine;

/// <summary>Makes almost an input of one: bits, bytes and numbers change, pieces are dropped, doubled, taken from another input or from the target's words.</summary>
/// <param name="words">The target's words.</param>
/// <param name="longest">The longest input in bytes.</param>
/// <param name="random">Where chance comes from.</param>
internal sealed class Mutator(byte[][] words, int longest, Randomness random)
{
    private const int MostStacked = 5;
    private const int Kinds = 14;
    private const int LongestPiece = 128;
    private static readonly ulong[] Edges = [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x40000000, long.MaxValue, 1UL << 63, ulong.MaxValue];
    private static readonly byte[] Letters = "\n\r\t \"'<>=/&;:,.-+_[]{}()#|*%\\$x0123456789abcdefABCDEF\u001b\u00A0\uFEFF"u8.ToArray();
    private readonly byte[] _bytes = new byte[longest];
    private readonly byte[] _copy = new byte[longest];
    private int _length;

    /// <summary>What was made last.</summary>
    public ReadOnlySpan<byte> Made => _bytes.AsSpan(0, _length);

    /// <summary>Makes an input.</summary>
    /// <param name="one">What to begin with.</param>
    /// <param name="other">What pieces may come from.</param>
    public void Make(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(one.Length, longest);
        one[.._length].CopyTo(_bytes);
        for (int edits = 1 << random.Below(MostStacked); edits > 0; edits--)
        {
            Edit(other);
        }
    }

    private void Edit(ReadOnlySpan<byte> other)
    {
        switch (_length == 0 ? Kinds : random.Below(Kinds))
        {
            case 0:
                _bytes[At()] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                _bytes[At()] = random.Byte();
                break;
            case 2:
                _bytes[At()] = Letters[random.Below(Letters.Length)];
                break;
            case 3:
                _bytes[At()] = unchecked((byte)(_bytes[At()] + random.Below(71) - 35));
                break;
            case 4:
                PutNumber(add: random.Below(2) == 0);
                break;
            case 5 or 6:
                Remove(At(), Piece());
                break;
            case 7:
                Copy(At(), Piece(), insert: true);
                break;
            case 8:
                Copy(At(), Piece(), insert: false);
                break;
            case 9 or 10 when words.Length > 0:
                PutWord(insert: random.Below(3) != 0);
                break;
            case 11 when !other.IsEmpty:
                int from = random.Below(other.Length);
                ReadOnlySpan<byte> piece = other.Slice(from, Math.Min(Piece(), other.Length - from));
                Put(random.Below(_length + 1), piece, replaced: random.Below(2) == 0 ? 0 : piece.Length);
                break;
            case 12:
                PutLine();
                break;
            default:
                byte letter = random.Below(4) == 0 ? random.Byte() : Letters[random.Below(Letters.Length)];
                Put(random.Below(_length + 1), [letter], replaced: 0);
                break;
        }
    }

    private int At() => random.Below(_length);

    // Short pieces more often.
    private int Piece() => 1 + random.Below(1 + random.Below(LongestPiece));

    private void PutNumber(bool add)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        int size = Math.Min(1 << random.Below(4), _length);
        int at = random.Below(_length - size + 1);
        _bytes.AsSpan(at, size).CopyTo(number);
        ulong value = add ? unchecked(BinaryPrimitives.ReadUInt64LittleEndian(number) + (ulong)(random.Below(71) - 35)) : Edges[random.Below(Edges.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number[..size].CopyTo(_bytes.AsSpan(at));
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    private void Copy(int from, int count, bool insert)
    {
        count = Math.Min(count, _length - from);
        _bytes.AsSpan(from, count).CopyTo(_copy);
        Put(random.Below(_length + 1), _copy.AsSpan(0, count), insert ? 0 : count);
    }

    private void PutWord(bool insert)
    {
        byte[] word = words[random.Below(words.Length)];
        Put(random.Below(_length + 1), word, insert ? 0 : word.Length);
    }

    // A line again, at another line's beginning, or in its place.
    private void PutLine()
    {
        (int from, int end) = Line(At());
        int count = end - from;
        _bytes.AsSpan(from, count).CopyTo(_copy);
        (int start, int over) = Line(At());
        Put(start, _copy.AsSpan(0, count), random.Below(3) == 0 ? over - start : 0);
    }

    private (int Start, int End) Line(int at)
    {
        int start = _bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        int length = _bytes.AsSpan(at, _length - at).IndexOf((byte)'\n');
        return (start, length < 0 ? _length : at + length + 1);
    }

    private void Put(int at, ReadOnlySpan<byte> piece, int replaced)
    {
        int behind = Math.Min(at + replaced, _length);
        int count = Math.Min(piece.Length, longest - at);
        int rest = Math.Min(_length - behind, longest - at - count);
        _bytes.AsSpan(behind, rest).CopyTo(_bytes.AsSpan(at + count));
        piece[..count].CopyTo(_bytes.AsSpan(at));
        _length = at + count + rest;
    }
}
