namespace HvCpuid.Registers;

/// <summary>
/// Where the fields of <c>struct kvm_cpuid2</c> and <c>struct kvm_cpuid_entry2</c> are (Linux, include/uapi/linux/kvm.h). Every field is a
/// little-endian 32-bit number. Public, so that whoever speaks the ioctl shares one layout with whoever reads a file.
/// </summary>
public static class KvmCpuid2Layout
{
    /// <summary>Header: <c>nent</c>, the number of entries.</summary>
    public const int EntryCountOffset = 0;

    /// <summary>Header: padding. Written as zero, not looked at.</summary>
    public const int HeaderPaddingOffset = EntryCountOffset + sizeof(uint);

    /// <summary>The size of the header in bytes, 8; the entries follow it.</summary>
    public const int HeaderSize = HeaderPaddingOffset + sizeof(uint);

    /// <summary>Entry: <c>function</c>.</summary>
    public const int FunctionOffset = 0;

    /// <summary>Entry: <c>index</c>.</summary>
    public const int IndexOffset = FunctionOffset + sizeof(uint);

    /// <summary>Entry: <c>flags</c>, KVM_CPUID_FLAG_*.</summary>
    public const int FlagsOffset = IndexOffset + sizeof(uint);

    /// <summary>Entry: <c>eax</c>.</summary>
    public const int EaxOffset = FlagsOffset + sizeof(uint);

    /// <summary>Entry: <c>ebx</c>.</summary>
    public const int EbxOffset = EaxOffset + sizeof(uint);

    /// <summary>Entry: <c>ecx</c>.</summary>
    public const int EcxOffset = EbxOffset + sizeof(uint);

    /// <summary>Entry: <c>edx</c>.</summary>
    public const int EdxOffset = EcxOffset + sizeof(uint);

    /// <summary>Entry: three numbers of padding. Written as zeros, not looked at.</summary>
    public const int EntryPaddingOffset = EdxOffset + sizeof(uint);

    /// <summary>The size of an entry in bytes, 40.</summary>
    public const int EntrySize = EntryPaddingOffset + (3 * sizeof(uint));

    /// <summary>The size of the whole structure with a number of entries.</summary>
    /// <param name="entryCount">The number of entries, any value of <c>nent</c>.</param>
    public static long GetByteCount(uint entryCount) => HeaderSize + ((long)EntrySize * entryCount);
}
