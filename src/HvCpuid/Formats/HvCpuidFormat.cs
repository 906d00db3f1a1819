namespace HvCpuid.Formats;

/// <summary>The forms in which hypervisor leaves are read and written.</summary>
public enum HvCpuidFormat
{
    /// <summary>The text that <c>cpuid -r</c> prints (Todd Allen's cpuid, manual page cpuid(1)), of one CPU or several.</summary>
    CpuidRaw = 0,

    /// <summary>The bytes of <c>struct kvm_cpuid2</c> (Linux, include/uapi/linux/kvm.h), little endian.</summary>
    KvmCpuid2 = 1,

#if NET8_0_OR_GREATER
    /// <summary>JSON, <c>{"entries":[…]}</c>. Only on the targets that have System.Text.Json in the box: not on netstandard2.0.</summary>
    Json = 2,
#endif
}
