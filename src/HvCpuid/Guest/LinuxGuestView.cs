using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>What a Linux guest concludes from its CPUID (ms_hyperv_platform and ms_hyperv_init_platform, arch/x86/kernel/cpu/mshyperv.c).</summary>
public sealed class LinuxGuestView
{
    private const uint LeastMaximum = 0x40000005;
    private const uint GreatestMaximum = 0x4000FFFF;
    private const uint Slot = 0x100;
    private const uint SlotsEnd = 0x40010000;
    private static readonly BitAddress HypervisorBit = new(1, CpuidRegister.Ecx, 31);
    private readonly HashSet<LinuxGuestFeature> _used;

    private LinuxGuestView(GuestCpuid guest)
    {
        Reasons = [.. WhyNot(guest)];
        IsDetected = Reasons.Count == 0;
        _used = IsDetected ? [.. LinuxGuestFeatureTable.All.Where(feature => IsUsed(guest, feature))] : [];
        KvmLeaves = FindKvm(guest);
    }

    /// <summary>True when the guest recognises Hyper-V. The interface, <c>Hv#1</c>, is not looked at.</summary>
    public bool IsDetected { get; }

    /// <summary>Why it does not: every condition that fails; empty when it does.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>Where the guest finds KVM's own leaves; null when it does not.</summary>
    public uint? KvmLeaves { get; }

    /// <summary>
    /// The platform that the guest reports and prepares for: of those it detects, the one whose leaves stand highest
    /// (detect_hypervisor_vendor, arch/x86/kernel/cpu/hypervisor.c), so KVM's at 40000100H go before Hyper-V's; null for none.
    /// </summary>
    public string? Platform => KvmLeaves is not null ? "KVM" : IsDetected ? "Microsoft Hyper-V" : null;

    /// <summary>What the guest makes use of, in table order, once it runs as a guest of Hyper-V; empty when it does not detect it.</summary>
    public IReadOnlyList<LinuxGuestFeature> Features => [.. LinuxGuestFeatureTable.All.Where(_used.Contains)];

    /// <summary>True when the frequencies are read from MSRs.</summary>
    public bool UsesFrequencyMsrs => _used.Contains(LinuxGuestFeatureTable.FrequencyMsrs);

    /// <summary>True when the guest takes itself for the root partition.</summary>
    public bool IsRootPartition => _used.Contains(LinuxGuestFeatureTable.RootPartition);

    /// <summary>True when the guest knows that its Hyper-V is nested.</summary>
    public bool IsNested => _used.Contains(LinuxGuestFeatureTable.Nested);

    /// <summary>True when KVM in the guest can use the enlightened VMCS; the guest needs VMX besides.</summary>
    public bool UsesEvmcs => _used.Contains(LinuxGuestFeatureTable.Evmcs);

    /// <summary>What a Linux guest concludes.</summary>
    /// <param name="guest">The vCPU's CPUID.</param>
    /// <returns>The view.</returns>
    public static LinuxGuestView Of(GuestCpuid guest) => new(guest ?? throw new ArgumentNullException(nameof(guest)));

    /// <summary>What a Linux guest concludes from a set of leaves, CPUID.00000001H:ECX[31] taken as set.</summary>
    /// <param name="leaves">The hypervisor leaves.</param>
    /// <returns>The view.</returns>
    public static LinuxGuestView Of(HvCpuidSet leaves) =>
        Of(GuestCpuid.FromEntries((leaves ?? throw new ArgumentNullException(nameof(leaves))).Append(new HvCpuidEntry(HypervisorBit.Function, new CpuidRegisters(0, 0, HypervisorBit.Bits.Mask, 0)))));

    private static IEnumerable<string> WhyNot(GuestCpuid guest)
    {
        if (Value(guest, HypervisorBit) == 0)
        {
            yield return $"{HypervisorBit} is clear: there seems to be no hypervisor";
        }

        HvVendor vendor = HvVendor.FromRegisters(guest.Query(HvVendor.Function));
        if (vendor.MaximumFunction is < LeastMaximum or > GreatestMaximum)
        {
            yield return $"the maximum leaf, CPUID.40000000H:EAX, is {BitAddress.FunctionText(vendor.MaximumFunction)}: not from {BitAddress.FunctionText(LeastMaximum)} to {BitAddress.FunctionText(GreatestMaximum)}";
        }

        if (vendor.Signature != AsciiSignature.MicrosoftHv)
        {
            yield return $"the vendor in CPUID.40000000H is '{vendor.Signature}', not '{AsciiSignature.MicrosoftHv}'";
        }

        foreach (HvPrivileges privilege in new[] { HvPrivileges.AccessHypercallMsrs, HvPrivileges.AccessVpIndex })
        {
            if ((guest.Query(HvFeatures.Function).Eax & (uint)privilege) == 0)
            {
                int bit = privilege == HvPrivileges.AccessHypercallMsrs ? 5 : 6;
                yield return $"{new BitAddress(HvFeatures.Function, CpuidRegister.Eax, bit)} {privilege} is clear";
            }
        }
    }

    private static bool IsUsed(GuestCpuid guest, LinuxGuestFeature feature) =>
        feature.Needs.All(bits => Value(guest, bits) != 0) && feature.Excludes.All(bits => Value(guest, bits) == 0);

    private static uint? FindKvm(GuestCpuid guest)
    {
        for (uint leaf = HvVendor.Function; leaf < SlotsEnd && Value(guest, HypervisorBit) != 0; leaf += Slot)
        {
            if (HvVendor.FromRegisters(guest.Query(leaf)).Signature == AsciiSignature.Kvm)
            {
                return leaf;
            }
        }

        return null;
    }

    private static uint Value(GuestCpuid guest, BitAddress address) => address.Extract(guest.Query(address.Function));
}
