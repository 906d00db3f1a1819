using System.Runtime.InteropServices;

namespace HvCpuid.Linux.Native;

/// <summary>The calls of libc that /dev/kvm needs, on x86-64 Linux. All leave their error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
internal static partial class LibC
{
    /// <summary>O_RDWR | O_CLOEXEC (include/uapi/asm-generic/fcntl.h).</summary>
    public const int OpenReadWriteCloseOnExec = 0x2 | 0x80000;

    /// <summary>PROT_READ | PROT_WRITE (include/uapi/asm-generic/mman-common.h).</summary>
    public const int ProtectReadWrite = 0x1 | 0x2;

    /// <summary>MAP_SHARED.</summary>
    public const int MapShared = 0x1;

    /// <summary>MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE.</summary>
    public const int MapAnonymous = 0x2 | 0x20 | 0x4000;

    /// <summary>What mmap answers on failure.</summary>
    public const nint MapFailed = -1;

    /// <summary>SYS_getpid, SYS_gettid and SYS_tgkill (arch/x86/entry/syscalls/syscall_64.tbl); older C libraries have no functions for the latter two.</summary>
    public const nint GetThreadIdCall = 186;

    /// <inheritdoc cref="GetThreadIdCall"/>
    public const nint SignalThreadCall = 234;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(nint fd);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(FileDescriptor fd, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(FileDescriptor fd, nuint request, Span<byte> argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint MapFile(nint address, nuint length, int protection, int flags, FileDescriptor fd, nint offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
