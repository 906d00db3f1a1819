using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvTermTableTests
{
    [Theory]
    [InlineData("HV_X64_MSR_VP_RUNTIME", "MSR 40000010H HV_X64_MSR_VP_RUNTIME")]
    [InlineData("msr 0x40000010", "MSR 40000010H HV_X64_MSR_VP_RUNTIME")]
    [InlineData("MSR 40000010H", "MSR 40000010H HV_X64_MSR_VP_RUNTIME")]
    [InlineData("msr 40000021", "MSR 40000021H HV_X64_MSR_REFERENCE_TSC")]
    [InlineData("msr 400000b0", "MSR 400000B0H HV_X64_MSR_STIMER0_CONFIG")]
    [InlineData("msr 1073741857", "MSR 40000021H HV_X64_MSR_REFERENCE_TSC")]
    [InlineData("HvCallPostMessage", "hypercall 005CH HvCallPostMessage")]
    [InlineData("hypercall 0x5c", "hypercall 005CH HvCallPostMessage")]
    [InlineData("hypercall 5c", "hypercall 005CH HvCallPostMessage")]
    [InlineData("hypercall 92", "hypercall 005CH HvCallPostMessage")]
    [InlineData("kvm_cap_hyperv_synic2", "KVM capability 148 KVM_CAP_HYPERV_SYNIC2")]
    [InlineData("KVM_CAP_HYPERV_SYNIC2", "KVM capability 148 KVM_CAP_HYPERV_SYNIC2")]
    [InlineData("cap 148", "KVM capability 148 KVM_CAP_HYPERV_SYNIC2")]
    [InlineData("hve001", "finding HVE001")]
    [InlineData("HVE021", "finding HVE021")]
    [InlineData("cve-2025-21779", "flaw CVE-2025-21779")]
    [InlineData("ExtendedGvaRanges", "change of KVM ExtendedGvaRanges")]
    [InlineData("f84fcb66568c", "change of KVM ExtendedGvaRanges")]
    [InlineData("f84fcb66568ca00626a3a2bdc4b0b1d6e2e7a3f1", "change of KVM ExtendedGvaRanges")]
    [InlineData("F84FCB6", "change of KVM ExtendedGvaRanges")]
    [InlineData("stimer", "libvirt element <stimer state='on'/>")]
    [InlineData("<vendor_id state='on' value='a'/>", "libvirt element <vendor_id>")]
    [InlineData("hypervclock", "libvirt element <timer name='hypervclock' present='yes'/>")]
    [InlineData("synictimer", "KubeVirt field features.hyperv.synictimer")]
    [InlineData("Hyper-V synthetic timers (hv-stimer) is not supported by kernel", "message QEMU, HVE001")]
    [InlineData("requires Hyper-V clocksources", "message QEMU, HVE002")]
    [InlineData("qemu-kvm: kernel doesn't allow setting HyperV VP_INDEX", "message QEMU, HVE013")]
    [InlineData("Property 'host-x86_64-cpu.hv-avic' not found", "message QEMU, HVE008")]
    [InlineData("error: unsupported configuration: host doesn't support hyperv 'evmcs' feature", "message libvirt, HVE001")]
    [InlineData("eVMCS version range [1..1] is not supported by kernel (supported: [0..0])", "message QEMU, HVE003")]
    [InlineData("'hv-passthrough' CPU flag prevents migration", "message QEMU, HVE005")]
    [InlineData("qemu-system-x86_64: kvm_init_vcpu: kvm_arch_init_vcpu failed (0): Function not implemented", "message QEMU, HVE002")]
    [InlineData("-device vmbus-bridge: VMBus requires usable Hyper-V SynIC and VP_INDEX", "message QEMU, HVE002")]
    [InlineData("Guest enabled re-enlightenment notifications, 'tsc-frequency=' has to be specified", "message QEMU, HVE005")]
    [InlineData("Invalid parameter type for 'hv-no-nonarch-coresharing', expected: string", "message QEMU, HVE004")]
    [InlineData("can't apply global qemu64-x86_64-cpu.hv-spinlocks=x: Parameter 'hv-spinlocks' expects uint64", "message QEMU, HVE004")]
    [InlineData("can't apply global host-x86_64-cpu.hv-relaxed=maybe: Parameter 'hv-relaxed' expects 'on' or 'off'", "message QEMU, HVE004")]
    [InlineData("Property 'qemu64-x86_64-cpu.x-hv-synic-kvm-only' not found", "message QEMU, HVE008")]
    [InlineData("host doesn't support hyperv stimer 'direct' feature", "message libvirt, HVE001")]
    [InlineData("error: XML error: HyperV spinlock retry count must be at least 4095", "message libvirt, HVE004")]
    [InlineData("error: unsupported configuration: unsupported HyperV Enlightenment feature: time", "message libvirt, HVE008")]
    [InlineData("Hyperv features are not supported for architecture 'ppc64' or machine type 'pseries'", "message libvirt, HVE009")]
    public void Find_NameNumberOrMessage_SaysWhatItIs(string text, string expected)
    {
        HvTerm term = Assert.Single(HvTermTable.Find(text));

        Assert.Equal(expected, $"{term.Kind} {term.Name}");
        Assert.NotEmpty(term.Meaning);
    }

    [Fact]
    public void Find_Message_NamesTheSwitchesAndTheirBits()
    {
        HvTerm term = Assert.Single(HvTermTable.Find("Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)"));

        Assert.Equal("A switch requires another that is not on. It is about hv-time and hv-stimer.", term.Meaning);
        Assert.Equal("What helps: add the switch that is named; flags --close adds all that are missing at once. Said in kvm_hyperv_expand_features in target/i386/kvm/kvm.c; before 6.1 hv_cpuid_check_and_set.", term.More);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("msr 0x1234")]
    [InlineData("msr 40000fff")]
    [InlineData("cap 9c")]
    [InlineData("hypercall 0xffffff")]
    [InlineData("cap 1")]
    [InlineData("HVE999")]
    public void Find_WhatIsNotKnown_IsNothing(string text) => Assert.Empty(HvTermTable.Find(text));

    [Fact]
    public void Find_EveryFinding_IsExplainedWithTheVerbThatTellsIt()
    {
        (Type Ids, string Verb)[] all = [(typeof(HvSwitchFindingIds), "flags"), (typeof(HvMigrationFindingIds), "migrate"), (typeof(LinuxGuestFindings), "guest")];
        (string Id, string Verb)[] findings = [.. all.SelectMany(ids => ids.Ids.GetFields().Where(field => field.IsLiteral).Select(field => ((string)field.GetRawConstantValue()!, ids.Verb)))];

        Assert.Equal(findings.Length, findings.DistinctBy(finding => finding.Id).Count());
        Assert.All(findings, finding => Assert.Equal($"hvcpuid {finding.Verb} tells it, with what helps.", Assert.Single(HvTermTable.Find(finding.Id)).More));
    }

    [Fact]
    public void Find_EveryFlawAndChange_IsExplained()
    {
        Assert.All(KvmFlaws.All.Where(flaw => flaw.Cve is not null), flaw => Assert.Equal($"flaw {flaw.Cve}", Named(flaw.Cve!)));
        Assert.All(KvmChanges.All, change => Assert.Equal($"change of KVM {change.Id}", Named(change.Id)));

        static string Named(string text) => Assert.Single(HvTermTable.Find(text)) is var term ? $"{term.Kind} {term.Name}" : "";
    }

    [Fact]
    public void Find_EveryCheck_IsExplained() => Assert.All(HvCpuid.Checks.HvCheckTable.All, check => Assert.Equal(
        check.WhyOnKvm is null ? check.Why : $"{check.Why} On KVM: {check.WhyOnKvm}", Assert.Single(HvTermTable.Find(check.Id)).Meaning));
}
