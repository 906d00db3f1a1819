using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HvCpuid.Kvm;

/// <summary>
/// Every change of KVM that this model knows, in the order of the releases: what the kernel's history says of arch/x86/kvm/hyperv.c
/// (kvm_vcpu_ioctl_get_hv_cpuid, from 5.11 kvm_get_hv_cpuid, and the handlers of MSRs and hypercalls), cpuid.c, x86.c, vmx/ and virt/kvm/kvm_main.c,
/// from Linux 5.0 on; before, what VMMs conclude from where the call does not exist.
/// </summary>
public static class KvmChanges
{
    private const KvmAspects Leaves = KvmAspects.Leaves;
    private const KvmAspects Calls = KvmAspects.Calls;
    private const KvmAspects Access = KvmAspects.Access;
    private const int ShortestPrefix = 7;
    private const int LongestCommit = 40;
    private static readonly List<KvmChange> Known = [];
    private static readonly KvmRelease[] StableWithIpi = [new(5, 10, 236), new(5, 15, 179), new(6, 1, 129), new(6, 6, 79), new(6, 12, 16), new(6, 13, 4)];

    /// <summary>Everything before the ioctl existed: every kernel has it, and <see cref="All"/> does not.</summary>
    public static KvmChange Beginning { get; } = new(0, nameof(Beginning), new(0, 0), KvmAspects.None, "KVM has no KVM_GET_SUPPORTED_HV_CPUID", [], []);

    /// <summary>2.6.34: hypercalls and the APIC MSRs.</summary>
    public static KvmChange HyperVAdded { get; } = Change(new(2, 6, 34), Calls, "capabilities 44 to 46: hypercalls, the APIC MSRs, the long spin wait", ["10388a07164c"]);

    /// <summary>3.14: the partition's clock.</summary>
    public static KvmChange ReferenceTime { get; } = Change(new(3, 14), Calls, "capability 96: the reference counter and the reference TSC page", ["e984097b553e"]);

    /// <summary>4.3: the crash MSRs.</summary>
    public static KvmChange CrashMsrs { get; } = Change(new(4, 3), Calls, "the crash MSRs", ["e7d9513b60e8"]);

    /// <summary>4.4: the reset MSR.</summary>
    public static KvmChange ResetMsr { get; } = Change(new(4, 4), Calls, "the reset MSR", ["e516cebb4f2b"]);

    /// <summary>4.4: the VP index MSR.</summary>
    public static KvmChange VpIndexMsr { get; } = Change(new(4, 4), Calls, "the VP index MSR", ["11c4b1ca71a7"]);

    /// <summary>4.4: the VP runtime MSR.</summary>
    public static KvmChange VpRuntimeMsr { get; } = Change(new(4, 4), Calls, "the VP runtime MSR", ["9eec50b8bbe1"]);

    /// <summary>4.5: SynIC.</summary>
    public static KvmChange SynicAdded { get; } = Change(new(4, 5), Calls, "capability 123: the synthetic interrupt controller", ["5c919412fe61"]);

    /// <summary>4.5: the synthetic timers.</summary>
    public static KvmChange TimersAdded { get; } = Change(new(4, 5), Calls, "the synthetic timers", ["1f4b34f825e8"]);

    /// <summary>4.13: SynIC that leaves the guest's pages alone.</summary>
    public static KvmChange Synic2Added { get; } = Change(new(4, 13), Calls, "capability 148: SynIC that leaves the guest's pages alone", ["efc479e6900c"]);

    /// <summary>4.13: the VP index can be set.</summary>
    public static KvmChange VpIndexSettable { get; } = Change(new(4, 13), Calls, "capability 149: the VMM sets the VP index", ["d3457c877b14"]);

    /// <summary>4.14: the frequency MSRs.</summary>
    public static KvmChange FrequencyMsrs { get; } = Change(new(4, 14), Calls, "the frequency MSRs", ["72c139bacfa3"]);

    /// <summary>4.17: the re-enlightenment MSRs.</summary>
    public static KvmChange ReenlightenmentMsrs { get; } = Change(new(4, 17), Calls, "the re-enlightenment MSRs", ["a2e164e7f45a"]);

    /// <summary>4.17: signal-event hypercalls as eventfds.</summary>
    public static KvmChange EventFdAdded { get; } = Change(new(4, 17), Calls, "capability 154: signal-event hypercalls as eventfds", ["faeb7833eee0"]);

    /// <summary>4.18: TLB flush hypercalls.</summary>
    public static KvmChange TlbFlushAdded { get; } = Change(new(4, 18), Calls, "capability 155: TLB flush hypercalls", ["c1aea9196ef4"]);

    /// <summary>4.20: cluster IPI hypercalls.</summary>
    public static KvmChange SendIpiAdded { get; } = Change(new(4, 20), Calls, "capability 161: cluster IPI hypercalls", ["214ff83d4473"]);

    /// <summary>4.20: eVMCS.</summary>
    public static KvmChange EvmcsAdded { get; } = Change(new(4, 20), Calls, "capability 163: the enlightened VMCS", ["57b119da3594"]);

    /// <summary>5.0: the ioctl, on a vCPU.</summary>
    public static KvmChange IoctlAdded { get; } = Change(
        new(5, 0), Leaves | Calls | Access, "KVM_GET_SUPPORTED_HV_CPUID on a vCPU: leaves 0 to 5, and 4000000AH with eVMCS", ["2bc39970e932"]);

    /// <summary>5.0-rc4: what the first three release candidates reported too much.</summary>
    public static KvmChange FirstAnswersCorrected { get; } = Change(
        new(5, 0), Leaves, "no guest idle MSR, no reset by MSR recommended, eVMCS recommended only where it is enabled (since 5.0-rc4)", ["9699f970de84", "1998fd32aa62", "f1adceaf01f0"]);

    /// <summary>5.3: kvm_intel with nested=0 no longer oopses in the ioctl.</summary>
    public static KvmChange NullHookFixed { get; } = Change(
        new(5, 3), Calls, "with kvm_intel nested=0 the ioctl no longer makes the host kernel oops", ["ea1529873ab1"], backports: [new(5, 2, 12)]);

    /// <summary>5.4: direct-mode synthetic timers need an in-kernel local APIC.</summary>
    public static KvmChange DirectTimersNeedLapic { get; } = Change(
        new(5, 4), Leaves, "direct-mode synthetic timers only with an in-kernel local APIC", ["a073d7e3ad68"], backports: [new(5, 2, 20), new(5, 3, 5)]);

    /// <summary>5.4: the SMT bit.</summary>
    public static KvmChange CoreSharing { get; } = Change(new(5, 4), Leaves, "no non-architectural core sharing where SMT is impossible");

    /// <summary>5.4: the capability of eVMCS is there only where eVMCS is.</summary>
    public static KvmChange EvmcsCapability { get; } = Change(
        new(5, 4), Calls, "KVM_CHECK_EXTENSION(163) is 1 on Intel with nested=1 only (was 1 everywhere)");

    /// <summary>5.4: kvm_amd has no hook for eVMCS, where it had one that refused.</summary>
    public static KvmChange EvmcsNotOnAmd { get; } = Change(new(5, 4), Calls, "enabling eVMCS on AMD fails with ENOTTY (was ENODEV)");

    /// <summary>5.4: KVM_CAP_HYPERV_DIRECT_TLBFLUSH.</summary>
    public static KvmChange DirectFlushCapability { get; } = Change(
        new(5, 4), Calls, "capability 175, direct TLB flush, for a KVM that itself runs on Hyper-V");

    /// <summary>5.8: the synthetic debugger.</summary>
    public static KvmChange SyntheticDebugger { get; } = Change(
        new(5, 8), Leaves | Access, "synthetic debugger: leaves 80H to 82H, before 4000000AH in the array", ["f97f5a56f597"]);

    /// <summary>5.8: the nested hooks are always there on Intel.</summary>
    public static KvmChange NestedHooks { get; } = Change(
        new(5, 8), Calls, "Intel with nested=0: KVM_CHECK_EXTENSION(163) is 1, and enabling eVMCS succeeds with version 0 and changes no answer", ["33b22172452f"]);

    /// <summary>5.10: the entries have memory of their own.</summary>
    public static KvmChange CpuidAllocated { get; } = Change(
        new(5, 10), Calls, "KVM_SET_CPUID2 allocates: up to 256 entries, was 80, and a fault halfway leaves the present ones alone", ["255cbecfe0c9"]);

    /// <summary>5.10: a guest configures synthetic timers only on a vCPU with an active SynIC (stimer_set_config, stimer_set_count).</summary>
    public static KvmChange TimersNeedSynic { get; } = Change(new(5, 10), Access, "a guest writes the synthetic timers only with an active SynIC");

    /// <summary>5.11: the call on /dev/kvm.</summary>
    public static KvmChange SystemForm { get; } = Change(
        new(5, 11), Calls, "KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm; capability 191", ["c21d54f0307f"]);

    /// <summary>5.11: KVM_GET_CPUID2 answers the entries again.</summary>
    public static KvmChange CpuidLeakFixed { get; } = Change(
        new(5, 11), Calls, "KVM_GET_CPUID2 answers the entries, was bytes of the kernel's memory", ["181f494888d5"], backports: [new(5, 10, 15)]);

    /// <summary>5.12: MSRs and hypercalls are Hyper-V's only for a guest whose CPUID.40000001H:EAX is <c>Hv#1</c> (kvm_hv_set_cpuid).</summary>
    public static KvmChange OnlyAwareGuests { get; } = Change(
        new(5, 12), Access, "only a guest that is shown Hv#1 reaches the synthetic MSRs and hypercalls", ["8f014550dfb1"]);

    /// <summary>5.12: a guest writes nothing but 0 to the TSC emulation status (kvm_hv_set_msr_pw).</summary>
    public static KvmChange TscEmulationStatusTakesZero { get; } = Change(
        new(5, 12), Access, "a guest writes only 0 to HV_X64_MSR_TSC_EMULATION_STATUS");

    /// <summary>5.14: XMM fast hypercall input.</summary>
    public static KvmChange XmmInput { get; } = Change(new(5, 14), Leaves | Access, "hypercall input in XMM registers", ["d8f5537a8816"]);

    /// <summary>5.14: enforcement.</summary>
    public static KvmChange EnforceCpuid { get; } = Change(
        new(5, 14), Calls | Access, "KVM_CAP_HYPERV_ENFORCE_CPUID, capability 199; no leaf changes", ["644f706719f0"]);

    /// <summary>5.15: AutoEOI is deprecated.</summary>
    public static KvmChange DeprecateAutoEoi { get; } = Change(
        new(5, 15), Leaves, "AutoEOI is deprecated, so that APICv and AVIC can stay on", ["0f250a646382"]);

    /// <summary>5.15: 1024 vCPUs.</summary>
    public static KvmChange MoreVcpus { get; } = Change(new(5, 15), Leaves | Calls, "up to 1024 vCPUs, was 288", ["074c82c8f7cf"]);

    /// <summary>5.15: more vCPU ids.</summary>
    public static KvmChange MoreVcpuIds { get; } = Change(
        new(5, 15), Calls, "vCPU ids below four times the maximum number of vCPUs, was 1023", ["4ddacd525a2f"]);

    /// <summary>5.16: no KVM_SET_CPUID2 after KVM_RUN.</summary>
    public static KvmChange SetAfterRunRefused { get; } = Change(
        new(5, 16), Calls, "KVM_SET_CPUID2 is refused once the vCPU has run", ["feb627e8d6f6"]);

    /// <summary>5.17: the enlightened MSR bitmap.</summary>
    public static KvmChange EnlightenedMsrBitmap { get; } = Change(new(5, 17), Leaves, "enlightened MSR bitmap for nested guests", ["502d2bf5f2fd"]);

    /// <summary>5.17: no KVM_SET_CPUID2 after KVM_RUN, but for identical entries.</summary>
    public static KvmChange SetAfterRunIdentical { get; } = Change(
        new(5, 17), Calls, "KVM_SET_CPUID2 of the same entries is taken after the vCPU has run", ["c6617c61e8fe"], backports: [new(5, 16, 3)]);

    /// <summary>5.17: KVM_CAP_ENABLE_CAP. The call on a vCPU is older.</summary>
    public static KvmChange EnableCapTold { get; } = Change(
        new(5, 17), Calls, "KVM_CHECK_EXTENSION(54) says that a vCPU has KVM_ENABLE_CAP, as it had before", ["127770ac0d04"], backports: [new(5, 16, 13)]);

    /// <summary>5.18: leaf 4000000AH is always there.</summary>
    public static KvmChange NestedFeaturesAlways { get; } = Change(
        new(5, 18), Leaves, "leaf 4000000AH is always there; only its version range and the recommendation depend on eVMCS", ["66c03a926f18"]);

    /// <summary>5.18: HvCallSendSyntheticClusterIpiEx takes its input in XMM registers (is_xmm_fast_hypercall).</summary>
    public static KvmChange XmmInputOfIpi { get; } = Change(
        new(5, 18), Access, "HvCallSendSyntheticClusterIpiEx takes input in XMM registers", ["47d3e5cdfe60"], backports: [new(5, 15, 33), new(5, 16, 19), new(5, 17, 2)]);

    /// <summary>5.18: a hypercall of fixed size with a variable header is refused (kvm_hv_hypercall).</summary>
    public static KvmChange VariableHeaderChecked { get; } = Change(
        new(5, 18), Access, "hypercalls of fixed size refuse a variable header", ["40421f38f637"]);

    /// <summary>5.18: the reserved bits of the hypercall input value are checked (kvm_hv_hypercall).</summary>
    public static KvmChange ReservedBitsChecked { get; } = Change(
        new(5, 18), Access, "the reserved bits of the hypercall input value must be 0", ["413af6601f76"]);

    /// <summary>5.18: a VMM writes the MSRs of SynIC and synthetic timers only where SynIC is active (CVE-2022-2153).</summary>
    public static KvmChange SynicWritesNeedSynic { get; } = Change(
        new(5, 18), KvmAspects.Host, "a VMM's writes to the MSRs of SynIC and timers, without an active SynIC, no longer make the host oops",
        ["7ec37d1cbe17", "00b5f37189d2", "b1e34d325397"],
        backports: [new(5, 4, 211), new(5, 10, 137), new(5, 15, 33), new(5, 16, 19), new(5, 17, 2)]);

    /// <summary>6.0: a VM limits its vCPUs' ids.</summary>
    public static KvmChange VcpuIdLimit { get; } = Change(
        new(6, 0), Calls, "KVM_ENABLE_CAP on a VM takes KVM_CAP_MAX_VCPU_ID, a limit for its vCPUs' ids");

    /// <summary>6.1: performance global control in the enlightened VMCS.</summary>
    public static KvmChange EvmcsPerfGlobalCtrl { get; } = Change(
        new(6, 1), Leaves, "the enlightened VMCS has the performance global control fields", ["4da77090b0fc"]);

    /// <summary>6.2: extended GVA ranges.</summary>
    public static KvmChange ExtendedGvaRanges { get; } = Change(
        new(6, 2), Leaves, "extended GVA ranges in the TLB flush list hypercalls", ["f84fcb66568c"]);

    /// <summary>6.2: direct TLB flush for nested guests.</summary>
    public static KvmChange DirectFlush { get; } = Change(new(6, 2), Leaves, "direct virtual TLB flush for nested guests", ["f4de6a1fa3ee"]);

    /// <summary>6.3: the invariant TSC control.</summary>
    public static KvmChange TscInvariant { get; } = Change(new(6, 3), Leaves | Access, "the invariant TSC control MSR", ["2be1bd3a70c8"]);

    /// <summary>6.3: extended hypercalls.</summary>
    public static KvmChange ExtendedHypercalls { get; } = Change(
        new(6, 3), Leaves | Access, "extended hypercalls, passed to user space", ["db9cf24cea69"]);

    /// <summary>6.5: KVM_GET_CPUID2 updates the count.</summary>
    public static KvmChange CountUpdated { get; } = Change(new(6, 5), Calls, "KVM_GET_CPUID2 writes back the number of entries", ["ab322c43cce9"]);

    /// <summary>6.7: the maximum number of vCPUs is configurable.</summary>
    public static KvmChange ConfigurableVcpus { get; } = Change(
        new(6, 7), Leaves | Calls, "the build's CONFIG_KVM_MAX_NR_VCPUS, 1024 to 4096, is the maximum number of vCPUs (4096 in every distribution's that was seen; the option's own default is 1024)", ["f10a570b093e"]);

    /// <summary>6.8: Hyper-V support can be compiled out.</summary>
    public static KvmChange HyperVOption { get; } = Change(
        new(6, 8), Calls | Access, "CONFIG_KVM_HYPERV: a kernel without it refuses with EINVAL and answers 0 for every Hyper-V capability", ["b4f69df0f65e"]);

    /// <summary>6.11: a vCPU id is an unsigned long.</summary>
    public static KvmChange WideVcpuIds { get; } = Change(new(6, 11), Calls, "KVM_CREATE_VCPU looks at all 64 bits of the id, was the lower 32");

    /// <summary>6.14: the cluster IPI hypercalls are reported only with an in-kernel local APIC.</summary>
    public static KvmChange IpiNeedsLapic { get; } = Change(
        new(6, 14), Leaves, "cluster IPI hypercalls are reported only with an in-kernel local APIC, or on /dev/kvm", ["a8de7f100bb5"], backports: StableWithIpi);

    /// <summary>6.14: the cluster IPI hypercalls are refused without an in-kernel local APIC (kvm_hv_send_ipi); the other half of the commit of <see cref="IpiNeedsLapic"/>.</summary>
    public static KvmChange IpiRefusedWithoutLapic { get; } = Change(
        new(6, 14), Access, "cluster IPI hypercalls are refused without an in-kernel local APIC, reported or not", ["a8de7f100bb5"], backports: StableWithIpi);

    /// <summary>6.14: KVM_SET_CPUID2 exchanges the entries first.</summary>
    public static KvmChange CpuidSwapped { get; } = Change(
        new(6, 14), Calls, "KVM_SET_CPUID2 after the vCPU has run keeps the entries that it is given, was the ones before");

    /// <summary>6.16: addresses that are not canonical are left out of a TLB flush (CVE-2025-38351).</summary>
    public static KvmChange NonCanonicalFlushSkipped { get; } = Change(
        new(6, 16), KvmAspects.Host, "a TLB flush list hypercall with an address that is not canonical no longer makes the host warn", ["fa787ac07b3c"],
        backports: [new(6, 6, 103), new(6, 12, 41), new(6, 15, 7)]);

    /// <summary>7.1: the input of a nested guest's TLB flush is translated only with nested paging (CVE-2026-46131).</summary>
    public static KvmChange NestedFlushTranslated { get; } = Change(
        new(7, 1), KvmAspects.Host, "a nested guest's TLB flush hypercall without nested paging finds its input where it is", ["464af6fc2b1d"],
        backports: [new(6, 6, 140), new(6, 12, 88), new(6, 18, 30), new(7, 0, 7)]);

    /// <summary>7.2: the VP id in the enlightened VMCS is checked (CVE-2026-64247).</summary>
    public static KvmChange SparseBankBounded { get; } = Change(
        new(7, 2), KvmAspects.Host, "a direct TLB flush with a VP id from 4096 on no longer reads beyond the banks", ["4721f8160f17"],
        backports: [new(6, 6, 144), new(6, 12, 95), new(6, 18, 38), new(7, 1, 3)]);

    /// <summary>7.2: nested=0 means no eVMCS again.</summary>
    public static KvmChange NestedHooksGone { get; } = Change(
        new(7, 2), Calls, "Intel with nested=0: KVM_CHECK_EXTENSION(163) is 0 and enabling eVMCS fails with ENOTTY; no leaf changes");

    /// <summary>All of them, in order of release.</summary>
    public static IReadOnlyList<KvmChange> All { get; } = Known.AsReadOnly();

    /// <summary>The change with an id.</summary>
    /// <param name="id">The id, upper and lower case alike.</param>
    /// <returns>The change; null when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is null.</exception>
    public static KvmChange? ById(string id)
    {
        Guard.NotNull(id);
        return Known.Find(change => string.Equals(change.Id, id, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The changes that a commit made: usually one, none when the model does not know the commit.</summary>
    /// <param name="prefix">The commit's id in mainline, or its first digits: 7 or more.</param>
    /// <returns>The changes, in order of release.</returns>
    /// <exception cref="ArgumentException">The text is not 7 to 40 hexadecimal digits.</exception>
    public static IReadOnlyList<KvmChange> ByCommit(string prefix)
    {
        if (!IsCommit(prefix))
        {
            throw new ArgumentException($"'{prefix}' is not a commit: expected {ShortestPrefix} to {LongestCommit} hexadecimal digits.", nameof(prefix));
        }

        return Known.FindAll(change => change.Commits.Any(commit => IsPrefix(prefix, commit) || IsPrefix(commit, prefix)));
    }

    /// <summary>True for 7 to 40 hexadecimal digits.</summary>
    internal static bool IsCommit([NotNullWhen(true)] string? text) =>
        text is { Length: >= ShortestPrefix and <= LongestCommit } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));

    private static bool IsPrefix(string prefix, string text) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static KvmChange Change(
        KvmRelease release, KvmAspects aspects, string summary, string[]? commits = null, KvmRelease[]? backports = null, [CallerMemberName] string id = "")
    {
        KvmChange change = new(Known.Count + 1, id, release, aspects, summary, commits ?? [], backports ?? []);
        Known.Add(change);
        return change;
    }
}
