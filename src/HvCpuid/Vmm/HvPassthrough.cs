using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// Passthrough in explicit switches. What <c>hv-passthrough</c> gives depends on the VMM: QEMU since 6.1 gives every switch that the host
/// supports, and nothing that has no switch; before, and <see cref="CopyVmm"/>, the host's answer as it is.
/// </summary>
public static class HvPassthrough
{
    /// <summary>What the newest QEMU gives for <c>hv-passthrough</c>.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="configuration">What else was asked for; null for nothing.</param>
    /// <returns>The guest's leaves.</returns>
    /// <exception cref="InvalidOperationException">QEMU does not start; the message says why.</exception>
    public static HvCpuidSet AsQemu(HvCpuidSet hostSupported, HvConfiguration? configuration = null) =>
        QemuVmm.Newest.Resolve((configuration ?? HvConfiguration.Default) with { Mode = HvConfigurationMode.Passthrough }, hostSupported).GetSet();

    /// <summary>The host's answer as it is, as explicit switches and values of the newest QEMU, and, bit by bit, what they do not say.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="configuration">What else was asked for: switches that are on only on request; null for nothing.</param>
    /// <returns>The configuration, which resolves on that host, and the differences of its leaves to the host's.</returns>
    public static HvPassthroughExplanation Explain(HvCpuidSet hostSupported, HvConfiguration? configuration = null) =>
        Explain(CopyVmm.Instance, HvHost.From(hostSupported), configuration);

    /// <summary>
    /// What a VMM gives for passthrough as explicit switches and values, and, bit by bit, what they do not say. Switches that are on only on request
    /// (hv-syndbg) are left out unless the configuration names them.
    /// </summary>
    /// <param name="vmm">The VMM; the switches of the copy are those of the newest QEMU.</param>
    /// <param name="host">The host.</param>
    /// <param name="configuration">What else was asked for; null for nothing.</param>
    /// <returns>The configuration, which resolves on that host, and the differences of its leaves to those of passthrough.</returns>
    /// <exception cref="InvalidOperationException">The host does not answer.</exception>
    public static HvPassthroughExplanation Explain(HvVmm vmm, HvHost host, HvConfiguration? configuration = null)
    {
        Guard.NotNull(vmm);
        QemuVmm qemu = vmm as QemuVmm ?? QemuVmm.Newest;
        HvHost asks = vmm is QemuVmm ? host : HvHost.From(vmm.Ask(host).GetSet());
        HvConfiguration asked = (configuration ?? HvConfiguration.Default) with { Mode = HvConfigurationMode.Passthrough };
        QemuView view = qemu.View(asks, qemu.Defaults, passthrough: true);
        HvConfiguration explicitly = InSwitches(qemu, asked, view, vmm is QemuVmm && !qemu.Behavior.Has(QemuTrait.PassthroughCopies));
        HvCpuidSet resolved = qemu.Resolve(QemuFlags.ParseEdits(explicitly.ToQemu(qemu)), asks).GetSet();
        HvCpuidSet given = vmm.Resolve(asked, host).Set ?? view.Set;
        HvSwitches leftOut = HvEnlightenmentTable.SupportedBy(view.Set) & HvClosure.OnlyOnRequest & ~explicitly.Switches;
        IEnumerable<HvFieldDifference> notExpressible = HvDiff.Between(given, resolved).Fields
            .Select(difference => new HvFieldDifference(difference.Address!.Value, difference.Field?.Name, difference.Before!.Value, difference.After!.Value))
            .Select(difference => difference with { Reason = HvDifferenceReasons.Of(difference, explicitly.Switches, leftOut, asked.Switches & ~view.Supported) });
        return new HvPassthroughExplanation(explicitly, resolved, [.. notExpressible]) { LeftOut = leftOut };
    }

    /// <summary>The version range that an answer reports; null for none.</summary>
    internal static EvmcsVersionRange? VersionsOf(HvCpuidSet host)
    {
        HvNestedFeatures leaf = host.NestedFeatures ?? default;
        int low = leaf.EnlightenedVmcsVersionLow;
        int high = leaf.EnlightenedVmcsVersionHigh;
        return low >= 1 && low <= high ? new EvmcsVersionRange(low, high) : null;
    }

    /// <summary>Passthrough on a host in explicit switches and values.</summary>
    internal static HvConfiguration InSwitches(QemuVmm vmm, HvConfiguration asked, QemuView view, bool heedsSharing)
    {
        HvCpuidSet host = view.Set;
        HvSwitches supported = view.Supported & ~(HvClosure.OnlyOnRequest & ~asked.Switches);

        // The switch means versions 1..1, whatever else the host has.
        ushort version = view.Enabling[KvmCapability.HyperVEnlightenedVmcs].Version;
        bool sayable = (version & 0xFF) == 1 && version >> 8 >= 1;
        supported = sayable ? supported : supported & ~HvSwitches.Evmcs;
        uint vps = host.Limits?.MaximumVirtualProcessors ?? uint.MaxValue;
        AsciiSignature vendor = host.Vendor?.Signature ?? HvConfiguration.Default.VendorId;
        bool shares = host.Recommendations?.Behaviors.HasFlag(HvRecommendedBehaviors.NoNonArchitecturalCoreSharing) == true;
        return HvConfiguration.Default with
        {
            Switches = HvClosure.Downward(supported & vmm.Behavior.Switches),
            EnforceCpuid = asked.EnforceCpuid,
            TscFrequency = asked.TscFrequency,
            HypervisorBit = asked.HypervisorBit,
            SpinlockRetries = view.TakesRetries ? asked.SpinlockRetries : host.Recommendations?.SpinlockRetries ?? HvConfiguration.Default.SpinlockRetries,
            VendorId = HvConfiguration.IsVendor(vendor.ToString()) ? vendor : HvConfiguration.Default.VendorId,
            Version = host.SystemIdentity ?? HvConfiguration.Default.Version,
            MaximumVps = vps <= int.MaxValue ? (int)vps : HvConfiguration.NoLimit,
            NoNonarchCoreSharing = (heedsSharing ? asked.NoNonarchCoreSharing : HvCoreSharing.Auto) switch
            {
                HvCoreSharing.Auto => shares ? HvCoreSharing.On : HvCoreSharing.Off,
                HvCoreSharing given => given,
            },
        };
    }
}
