namespace HvCpuid.Kvm;

/// <summary>Who brings a flaw out.</summary>
public enum KvmFlawTrigger
{
    /// <summary>A guest, by a hypercall.</summary>
    Guest = 0,

    /// <summary>A guest that runs guests of its own, or one of these.</summary>
    NestedGuest,

    /// <summary>The VMM, by an ioctl.</summary>
    Vmm,
}

/// <summary>A public flaw of KVM's Hyper-V emulation by which a guest or a VMM harms the host.</summary>
/// <param name="Cve">Its number; null for one without.</param>
/// <param name="Summary">What happens, in one line.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Fix">The change that ended it.</param>
/// <param name="Trigger">Who brings it out.</param>
public sealed record KvmFlaw(string? Cve, string Summary, KvmChange Since, KvmChange Fix, KvmFlawTrigger Trigger)
{
    /// <summary>The hypercalls that bring it out; empty where it is none.</summary>
    public IReadOnlyList<ushort> Hypercalls { get; init; } = [];

    /// <summary>Where it shows beyond the kernel, <c>without an in-kernel local APIC</c>; null for everywhere.</summary>
    public string? Where { get; init; }

    /// <summary>True when a kernel has the flaw.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public bool IsIn(KvmKernel kernel) => Since.IsIn(kernel) && !Fix.IsIn(kernel);

    /// <summary>Whether a kernel has the flaw; null where the kernel is not known well enough.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public bool? IsKnownIn(KvmKernel kernel) => kernel?.Neighbour is { } other && IsIn(other) != IsIn(kernel) ? null : IsIn(kernel!);

    /// <summary>Number and summary: <c>CVE-2025-21779, a guest's cluster IPI …</c>.</summary>
    public override string ToString() => Cve is null ? Summary : $"{Cve}, {Summary}";
}

/// <summary>
/// The public flaws of arch/x86/kvm/hyperv.c on releases with the ioctl, with the change that ended each. Sources: the CVE records of the Linux kernel, and of
/// CVE-2022-2153 Red Hat's and Ubuntu's. CVE-2021-30178 (919f4ebc5987) concerns release candidates of 5.12 alone.
/// </summary>
public static class KvmFlaws
{
    /// <summary>CVE-2025-21779: kvm_hv_send_ipi reaches for a local APIC that is not there.</summary>
    public static KvmFlaw IpiWithoutLapic { get; } = new(
        "CVE-2025-21779", "a guest's cluster IPI hypercall dereferences NULL in the host", KvmChanges.Beginning, KvmChanges.IpiRefusedWithoutLapic, KvmFlawTrigger.Guest)
    {
        Hypercalls = [0x000B, 0x0015],
        Where = "on a vCPU without an in-kernel local APIC",
    };

    /// <summary>CVE-2025-38351: INVVPID fails for an address that is not canonical, and KVM warns of that.</summary>
    public static KvmFlaw NonCanonicalFlush { get; } = new(
        "CVE-2025-38351", "a guest's TLB flush list with an address that is not canonical makes the host warn, and panic with panic_on_warn", KvmChanges.ExtendedGvaRanges,
        KvmChanges.NonCanonicalFlushSkipped, KvmFlawTrigger.Guest)
    {
        Hypercalls = [0x0003, 0x0014],
        Where = "on Intel",
    };

    /// <summary>CVE-2026-46131: the input of a nested guest's flush is translated with paging that it does not have.</summary>
    public static KvmFlaw NestedFlush { get; } = new(
        "CVE-2026-46131", "a nested guest's TLB flush hypercall without nested paging makes the host translate its input wrongly", KvmChanges.DirectFlush,
        KvmChanges.NestedFlushTranslated, KvmFlawTrigger.NestedGuest)
    {
        Hypercalls = [0x0002, 0x0003, 0x0013, 0x0014],
        Where = "in a nested guest without nested paging",
    };

    /// <summary>CVE-2026-64247: the VP id of a nested guest is taken unchecked from the enlightened VMCS.</summary>
    public static KvmFlaw SparseBank { get; } = new(
        "CVE-2026-64247", "a nested guest's TLB flush hypercall with a VP id from 4096 on makes the host read out of bounds", KvmChanges.DirectFlush,
        KvmChanges.SparseBankBounded, KvmFlawTrigger.NestedGuest)
    {
        Hypercalls = [0x0002, 0x0003, 0x0013, 0x0014],
        Where = "with direct TLB flush of nested guests",
    };

    /// <summary>CVE-2022-2153: a SynIC or timer MSR written by the VMM leads to an interrupt without a local APIC.</summary>
    public static KvmFlaw SynicWrite { get; } = new(
        "CVE-2022-2153", "a VMM's write to an MSR of SynIC or its timers (KVM_SET_MSRS) dereferences NULL in the host", KvmChanges.Beginning,
        KvmChanges.SynicWritesNeedSynic, KvmFlawTrigger.Vmm)
    {
        Where = "on a vCPU without an in-kernel local APIC",
    };

    /// <summary>All of them, the oldest fix first.</summary>
    public static IReadOnlyList<KvmFlaw> All { get; } = [SynicWrite, IpiWithoutLapic, NonCanonicalFlush, NestedFlush, SparseBank];

    /// <summary>The flaws of a kernel that a hypercall of a guest brings out.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="code">The call code.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public static IEnumerable<KvmFlaw> For(KvmKernel kernel, ushort code)
    {
        _ = Guard.NotNull(kernel);
        return All.Where(flaw => flaw.Hypercalls.Contains(code) && flaw.IsIn(kernel));
    }
}
