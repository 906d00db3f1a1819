namespace HvCpuid.Ioctl;

/// <summary>
/// The memory of the process that calls: what copy_from_user and copy_to_user reach. An implementation gives its bytes as spans; the copying,
/// with faults and the partial writes that precede them, is done on these.
/// </summary>
/// <remarks>
/// Called with the vCPU's mutex held: an implementation must not call into the same vCPU. Safe for calls from several threads if the
/// simulated calls are.
/// </remarks>
public interface IUserMemory
{
    /// <summary>The bytes from an address on that can be read, as far as they lie together in the implementation's memory.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">How many are wanted, at least 1.</param>
    /// <returns>At most <paramref name="length"/> bytes; fewer where a mapping ends, and the caller asks again for what follows; none where the first faults.</returns>
    public ReadOnlySpan<byte> Readable(ulong address, int length);

    /// <summary>The bytes from an address on that can be written (and read), as far as they lie together in the implementation's memory.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">How many are wanted, at least 1.</param>
    /// <returns>At most <paramref name="length"/> bytes; fewer where a mapping ends, and the caller asks again for what follows; none where the first faults.</returns>
    public Span<byte> Writable(ulong address, int length);
}
