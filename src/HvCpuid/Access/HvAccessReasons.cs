using HvCpuid.Kvm;

namespace HvCpuid.Access;

/// <summary>Writes an <see cref="HvAccessResult"/> out.</summary>
internal static class HvAccessReasons
{
    /// <summary>The reason as a sentence.</summary>
    /// <param name="result">The result.</param>
    public static string Text(HvAccessResult result)
    {
        string subject = result.Row is { } row ? $"{(row as HvHypercallRow)?.OneOf ?? row.Name} ({row.Number})" : result.Cause == HvAccessCause.NoSuchMsr ? "The MSR" : "The hypercall";
        return result.Cause switch
        {
            HvAccessCause.Undecided => "No access was asked about.",
            HvAccessCause.Nothing => $"{subject} is allowed.",
            HvAccessCause.NoSuchHypercall => $"{subject} needs no bit of CPUID, but this KVM does not implement it and answers HV_STATUS_INVALID_HYPERCALL_CODE.",
            HvAccessCause.NotAware => "The guest is not Hyper-V aware: CPUID.40000001H:EAX is not 'Hv#1'.",
            HvAccessCause.NotCompiledIn => "This KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV).",
            HvAccessCause.NoSuchMsr => $"{subject} is none that KVM implements.",
            HvAccessCause.NotInRelease when result.Row!.Since == KvmChanges.IoctlAdded => $"{subject} is in Linux {KvmRelease.First}; what an earlier release has is not known here.",
            HvAccessCause.NotInRelease => $"{subject} came with {result.Row!.Since}.",
            HvAccessCause.ReadOnly => $"{subject} is read-only for a guest.",
            HvAccessCause.WriteOnly => $"{subject} is write-only.",
            HvAccessCause.BitClear => $"{subject} needs {Need(result)}.",
            HvAccessCause.AlwaysNeededBitClear => $"{subject} needs {Need(result)}, enforced or not.",
            HvAccessCause.SynicInactive => $"{subject} needs an active SynIC: KVM_CAP_HYPERV_SYNIC or KVM_CAP_HYPERV_SYNIC2 on the vCPU.",
            HvAccessCause.NoInKernelLapic => $"{subject} needs an in-kernel local APIC.",
            HvAccessCause.Flaw => $"{subject} on a vCPU without an in-kernel local APIC makes the host kernel oops: {KvmFlaws.IpiWithoutLapic}. Fixed in {KvmFlaws.IpiWithoutLapic.Fix}.",
            HvAccessCause.ValueNeedsBit => $"{subject} takes {Values(result)}.",
            HvAccessCause.ValueRefused => $"{subject} takes {Values(result)}.",
            HvAccessCause.NotPrivileged => $"{subject} comes from CPL 1 to 3 or from real mode.",
            HvAccessCause.ReservedBits => $"{subject} has reserved bits of its input value set: 31 to 27, 47 to 44 and 63 to 60 must be 0.",
            HvAccessCause.XmmInputClear => $"{subject} with input in XMM registers needs {Need(result)}.",
            HvAccessCause.FastRefused => $"{subject} is not taken fast, bit 16 of the input value.",
            HvAccessCause.RepOfSimple => $"{subject} is no rep hypercall: rep count and rep start of the input value must be 0.",
            HvAccessCause.RepCountMissing => $"{subject} is a rep hypercall: the rep count of the input value must not be 0, and the rep start must be.",
            HvAccessCause.VariableHeader => $"{subject} takes no variable header: bits 26 to 17 of the input value must be 0.",
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.Cause, "The cause has no words."),
        };
    }

    private static string Need(HvAccessResult result) => result.MissingBit is { Bits.IsSingleBit: false } address
        ? $"{address} neither 0 nor {uint.MaxValue:X8}H"
        : $"{result.MissingBit}";

    private static string Values(HvAccessResult result) => ((HvMsrRow)result.Row!).Values!.Text;
}
