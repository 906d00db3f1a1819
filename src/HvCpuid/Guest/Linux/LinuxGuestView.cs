using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// What a Linux guest of a release concludes from its CPUID, prints and switches on (ms_hyperv_platform and ms_hyperv_init_platform,
/// arch/x86/kernel/cpu/mshyperv.c; hyperv_init, arch/x86/hyperv/hv_init.c). Immutable.
/// </summary>
public sealed class LinuxGuestView
{
    private readonly LinuxGuestContext _guest;
    private readonly HashSet<LinuxGuestFeature> _used;

    private LinuxGuestView(GuestCpuid guest, LinuxGuestOptions options)
    {
        if (options.VcpuCount < 1 || options.TimerFrequency < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A guest has one vCPU or more, and a timer frequency of 1 Hz or more.");
        }

        _guest = new LinuxGuestContext(guest, options);
        _used = [.. LinuxGuestFeatureTable.All.Where(_guest.Uses)];
        LinuxGuestClocks clocks = new(_guest);
        (ClockSources, ClockSource, ClockEvent) = (clocks.Sources, clocks.Chosen, clocks.Event);
        Lines = [.. LinuxGuestLineTable.All.Where(line => line.IsPrinted(_guest) && IsDecided(line, clocks)).Select(line => new LinuxGuestPrinted(line, LinuxGuestLineText.Fill(line.Form, _guest, clocks)))];
        Msrs = [.. LinuxGuestAccesses.Msrs(_guest, clocks)];
        Hypercalls = [.. LinuxGuestAccesses.Hypercalls(_guest)];
        Findings = [.. LinuxGuestFindings.Of(_guest, clocks, Msrs, Hypercalls)];
        Unknown = [.. LinuxGuestUnknown.Of(_guest, clocks)];
    }

    /// <summary>What else than the leaves decides.</summary>
    public LinuxGuestOptions Options => _guest.Options;

    /// <summary>True when the guest recognises Hyper-V, whether it takes it or not. The interface, <c>Hv#1</c>, is not looked at.</summary>
    public bool IsDetected => Reasons.Count == 0;

    /// <summary>Why it does not: every condition that fails; empty when it does.</summary>
    public IReadOnlyList<string> Reasons => _guest.Platforms.WhyNotHyperV;

    /// <summary>Where the guest finds KVM's own leaves; null when it does not.</summary>
    public uint? KvmLeaves => _guest.Platforms.KvmLeaves;

    /// <summary>
    /// The platform that the guest takes: "Microsoft Hyper-V", "KVM", "Xen HVM", "VMware", or null for none of these. Of those that it detects,
    /// it is the one whose leaves stand highest (detect_hypervisor_vendor, arch/x86/kernel/cpu/hypervisor.c), so KVM's at 40000100H go before Hyper-V's.
    /// </summary>
    public string? Platform => _guest.Platforms.Chosen;

    /// <summary>Why that platform, a sentence each: what decides first.</summary>
    public IReadOnlyList<string> Why => [.. _guest.Platforms.Why()];

    /// <summary>The lines of the kernel log that the leaves decide, in order, with those that are only asides.</summary>
    public IReadOnlyList<LinuxGuestPrinted> Lines { get; }

    /// <summary>The texts of <see cref="Lines"/>, without the asides.</summary>
    public IReadOnlyList<string> Dmesg => [.. Lines.Where(line => !line.Row.IsAside).Select(line => line.Text)];

    /// <summary>The clock sources that the guest can take, the one with the highest rating first.</summary>
    public IReadOnlyList<LinuxClockSource> ClockSources { get; }

    /// <summary>The clock source that it takes in the end; null where the leaves do not decide it.</summary>
    public string? ClockSource { get; }

    /// <summary>What interrupts the processors: <c>Hyper-V clockevent</c>, <c>lapic-deadline</c> or <c>lapic</c>.</summary>
    public string ClockEvent { get; }

    /// <summary>The mode of the local APIC: <c>x2apic</c> or <c>xapic</c>.</summary>
    public string ApicMode => _guest.InX2Apic ? "x2apic" : "xapic";

    /// <summary>The synthetic MSRs that the guest touches as it starts, by number; empty where it does not take Hyper-V.</summary>
    public IReadOnlyList<LinuxGuestMsr> Msrs { get; }

    /// <summary>The hypercalls that it makes.</summary>
    public IReadOnlyList<LinuxGuestHypercall> Hypercalls { get; }

    /// <summary>What the guest makes use of, in table order; empty when it does not take Hyper-V.</summary>
    public IReadOnlyList<LinuxGuestFeature> Features => [.. LinuxGuestFeatureTable.All.Where(_used.Contains)];

    /// <summary>What one may not expect.</summary>
    public IReadOnlyList<LinuxGuestFinding> Findings { get; }

    /// <summary>What the model does not know about this guest, a sentence each.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>True when the frequencies are read from MSRs.</summary>
    public bool UsesFrequencyMsrs => _used.Contains(LinuxGuestFeatureTable.FrequencyMsrs);

    /// <summary>True when the guest takes itself for the root partition.</summary>
    public bool IsRootPartition => _used.Contains(LinuxGuestFeatureTable.RootPartition);

    /// <summary>True when the guest knows that its Hyper-V is nested.</summary>
    public bool IsNested => _used.Contains(LinuxGuestFeatureTable.Nested);

    /// <summary>True when KVM in the guest can use the enlightened VMCS; the guest needs VMX besides.</summary>
    public bool UsesEvmcs => _used.Contains(LinuxGuestFeatureTable.Evmcs);

    /// <summary>What a Linux guest concludes.</summary>
    /// <param name="guest">The vCPU's CPUID, with the ordinary leaves.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There is no CPUID.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of vCPUs or the timer frequency is below 1.</exception>
    public static LinuxGuestView From(GuestCpuid guest, LinuxGuestOptions? options = null) => new(Guard.NotNull(guest), options ?? new LinuxGuestOptions());

    /// <summary>
    /// What a Linux guest concludes from a set of leaves. Of the ordinary leaves CPUID.00000001H:ECX[31] and ECX[24], the TSC deadline timer, are
    /// taken as set, ECX[21] is <see cref="LinuxGuestOptions.X2Apic"/>.
    /// </summary>
    /// <param name="leaves">The hypervisor leaves, KVM's own at 40000100H among them.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There are no leaves.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of vCPUs or the timer frequency is below 1.</exception>
    public static LinuxGuestView From(HvCpuidSet leaves, LinuxGuestOptions? options = null)
    {
        uint features = LinuxGuestBits.Hypervisor.Bits.Mask | LinuxGuestBits.TscDeadline.Bits.Mask | ((options ?? new LinuxGuestOptions()).X2Apic ? LinuxGuestBits.X2Apic.Bits.Mask : 0);
        CpuidEntry information = new(LinuxGuestBits.Hypervisor.Function, new CpuidRegisters(0, 0, features, 0));
        return From(GuestCpuid.FromEntries(Guard.NotNull(leaves).Append(information)), options);
    }

    private static bool IsDecided(LinuxGuestLine line, LinuxGuestClocks clocks) => line.Id switch
    {
        "first clock source" => clocks.First is not null,
        "clock source" => clocks.Chosen is not null,
        _ => true,
    };
}
