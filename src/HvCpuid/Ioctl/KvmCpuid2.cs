using System.Buffers.Binary;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Ioctl;

/// <summary>
/// <c>struct kvm_cpuid2</c>: a header that counts, and the entries. Here the count is the entries', so that the two cannot disagree; the bytes
/// of a caller, where they can, are read with <see cref="Read"/>.
/// </summary>
/// <example>
/// <code>
/// KvmCpuid2 cpuid = KvmCpuid2.From(KvmQuery.Parse("6.12").Ask().Set!);
/// byte[] bytes = new byte[cpuid.ByteCount]; // struct kvm_cpuid2: a header of 8, entries of 40
/// Console.WriteLine(cpuid.Write(bytes)); // 408
/// Console.WriteLine(KvmCpuid2.Read(bytes).ToSet().Count); // 10
/// </code>
/// </example>
public sealed class KvmCpuid2
{
    private readonly KvmCpuidEntry2[] _entries;

    /// <summary>The structure with these entries.</summary>
    /// <param name="entries">The entries, in order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public KvmCpuid2(IEnumerable<KvmCpuidEntry2> entries) => _entries = [.. Guard.NotNull(entries)];

    /// <summary>The entries; their number is <c>nent</c>.</summary>
    public IReadOnlyList<KvmCpuidEntry2> Entries => _entries;

    /// <summary>The size in bytes: the header and the entries.</summary>
    public int ByteCount => checked((int)Layout.GetByteCount((uint)_entries.Length));

    /// <summary>The structure of entries without padding: a set's leaves, what <see cref="GuestCpuid.Entries"/> has, or any others.</summary>
    /// <param name="entries">The entries, in order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static KvmCpuid2 From(IEnumerable<CpuidEntry> entries) => new(Guard.NotNull(entries).Select(entry => new KvmCpuidEntry2(entry)));

    /// <summary>The structure of a guest's CPUID, for KVM_SET_CPUID2.</summary>
    /// <param name="cpuid">The guest's leaves, joined.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cpuid"/> is null.</exception>
    public static KvmCpuid2 From(GuestCpuid cpuid) => From(Guard.NotNull(cpuid).Entries);

    /// <summary>A zeroed buffer with room for some entries, and a header that says so: what a caller of KVM_GET_SUPPORTED_HV_CPUID passes.</summary>
    /// <param name="entryCount">The number of entries, <c>nent</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or too large for an array.</exception>
    public static byte[] CreateBuffer(int entryCount)
    {
        if (entryCount < 0 || Layout.GetByteCount((uint)entryCount) > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(entryCount), entryCount, "A buffer has room for 0 entries or more, and at most 2 GiB.");
        }

        byte[] buffer = new byte[(int)Layout.GetByteCount((uint)entryCount)];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(Layout.EntryCountOffset), (uint)entryCount);
        return buffer;
    }

    /// <summary>Reads the structure from a buffer that may be larger.</summary>
    /// <param name="source">The buffer.</param>
    /// <returns>The structure; the header's padding is not looked at.</returns>
    /// <exception cref="ArgumentException">The buffer ends within the header, or within the entries that the header counts.</exception>
    public static KvmCpuid2 Read(ReadOnlySpan<byte> source)
    {
        uint count = source.Length < Layout.HeaderSize
            ? throw new ArgumentException($"The header of struct kvm_cpuid2 has {Layout.HeaderSize} bytes, the buffer {source.Length}.", nameof(source))
            : BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(Layout.EntryCountOffset));
        if (Layout.GetByteCount(count) > source.Length)
        {
            throw new ArgumentException($"A struct kvm_cpuid2 with nent {count} has {Layout.GetByteCount(count)} bytes, the buffer {source.Length}.", nameof(source));
        }

        KvmCpuidEntry2[] entries = new KvmCpuidEntry2[(int)count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = KvmCpuidEntry2.Read(source.Slice(Layout.HeaderSize + (i * Layout.EntrySize)));
        }

        return new KvmCpuid2(entries);
    }

    /// <summary>Writes the structure, its header's padding as 0.</summary>
    /// <param name="destination">Where to, <see cref="ByteCount"/> bytes at least; those behind stay as they are.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentException">There are fewer bytes; nothing was written.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < ByteCount)
        {
            throw new ArgumentException($"The structure has {ByteCount} bytes, the destination {destination.Length}.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(Layout.EntryCountOffset), (uint)_entries.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(Layout.HeaderPaddingOffset), 0);
        for (int i = 0; i < _entries.Length; i++)
        {
            _entries[i].Write(destination.Slice(Layout.HeaderSize + (i * Layout.EntrySize)));
        }

        return ByteCount;
    }

    /// <summary>The entries without their padding, in order: what <see cref="GuestCpuid.Join"/> and <see cref="GuestCpuid.FromEntries"/> take.</summary>
    public IEnumerable<CpuidEntry> ToEntries() => _entries.Select(entry => entry.Entry);

    /// <summary>The hypervisor leaves among the entries, as a set; ordinary leaves are left out.</summary>
    /// <exception cref="ArgumentException">A hypervisor leaf is there twice or has an index.</exception>
    public HvCpuidSet ToSet() => new HvCpuidSetBuilder()
        .AddRange(ToEntries().Where(entry => entry.Function is >= HvCpuidSet.FirstFunction and <= HvCpuidSet.LastFunction))
        .ToSet();
}
