using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>
/// A VMM that hands KVM_GET_SUPPORTED_HV_CPUID's answer on to the guest as it is: it asks on an ordinary vCPU (local APIC in the kernel, eVMCS not
/// enabled), copies the entries, and enables nothing. Switches and values have no effect.
/// </summary>
public sealed class CopyVmm : HvVmm
{
    private CopyVmm()
    {
    }

    /// <summary>The one there is.</summary>
    public static CopyVmm Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    public override string Title => "the plain copy";

    /// <inheritdoc/>
    public override HvVmmAnswer Ask(HvHost host)
    {
        Guard.NotNull(host);
        if (host.Answer is { } given)
        {
            return new HvVmmAnswer(HvAskedOn.Given, given, null);
        }

        KvmQuery query = host.Query ?? KvmQuery.OnVcpu(host.Kvm!, VcpuState.Ordinary);
        (HvCpuidSet? set, KvmRefusal? refusal) = host.Ask(query);
        return new HvVmmAnswer(query.Scope == KvmScope.System ? HvAskedOn.System : HvAskedOn.Vcpu, set, refusal);
    }

    /// <inheritdoc/>
    public override HvSwitches Supports(HvHost host) => HvEnlightenmentTable.SupportedBy(Ask(host).Set ?? HvCpuidSet.Empty);

    /// <inheritdoc/>
    public override HvResolution Resolve(HvConfiguration configuration, HvHost host)
    {
        Guard.NotNull(configuration);
        HvVmmAnswer answer = Ask(host);
        List<HvSwitchFinding> findings = [];
        if (answer.Refusal is { } refusal)
        {
            findings.Add(new HvSwitchFinding(HvSwitchFindingIds.Refused, HvSeverity.Error, "", $"KVM_GET_SUPPORTED_HV_CPUID is refused with {refusal}.") { StopsVmm = true });
        }

        string ignored = (configuration with { Mode = HvConfigurationMode.Custom }).ToQemu();
        if (ignored.Length > 0)
        {
            findings.Add(new HvSwitchFinding(HvSwitchFindingIds.NoEffect, HvSeverity.Warning, ignored.Split(',')[0], $"{ignored}: without effect, the answer is copied as it is.") { Fix = "leave the flags out" });
        }

        return new HvResolution(this, configuration with { Mode = HvConfigurationMode.Passthrough }, answer, answer.Set, findings)
        {
            Effective = configuration with { Mode = HvConfigurationMode.Passthrough },
            Switches = HvEnlightenmentTable.SupportedBy(answer.Set ?? HvCpuidSet.Empty),
            EvmcsVersions = HvPassthrough.VersionsOf(answer.Set ?? HvCpuidSet.Empty),
        };
    }

    /// <inheritdoc/>
    public override HvResolution Resolve(HvConfigurationEdits edits, HvHost host) => Resolve(Guard.NotNull(edits).ToConfiguration(), host);
}
