using HvCpuid.Kvm;

namespace HvCpuid.Guest;

/// <summary>What else than the leaves decides what a Linux guest prints and switches on. A value; the defaults are Debian's kernel in a QEMU guest of two vCPUs.</summary>
public sealed record LinuxGuestOptions
{
    /// <summary>The guest's kernel. Default: the newest release that the model knows.</summary>
    /// <exception cref="ArgumentNullException">The kernel is null.</exception>
    public LinuxGuestKernel Kernel
    {
        get;
        init => field = Guard.NotNull(value);
    } = LinuxGuestKernel.Newest;

    /// <summary>How many vCPUs the guest has, 1 or more. Default: 2.</summary>
    public int VcpuCount { get; init; } = 2;

    /// <summary>CONFIG_HZ of the guest's kernel, in Hz: 250 (Debian, Ubuntu), 1000 (Fedora, Red Hat), 300 or 100. Default: 250.</summary>
    public int TimerFrequency { get; init; } = 250;

    /// <summary>What HV_X64_MSR_APIC_FREQUENCY reads, in Hz: 1,000,000,000 under KVM (kvm_hv_get_msr, arch/x86/kvm/hyperv.c), 200,000,000 under Hyper-V.</summary>
    public ulong ApicFrequency { get; init; } = 1_000_000_000;

    /// <summary>CPUID.00000001H:ECX[21], x2APIC, where the ordinary leaves are not given; KVM offers it. Default: true.</summary>
    public bool X2Apic { get; init; } = true;

    /// <summary>The processor's vendor, where the ordinary leaves are not given; its TSC is then taken as not invariant. Null: not known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither Intel nor AMD.</exception>
    public CpuVendor? Vendor
    {
        get;
        init => field = value is { } vendor ? Guard.Defined(vendor) : null;
    }

    /// <summary>True when the machine has an HPET, as QEMU's machine types do. Default: true.</summary>
    public bool HasHpet { get; init; } = true;

    /// <summary>True with KVM_CAP_HYPERV_ENFORCE_CPUID enabled on the vCPUs: what the leaves do not permit is refused, see <see cref="LinuxGuestView.Findings"/>. Default: false.</summary>
    public bool Enforced { get; init; }

    /// <summary>The host's kernel, for what it enforces. Default: the newest that the model knows.</summary>
    /// <exception cref="ArgumentNullException">The kernel is null.</exception>
    public KvmKernel HostKernel
    {
        get;
        init => field = Guard.NotNull(value);
    } = KvmKernel.Newest;
}
