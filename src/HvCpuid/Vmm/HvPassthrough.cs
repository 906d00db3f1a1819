using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// The kernel's answer as the guest's leaves. Two readings exist. The plain copy, which <see cref="HvResolving.Resolve(HvConfiguration, HvCpuidSet)"/> gives
/// for <see cref="HvConfigurationMode.Passthrough"/>, is the answer itself, byte for byte: what has no switch stays, 3.EDX[3] stays clear.
/// QEMU's <c>hv-passthrough</c>, <see cref="AsQemu"/>, knows only the 21 switches: it drops what it has no name for (3.EAX[15], 3.EBX[20],
/// 4000000AH:EBX), leaves the synthetic debugger and its leaves out unless asked for, takes 4.EAX[18] from hv-no-nonarch-coresharing, and sets
/// 3.EDX[3]; vendor, interface, version, limits and spinlock retries are the host's in both.
/// </summary>
public static class HvPassthrough
{
    /// <summary>What QEMU gives for <c>hv-passthrough</c>.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="configuration">What else was asked for: switches that are on only on request, core sharing; null for nothing.</param>
    /// <returns>The guest's leaves.</returns>
    public static HvCpuidSet AsQemu(HvCpuidSet hostSupported, HvConfiguration? configuration = null)
    {
        HvSwitches supported = HvEnlightenmentTable.SupportedBy(hostSupported);
        HvSwitches asked = supported & (configuration?.Switches ?? HvSwitches.None);
        HvConfiguration switches = HvConfiguration.Default with
        {
            Mode = HvConfigurationMode.Passthrough,
            Switches = (supported & ~HvClosure.OnlyOnRequest) | asked,
            NoNonarchCoreSharing = configuration?.NoNonarchCoreSharing ?? HvCoreSharing.Off,
        };
        bool evmcs = HvEnlightenmentTable.Of(switches.Switches).Any(row => row.SetsEvmcsVersions);
        HvCpuidSet laidOut = GuestLayout.Build(switches, evmcs ? EvmcsVersionRange.Version1 : null, hostSupported);

        CpuidRegisters vendor = Registers(hostSupported, HvVendor.Function);
        CpuidRegisters recommendations = Registers(laidOut, HvRecommendations.Function);
        return laidOut.ToBuilder()
            .Set(HvVendor.Function, vendor with { Eax = Registers(laidOut, HvVendor.Function).Eax })
            .Set(HvInterface.Function, Registers(hostSupported, HvInterface.Function))
            .Set(HvSystemIdentity.Function, Registers(hostSupported, HvSystemIdentity.Function))
            .Set(HvRecommendations.Function, recommendations with { Ebx = Registers(hostSupported, HvRecommendations.Function).Ebx })
            .Set(HvLimits.Function, Registers(hostSupported, HvLimits.Function))
            .ToSet();
    }

    /// <summary>
    /// The plain copy as explicit switches and values, and, bit by bit, what they do not say. Switches that are on only on request (hv-syndbg) are
    /// left out, as QEMU's passthrough leaves them out, unless the configuration names them.
    /// </summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="configuration">What else was asked for: switches that are on only on request; null for nothing.</param>
    /// <returns>The configuration, which resolves on that host, and the differences of its leaves to the host's.</returns>
    public static HvPassthroughExplanation Explain(HvCpuidSet hostSupported, HvConfiguration? configuration = null)
    {
        _ = hostSupported ?? throw new ArgumentNullException(nameof(hostSupported));
        HvSwitches supported = HvEnlightenmentTable.SupportedBy(hostSupported);
        HvSwitches leftOut = supported & HvClosure.OnlyOnRequest & ~(configuration?.Switches ?? HvSwitches.None);
        HvConfiguration explicitly = Explicit(hostSupported, supported & ~leftOut);
        HvCpuidSet resolved = HvResolver.Resolve(explicitly, hostSupported, HvFixes.OfAnyHost).GetSet();
        IEnumerable<HvFieldDifference> unsaid = HvFieldDifferences.Between(hostSupported, resolved)
            .Select(difference => difference with { Reason = HvDifferenceReasons.Of(difference, explicitly.Switches, leftOut) });
        return new HvPassthroughExplanation(explicitly, resolved, [.. unsaid]) { LeftOut = leftOut };
    }

    private static HvConfiguration Explicit(HvCpuidSet host, HvSwitches supported)
    {
        // The switch means versions 1..1, whatever else the host has.
        bool sayable = HvResolver.VersionsOf(host)?.Intersect(EvmcsVersionRange.Version1) is not null;
        foreach (HvEnlightenment row in HvEnlightenmentTable.All.Where(row => row.SetsEvmcsVersions && !sayable))
        {
            supported &= ~row.Switch;
        }

        uint vps = host.Limits?.MaximumVirtualProcessors ?? uint.MaxValue;
        AsciiSignature vendor = host.Vendor?.Signature ?? HvConfiguration.Default.VendorId;
        return HvConfiguration.Default with
        {
            Switches = HvClosure.Downward(supported),
            SpinlockRetries = host.Recommendations?.SpinlockRetries ?? HvConfiguration.Default.SpinlockRetries,
            VendorId = HvConfiguration.IsVendor(vendor.ToString()) ? vendor : HvConfiguration.Default.VendorId,
            Version = host.SystemIdentity ?? HvConfiguration.Default.Version,
            MaximumVps = vps <= int.MaxValue ? (int)vps : HvConfiguration.NoLimit,
            NoNonarchCoreSharing = host.Recommendations?.Behaviors.HasFlag(HvRecommendedBehaviors.NoNonArchitecturalCoreSharing) == true ? HvCoreSharing.On : HvCoreSharing.Off,
        };
    }

    private static CpuidRegisters Registers(HvCpuidSet set, uint function) => set.TryGet(function, out CpuidRegisters registers) ? registers : default;
}
