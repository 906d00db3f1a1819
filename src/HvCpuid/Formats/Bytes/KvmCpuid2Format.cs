using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Formats;

/// <summary>
/// The bytes of <c>struct kvm_cpuid2</c>, as KVM_GET_SUPPORTED_HV_CPUID fills it and KVM_SET_CPUID2 takes it (Linux,
/// include/uapi/linux/kvm.h); <see cref="KvmCpuid2Layout"/> has the offsets.
/// </summary>
public static class KvmCpuid2Format
{
    /// <summary>Reads a structure. Entries outside 40000000H to 4FFFFFFFH are ordinary leaves and left out; padding is not looked at.</summary>
    /// <param name="input">The structure: the header, as many entries as it says, and nothing more.</param>
    /// <param name="dump">One CPU without a number.</param>
    /// <param name="error">What is wrong: a length that <c>nent</c> does not agree with, a hypervisor leaf twice or with an index.</param>
    /// <returns>False when it could not be read.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> input, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        dump = null;
        if (!FitsLength(input, input.Length))
        {
            error = HvCpuidFormatError.OfInput(LengthReason(input, input.Length));
            return false;
        }

        HvCpuidSetBuilder builder = new();
        for (int offset = Layout.HeaderSize; offset < input.Length; offset += Layout.EntrySize)
        {
            CpuidEntry entry = CpuidEntry.Read(input.Slice(offset));
            if (entry.Function is < HvCpuidSet.FirstFunction or > HvCpuidSet.LastFunction)
            {
                continue;
            }

            if (builder.Refusal(entry) is { } reason)
            {
                int index = (offset - Layout.HeaderSize) / Layout.EntrySize;
                error = HvCpuidFormatError.AtByte(offset, string.Format(CultureInfo.InvariantCulture, "entry {0}: {1}", index, reason));
                return false;
            }

            builder.Add(entry);
        }

        dump = new HvCpuidDump(HvCpuidFormat.KvmCpuid2, [new HvCpuidDumpCpu(null, builder.ToSet())]);
        error = null;
        return true;
    }

    /// <summary>How many bytes a set takes.</summary>
    /// <param name="set">The set.</param>
    /// <returns>The header and all entries, in bytes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static int GetByteCount(HvCpuidSet set) => Guard.NotNull(set).KvmCpuid2Length;

    /// <summary>Writes a set; bytes of the buffer behind it stay as they are.</summary>
    /// <param name="set">The set.</param>
    /// <param name="destination">Where to, <see cref="GetByteCount"/> bytes at least.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short; nothing was written.</exception>
    public static int Write(HvCpuidSet set, Span<byte> destination) => TryWrite(set, destination, out int written)
        ? written
        : throw new ArgumentException(
            $"A set of {set.Count} leaves takes {GetByteCount(set)} bytes, the destination has {destination.Length}.", nameof(destination));

    /// <summary>Writes a set, as <see cref="Write(HvCpuidSet, Span{byte})"/> does, without throwing for a short destination.</summary>
    /// <param name="set">The set.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="bytesWritten">The bytes written; 0 when it is too short.</param>
    /// <returns>False when the destination is too short; nothing was written.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static bool TryWrite(HvCpuidSet set, Span<byte> destination, out int bytesWritten)
    {
        int length = GetByteCount(set);
        bytesWritten = 0;
        if (destination.Length < length)
        {
            return false;
        }

        set.WriteKvmCpuid2(destination);
        bytesWritten = length;
        return true;
    }

    // The start of an input is enough: nent says how long the whole must be. Checked before anything is allocated.
    internal static bool FitsLength(ReadOnlySpan<byte> start, long totalLength) =>
        start.Length >= Layout.HeaderSize && Layout.GetByteCount(ReadUInt32(start, Layout.EntryCountOffset)) == totalLength;

    // As many entries as KVM ever takes (KVM_MAX_CPUID_ENTRIES, 256), no padding, a hypervisor's or an ordinary function: no text starts so.
    internal static bool LooksCut(ReadOnlySpan<byte> start, long totalLength) =>
        start.Length >= Layout.HeaderSize + sizeof(uint)
        && ReadUInt32(start, Layout.EntryCountOffset) is >= 1 and <= 256 and uint count
        && ReadUInt32(start, Layout.HeaderPaddingOffset) == 0
        && totalLength < Layout.GetByteCount(count);

    internal static string LengthReason(ReadOnlySpan<byte> start, long totalLength)
    {
        if (start.Length < Layout.HeaderSize)
        {
            return $"expected the {Layout.HeaderSize} bytes of the header of struct kvm_cpuid2, found {totalLength} bytes";
        }

        uint count = ReadUInt32(start, Layout.EntryCountOffset);
        return $"expected {Layout.GetByteCount(count)} bytes of struct kvm_cpuid2, for its nent of {count}, found {totalLength} bytes";
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(offset));
}
