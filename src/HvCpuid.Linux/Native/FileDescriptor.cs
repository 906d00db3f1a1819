using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HvCpuid.Linux.Native;

/// <summary>
/// A file descriptor, closed once and only when no call uses it any more. What it depends on is kept open until then: a VM until its vCPUs are
/// closed, guest memory until its VM is. So the kernel never has an address of memory that was given back to the process.
/// </summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    private readonly Stack<(SafeHandle Handle, bool Owned)> _kept = new();

    private volatile bool _disposed;

    /// <summary>None yet: it is made before the call that opens one, so that nothing can throw in between.</summary>
    public FileDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes over a file descriptor.</summary>
    /// <param name="fd">What the call answered; −1 for none.</param>
    public void Own(int fd) => SetHandle(fd);

    /// <summary>A SafeHandle that is disposed of and still kept by another would still take calls: this one does not.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed of.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Keeps something open as long as this is.</summary>
    /// <exception cref="ObjectDisposedException">One of both is closed.</exception>
    public void Keep(SafeHandle other) => Keep(other, owned: false);

    /// <summary>Disposes of something when this is closed, and not before.</summary>
    /// <exception cref="ObjectDisposedException">This is closed.</exception>
    public void Adopt(SafeHandle other) => Keep(other, owned: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        bool closed = LibC.Close(handle) == 0;
        while (_kept.TryPop(out (SafeHandle Handle, bool Owned) kept))
        {
            if (kept.Owned)
            {
                kept.Handle.Dispose();
            }
            else
            {
                kept.Handle.DangerousRelease();
            }
        }

        return closed;
    }

    private void Keep(SafeHandle other, bool owned)
    {
        ThrowIfDisposed();
        bool open = false;
        bool added = false;
        try
        {
            // Held open meanwhile, so that what is kept cannot come after everything was let go.
            DangerousAddRef(ref open);
            lock (_kept)
            {
                _kept.EnsureCapacity(_kept.Count + 1);
                if (!owned)
                {
                    other.DangerousAddRef(ref added);
                }

                _kept.Push((other, owned));
            }
        }
        finally
        {
            if (open)
            {
                DangerousRelease();
            }
        }
    }
}
