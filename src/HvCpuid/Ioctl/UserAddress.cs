namespace HvCpuid.Ioctl;

/// <summary>Arithmetic on the caller's addresses: they do not wrap around at the end of memory.</summary>
internal static class UserAddress
{
    public static bool TryAdd(ulong address, int offset, out ulong sum)
    {
        sum = unchecked(address + (ulong)offset);
        return sum >= address;
    }
}
