using System.Buffers.Binary;
using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;
using Layout = HvCpuid.Formats.KvmCpuid2Layout;

namespace HvCpuid.Ioctl;

/// <summary>
/// <c>struct kvm_cpuid_entry2</c> as KVM_SET_CPUID2 takes it: any leaf, an ordinary one too, with every field, padding included
/// (Linux, arch/x86/include/uapi/asm/kvm.h; offsets in <see cref="Layout"/>).
/// </summary>
/// <param name="Function">Bytes 0 to 3, <c>function</c>: EAX on input.</param>
/// <param name="Index">Bytes 4 to 7, <c>index</c>: ECX on input; counts only with <see cref="SignificantIndex"/>.</param>
/// <param name="Flags">Bytes 8 to 11, <c>flags</c>: KVM_CPUID_FLAG_*.</param>
/// <param name="Registers">Bytes 12 to 27: <c>eax, ebx, ecx, edx</c>.</param>
public readonly record struct KvmCpuidEntry2(uint Function, uint Index, uint Flags, CpuidRegisters Registers)
{
    /// <summary>KVM_CPUID_FLAG_SIGNIFCANT_INDEX, flags[0]: the entry answers for its index only.</summary>
    public const uint SignificantIndex = 1;

    /// <summary>The size in bytes, 40.</summary>
    public const int Size = Layout.EntrySize;

    /// <summary>Bytes 28 to 31, <c>padding[0]</c>.</summary>
    public uint Padding0 { get; init; }

    /// <summary>Bytes 32 to 35, <c>padding[1]</c>.</summary>
    public uint Padding1 { get; init; }

    /// <summary>Bytes 36 to 39, <c>padding[2]</c>.</summary>
    public uint Padding2 { get; init; }

    /// <summary>The entry of a set.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The same with padding 0.</returns>
    public static KvmCpuidEntry2 From(HvCpuidEntry entry) => new(entry.Function, entry.Index, entry.Flags, entry.Registers);

    /// <summary>Reads an entry.</summary>
    /// <param name="source">Its bytes, <see cref="Size"/> at least.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static KvmCpuidEntry2 Read(ReadOnlySpan<byte> source)
    {
        CpuidRegisters registers = new(Word(source, Layout.EaxOffset), Word(source, Layout.EbxOffset), Word(source, Layout.EcxOffset), Word(source, Layout.EdxOffset));
        return new KvmCpuidEntry2(Word(source, Layout.FunctionOffset), Word(source, Layout.IndexOffset), Word(source, Layout.FlagsOffset), registers)
        {
            Padding0 = Word(source, Layout.EntryPaddingOffset),
            Padding1 = Word(source, Layout.EntryPaddingOffset + sizeof(uint)),
            Padding2 = Word(source, Layout.EntryPaddingOffset + (2 * sizeof(uint))),
        };
    }

    /// <summary>Writes the entry.</summary>
    /// <param name="destination">Where to, <see cref="Size"/> bytes at least; those behind stay as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes; nothing was written.</exception>
    public void Write(Span<byte> destination)
    {
        Span<byte> entry = destination.Slice(0, Size);
        Put(entry, Layout.FunctionOffset, Function);
        Put(entry, Layout.IndexOffset, Index);
        Put(entry, Layout.FlagsOffset, Flags);
        Put(entry, Layout.EaxOffset, Registers.Eax);
        Put(entry, Layout.EbxOffset, Registers.Ebx);
        Put(entry, Layout.EcxOffset, Registers.Ecx);
        Put(entry, Layout.EdxOffset, Registers.Edx);
        Put(entry, Layout.EntryPaddingOffset, Padding0);
        Put(entry, Layout.EntryPaddingOffset + sizeof(uint), Padding1);
        Put(entry, Layout.EntryPaddingOffset + (2 * sizeof(uint)), Padding2);
    }

    /// <summary>The entry as a set holds it, without padding.</summary>
    /// <returns>The entry.</returns>
    public HvCpuidEntry ToEntry() => new(Function, Registers) { Index = Index, Flags = Flags };

    /// <summary>The entry on one line: <c>40000003H/0: 00002AFF-00000030-00000000-00080500 flags 0</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:X8}H/{1:X}: {2} flags {3:X}", Function, Index, Registers, Flags);

    private static uint Word(ReadOnlySpan<byte> source, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(offset));

    private static void Put(Span<byte> destination, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(offset), value);
}
