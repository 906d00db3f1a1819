using System.Buffers.Binary;

namespace HvCpuid.Linux;

/// <summary>The segment registers of a vCPU, in the order of <c>struct kvm_sregs</c>.</summary>
public enum KvmSegment
{
    /// <summary>CS.</summary>
    Cs = 0,

    /// <summary>DS.</summary>
    Ds,

    /// <summary>ES.</summary>
    Es,

    /// <summary>FS.</summary>
    Fs,

    /// <summary>GS.</summary>
    Gs,

    /// <summary>SS.</summary>
    Ss,
}

/// <summary>
/// The special registers of a vCPU, <c>struct kvm_sregs</c> (Linux, arch/x86/include/uapi/asm/kvm.h): the bytes as the kernel gave them, with
/// the fields that real-mode code needs. What has no name here goes back as it came.
/// </summary>
public sealed class KvmSpecialRegisters
{
    // Six segments, tr and ldt of 24 bytes each; gdt and idt of 16; cr0, cr2, cr3, cr4, cr8, efer, apic_base; 256 bits of pending interrupts.
    internal const int Size = 312;
    internal const int SegmentSize = 24;
    internal const int SelectorOffset = 12;
    internal const int IdtOffset = 208;
    internal const int TableLimitOffset = 8;
    internal const int Cr0Offset = 224;
    private readonly byte[] _bytes;

    internal KvmSpecialRegisters(byte[] bytes) => _bytes = bytes;

    /// <summary>CR0. Bit 0 is clear in real mode.</summary>
    public ulong Cr0 => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(Cr0Offset));

    /// <summary>The limit of the interrupt descriptor table, in bytes. In real mode the table is that of interrupt vectors, four bytes each.</summary>
    public ushort IdtLimit
    {
        get => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(IdtOffset + TableLimitOffset));
        set => BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(IdtOffset + TableLimitOffset), value);
    }

    internal byte[] Bytes => _bytes;

    /// <summary>A segment's selector; its base in real mode is sixteen times that.</summary>
    /// <param name="segment">The segment.</param>
    public ushort GetSelector(KvmSegment segment) => BinaryPrimitives.ReadUInt16LittleEndian(Field(segment, SelectorOffset));

    /// <summary>Loads a segment as real mode does: the selector, and sixteen times that as the base.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="selector">The selector.</param>
    public void SetRealMode(KvmSegment segment, ushort selector)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Field(segment, 0), (ulong)selector * 16);
        BinaryPrimitives.WriteUInt16LittleEndian(Field(segment, SelectorOffset), selector);
    }

    private Span<byte> Field(KvmSegment segment, int offset) => Enum.IsDefined(segment)
        ? _bytes.AsSpan(((int)segment * SegmentSize) + offset)
        : throw new ArgumentOutOfRangeException(nameof(segment), segment, "There is no such segment.");
}
