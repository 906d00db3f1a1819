using System.Runtime.InteropServices;
using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Native;

/// <summary>Pages from mmap, read and written within their bounds, unmapped once and only when nothing uses them any more.</summary>
internal sealed class MappedPages : SafeBuffer
{
    /// <summary>None yet.</summary>
    public MappedPages()
        : base(ownsHandle: true)
    {
    }

    /// <summary>The number of bytes.</summary>
    public int Length => checked((int)ByteLength);

    /// <summary>Memory of this process's own, zeroed.</summary>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="KvmException">The kernel has none.</exception>
    public static MappedPages Anonymous(int length)
    {
        MappedPages pages = new();
        pages.Own(LibC.Map(0, (nuint)length, LibC.ProtectReadWrite, LibC.MapAnonymous, -1, 0), length);
        return pages.IsInvalid ? throw new KvmException(KvmRequest.SetUserMemoryRegion, KvmIoctl.LastError, "mmap of the guest's memory failed") : pages;
    }

    /// <summary>The memory that a file descriptor shares with the kernel.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="KvmException">It cannot be mapped.</exception>
    public static MappedPages Of(FileDescriptor fd, int length)
    {
        MappedPages pages = new();
        pages.Own(LibC.MapFile(0, (nuint)length, LibC.ProtectReadWrite, LibC.MapShared, fd, 0), length);
        return pages.IsInvalid
            ? throw new KvmException(KvmRequest.GetVcpuMmapSize, KvmIoctl.LastError, "mmap of the vCPU's struct kvm_run failed")
            : pages;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Unmap(handle, (nuint)ByteLength) == 0;

    private void Own(nint address, int length)
    {
        SetHandle(address == LibC.MapFailed ? 0 : address);
        Initialize((ulong)length);
    }
}
