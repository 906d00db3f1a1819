using System.Runtime.InteropServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Native;

/// <summary>ioctl(2) on KVM's file descriptors: a refusal is thrown with its errno as it came.</summary>
internal static class KvmIoctl
{
    // The kernel's own limits are 256 entries and a dozen Hyper-V leaves; whoever wants more than this is not KVM.
    private const int MaxEntries = 4096;

    /// <summary>Calls with a number.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public static int Call(FileDescriptor fd, KvmRequest request, nint argument = 0)
    {
        fd.ThrowIfDisposed();
        int result = LibC.Ioctl(fd, (nuint)request, argument);
        return result < 0 ? throw new KvmException(request, LastError) : result;
    }

    /// <summary>Calls with a structure, which the kernel may write to.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public static int Call(FileDescriptor fd, KvmRequest request, Span<byte> argument)
    {
        fd.ThrowIfDisposed();
        int result = LibC.Ioctl(fd, (nuint)request, argument);
        return result < 0 ? throw new KvmException(request, LastError) : result;
    }

    /// <summary>KVM_ENABLE_CAP.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public static void Enable(FileDescriptor fd, KvmEnableCap cap)
    {
        Span<byte> argument = stackalloc byte[KvmEnableCap.Size];
        cap.Write(argument);
        Call(fd, KvmRequest.EnableCap, argument);
    }

    /// <summary>Calls with a number where the answer is a new file descriptor.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public static FileDescriptor Open(FileDescriptor fd, KvmRequest request, nint argument = 0)
    {
        fd.ThrowIfDisposed();
        FileDescriptor opened = new();
        do
        {
            opened.Own(LibC.Ioctl(fd, (nuint)request, argument));
        }
        while (opened.IsInvalid && LastError == KvmErrno.EINTR); // a VM has a kernel thread, whose making a signal interrupts

        return opened.IsInvalid ? throw new KvmException(request, LastError) : opened;
    }

    /// <summary>Fills a struct kvm_cpuid2, with more room for as long as the kernel says E2BIG: it does not say how much it needs.</summary>
    /// <param name="fd">The file descriptor.</param>
    /// <param name="request">The request.</param>
    /// <param name="room">Entries to begin with.</param>
    /// <exception cref="KvmException">The call is refused.</exception>
    public static KvmCpuid2 GetEntries(FileDescriptor fd, KvmRequest request, int room)
    {
        fd.ThrowIfDisposed();
        while (true)
        {
            byte[] buffer = KvmCpuid2.CreateBuffer(room);
            if (LibC.Ioctl(fd, (nuint)request, buffer) >= 0)
            {
                return KvmCpuid2.Read(buffer);
            }

            if (LastError != KvmErrno.E2BIG || room >= MaxEntries)
            {
                throw new KvmException(request, LastError);
            }

            room = Math.Max(2 * room, 1);
        }
    }

    /// <summary>The errno of this thread's last call, whether it has a name here or not.</summary>
    public static KvmErrno LastError => (KvmErrno)Marshal.GetLastPInvokeError();
}
