using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>One entry of a set: a function and what it answers, as <c>struct kvm_cpuid_entry2</c> carries it (Linux, include/uapi/linux/kvm.h).</summary>
/// <param name="Function">The CPUID function, 40000000H to 4FFFFFFFH in a set.</param>
/// <param name="Registers">The four registers.</param>
public readonly record struct HvCpuidEntry(uint Function, CpuidRegisters Registers)
{
    /// <summary>The index (ECX on input). The Hyper-V leaves have none: always 0 in a set.</summary>
    public uint Index { get; init; }

    /// <summary>The entry's KVM_CPUID_FLAG_* bits; KVM_GET_SUPPORTED_HV_CPUID answers 0.</summary>
    public uint Flags { get; init; }

    /// <summary>The entry on one line: <c>40000003H: 00002AFF-00000030-00000000-00080500</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0:X8}H: {1}", Function, Registers);
}
