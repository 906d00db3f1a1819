using System.Globalization;
using HvCpuid.Ioctl;

namespace HvCpuid.Simulation;

/// <summary>A caller's memory made of mapped ranges; everything between them faults. Safe for use from several threads; looking an address up takes no lock.</summary>
public sealed class MappedUserMemory : IUserMemory
{
    private readonly object _mapping = new();
    private Range[] _ranges = [];

    /// <summary>Maps an array.</summary>
    /// <param name="address">The address of its first byte.</param>
    /// <param name="bytes">The array; the ioctls read and write it in place.</param>
    /// <param name="writable">False for memory that can be read only.</param>
    /// <exception cref="ArgumentNullException">There is no array.</exception>
    /// <exception cref="ArgumentException">The range holds address 0 (NULL always faults), ends beyond the address space, or overlaps another.</exception>
    public void Map(ulong address, byte[] bytes, bool writable = true) =>
        Map(address, new ArraySegment<byte>(Guard.NotNull(bytes)), writable);

    /// <summary>Maps a part of an array.</summary>
    /// <param name="address">The address of its first byte.</param>
    /// <param name="bytes">The part; the ioctls read and write it in place.</param>
    /// <param name="writable">False for memory that can be read only.</param>
    /// <exception cref="ArgumentException">The range holds address 0 (NULL always faults), ends beyond the address space, or overlaps another.</exception>
    public void Map(ulong address, ArraySegment<byte> bytes, bool writable = true)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        Range range = new(address, bytes, writable);
        if (address == 0 || address > ulong.MaxValue - (ulong)bytes.Count)
        {
            throw new ArgumentException($"{range} holds NULL or ends beyond the address space.", nameof(address));
        }

        lock (_mapping)
        {
            foreach (Range other in _ranges)
            {
                if (address < other.End && other.Start < range.End)
                {
                    throw new ArgumentException($"{range} overlaps {other}.", nameof(address));
                }
            }

            Volatile.Write(ref _ranges, [.. _ranges.Append(range).OrderBy(mapped => mapped.Start)]);
        }
    }

    /// <summary>Takes a range away.</summary>
    /// <param name="address">The address it was mapped at.</param>
    /// <returns>False when no range starts there.</returns>
    public bool Unmap(ulong address)
    {
        lock (_mapping)
        {
            int before = _ranges.Length;
            Volatile.Write(ref _ranges, [.. _ranges.Where(range => range.Start != address)]);
            return _ranges.Length != before;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Readable(ulong address, int length) => Find(address) is { } range ? range.Bytes(address, length) : default;

    /// <inheritdoc/>
    public Span<byte> Writable(ulong address, int length) => Find(address) is { IsWritable: true } range ? range.Bytes(address, length) : default;

    private Range? Find(ulong address)
    {
        Range[] ranges = Volatile.Read(ref _ranges);
        int low = 0;
        int high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            Range range = ranges[middle];
            if (address < range.Start)
            {
                high = middle - 1;
            }
            else if (address >= range.End)
            {
                low = middle + 1;
            }
            else
            {
                return range;
            }
        }

        return null;
    }

    private sealed class Range(ulong start, ArraySegment<byte> bytes, bool writable)
    {
        private readonly byte[] _array = bytes.Array!;
        private readonly int _offset = bytes.Offset;
        private readonly int _length = bytes.Count;

        public ulong Start { get; } = start;

        public ulong End { get; } = unchecked(start + (ulong)bytes.Count);

        public bool IsWritable { get; } = writable;

        public Span<byte> Bytes(ulong address, int length)
        {
            int offset = unchecked((int)(address - Start));
            return _array.AsSpan(_offset + offset, Math.Min(length, _length - offset));
        }

        public override string ToString() => string.Format(CultureInfo.InvariantCulture, "The range of {0} bytes at {1:X}H", _length, Start);
    }
}
