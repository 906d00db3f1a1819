using System.Runtime.InteropServices;

namespace HvCpuid.Tool.Terminal;

/// <summary>
/// A standard stream of Unix by read and write alone. <see cref="Console"/>'s streams set a terminal up first, which writes to it, and a
/// <see cref="FileStream"/> does not move the place in a file that the processes of one shell share.
/// </summary>
/// <param name="descriptor">0, 1 or 2.</param>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4; // EINTR
    private const int BrokenPipe = 32; // EPIPE
    private const short Readable = 1; // POLLIN
    private const short Writable = 4; // POLLOUT
    private static readonly int NotNow = OperatingSystem.IsLinux() ? 11 : 35; // EAGAIN: another program left the descriptor non-blocking
    private bool _readerIsGone;

    /// <inheritdoc/>
    public override bool CanRead => descriptor == 0;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => descriptor != 0;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        nint count;
        while ((count = Read(descriptor, buffer, (nuint)buffer.Length)) < 0)
        {
            WaitOrThrow(Readable);
        }

        return (int)count;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Whoever closes a pipe early has seen enough.
        while (!buffer.IsEmpty && !_readerIsGone)
        {
            nint count = Write(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() == BrokenPipe)
            {
                _readerIsGone = true;
            }
            else
            {
                WaitOrThrow(Writable);
            }
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void WaitOrThrow(short events)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == NotNow)
        {
            PollDescriptor wanted = new() { Descriptor = descriptor, Events = events };
            _ = Poll(ref wanted, 1, -1);
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptor, nuint count, int timeout);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
