using System.Buffers.Binary;
using System.Globalization;
using HvCpuid.Registers;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Ioctl;

/// <summary>
/// <c>struct kvm_cpuid_entry2</c> to the last byte: an entry and its padding, which KVM_GET_CPUID2 gives back as KVM_SET_CPUID2 took it (Linux,
/// arch/x86/include/uapi/asm/kvm.h; offsets in <see cref="KvmCpuid2Layout"/>).
/// </summary>
/// <param name="Entry">Bytes 0 to 27: <c>function, index, flags, eax, ebx, ecx, edx</c>.</param>
public readonly record struct KvmCpuidEntry2(CpuidEntry Entry)
{
    /// <summary>The size in bytes, 40.</summary>
    public const int Size = Layout.EntrySize;

    private const int Padding0Offset = Layout.EntryPaddingOffset;
    private const int Padding1Offset = Padding0Offset + sizeof(uint);
    private const int Padding2Offset = Padding1Offset + sizeof(uint);

    /// <summary>An entry by its fields, padding 0.</summary>
    /// <param name="function">EAX on input.</param>
    /// <param name="index">ECX on input; counts only with <see cref="CpuidEntry.SignificantIndex"/>.</param>
    /// <param name="flags">KVM_CPUID_FLAG_*.</param>
    /// <param name="registers">The four registers.</param>
    public KvmCpuidEntry2(uint function, uint index, uint flags, CpuidRegisters registers)
        : this(new CpuidEntry(function, registers) { Index = index, Flags = flags })
    {
    }

    /// <summary>Bytes 28 to 31, <c>padding[0]</c>.</summary>
    public uint Padding0 { get; init; }

    /// <summary>Bytes 32 to 35, <c>padding[1]</c>.</summary>
    public uint Padding1 { get; init; }

    /// <summary>Bytes 36 to 39, <c>padding[2]</c>.</summary>
    public uint Padding2 { get; init; }

    /// <summary>Reads an entry.</summary>
    /// <param name="source">Its bytes, <see cref="Size"/> at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static KvmCpuidEntry2 Read(ReadOnlySpan<byte> source) => new(CpuidEntry.Read(source))
    {
        Padding0 = BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(Padding0Offset)),
        Padding1 = BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(Padding1Offset)),
        Padding2 = BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(Padding2Offset)),
    };

    /// <summary>Writes the entry.</summary>
    /// <param name="destination">Where to, <see cref="Size"/> bytes at least; those behind stay as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes; nothing was written.</exception>
    public void Write(Span<byte> destination)
    {
        Entry.Write(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(Padding0Offset), Padding0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(Padding1Offset), Padding1);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(Padding2Offset), Padding2);
    }

    /// <summary>The entry on one line: <c>40000003H/0: 00002AFF-00000030-00000000-00080500 flags 0</c>.</summary>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0:X8}H/{1:X}: {2} flags {3:X}", Entry.Function, Entry.Index, Entry.Registers, Entry.Flags);
}
