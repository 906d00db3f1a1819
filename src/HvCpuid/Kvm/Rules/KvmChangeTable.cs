namespace HvCpuid.Kvm;

/// <summary>
/// Every change of KVM that this model knows, in order: what the kernel's history says of arch/x86/kvm/hyperv.c (kvm_vcpu_ioctl_get_hv_cpuid,
/// from 5.11 kvm_get_hv_cpuid), x86.c and vmx/, from Linux 5.0 on.
/// </summary>
public static class KvmChangeTable
{
    /// <summary>Everything before the ioctl existed.</summary>
    public static KvmChange Beginning { get; } = new(new(0, 0), "KVM has no KVM_GET_SUPPORTED_HV_CPUID");

    /// <summary>5.0: the ioctl, on a vCPU.</summary>
    public static KvmChange IoctlAdded { get; } = new(new(5, 0), "KVM_GET_SUPPORTED_HV_CPUID on a vCPU: leaves 0 to 5, and 4000000AH with eVMCS") { Commit = "2bc39970e932" };

    /// <summary>5.3: kvm_intel with nested=0 no longer oopses in the ioctl.</summary>
    public static KvmChange NullHookFixed { get; } = new(new(5, 3), "with kvm_intel nested=0 the ioctl no longer makes the host kernel oops")
    {
        Commit = "ea1529873ab1",
        Backports = [new(5, 2, 12)],
    };

    /// <summary>5.4: direct-mode synthetic timers need an in-kernel local APIC.</summary>
    public static KvmChange DirectTimersNeedLapic { get; } = new(new(5, 4), "direct-mode synthetic timers only with an in-kernel local APIC")
    {
        Commit = "a073d7e3ad68",
        Backports = [new(5, 2, 20), new(5, 3, 5)],
    };

    /// <summary>5.4: the SMT bit.</summary>
    public static KvmChange CoreSharing { get; } = new(new(5, 4), "no non-architectural core sharing where SMT is impossible");

    /// <summary>5.4: eVMCS capabilities say what they can do.</summary>
    public static KvmChange EvmcsCapability { get; } = new(
        new(5, 4),
        "enabling eVMCS on AMD fails with ENOTTY (was ENODEV); KVM_CHECK_EXTENSION(163) is 1 on Intel with nested=1 only (was 1 everywhere); capability 175, direct TLB flush");

    /// <summary>5.8: the synthetic debugger.</summary>
    public static KvmChange SyntheticDebugger { get; } = new(new(5, 8), "synthetic debugger: leaves 80H to 82H, before 4000000AH in the array") { Commit = "f97f5a56f597" };

    /// <summary>5.8: the nested hooks are always there on Intel.</summary>
    public static KvmChange NestedHooks { get; } = new(
        new(5, 8), "Intel with nested=0: KVM_CHECK_EXTENSION(163) is 1, and enabling eVMCS succeeds with version 0 and changes no answer")
    { Commit = "33b22172452f" };

    /// <summary>5.11: the system form.</summary>
    public static KvmChange SystemForm { get; } = new(new(5, 11), "KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm; capability 191") { Commit = "c21d54f0307f" };

    /// <summary>5.14: XMM fast hypercall input.</summary>
    public static KvmChange XmmInput { get; } = new(new(5, 14), "hypercall input in XMM registers") { Commit = "d8f5537a8816" };

    /// <summary>5.14: enforcement.</summary>
    public static KvmChange EnforceCpuid { get; } = new(new(5, 14), "KVM_CAP_HYPERV_ENFORCE_CPUID, capability 199; no leaf changes") { Commit = "644f706719f0" };

    /// <summary>5.15: AutoEOI is deprecated.</summary>
    public static KvmChange DeprecateAutoEoi { get; } = new(new(5, 15), "AutoEOI is deprecated, so that APICv and AVIC can stay on") { Commit = "0f250a646382" };

    /// <summary>5.15: 1024 vCPUs.</summary>
    public static KvmChange MoreVcpus { get; } = new(new(5, 15), "up to 1024 vCPUs, was 288") { Commit = "074c82c8f7cf" };

    /// <summary>5.17: the enlightened MSR bitmap.</summary>
    public static KvmChange EnlightenedMsrBitmap { get; } = new(new(5, 17), "enlightened MSR bitmap for nested guests") { Commit = "502d2bf5f2fd" };

    /// <summary>5.18: leaf 4000000AH is always there.</summary>
    public static KvmChange NestedFeaturesAlways { get; } = new(
        new(5, 18), "leaf 4000000AH is always there; only its version range and the recommendation depend on eVMCS")
    { Commit = "66c03a926f18" };

    /// <summary>6.1: performance global control in the enlightened VMCS.</summary>
    public static KvmChange EvmcsPerfGlobalCtrl { get; } = new(new(6, 1), "the enlightened VMCS has the performance global control fields") { Commit = "4da77090b0fc" };

    /// <summary>6.2: extended GVA ranges.</summary>
    public static KvmChange ExtendedGvaRanges { get; } = new(new(6, 2), "extended GVA ranges in the TLB flush list hypercalls") { Commit = "f84fcb66568c" };

    /// <summary>6.2: direct TLB flush for nested guests.</summary>
    public static KvmChange DirectFlush { get; } = new(new(6, 2), "direct virtual TLB flush for nested guests") { Commit = "f4de6a1fa3ee" };

    /// <summary>6.3: the invariant TSC control.</summary>
    public static KvmChange TscInvariant { get; } = new(new(6, 3), "the invariant TSC control MSR") { Commit = "2be1bd3a70c8" };

    /// <summary>6.3: extended hypercalls.</summary>
    public static KvmChange ExtendedHypercalls { get; } = new(new(6, 3), "extended hypercalls, passed to user space") { Commit = "db9cf24cea69" };

    /// <summary>6.7: the maximum number of vCPUs is configurable.</summary>
    public static KvmChange ConfigurableVcpus { get; } = new(
        new(6, 7), "the build's CONFIG_KVM_MAX_NR_VCPUS, 1024 to 4096, is the maximum number of vCPUs (1024 unless configured)")
    { Commit = "f10a570b093e" };

    /// <summary>6.8: Hyper-V support can be compiled out.</summary>
    public static KvmChange HyperVOption { get; } = new(
        new(6, 8), "CONFIG_KVM_HYPERV: a kernel without it refuses with EINVAL and answers 0 for every Hyper-V capability")
    { Commit = "b4f69df0f65e" };

    /// <summary>6.14: the cluster IPI hypercall needs an in-kernel local APIC.</summary>
    public static KvmChange IpiNeedsLapic { get; } = new(new(6, 14), "cluster IPI hypercalls only with an in-kernel local APIC, or on /dev/kvm")
    {
        Commit = "a8de7f100bb5",
        Backports = [new(5, 10, 236), new(5, 15, 179), new(6, 1, 129), new(6, 6, 79), new(6, 12, 16), new(6, 13, 4)],
    };

    /// <summary>7.2: nested=0 means no eVMCS again.</summary>
    public static KvmChange NestedHooksGone { get; } = new(
        new(7, 2), "Intel with nested=0: KVM_CHECK_EXTENSION(163) is 0 and enabling eVMCS fails with ENOTTY; no leaf changes");

    /// <summary>All of them, in order of release; the ioctl's beginning first.</summary>
    public static IReadOnlyList<KvmChange> All { get; } =
    [
        IoctlAdded, NullHookFixed, DirectTimersNeedLapic, CoreSharing, EvmcsCapability, SyntheticDebugger, NestedHooks, SystemForm, XmmInput, EnforceCpuid,
        DeprecateAutoEoi, MoreVcpus, EnlightenedMsrBitmap, NestedFeaturesAlways, EvmcsPerfGlobalCtrl, ExtendedGvaRanges, DirectFlush, TscInvariant,
        ExtendedHypercalls, ConfigurableVcpus, HyperVOption, IpiNeedsLapic, NestedHooksGone,
    ];

    /// <summary>The newest mainline release that the table knows: 7.3, which changed nothing (measured on 7.3.4). A later one is answered as this one.</summary>
    public static KvmRelease Newest { get; } = new(7, 3);
}
