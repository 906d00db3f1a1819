using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>A label that KubeVirt's node labeller sets, and what it looks at.</summary>
/// <param name="Name">What stands behind the prefix: <c>vpindex</c>.</param>
/// <param name="Capability">The KVM_CHECK_EXTENSION that has to be above 0; null where the list of MSRs alone counts.</param>
/// <param name="Msr">The MSR that KVM has to list (KVM_GET_MSR_INDEX_LIST); null where a capability counts, which goes before it.</param>
/// <param name="Bit">The bit by which an answer tells the same.</param>
public sealed record KubeVirtNodeLabel(string Name, KvmCapability? Capability, uint? Msr, BitAddress Bit)
{
    /// <summary>The label: <c>hyperv.node.kubevirt.io/vpindex</c>.</summary>
    public string Label => KubeVirtNodeLabels.Prefix + Name;
}

/// <summary>
/// The labels about Hyper-V that KubeVirt's node labeller sets on a node, by which its scheduler finds nodes for a VM's <c>features.hyperv</c>. The labeller
/// asks KVM for capabilities and MSRs, never for the leaves: it knows no bit that came after Linux 5.0.
/// </summary>
/// <remarks>Source: KubeVirt, pkg/virt-handler/node-labeller/kvm-caps-info-plugin_amd64.go (exposeCapabilities).</remarks>
public static class KubeVirtNodeLabels
{
    /// <summary>What every one of them begins with.</summary>
    public const string Prefix = "hyperv.node.kubevirt.io/";

    /// <summary>The labels, in the labeller's order.</summary>
    public static IReadOnlyList<KubeVirtNodeLabel> All { get; } =
    [
        new("base", KvmCapability.HyperV, null, HvBits.AccessHypercallMsrs),
        new("time", KvmCapability.HyperVTime, null, HvBits.AccessPartitionReferenceCounter),
        new("vpindex", KvmCapability.HyperVVpIndex, null, HvBits.AccessVpIndex),
        new("tlbflush", KvmCapability.HyperVTlbFlush, null, HvBits.HypercallRemoteTlbFlush),
        new("ipi", KvmCapability.HyperVSendIpi, null, HvBits.SyntheticClusterIpi),
        new("synic", KvmCapability.HyperVSynic, null, HvBits.AccessSynicRegs),
        new("synic2", KvmCapability.HyperVSynic2, null, HvBits.AccessSynicRegs),
        new("frequencies", null, 0x40000022, HvBits.AccessFrequencyRegs),
        new("reset", null, 0x40000003, HvBits.AccessResetReg),
        new("runtime", null, 0x40000010, HvBits.AccessVpRunTimeReg),
        new("synictimer", null, 0x400000B0, HvBits.AccessSyntheticTimerRegs),
        new("reenlightenment", null, 0x40000106, HvBits.AccessReenlightenmentControls),
    ];

    /// <summary>The labels that a node gets, in the labeller's order. Of a host of which nothing but its answer is known, those that the answer tells of.</summary>
    /// <param name="host">The node's KVM.</param>
    /// <exception cref="ArgumentNullException">There is no host.</exception>
    public static IReadOnlyList<KubeVirtNodeLabel> For(HvHost host)
    {
        Guard.NotNull(host);
        return [.. All.Where(label => host.Answer is { } answer ? IsTold(label, answer) : IsSet(label, host))];
    }

    // Whatever of Hyper-V a host supports, it has the capability for it.
    private static bool IsTold(KubeVirtNodeLabel label, HvCpuidSet answer) =>
        answer.Extract(label.Bit) != 0 || (label.Capability == KvmCapability.HyperV && answer.Any(entry => entry.Registers != default));

    // A live KVM without Hyper-V support lists none of the MSRs, whatever its release.
    private static bool IsSet(KubeVirtNodeLabel label, HvHost host) => label.Capability is { } capability
        ? host.Check(capability) > 0
        : host.Check(KvmCapability.HyperV) > 0 && KvmLegacyTable.Lists(label.Msr!.Value, host.Kvm!);
}
