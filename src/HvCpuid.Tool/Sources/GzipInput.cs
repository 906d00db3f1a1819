using System.Buffers.Binary;
using System.IO.Compression;

namespace HvCpuid.Tool.Sources;

/// <summary>
/// Unpacks gzip, several members one after the other too. <see cref="GZipStream"/> passes over what stands behind the last member; here it is damage, but for zeros,
/// with which blocks are filled up (RFC 1952; GNU gzip takes them too).
/// </summary>
internal sealed class GzipInput : InputStream
{
    private readonly Tail _tail;
    private readonly GZipStream _gzip;
    private long _length;

    /// <summary>Unpacks a stream.</summary>
    /// <param name="packed">The packed stream, which is left open.</param>
    public GzipInput(Stream packed)
    {
        _tail = new Tail(packed);
        _gzip = new GZipStream(_tail, CompressionMode.Decompress, leaveOpen: true);
    }

    // A member ends with the length of what it unpacks to. Of several, only the last one's is seen: what stands behind them is found where it is long.
    private bool IsWhole => _tail.RestIsZeros() && (_tail.Last == 0 || _tail.Last == unchecked((uint)_length) || _tail.Members > 1);

    /// <summary>True for what begins as gzip does.</summary>
    public static bool IsMeant(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is damaged, ends early, or something else stands behind it.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = _gzip.Read(buffer);
        _length += count;
        return count > 0 || buffer.Length == 0 || IsWhole ? count
            : throw new InvalidDataException("something else stands behind the packed bytes: expected their end, or gzip again.");
    }

    protected override void Dispose(bool disposing)
    {
        _gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The packed bytes: remembers the last four of them, and how often what looks like the start of a member went by.</summary>
    private sealed class Tail(Stream packed) : InputStream
    {
        private static readonly byte[] Member = [0x1F, 0x8B, 0x08];
        private readonly byte[] _last = new byte[sizeof(uint)];

        public int Members { get; private set; }

        public uint Last => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override int Read(Span<byte> buffer)
        {
            int count = packed.Read(buffer);
            ReadOnlySpan<byte> read = buffer[..count];

            // Across the seam: the two bytes before and the two behind it.
            Members += Count([.. _last.AsSpan(2), .. read[..Math.Min(count, 2)]]) + Count(read);
            ReadOnlySpan<byte> end = [.. _last, .. read[Math.Max(0, count - _last.Length)..]];
            end[^_last.Length..].CopyTo(_last);
            return count;
        }

        /// <summary>Reads the rest; false at the first byte that is not 0.</summary>
        public bool RestIsZeros()
        {
            Span<byte> rest = stackalloc byte[256];
            int count;
            while ((count = Read(rest)) > 0)
            {
                if (rest[..count].ContainsAnyExcept((byte)0))
                {
                    return false;
                }
            }

            return true;
        }

        private static int Count(ReadOnlySpan<byte> bytes)
        {
            int count = 0;
            for (int at = bytes.IndexOf(Member); at >= 0; at = bytes.IndexOf(Member))
            {
                count++;
                bytes = bytes[(at + Member.Length)..];
            }

            return count;
        }
    }
}
