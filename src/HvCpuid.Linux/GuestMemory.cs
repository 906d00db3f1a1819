using System.Buffers.Binary;
using System.Globalization;
using HvCpuid.Linux.Native;

namespace HvCpuid.Linux;

/// <summary>A piece of a guest's physical memory, read and written within its bounds. It lives as long as its VM.</summary>
public sealed class GuestMemory
{
    /// <summary>The size of a page, 4096 bytes.</summary>
    public const int PageSize = 4096;

    // struct kvm_userspace_memory_region (include/uapi/linux/kvm.h): slot, flags, guest_phys_addr, memory_size, userspace_addr.
    internal const int RegionSlotOffset = 0;
    internal const int RegionAddressOffset = 8;
    internal const int RegionLengthOffset = 16;
    internal const int RegionPagesOffset = 24;
    internal const int RegionSize = 32;

    private readonly MappedPages _pages;

    internal GuestMemory(MappedPages pages, ulong guestAddress) => (_pages, GuestAddress) = (pages, guestAddress);

    /// <summary>The guest-physical address of its first byte.</summary>
    public ulong GuestAddress { get; }

    /// <summary>How many bytes.</summary>
    public int Length => _pages.Length;

    /// <summary>Writes to the guest's memory.</summary>
    /// <param name="guestAddress">The guest-physical address.</param>
    /// <param name="bytes">What to write.</param>
    /// <exception cref="ArgumentException">Not all of it lies in this memory; nothing was written.</exception>
    /// <exception cref="ObjectDisposedException">The VM is gone.</exception>
    public void Write(ulong guestAddress, ReadOnlySpan<byte> bytes) => _pages.WriteSpan(Offset(guestAddress, bytes.Length), bytes);

    /// <summary>Reads the guest's memory.</summary>
    /// <param name="guestAddress">The guest-physical address.</param>
    /// <param name="bytes">Where to.</param>
    /// <exception cref="ArgumentException">Not all of it lies in this memory; nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The VM is gone.</exception>
    public void Read(ulong guestAddress, Span<byte> bytes) => _pages.ReadSpan(Offset(guestAddress, bytes.Length), bytes);

    internal static void ThrowUnlessInPages(ulong guestAddress, int length)
    {
        if (length <= 0 || length % PageSize != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, string.Create(CultureInfo.InvariantCulture, $"A guest's memory of {length} bytes: expected a positive multiple of {PageSize}, whole pages."));
        }

        if (guestAddress % PageSize != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(guestAddress), guestAddress, $"A guest's memory at {guestAddress:X}H: expected a multiple of {PageSize:X}H, the start of a page.");
        }
    }

    internal byte[] Region(int slot)
    {
        byte[] region = new byte[RegionSize];
        BinaryPrimitives.WriteInt32LittleEndian(region.AsSpan(RegionSlotOffset), slot);
        BinaryPrimitives.WriteUInt64LittleEndian(region.AsSpan(RegionAddressOffset), GuestAddress);
        BinaryPrimitives.WriteInt64LittleEndian(region.AsSpan(RegionLengthOffset), Length);
        BinaryPrimitives.WriteInt64LittleEndian(region.AsSpan(RegionPagesOffset), _pages.DangerousGetHandle());
        return region;
    }

    private ulong Offset(ulong guestAddress, int length)
    {
        ulong offset = unchecked(guestAddress - GuestAddress);
        return offset <= (ulong)Length && (ulong)length <= (ulong)Length - offset
            ? offset
            : throw new ArgumentException($"{length} bytes at guest address {guestAddress:X}H are not all in this memory, {GuestAddress:X}H and {Length} bytes on.", nameof(guestAddress));
    }
}
