using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm.Rules;

/// <summary>What the rows say, row by row: capabilities and MSRs by release, what enabling one answers, flaws by hypercall.</summary>
public class KvmRulesTests
{
    private const string CompiledOut = "this KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8)";
    private const string NoIrqchip = "SynIC needs an in-kernel irqchip, full or split";
    private const string HasIrqchip = "the VM has an in-kernel irqchip";

    // The mainline release that brought each; 0 before it, and wherever KVM was built without its Hyper-V support.
    [Theory]
    [InlineData(KvmCapability.HyperV, "2.6.33", "2.6.34")]
    [InlineData(KvmCapability.HyperVVapic, "2.6.33", "2.6.34")]
    [InlineData(KvmCapability.HyperVSpin, "2.6.33", "2.6.34")]
    [InlineData(KvmCapability.HyperVTime, "3.13", "3.14")]
    [InlineData(KvmCapability.HyperVSynic, "4.4", "4.5")]
    [InlineData(KvmCapability.HyperVSynic2, "4.12", "4.13")]
    [InlineData(KvmCapability.HyperVVpIndex, "4.12", "4.13")]
    [InlineData(KvmCapability.HyperVEventFd, "4.16", "4.17")]
    [InlineData(KvmCapability.HyperVTlbFlush, "4.17", "4.18")]
    [InlineData(KvmCapability.HyperVSendIpi, "4.19", "4.20")]
    [InlineData(KvmCapability.HyperVEnlightenedVmcs, "4.19", "4.20")]
    [InlineData(KvmCapability.HyperVCpuid, "4.20", "5.0")]
    [InlineData(KvmCapability.SysHyperVCpuid, "5.10", "5.11")]
    [InlineData(KvmCapability.HyperVEnforceCpuid, "5.13", "5.14")]
    public void Check_OfAHyperVCapability_IsOneFromItsReleaseOn(KvmCapability capability, string before, string from)
    {
        foreach (string release in new[] { before, from, "5.0", "5.14", "6.12", "7.3" })
        {
            KvmHost host = new() { Kernel = KvmRelease.Parse(release) };
            int expected = KvmRelease.Parse(release) >= KvmRelease.Parse(from) ? 1 : 0;
            Assert.Equal((release, expected, 0), (release, KvmCapabilityTable.Check(capability, host), KvmCapabilityTable.Check(capability, host with { HyperVCompiledIn = false })));
        }
    }

    [Theory]
    [InlineData("5.3,amd", 1)]
    [InlineData("5.4,amd", 0)]
    [InlineData("7.3,amd", 0)]
    [InlineData("5.3,nonested", 1)]
    [InlineData("5.4,nonested", 0)]
    [InlineData("5.7,nonested", 0)]
    [InlineData("5.8,nonested", 1)]
    [InlineData("7.1,nonested", 1)]
    [InlineData("7.2,nonested", 0)]
    [InlineData("4.20,amd", 1)]
    public void Check_OfEvmcs_IsOneWhereTheReleaseSaysSo(string query, int expected) =>
        Assert.Equal(expected, KvmCapabilityTable.Check(KvmCapability.HyperVEnlightenedVmcs, KvmQuery.Parse(query).Host));

    [Theory]
    [InlineData(0x40000002u, "4.3", "4.4")]
    [InlineData(0x40000003u, "4.3", "4.4")]
    [InlineData(0x40000010u, "4.3", "4.4")]
    [InlineData(0x40000022u, "4.13", "4.14")]
    [InlineData(0x40000080u, "4.4", "4.5")]
    [InlineData(0x400000B0u, "4.4", "4.5")]
    [InlineData(0x40000105u, "4.2", "4.3")]
    [InlineData(0x40000106u, "4.16", "4.17")]
    public void Lists_OfAnMsr_IsTrueFromItsReleaseOn(uint msr, string before, string from)
    {
        Assert.False(KvmLegacyTable.Lists(msr, new KvmHost { Kernel = KvmRelease.Parse(before) }));
        Assert.True(KvmLegacyTable.Lists(msr, new KvmHost { Kernel = KvmRelease.Parse(from) }));
        Assert.True(KvmLegacyTable.Lists(msr, new KvmHost { Kernel = KvmRelease.Newest }));
        Assert.False(KvmLegacyTable.Lists(msr, new KvmHost { Kernel = KvmRelease.Newest, HyperVCompiledIn = false }));
        Assert.False(KvmLegacyTable.Lists(msr + 1000, new KvmHost { Kernel = KvmRelease.Newest }));
        Assert.Throws<ArgumentNullException>("host", () => KvmLegacyTable.Lists(msr, null!));
    }

    [Theory]
    [InlineData("4.4", KvmCapability.HyperVSynic, null, null)]
    [InlineData("4.5", KvmCapability.HyperVSynic, "done", HasIrqchip)]
    [InlineData("4.5,nolapic", KvmCapability.HyperVSynic, "EINVAL", NoIrqchip)]
    [InlineData("4.5,nohyperv", KvmCapability.HyperVSynic, "EINVAL", CompiledOut)]
    [InlineData("4.12", KvmCapability.HyperVSynic2, null, null)]
    [InlineData("4.13", KvmCapability.HyperVSynic2, "done", HasIrqchip)]
    [InlineData("4.13,nolapic", KvmCapability.HyperVSynic2, "EINVAL", NoIrqchip)]
    [InlineData("4.13,nohyperv", KvmCapability.HyperVSynic2, "EINVAL", CompiledOut)]
    [InlineData("6.12", KvmCapability.HyperVSynic, "done", HasIrqchip)]
    [InlineData("6.12,nolapic", KvmCapability.HyperVSynic, "EINVAL", NoIrqchip)]
    [InlineData("6.12,nohyperv", KvmCapability.HyperVSynic, "EINVAL", CompiledOut)]
    [InlineData("6.12", KvmCapability.HyperVSynic2, "done", HasIrqchip)]
    [InlineData("6.12,nolapic", KvmCapability.HyperVSynic2, "EINVAL", NoIrqchip)]
    [InlineData("6.12,nohyperv", KvmCapability.HyperVSynic2, "EINVAL", CompiledOut)]
    [InlineData("5.3", KvmCapability.HyperVDirectTlbFlush, null, null)]
    [InlineData("5.4", KvmCapability.HyperVDirectTlbFlush, "ENOTTY", "direct TLB flush is there only where KVM itself runs on Hyper-V")]
    [InlineData("5.4,nohyperv", KvmCapability.HyperVDirectTlbFlush, "EINVAL", CompiledOut)]
    [InlineData("5.13", KvmCapability.HyperVEnforceCpuid, null, null)]
    [InlineData("5.14,nolapic", KvmCapability.HyperVEnforceCpuid, "done", "the guest is held to its CPUID")]
    [InlineData("5.14,nohyperv", KvmCapability.HyperVEnforceCpuid, "EINVAL", CompiledOut)]
    [InlineData("6.12", KvmCapability.HyperV, null, null)]
    public void Enable_OfACapability_IsItsRow(string query, KvmCapability capability, string? outcome, string? reason)
    {
        KvmEnableCapRule? rule = KvmCapabilityTable.Enable(capability, KvmQuery.Parse(query));

        Assert.Equal((outcome, reason), (rule?.Outcome.ToString(), rule?.Reason));
    }

    [Theory]
    [InlineData("4.19", null, null, null)]
    [InlineData("4.20", "done", "1..1", "kvm_intel with nested=1 has enlightened VMCS version 1")]
    [InlineData("4.20,amd", "ENODEV", null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX")]
    [InlineData("4.20,nonested", "ENOTTY", null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then")]
    [InlineData("5.0,nohyperv", "EINVAL", null, CompiledOut)]
    [InlineData("5.0", "done", "1..1", "kvm_intel with nested=1 has enlightened VMCS version 1")]
    [InlineData("5.3,amd", "ENODEV", null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX")]
    [InlineData("5.4,amd", "ENOTTY", null, "kvm_amd has no enlightened VMCS: it is a structure of Intel VMX")]
    [InlineData("5.7,nonested", "ENOTTY", null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then")]
    [InlineData("5.8,nonested", "done", null, "kvm_intel is loaded with nested=0: this release accepts the call, reports version 0 and changes no answer")]
    [InlineData("7.2,nonested", "ENOTTY", null, "kvm_intel is loaded with nested=0: no guest can use VMX, and this release refuses eVMCS then")]
    public void EnableEvmcs_OnAHost_IsItsRow(string query, string? outcome, string? versions, string? reason)
    {
        KvmEnablingRule? rule = new SupportedHvCpuid(KvmQuery.Parse(query).Host).EnableEvmcs();

        Assert.Equal((outcome, versions, reason), (rule?.Outcome.ToString(), rule?.Versions?.ToString(), rule?.Reason));
    }

    [Theory]
    [InlineData("6.12", 0x000B, "CVE-2025-21779")]
    [InlineData("6.12", 0x0015, "CVE-2025-21779")]
    [InlineData("6.12", 0x0002, "CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.12", 0x0003, "CVE-2025-38351 CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.12", 0x0013, "CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.12", 0x0014, "CVE-2025-38351 CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.12", 0x005C, "")]
    [InlineData("6.12.41", 0x0003, "CVE-2026-46131 CVE-2026-64247")]
    [InlineData("6.14", 0x000B, "")]
    [InlineData("6.1", 0x0003, "")]
    [InlineData("5.10", 0x000B, "CVE-2025-21779")]
    public void Flaws_OfAHypercall_AreThoseThatItBringsOut(string kernel, ushort code, string expected) =>
        Assert.Equal(expected, string.Join(' ', KvmFlaws.For(KvmKernel.Parse(kernel), code).Select(flaw => flaw.Cve)));

    [Fact]
    public void Flaws_OfNoKernel_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => KvmFlaws.For(null!, 2));
        Assert.Throws<ArgumentNullException>(() => KvmFlaws.SparseBank.IsIn(null!));
        Assert.Throws<ArgumentNullException>(() => KvmFlaws.SparseBank.IsKnownIn(null!));
        Assert.Equal("it is so", (KvmFlaws.SparseBank with { Cve = null, Summary = "it is so" }).ToString());
        Assert.Equal("CVE-2026-64247, it is so", (KvmFlaws.SparseBank with { Summary = "it is so" }).ToString());
    }

    // In the order of their changes, whatever the order of the table; of the designs of leaf A the releases' own.
    [Theory]
    [InlineData("3.EDX", "GuestDebugging")]
    [InlineData("4.EAX", "DeprecateAutoEoi")]
    [InlineData("5.EAX", "MaximumVirtualProcessors")]
    public void BitsAt_AnAddress_AreItsRowsInOrderOfTheirChanges(string text, string field)
    {
        BitAddress address = BitAddress.Parse(text);
        IReadOnlyList<KvmBitRule> rows = KvmRuleTable.BitsAt(address);

        Assert.Equal(rows.OrderBy(row => row.Since.Index), rows);
        Assert.Equal(KvmRuleTable.Bits.Where(row => row.Address.Function == address.Function && row.Address.Register == address.Register).ToHashSet(), rows.ToHashSet());
        Assert.Contains(rows, row => HvFieldTable.Find(row.Address).Any(found => found.Name == field));
    }

    [Theory]
    [InlineData(0x40000003u, "leaf 40000003H always")]
    [InlineData(0x4000000Au, "leaf 4000000AH with eVMCS, leaf 4000000AH always")]
    [InlineData(0x40000006u, "")]
    public void LeavesAt_AFunction_AreTheReleasesOwnRows(uint function, string expected)
    {
        IReadOnlyList<KvmLeafRule> rows = KvmRuleTable.LeavesAt(function);

        Assert.Equal(expected, string.Join(", ", rows));
        Assert.All(rows, row => Assert.True(row.Emission is null or NestedFeaturesEmission.AsRelease));
    }

    [Theory]
    [InlineData("on AMD", "this call is not made on AMD")]
    [InlineData("on Intel with nested=0", "this call is not made on Intel with nested=0")]
    [InlineData("on /dev/kvm", "this call is not made on /dev/kvm")]
    [InlineData("with an in-kernel local APIC", "this vCPU has no local APIC in the kernel")]
    [InlineData("where SMT is impossible", "this host can do SMT")]
    public void WhyNot_OfACondition_IsAHalfSentence(string text, string why)
    {
        KvmCondition condition = KvmCondition.All.Single(one => one.Text == text);

        Assert.Equal((text, why), (condition.ToString(), condition.WhyNot(KvmQuery.Parse("6.12,intel,nolapic"))));
        Assert.Throws<ArgumentException>("query", () => condition.WhyNot(default));
        Assert.Throws<ArgumentException>("query", () => condition.WaysOut(default));
    }

    [Fact]
    public void Beginning_OfAllKernels_IsBeforeEveryRelease()
    {
        Assert.Equal((new KvmRelease(0, 0), KvmAspects.None), (KvmChanges.Beginning.Release, KvmChanges.Beginning.Aspects));
        Assert.Equal(Enumerable.Range(0, KvmChanges.All.Count + 1), KvmChanges.All.Prepend(KvmChanges.Beginning).Select(change => change.Index));
        Assert.Same(KernelRules.Of(new KvmRelease(6, 12)), KernelRules.Of(KvmKernel.Parse("6.12")));
    }
}
