using System.Buffers.Binary;
using System.Globalization;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Registers;

/// <summary>
/// One entry of CPUID: a function, where it counts an index, and what they answer; any leaf, an ordinary one too. Its 40 bytes are those of
/// <c>struct kvm_cpuid_entry2</c> (Linux, arch/x86/include/uapi/asm/kvm.h; offsets in <see cref="KvmCpuid2Layout"/>).
/// </summary>
/// <param name="Function">The CPUID function: EAX on input. 40000000H to 4FFFFFFFH in a set of Hyper-V leaves.</param>
/// <param name="Registers">The four registers.</param>
public readonly record struct CpuidEntry(uint Function, CpuidRegisters Registers)
{
    /// <summary>KVM_CPUID_FLAG_SIGNIFCANT_INDEX, flags[0]: the entry answers for its index only.</summary>
    public const uint SignificantIndex = 1;

    /// <summary>The index: ECX on input; it counts with <see cref="SignificantIndex"/> only. The Hyper-V leaves have none: always 0 in a set.</summary>
    public uint Index { get; init; }

    /// <summary>The entry's KVM_CPUID_FLAG_* bits; KVM_GET_SUPPORTED_HV_CPUID answers 0.</summary>
    public uint Flags { get; init; }

    /// <summary>Reads an entry; its padding is not looked at.</summary>
    /// <param name="source">Its bytes, 40 at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static CpuidEntry Read(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> entry = source.Slice(0, Layout.EntrySize);
        CpuidRegisters registers = new(Word(entry, Layout.EaxOffset), Word(entry, Layout.EbxOffset), Word(entry, Layout.EcxOffset), Word(entry, Layout.EdxOffset));
        return new CpuidEntry(Word(entry, Layout.FunctionOffset), registers)
        {
            Index = Word(entry, Layout.IndexOffset),
            Flags = Word(entry, Layout.FlagsOffset),
        };
    }

    /// <summary>Writes the entry, its padding as zeros.</summary>
    /// <param name="destination">Where to, 40 bytes at least; those behind stay as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes; nothing was written.</exception>
    public void Write(Span<byte> destination)
    {
        Span<byte> entry = destination.Slice(0, Layout.EntrySize);
        Put(entry, Layout.FunctionOffset, Function);
        Put(entry, Layout.IndexOffset, Index);
        Put(entry, Layout.FlagsOffset, Flags);
        Put(entry, Layout.EaxOffset, Registers.Eax);
        Put(entry, Layout.EbxOffset, Registers.Ebx);
        Put(entry, Layout.EcxOffset, Registers.Ecx);
        Put(entry, Layout.EdxOffset, Registers.Edx);
        entry.Slice(Layout.EntryPaddingOffset).Clear();
    }

    /// <summary>The entry on one line: <c>40000003H: 00002AFF-00000030-00000000-00080500</c>.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:X8}H: {1}", Function, Registers);

    private static uint Word(ReadOnlySpan<byte> source, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(offset));

    private static void Put(Span<byte> destination, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(destination.Slice(offset), value);
}
