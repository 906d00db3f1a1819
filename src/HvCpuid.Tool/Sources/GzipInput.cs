using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace HvCpuid.Tool.Sources;

/// <summary>
/// Unpacks gzip, member by member to the end of the input (RFC 1952). Of what stands behind the last member only zeros are taken, with which blocks are
/// filled up (GNU gzip takes them too): <see cref="GZipStream"/> passes over everything that is no member.
/// </summary>
/// <param name="packed">The packed stream, which is left open.</param>
internal sealed class GzipInput(Stream packed) : InputStream
{
    private const byte Deflated = 8;
    private readonly PackedBytes _packed = new(packed);
    private DeflateStream? _member;
    private Crc32 _checksum = new();
    private uint _length;
    private bool _any;
    private bool _ended;
    private InvalidDataException? _failure;

    [Flags]
    private enum HeaderParts : byte
    {
        Checksum = 1 << 1,
        Extra = 1 << 2,
        Name = 1 << 3,
        Comment = 1 << 4,
    }

    /// <summary>True for what begins as gzip does.</summary>
    public static bool IsMeant(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is damaged, ends early, or something else stands behind it.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_failure is not null)
        {
            throw new InvalidDataException(_failure.Message, _failure);
        }

        try
        {
            return Next(buffer);
        }
        catch (InvalidDataException e)
        {
            _failure = e;
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _member?.Dispose();
        _packed.Dispose();
        base.Dispose(disposing);
    }

    private int Next(Span<byte> buffer)
    {
        while (buffer.Length > 0 && (_member is not null || Begin()))
        {
            if (Unpack(buffer) is > 0 and var count)
            {
                _checksum.Append(buffer[..count]);
                _length = unchecked(_length + (uint)count);
                return count;
            }

            End();
        }

        return 0;
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _member!.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw _packed.IsRead ? Early() : new InvalidDataException("the packed bytes are damaged.", e);
        }
    }

    // A member, unless the input ends here.
    private bool Begin()
    {
        int first = _ended ? -1 : _packed.Next();
        bool filled = _any && first == 0 && _packed.RestIsZeros();
        if (first < 0 || filled)
        {
            _ended = true;
            return false;
        }

        if (first != 0x1F || Byte() != 0x8B)
        {
            throw Behind();
        }

        Header();
        _any = true;
        _checksum = new Crc32();
        _length = 0;
        _member = new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    private void Header()
    {
        int method = Byte();
        if (method != Deflated)
        {
            throw new InvalidDataException($"it is packed by method {method}: expected 8, deflate.");
        }

        HeaderParts parts = (HeaderParts)Byte();
        Skip(sizeof(uint) + 2);
        Skip((parts & HeaderParts.Extra) != 0 ? Byte() | (Byte() << 8) : 0);
        foreach (HeaderParts text in new[] { HeaderParts.Name, HeaderParts.Comment })
        {
            while ((parts & text) != 0 && Byte() != 0)
            {
                // up to the NUL that ends it
            }
        }

        Skip((parts & HeaderParts.Checksum) != 0 ? sizeof(ushort) : 0);
    }

    // Behind the deflated bytes stand the checksum and the length of what they unpack to. The inflater has read past them: they are looked for from where
    // it read last.
    private void End()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], _length);
        if (!_packed.TrySkipPast(trailer))
        {
            throw _packed.IsRead ? Early() : new InvalidDataException("the checksum behind the packed bytes does not fit them.");
        }
    }

    private byte Byte() => _packed.Next() is >= 0 and var next ? (byte)next : throw Early();

    private void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Byte();
        }
    }

    private static InvalidDataException Early() => new("it ends early, or its end is damaged.");

    private static InvalidDataException Behind() => new("something else stands behind the packed bytes: expected their end, or gzip again.");

    /// <summary>The packed bytes, of which those that were handed out last can be looked at again.</summary>
    private sealed class PackedBytes(Stream packed) : InputStream
    {
        private const int Most = 8192;
        private readonly byte[] _bytes = new byte[3 * Most];
        private int _handed;
        private int _position;
        private int _end;
        private bool _isRead;

        /// <summary>True when all that there is was handed out.</summary>
        public bool IsRead => _isRead && _position == _end;

        public override int Read(Span<byte> buffer)
        {
            if (_position == _end)
            {
                Fill(1);
            }

            int count = Math.Min(Math.Min(buffer.Length, Most), _end - _position);
            _bytes.AsSpan(_position, count).CopyTo(buffer);
            (_handed, _position) = (_position, _position + count);
            return count;
        }

        /// <summary>The next byte; -1 at the end.</summary>
        public int Next()
        {
            Span<byte> one = stackalloc byte[1];
            return Read(one) == 0 ? -1 : one[0];
        }

        /// <summary>Goes back to what was handed out last, and on to behind bytes that stand there or directly behind it.</summary>
        public bool TrySkipPast(ReadOnlySpan<byte> bytes)
        {
            Fill(bytes.Length + 1);
            ReadOnlySpan<byte> rest = _bytes.AsSpan(_handed.._end);
            int at = rest.IndexOf(bytes);
            if (at < 0)
            {
                _position = _isRead ? _end : _position;
                return false;
            }

            // What unpacks to nothing ends in zeros, and so do the deflated bytes before.
            while (rest[(at + 1)..].StartsWith(bytes))
            {
                at++;
            }

            _position = _handed + at + bytes.Length;
            return true;
        }

        /// <summary>Reads the rest; false at the first byte that is not 0.</summary>
        public bool RestIsZeros()
        {
            do
            {
                if (_bytes.AsSpan(_position.._end).ContainsAnyExcept((byte)0))
                {
                    return false;
                }

                (_handed, _position) = (_end, _end);
                Fill(1);
            }
            while (_position < _end);
            return true;
        }

        // So many bytes or more behind the position, where there are, with those that were handed out last before them.
        private void Fill(int least)
        {
            _bytes.AsSpan(_handed.._end).CopyTo(_bytes);
            (_handed, _position, _end) = (0, _position - _handed, _end - _handed);
            for (int count = 1; _end - _position < least && count > 0; _end += count)
            {
                count = packed.Read(_bytes.AsSpan(_end, Math.Min(Most, _bytes.Length - _end)));
                _isRead = count == 0;
            }
        }
    }
}
