using System.Buffers.Binary;
using HvCpuid.Kvm;

namespace HvCpuid.Ioctl;

/// <summary>
/// <c>struct kvm_enable_cap</c>, the argument of KVM_ENABLE_CAP (Linux, include/uapi/linux/kvm.h). Of <c>args</c> only the first is ever looked
/// at by the capabilities of this model; <c>pad</c> never is.
/// </summary>
/// <param name="Capability">Bytes 0 to 3, <c>cap</c>.</param>
/// <param name="Argument">Bytes 8 to 15, <c>args[0]</c>.</param>
public readonly record struct KvmEnableCap(KvmCapability Capability, ulong Argument = 0)
{
    /// <summary>The offset of <c>cap</c>, 32 bits.</summary>
    public const int CapabilityOffset = 0;

    /// <summary>The offset of <c>flags</c>, 32 bits.</summary>
    public const int FlagsOffset = CapabilityOffset + sizeof(uint);

    /// <summary>The offset of <c>args</c>, four times 64 bits.</summary>
    public const int ArgumentsOffset = FlagsOffset + sizeof(uint);

    /// <summary>The offset of <c>pad</c>, 64 bytes.</summary>
    public const int PaddingOffset = ArgumentsOffset + (4 * sizeof(ulong));

    /// <summary>The size in bytes, 104.</summary>
    public const int Size = PaddingOffset + 64;

    /// <summary>Bytes 4 to 7, <c>flags</c>: no capability has any; one that is not 0 is EINVAL.</summary>
    public uint Flags { get; init; }

    /// <summary>Reads the structure.</summary>
    /// <param name="source">Its bytes, <see cref="Size"/> at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes.</exception>
    public static KvmEnableCap Read(ReadOnlySpan<byte> source)
    {
        source = source.Slice(0, Size);
        int capability = BinaryPrimitives.ReadInt32LittleEndian(source.Slice(CapabilityOffset));
        return new KvmEnableCap((KvmCapability)capability, BinaryPrimitives.ReadUInt64LittleEndian(source.Slice(ArgumentsOffset)))
        {
            Flags = BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(FlagsOffset)),
        };
    }

    /// <summary>Writes the structure; the other arguments and the padding as zeros.</summary>
    /// <param name="destination">Where to, <see cref="Size"/> bytes at least; those behind stay as they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bytes; nothing was written.</exception>
    public void Write(Span<byte> destination)
    {
        Span<byte> whole = destination.Slice(0, Size);
        whole.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(whole.Slice(CapabilityOffset), (int)Capability);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.Slice(FlagsOffset), Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.Slice(ArgumentsOffset), Argument);
    }
}
