using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Sets;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>What QEMU says when it does not start, and what whoever runs the guest should know when it does.</summary>
internal static class QemuFindings
{
    private const string Enforce = "hv-enforce-cpuid";
    private const string Spinlocks = "hv-spinlocks";
    private const string DefaultModel = "host";

    // strerror of EINVAL, as glibc has it: KVM refuses SynIC and the enforcement with nothing else.
    private const string InvalidArgument = "Invalid argument";
    private const string NoHyperVFix = "use a host whose KVM has CONFIG_KVM_HYPERV, or leave the hv-* flags out";

    // The MSRs that QEMU writes for a switch whether KVM has them or not, in its order (kvm_put_msrs), with their first value.
    private static readonly (HvSwitches Switch, string Write)[] UnconditionalMsrs =
    [
        (HvSwitches.Time, "0x40000021 to 0x0"),
        (HvSwitches.Reenlightenment, "0x40000106 to 0x0"),
        (HvSwitches.Vapic, "0x40000073 to 0x0"),
        (HvSwitches.Synic, "0x40000081 to 0x1"),
    ];

    /// <summary>The machine type is unknown.</summary>
    public static IEnumerable<HvSwitchFinding> Machine(QemuVmm vmm)
    {
        string type = vmm.Machine.Type;
        if (!QemuMachineTable.Has(vmm.Machine, vmm.Behavior.Release))
        {
            string message = vmm.Behavior.Has(QemuTrait.NamesUnknownMachine) ? $"unsupported machine type: \"{type}\"" : "unsupported machine type";
            return [Stop(HvSwitchFindingIds.Machine, type, message, "give a machine type that this QEMU has (-machine help), or ask for the QEMU that runs it")];
        }

        HvSwitchFinding[] unknownType = vmm.Machine.IsUpstream || vmm.Machine.Distribution is not null ? [] :
        [
            new HvSwitchFinding(
                HvSwitchFindingIds.Machine, HvSeverity.Warning, type,
                $"machine type {type} is none that is known here, neither QEMU's own nor one of a distribution: what it changes is not known. Answered as the newest pc; CPUID.40000002H, CPUID.40000005H:EAX and what hv-synic gives may differ.")
            {
                Fix = "give the QEMU machine type that it stands on, such as pc-q35-6.1",
            },
        ];
        return [.. unknownType, .. vmm.Machine.UnknownProperties.Split([','], StringSplitOptions.RemoveEmptyEntries).Select(UnknownProperty)];
    }

    /// <summary>Local APICs in user space are refused.</summary>
    public static IEnumerable<HvSwitchFinding> UserspaceApic(QemuVmm vmm) => vmm.Machine.InKernelLapic || !vmm.Behavior.Has(QemuTrait.RefusesUserspaceApic) ? [] :
        [Stop(HvSwitchFindingIds.Machine, "kernel-irqchip", "KVM does not support userspace APIC", "give kernel-irqchip=split or on")];

    /// <summary>Switches and settings that the release does not know: those that it sets when it makes the CPU, or those with a sign, which it sets later.</summary>
    public static IEnumerable<HvSwitchFinding> Unknown(QemuVmm vmm, HvConfiguration configuration, HvConfigurationEdits? edits, bool signed)
    {
        IEnumerable<HvConfigurationEdit> said = edits is not null ? edits.Items : signed ? [] : AsEdits(vmm.Behavior, configuration);
        foreach (HvConfigurationEdit edit in said)
        {
            if (edit.IsSigned != signed || vmm.Behavior.Knows(edit))
            {
                continue;
            }

            QemuFlagRow row = QemuRuleTable.Flags.First(row => row.Flag == edit.Flag);
            string device = $"{Excerpt.Of(edits?.CpuModel ?? DefaultModel)}-x86_64-cpu";
            string global = signed ? "" : $"can't apply global {device}.{edit.Name}={edit.Written}: ";
            string other = row.Since.IsIn(vmm.Behavior.Release) ? $"before {row.Until!.Release}" : $"{row.Since.Release} or later";
            yield return Stop(HvSwitchFindingIds.UnknownToVmm, edit.Flag, $"{global}Property '{device}.{edit.Name}' not found", $"use QEMU {other}, or leave {edit.Flag} out");
        }
    }

    /// <summary>hv-vpindex on a KVM that does not let QEMU set the VP index (x86_cpu_pre_plug in hw/i386/x86.c); with passthrough alone QEMU does not look.</summary>
    public static IEnumerable<HvSwitchFinding> VpIndexNotSettable(HvConfiguration configuration, HvConfigurationEdits? edits, QemuView view)
    {
        HvEnlightenment row = HvEnlightenmentTable.For(HvSwitches.VpIndex)[0];
        if (view.SetsVpIndex || !IsOnAtOnce(row, configuration, edits))
        {
            yield break;
        }

        string fix = view.HasHyperV ? $"use Linux {KvmChanges.VpIndexSettable.Release} or later, or leave {row.Flag} off" : NoHyperVFix;
        yield return Stop(view.HasHyperV ? HvSwitchFindingIds.Enabling : HvSwitchFindingIds.NoHyperV, row.Flag, "kernel doesn't allow setting HyperV VP_INDEX", fix) with { Addresses = row.Needs };
    }

    /// <summary>The call is refused.</summary>
    public static IEnumerable<HvSwitchFinding> Refused(KvmRefusal refusal, KvmQuery query)
    {
        IReadOnlyList<SupportedFlip> flips = SupportedExplainer.Explain(query, HvBits.MaximumFunction).Flips;
        return [Stop(HvSwitchFindingIds.Refused, "", $"KVM_GET_SUPPORTED_HV_CPUID is refused with {refusal}.", flips.Count == 0 ? "" : flips[0].ToString())];
    }

    /// <summary>SynIC cannot be enabled.</summary>
    public static IEnumerable<HvSwitchFinding> SynicRefused(QemuVmm vmm, QemuView view)
    {
        string fix = !view.HasHyperV ? NoHyperVFix : vmm.Machine.InKernelLapic ? "leave hv-synic off" : "give the machine kernel-irqchip=on or split, or leave hv-synic off";
        return [Stop(view.HasHyperV ? HvSwitchFindingIds.Enabling : HvSwitchFindingIds.NoHyperV, "hv-synic", $"failed to turn on HyperV SynIC in KVM: {InvalidArgument}", fix)];
    }

    /// <summary>eVMCS cannot be enabled.</summary>
    public static IEnumerable<HvSwitchFinding> EvmcsRefused(HvFixes fixes)
    {
        HvEnlightenment row = HvEnlightenmentTable.For(HvSwitches.Evmcs)[0];
        return
        [
            Stop(HvSwitchFindingIds.Unsupported, row.Flag, $"Hyper-V {QemuRuleTable.NameOf(row)} is not supported by kernel", fixes.Support(row, row.Needs)) with { Addresses = row.Needs },
        ];
    }

    /// <summary>The versions of eVMCS are others.</summary>
    public static IEnumerable<HvSwitchFinding> EvmcsVersions(HvConfiguration configuration, ushort version, HvFixes fixes, out EvmcsVersionRange? given)
    {
        EvmcsVersionRange? offered = (version & 0xFF) >= 1 && (version & 0xFF) <= version >> 8 ? new EvmcsVersionRange(version & 0xFF, version >> 8) : null;
        EvmcsVersionRange wanted = configuration.EvmcsVersions ?? EvmcsVersionRange.Version1;
        given = offered?.Intersect(wanted);
        if (given == wanted)
        {
            return [];
        }

        // QEMU refuses a range that it does not get whole; a range that no flag says is cut to what both have, and told.
        HvEnlightenment row = HvEnlightenmentTable.For(HvSwitches.Evmcs)[0];
        string message = $"eVMCS version range [{wanted}] is not supported by kernel (supported: [{offered ?? default}])";
        string fix = offered is null ? $"leave {fixes.Name(row)} off: this KVM has no version"
            : configuration.EvmcsVersions is null ? $"leave {fixes.Name(row)} off: it means versions {wanted}, and no flag says others"
            : $"want versions within {offered}, or leave {fixes.Name(row)} off";
        HvSwitchFinding finding = new(HvSwitchFindingIds.EvmcsVersions, given is null ? HvSeverity.Error : HvSeverity.Warning, row.Flag, message)
        {
            Addresses = [HvBits.EnlightenedVmcsVersions],
            Fix = given is { } both ? $"{fix}; the guest gets {both}" : fix,
            StopsVmm = given is null,
        };
        return [finding];
    }

    /// <summary>Enforcement cannot be enabled.</summary>
    public static HvSwitchFinding EnforcementRefused() => Stop(
        HvSwitchFindingIds.Enforcement, Enforce, $"failed to enable KVM_CAP_HYPERV_ENFORCE_CPUID: {InvalidArgument}",
        $"use Linux {KvmChanges.EnforceCpuid.Release} or later, or leave {Enforce} off; it changes no leaf");

    /// <summary>KVM has no Hyper-V support: what stops QEMU, and what is dropped without a word.</summary>
    public static IEnumerable<HvSwitchFinding> NoHyperV(HvConfiguration configuration, HvSwitches switches)
    {
        foreach ((HvSwitches one, string write) in UnconditionalMsrs.Where(row => (row.Switch & switches) != 0))
        {
            yield return Stop(HvSwitchFindingIds.NoHyperV, HvEnlightenmentTable.For(one)[0].Flag, $"error: failed to set MSR {write}", NoHyperVFix);
        }

        HvSwitches silent = switches & ~UnconditionalMsrs.Aggregate(HvSwitches.None, (all, row) => all | row.Switch);
        string[] spinlocks = configuration.SpinlockRetries == HvConfiguration.Default.SpinlockRetries ? [] : [Spinlocks];
        string flags = string.Join(", ", HvEnlightenmentTable.For(silent).Select(row => row.Flag).Concat(spinlocks));
        string what = configuration.Mode == HvConfigurationMode.Passthrough ? "hv-passthrough" : flags;
        if (what.Length > 0)
        {
            yield return new HvSwitchFinding(HvSwitchFindingIds.NoHyperV, HvSeverity.Error, what.Split(',')[0], $"{what}: dropped without a word. This KVM has no Hyper-V support, and the guest gets no Hyper-V leaf.") { Fix = NoHyperVFix };
        }
    }

    /// <summary>What QEMU does not refuse, but whoever runs the guest should know.</summary>
    public static IEnumerable<HvSwitchFinding> Warnings(
        QemuVmm vmm, HvConfiguration asked, HvConfiguration configuration, HvConfigurationEdits? edits, QemuView view, HvSwitches switches)
    {
        HvConfigurationLanguage language = edits?.Language ?? HvConfigurationLanguage.Qemu;
        bool passthrough = configuration.Mode == HvConfigurationMode.Passthrough;
        if (!configuration.HypervisorBit && configuration.IsEnabled)
        {
            yield return new HvSwitchFinding(
                HvSwitchFindingIds.Hidden, HvSeverity.Warning, "hypervisor", "hypervisor=off hides all of this: CPUID.00000001H:ECX[31] is clear, and guests that find no hypervisor look for no leaf of one.")
            { Fix = $"leave {VmWords.Hidden(language)} out" };
        }

        bool inKernelLapic = vmm.Machine.InKernelLapic && view.Query is not { Scope: KvmScope.Vcpu, Vcpu.InKernelLapic: false };
        IEnumerable<HvSwitchFinding> others = HvKernelFindings.OfFlaws(switches, inKernelLapic, view.Host)
            .Concat(passthrough ? OfPassthrough(vmm, asked, edits, view) : HvWarnings.Of(asked, view, view.Host?.Vendor, language));
        bool reenlightenment = (switches & HvSwitches.Reenlightenment) != 0 && configuration.TscFrequency is null && !passthrough;
        foreach (HvSwitchFinding finding in others)
        {
            yield return finding;
        }

        if (reenlightenment && vmm.Behavior.Has(QemuTrait.ReenlightenmentNeedsTscFrequency))
        {
            yield return new HvSwitchFinding(
                HvSwitchFindingIds.PreventsMigration, HvSeverity.Info, "hv-reenlightenment", "Guest enabled re-enlightenment notifications, 'tsc-frequency=' has to be specified")
            { Fix = $"give {VmWords.TscFrequency(language)} for a guest that runs a hypervisor and is to be migrated; others do not enable the notifications" };
        }
    }

    // A KVM without Hyper-V support has nothing to pass through, and QEMU does not warn then.
    private static IEnumerable<HvSwitchFinding> OfPassthrough(QemuVmm vmm, HvConfiguration asked, HvConfigurationEdits? edits, QemuView view) =>
        view.HasHyperV ? HvPassthroughFindings.Of(vmm, asked, edits, view) : [];

    private static HvSwitchFinding UnknownProperty(string name) => new(
        HvSwitchFindingIds.Machine, HvSeverity.Warning, Excerpt.Of(name), $"machine property {Excerpt.Of(name)} is none that is known here: a QEMU that does not have it does not start.")
    {
        Fix = "leave it out, or see that this QEMU has it (-machine TYPE,help)",
    };

    private static IEnumerable<HvConfigurationEdit> AsEdits(QemuBehavior behavior, HvConfiguration configuration) =>
        HvEnlightenmentTable.For(configuration.Switches & ~behavior.Switches).Select(row => HvConfigurationEdit.Switch(row, true))
            .Concat(behavior.UnknownSettings.Where(row => row.Print(configuration) != row.Default).Select(row => HvConfigurationEdit.Set(row, row.Print(configuration))));

    // QEMU looks before it applies flags with a sign.
    private static bool IsOnAtOnce(HvEnlightenment row, HvConfiguration configuration, HvConfigurationEdits? edits)
    {
        HvConfigurationEdit[] said = [.. (edits?.Items ?? []).Where(edit => edit.Enlightenment == row)];
        return said.LastOrDefault(edit => !edit.IsSigned) is { } plain ? plain.IsOn : said.Length == 0 && (configuration.Switches & row.Switch) != 0;
    }

    private static HvSwitchFinding Stop(string id, string flag, string message, string fix) => new(id, HvSeverity.Error, flag, message) { Fix = fix, StopsVmm = true };
}
