using System.Globalization;
using HvCpuid.Kvm;

namespace HvCpuid.Vmm;

/// <summary>A capability that a VMM enables on every vCPU (KVM_ENABLE_CAP).</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Argument">args[0], where it is a number; 0 where it is an address or nothing.</param>
/// <param name="Outcome">What KVM answers.</param>
public sealed record HvVcpuEnabling(KvmCapability Capability, ulong Argument, KvmOutcome Outcome)
{
    /// <summary>True when the VMM enables it once the leaves are set (KVM_SET_CPUID2), as QEMU before 6.1 does with SynIC.</summary>
    public bool AfterLeaves { get; init; }

    /// <summary><c>148 0</c>, and the errno's name where it is refused: <c>199 1 EINVAL</c>.</summary>
    public override string ToString()
    {
        string call = string.Format(CultureInfo.InvariantCulture, "{0} {1}", (int)Capability, Argument);
        return Outcome.IsDone ? call : $"{call} {Outcome}";
    }
}
