namespace HvCpuid.Ioctl;

/// <summary>copy_from_user and copy_to_user: byte by byte up to the first that faults (Linux, include/linux/uaccess.h).</summary>
public static class UserCopy
{
    /// <summary>Copies from the caller's memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="address">Where from.</param>
    /// <param name="destination">Where to; bytes behind a fault stay as they are.</param>
    /// <returns>The bytes copied; fewer than asked for when one faults.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="memory"/> is null.</exception>
    public static int CopyFromUser(this IUserMemory memory, ulong address, Span<byte> destination)
    {
        memory = Guard.NotNull(memory);
        int copied = 0;
        while (copied < destination.Length && UserAddress.TryAdd(address, copied, out ulong at))
        {
            ReadOnlySpan<byte> part = memory.Readable(at, destination.Length - copied);
            if (part.IsEmpty)
            {
                break;
            }

            part.CopyTo(destination.Slice(copied));
            copied += part.Length;
        }

        return copied;
    }

    /// <summary>Copies to the caller's memory; what precedes a fault is written.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="address">Where to.</param>
    /// <param name="source">What.</param>
    /// <returns>The bytes copied; fewer than asked for when one faults.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="memory"/> is null.</exception>
    public static int CopyToUser(this IUserMemory memory, ulong address, ReadOnlySpan<byte> source)
    {
        memory = Guard.NotNull(memory);
        int copied = 0;
        while (copied < source.Length && UserAddress.TryAdd(address, copied, out ulong at))
        {
            Span<byte> part = memory.Writable(at, source.Length - copied);
            if (part.IsEmpty)
            {
                break;
            }

            source.Slice(copied, part.Length).CopyTo(part);
            copied += part.Length;
        }

        return copied;
    }
}
