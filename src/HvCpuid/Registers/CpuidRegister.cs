namespace HvCpuid.Registers;

/// <summary>One of the four registers that the CPUID instruction answers in.</summary>
/// <remarks>The order is the architecture's own, and the one of <c>struct kvm_cpuid_entry2</c> (Linux, include/uapi/linux/kvm.h).</remarks>
public enum CpuidRegister
{
    /// <summary>EAX.</summary>
    Eax = 0,

    /// <summary>EBX.</summary>
    Ebx = 1,

    /// <summary>ECX.</summary>
    Ecx = 2,

    /// <summary>EDX.</summary>
    Edx = 3,
}
