using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

// What a configuration becomes by its requirements, and on a host.
public sealed partial record HvConfiguration
{
    /// <summary>The configuration with every switch that its switches require, and that those require.</summary>
    /// <returns>The configuration; it itself when nothing is missing.</returns>
    public HvConfiguration Close() => Close(out _);

    /// <summary>The configuration with every switch that its switches require, and what was added.</summary>
    /// <param name="added">The switches that were added, in table order.</param>
    /// <returns>The configuration; it itself when nothing is missing.</returns>
    public HvConfiguration Close(out IReadOnlyList<HvAddition> added)
    {
        HvSwitches closed = HvClosure.Upward(Switches);
        added =
        [
            .. HvEnlightenmentTable.Of(closed & ~Switches)
                .Select(row => new HvAddition(row, HvEnlightenmentTable.Of(closed).First(other => (other.Requires & row.Switch) != 0))),
        ];
        return closed == Switches ? this : this with { Switches = closed };
    }

    /// <summary>The configuration without what a host does not support, nor what requires that.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="dropped">The switches that were dropped.</param>
    /// <returns>The configuration; it itself when nothing is dropped.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="hostSupported"/> is null.</exception>
    public HvConfiguration KeepSupported(HvCpuidSet hostSupported, out HvSwitches dropped)
    {
        HvSwitches kept = Switches & HvClosure.Downward(HvEnlightenmentTable.SupportedBy(hostSupported));
        dropped = Switches & ~kept;
        return dropped == HvSwitches.None ? this : this with { Switches = kept };
    }

    /// <summary>
    /// The configuration as <see cref="HvConfigurationMode.Custom"/>: on a host, passthrough and host-model become the switches and values that
    /// stand for them, hv-syndbg among them only when <see cref="Switches"/> names it. What passthrough gives beyond them
    /// <see cref="HvPassthrough.Explain"/> lists.
    /// </summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <returns>The configuration; it itself when it is custom.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="hostSupported"/> is null.</exception>
    public HvConfiguration ExpandOn(HvCpuidSet hostSupported)
    {
        _ = hostSupported ?? throw new ArgumentNullException(nameof(hostSupported));
        if (Mode == HvConfigurationMode.Passthrough)
        {
            return HvPassthrough.Explain(hostSupported, this).Configuration with { EnforceCpuid = EnforceCpuid };
        }

        if (Mode == HvConfigurationMode.Custom)
        {
            return this;
        }

        HvSwitches offered = HvEnlightenmentTable.SupportedBy(hostSupported) & ~Excluded & ~HvClosure.OnlyOnRequest;
        return this with
        {
            Mode = HvConfigurationMode.Custom,
            Excluded = HvSwitches.None,
            Switches = Switches | HvClosure.Downward(offered),
            SpinlockRetries = SpinlockRetries == Default.SpinlockRetries && hostSupported.Recommendations is { } host ? host.SpinlockRetries : SpinlockRetries,
        };
    }
}
