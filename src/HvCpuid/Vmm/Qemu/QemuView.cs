using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What of a configuration and machine decides how QEMU asks.</summary>
/// <param name="InKernelLapic">The local APICs are in the kernel.</param>
/// <param name="SynicKvmOnly">SynIC is KVM_CAP_HYPERV_SYNIC, not _SYNIC2.</param>
/// <param name="EvmcsFirst">eVMCS is enabled on the vCPU that is asked.</param>
internal readonly record struct QemuQuestion(bool InKernelLapic, bool SynicKvmOnly, bool EvmcsFirst)
{
    /// <summary>How many bits <see cref="Number"/> has.</summary>
    public const int Bits = 3;

    /// <summary>The question as a number.</summary>
    public int Number => (InKernelLapic ? 1 : 0) | (SynicKvmOnly ? 2 : 0) | (EvmcsFirst ? 4 : 0);

    /// <summary>The capability of SynIC.</summary>
    public KvmCapability Synic => SynicOf(SynicKvmOnly);

    /// <summary>The capability of SynIC.</summary>
    public static KvmCapability SynicOf(bool kvmOnly) => kvmOnly ? KvmCapability.HyperVSynic : KvmCapability.HyperVSynic2;
}

/// <summary>What a QEMU finds on a host: get_supported_hv_cpuid and what it enables then (target/i386/kvm/kvm.c).</summary>
internal sealed class QemuView
{
    private QemuView(QemuBehavior behavior, QemuQuestion question, KvmHost? host, KvmQuery? query, HvVmmAnswer answer, bool setsVpIndex)
    {
        (Host, Query, Answer, HasHyperV, SetsVpIndex) = (host, query, answer, answer.AskedOn != HvAskedOn.None, setsVpIndex);
        HvCpuidSet set = answer.Set ?? HvCpuidSet.Empty;
        Supported = behavior.Rows.Where(row => row.Needs.All(bit => set.Extract(bit) != 0)).Aggregate(HvSwitches.None, (all, row) => all | row.Row.Switch);
        Dictionary<KvmCapability, (KvmOutcome Outcome, ushort Version)> enabling = [];
        foreach (KvmCapability capability in new[] { question.Synic, KvmCapability.HyperVEnlightenedVmcs, KvmCapability.HyperVEnforceCpuid })
        {
            enabling[capability] = Enable(capability, question, host, query, set);
        }

        Enabling = enabling;
        (KvmOutcome outcome, ushort version) = enabling[KvmCapability.HyperVEnlightenedVmcs];
        bool evmcs = outcome.IsDone && (version & 0xFF) == 1 && version >> 8 >= 1;
        bool synic = enabling[question.Synic].Outcome.IsDone;
        Usable = Supported & (evmcs ? HvSwitches.All : ~HvSwitches.Evmcs) & (synic ? HvSwitches.All : ~HvSwitches.Synic) & (setsVpIndex ? HvSwitches.All : ~HvSwitches.VpIndex);
    }

    /// <summary>The modelled host; null where nothing but its answer is known.</summary>
    public KvmHost? Host { get; }

    /// <summary>The question that was asked; null where nobody asked one.</summary>
    public KvmQuery? Query { get; }

    /// <summary>What was found, and how.</summary>
    public HvVmmAnswer Answer { get; }

    /// <summary>True when KVM has Hyper-V's capabilities.</summary>
    public bool HasHyperV { get; }

    /// <summary>True when KVM lets a VMM set the VP index of a vCPU (KVM_CAP_HYPERV_VP_INDEX).</summary>
    public bool SetsVpIndex { get; }

    /// <summary>The switches that QEMU finds supported.</summary>
    public HvSwitches Supported { get; }

    /// <summary>Those of them that it can enable, where enabling is part of it.</summary>
    public HvSwitches Usable { get; }

    /// <summary>The switches of which nobody knows whether the host supports them: its kernel is between two that are known.</summary>
    public HvSwitches Unsure { get; private init; }

    /// <summary>What enabling a capability on a vCPU answers, and of eVMCS the version word.</summary>
    public IReadOnlyDictionary<KvmCapability, (KvmOutcome Outcome, ushort Version)> Enabling { get; }

    /// <summary>True when passthrough has the retries of hv-spinlocks: capabilities and MSRs tell none (get_supported_hv_cpuid_legacy).</summary>
    public bool TakesRetries => Answer.AskedOn == HvAskedOn.Legacy;

    /// <summary>What was found; empty where the host does not answer.</summary>
    public HvCpuidSet Set => Answer.Set ?? HvCpuidSet.Empty;

    /// <summary>Asks a host.</summary>
    public static QemuView Of(QemuBehavior behavior, QemuQuestion question, HvHost host)
    {
        if (host.Answer is { } given)
        {
            return new QemuView(behavior, question, null, null, new HvVmmAnswer(HvAskedOn.Given, given, null), true);
        }

        KvmHost kvm = host.Kvm!;
        bool setsVpIndex = host.Check(KvmCapability.HyperVVpIndex) > 0;
        if (host.Query is null && host.Check(KvmCapability.HyperV) == 0)
        {
            return new QemuView(behavior, question, kvm, null, new HvVmmAnswer(HvAskedOn.None, HvCpuidSet.Empty, null), setsVpIndex);
        }

        if (host.Query is null && host.Check(KvmCapability.HyperVCpuid) == 0)
        {
            return new QemuView(behavior, question, kvm, null, new HvVmmAnswer(HvAskedOn.Legacy, Legacy(host, question), null), setsVpIndex);
        }

        KvmQuery query = host.Query ?? Ask(behavior, question, host);
        (HvCpuidSet? set, KvmRefusal? refusal) = host.Ask(query);
        HvAskedOn on = query.Scope == KvmScope.System ? HvAskedOn.System : HvAskedOn.Vcpu;
        bool adds = host.Query is null && on == HvAskedOn.Vcpu && !behavior.Has(QemuTrait.EnablesEvmcsBeforeAsking) && host.Check(KvmCapability.HyperVEnlightenedVmcs) > 0;
        set = adds && set is not null ? WithEvmcs(set) : set;
        bool modelled = host.Observation is null && kvm.Kernel.Neighbour is not null;
        return new QemuView(behavior, question, kvm, query, new HvVmmAnswer(on, set, refusal), setsVpIndex)
        {
            Unsure = (modelled ? behavior.Rows : []).Where(row => HvKernelFindings.Unsure(row.Needs, query).Count > 0).Aggregate(HvSwitches.None, (all, row) => all | row.Row.Switch),
        };
    }

    private static KvmQuery Ask(QemuBehavior behavior, QemuQuestion question, HvHost host)
    {
        KvmHost kvm = host.Kvm!;
        if (behavior.Has(QemuTrait.AsksOnDevKvm) && host.Check(KvmCapability.SysHyperVCpuid) > 0)
        {
            return KvmQuery.OnSystem(kvm);
        }

        KvmQuery plain = KvmQuery.OnVcpu(kvm, new VcpuState(question.InKernelLapic));
        bool enabled = question.EvmcsFirst && SupportedFold.Enabling(plain) is { Versions: not null };
        return enabled ? plain with { Vcpu = plain.Vcpu with { Evmcs = EvmcsVersionRange.Version1 } } : plain;
    }

    // KVM tells of eVMCS on a vCPU that has it enabled only: QEMU takes the capability for it.
    private static HvCpuidSet WithEvmcs(HvCpuidSet set) => set.TryGet(HvRecommendations.Function, out CpuidRegisters leaf)
        ? set.ToBuilder().Set(HvRecommendations.Function, leaf with { Eax = leaf.Eax | HvBits.EnlightenedVmcs.Bits.Mask }).ToSet()
        : set;

    private static HvCpuidSet Legacy(HvHost host, QemuQuestion question)
    {
        QemuWords words = QemuLegacyTable.Rows.Where(row => row.Holds(host, question)).Aggregate(default(QemuWords), (all, row) => all | row.Words);
        return new HvCpuidSetBuilder()
            .Add(HvFeatures.Function, new CpuidRegisters(words.Privileges, words.HighPrivileges, 0, words.Features))
            .Add(HvRecommendations.Function, new CpuidRegisters(words.Recommendations, 0, 0, 0))
            .ToSet();
    }

    private static (KvmOutcome Outcome, ushort Version) Enable(KvmCapability capability, QemuQuestion question, KvmHost? host, KvmQuery? asked, HvCpuidSet set)
    {
        bool evmcs = capability == KvmCapability.HyperVEnlightenedVmcs;
        if (host is null)
        {
            // Nothing is known but the answer: what it reports can be enabled, with the versions that it names.
            return (KvmOutcome.Done, evmcs && set.NestedFeatures is { } nested ? EvmcsWord(nested) : (ushort)0);
        }

        KvmQuery query = KvmQuery.OnVcpu(host, new VcpuState(question.InKernelLapic));
        if (!evmcs)
        {
            return (KvmCapabilityTable.Enable(capability, query)?.Outcome ?? KvmOutcome.Refused(KvmErrno.EINVAL), 0);
        }

        KvmEnablingRule? rule = SupportedFold.Enabling(query);
        bool other = asked is { Scope: KvmScope.Vcpu, Vcpu.Evmcs: not null } && rule is { Versions: not null };
        return (rule?.Outcome ?? KvmOutcome.Refused(KvmErrno.EINVAL), other ? asked!.Value.Vcpu.Evmcs!.Value.Word : rule?.Versions?.Word ?? 0);
    }

    private static ushort EvmcsWord(HvNestedFeatures nested) => (ushort)((nested.EnlightenedVmcsVersionHigh << 8) | nested.EnlightenedVmcsVersionLow);
}
