using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class ResolutionTests
{
    private const string Unsupported = "Hyper-V enlightened VMCS (hv-evmcs) is not supported by kernel";

    [Fact]
    public void Resolve_StimerAndEvmcsOnAmd_TellsEveryReasonAtOnce()
    {
        HvResolution resolution = QemuFlags.Parse("hv-stimer,hv-evmcs").Resolve(Hosts.Named("6.12a"));

        Assert.Null(resolution.Set);
        Assert.Equal(
            [
                "Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)",
                "Hyper-V synthetic timers (hv-stimer) requires Hyper-V synthetic interrupt controller (hv-synic)",
                Unsupported,
                "Hyper-V enlightened VMCS (hv-evmcs) requires Hyper-V virtual APIC (hv-vapic)",
            ],
            resolution.Findings.Select(finding => finding.Message));
        Assert.Equal(["add hv-time", "add hv-synic", "use an Intel host; or leave hv-evmcs off", "add hv-vapic"], resolution.Findings.Select(finding => finding.Fix));
        Assert.Equal([HvSwitchFindingIds.MissingRequirement, HvSwitchFindingIds.MissingRequirement, HvSwitchFindingIds.Unsupported, HvSwitchFindingIds.MissingRequirement], resolution.Findings.Select(finding => finding.Id));
        Assert.Equal(BitAddress.Parse("4.EAX[14]"), Assert.Single(resolution.Findings[2].Addresses));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(resolution.GetSet);
        Assert.Equal(4, error.Message.Split('\n').Length);
    }

    [Fact]
    public void Resolve_StimerAndEvmcsClosedOnIntel_GivesTheLeavesAndWhatWasAdded()
    {
        HvConfiguration closed = QemuFlags.Parse("hv-stimer,hv-evmcs").Close(out IReadOnlyList<HvAddition> added);
        HvResolution resolution = closed.Resolve(Hosts.Newest);

        Assert.Equal(
            ["hv-vapic (required by hv-evmcs)", "hv-time (required by hv-stimer)", "hv-vpindex (required by hv-synic)", "hv-synic (required by hv-stimer)"],
            added.Select(addition => addition.ToString()));
        Assert.Empty(resolution.Findings);
        Assert.Equal(EvmcsVersionRange.Version1, resolution.EvmcsVersions);
        Assert.Equal(
            """
            40000000H: 4000000A-7263694D-666F736F-76482074
            40000001H: 31237648-00000000-00000000-00000000
            40000002H: 00003839-000A0000-00000000-00000000
            40000003H: 0000027E-00000030-00000000-00000008
            40000004H: 00004008-FFFFFFFF-00000000-00000000
            40000005H: FFFFFFFF-00000040-00000000-00000000
            40000006H: 00000000-00000000-00000000-00000000
            40000007H: 00000000-00000000-00000000-00000000
            40000008H: 00000000-00000000-00000000-00000000
            40000009H: 00000000-00000000-00000000-00000000
            4000000AH: 00000101-00000000-00000000-00000000
            """.ReplaceLineEndings("\n"),
            resolution.GetSet().ToString());
    }

    [Fact]
    public void Resolve_SynicWithoutVpIndex_IsToldAfterAllOthersAsQemuDoes()
    {
        HvResolution resolution = QemuFlags.Parse("hv-synic,hv-tlbflush,hv-emsr-bitmap").Resolve(Hosts.Named("5.10i"));
        Assert.Equal(["hv-tlbflush", "hv-emsr-bitmap", "hv-synic", "hv-emsr-bitmap"], resolution.Findings.Select(finding => finding.Flag));
        Assert.Equal("Hyper-V synthetic interrupt controller (hv-synic) requires Hyper-V VP_INDEX MSR (hv-vpindex)", resolution.Findings[2].Message);
        Assert.Equal(HvSeverity.Warning, resolution.Findings[3].Severity);
    }

    // On AMD it works with the VMCB's clean bits, and there is no eVMCS to add.
    [Theory]
    [InlineData(CpuVendor.Amd, null)]
    [InlineData(CpuVendor.Intel, "leave hv-emsr-bitmap off")]
    public void Resolve_MsrBitmapWithoutEvmcs_IsOddOnIntelOnly(CpuVendor vendor, string? fix)
    {
        KvmQuery query = KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(6, 12), Vendor = vendor }, VcpuState.Ordinary);
        HvResolution resolution = QemuFlags.Parse("hv-emsr-bitmap").Resolve(query);
        Assert.NotNull(resolution.Set);
        Assert.Equal(fix is null ? [] : [fix], resolution.Findings.Select(finding => finding.Fix));
    }

    [Fact]
    public void Resolve_FailureOnAModelledHost_SaysWhatWouldSatisfyIt()
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 1), Nested = false };
        HvResolution resolution = QemuFlags.Parse("hv-vapic,hv-evmcs,hv-tlbflush-direct").Resolve(host);
        Assert.Equal(
            ["load kvm_intel with nested=1; or leave hv-evmcs off", "use Linux 6.2 or later; or leave hv-tlbflush-direct off"],
            resolution.Findings.Select(finding => finding.Fix));
    }

    [Fact]
    public void Resolve_FailureOnAnAnswer_NamesTheBits()
    {
        HvSwitchFinding finding = QemuFlags.Parse("hv-vapic,hv-evmcs").Resolve(Hosts.Named("6.1a").Answer()).Findings[0];
        Assert.Equal((Unsupported, "use a host whose KVM reports CPUID.40000004H:EAX[14] (Intel only), or leave hv-evmcs off"), (finding.Message, finding.Fix));
    }

    [Fact]
    public void Resolve_RequirementThatTheHostLacksToo_SaysSo()
    {
        HvCpuidSet host = new HvCpuidSetBuilder().Add(0x40000003, new CpuidRegisters(1u << 3, 0, 0, 0)).ToSet();
        Assert.Equal(
            ["leave hv-stimer off: this KVM does not support hv-time either", "leave hv-stimer off: this KVM does not support hv-synic either"],
            QemuFlags.Parse("hv-stimer").Resolve(host).Findings.Select(finding => finding.Fix));
    }

    [Fact]
    public void Resolve_RefusedCall_TellsTheErrnoAndTheWayOut()
    {
        HvResolution resolution = QemuFlags.Parse("hv-relaxed").Resolve(KvmQuery.OnSystem(new KvmHost()));
        HvSwitchFinding finding = Assert.Single(resolution.Findings);
        Assert.Equal((HvSwitchFindingIds.Refused, "use Linux 5.11 or later"), (finding.Id, finding.Fix));
        Assert.Contains("EINVAL", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1..1", "1..2", "1..1", "eVMCS version range [1..2] is not supported by kernel (supported: [1..1])")]
    [InlineData("1..5", "2..9", "2..5", "eVMCS version range [2..9] is not supported by kernel (supported: [1..5])")]
    [InlineData("1..5", "2..3", "2..3", null)]
    [InlineData("1..1", "2..3", null, "eVMCS version range [2..3] is not supported by kernel (supported: [1..1])")]
    [InlineData("1..3", null, "1..1", null)]
    [InlineData("3..9", null, null, "eVMCS version range [1..1] is not supported by kernel (supported: [3..9])")]
    public void Resolve_EvmcsVersions_AreIntersected(string offered, string? wanted, string? given, string? message)
    {
        KvmQuery query = Hosts.Newest with { Vcpu = new VcpuState(true, EvmcsVersionRange.Parse(offered)) };
        HvConfiguration configuration = QemuFlags.Parse("hv-vapic,hv-evmcs") with { EvmcsVersions = wanted is null ? null : EvmcsVersionRange.Parse(wanted) };

        HvResolution resolution = configuration.Resolve(query);

        Assert.Equal(given, resolution.EvmcsVersions?.ToString());
        Assert.Equal(given is null, resolution.Set is null);
        Assert.Equal(message is null ? [] : [message], resolution.Findings.Select(finding => finding.Message));
        Assert.Equal(resolution.EvmcsVersions?.Word ?? 0u, resolution.Set?.Extract(BitAddress.Parse("A.EAX[15:0]")) ?? 0);
    }

    [Fact]
    public void Resolve_EvmcsBitWithoutVersions_IsRefused()
    {
        HvCpuidSet host = new HvCpuidSetBuilder()
            .Add(0x40000003, new CpuidRegisters(1u << 4, 0, 0, 0))
            .Add(0x40000004, new CpuidRegisters(1u << 14, 0, 0, 0))
            .ToSet();
        HvSwitchFinding finding = Assert.Single(QemuFlags.Parse("hv-vapic,hv-evmcs").Resolve(host).Findings);
        Assert.Equal("eVMCS version range [1..1] is not supported by kernel (supported: [0..0])", finding.Message);
        Assert.Equal(HvSeverity.Error, finding.Severity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hv-vendor-id=Me")]
    [InlineData("x-hv-max-vps=4,hv-enforce-cpuid,hv-no-nonarch-coresharing")]
    public void Resolve_NothingThatEnables_GivesNoLeaves(string flags) =>
        Assert.Empty(QemuFlags.Parse(flags).Resolve(Hosts.Newest).GetSet());

    [Fact]
    public void Resolve_Values_GoToTheirLeaves()
    {
        HvCpuidSet set = QemuFlags.Parse(
            "hv-spinlocks=0x1fff,hv-vendor-id=abcdefg,hv-version-id-build=1,hv-version-id-major=2,hv-version-id-minor=3,hv-version-id-spack=4,"
            + "hv-version-id-sbranch=5,hv-version-id-snumber=6,hv-no-nonarch-coresharing,x-hv-max-vps=240").Resolve(Hosts.Newest).GetSet();
        Assert.Equal(
            """
            40000000H: 40000005-64636261-00676665-00000000
            40000001H: 31237648-00000000-00000000-00000000
            40000002H: 00000001-00020003-00000004-05000006
            40000003H: 00000020-00000000-00000000-00000008
            40000004H: 00040000-00001FFF-00000000-00000000
            40000005H: 000000F0-00000040-00000000-00000000
            """.ReplaceLineEndings("\n"),
            set.ToString());
    }

    [Theory]
    [InlineData(true, 0u)]
    [InlineData(false, 1u)]
    public void Resolve_CoreSharingAuto_CopiesTheHostsBitAndWarns(bool smtPossible, uint bit)
    {
        KvmQuery query = Hosts.Newest with { Host = Hosts.Newest.Host with { SmtPossible = smtPossible } };
        HvResolution resolution = QemuFlags.Parse("hv-relaxed,hv-no-nonarch-coresharing=auto").Resolve(query);
        Assert.Equal(bit, resolution.GetSet().Extract(BitAddress.Parse("4.EAX[18]")));
        Assert.Equal(
            "'hv-no-nonarch-coresharing=auto' CPU flag prevents migration use explicit 'hv-no-nonarch-coresharing=on' instead (but make sure SMT is disabled and/or that vCPUs are properly pinned)",
            Assert.Single(resolution.Findings).Message);
    }

    [Fact]
    public void Resolve_SynicDebugger_AddsItsLeaves()
    {
        HvCpuidSet set = QemuFlags.Parse("hv-relaxed,hv-vpindex,hv-synic,hv-syndbg").Resolve(Hosts.Newest).GetSet();
        Assert.Equal([0x40000000u, 0x40000001, 0x40000002, 0x40000003, 0x40000004, 0x40000005, 0x40000080, 0x40000081, 0x40000082], set.Select(entry => entry.Function));
        Assert.Equal(0x40000082u, set.Vendor!.Value.MaximumFunction);
        Assert.Equal(
            ["40000080H: 00000000-7263694D-666F736F-53562074", "40000081H: 31235356-00000000-00000000-00000000", "40000082H: 00000002-00000000-00000000-00000000"],
            set.Skip(6).Select(entry => entry.ToString()));
    }

    [Theory]
    [InlineData("hv-vapic", 1u)]
    [InlineData("hv-vapic,hv-avic", 0u)]
    [InlineData("hv-apicv,hv_vapic", 0u)]
    public void Resolve_Vapic_RecommendsTheMsrsUnlessAvic(string flags, uint bit) =>
        Assert.Equal(bit, QemuFlags.Parse(flags).Resolve(Hosts.Newest).GetSet().Extract(BitAddress.Parse("4.EAX[3]")));

    [Theory]
    [InlineData("hv-spinlocks=100", HvSwitchFindingIds.Value, "hv-spinlocks=100 is less than the 4095 that libvirt demands.")]
    [InlineData("hv-relaxed,x-hv-max-vps=4097", HvSwitchFindingIds.Value, "x-hv-max-vps=4097 is more than the 4096 vCPUs that this KVM reports.")]
    [InlineData("hv-reenlightenment", HvSwitchFindingIds.NoEffect, "hv-reenlightenment does nothing without hv-frequencies.")]
    [InlineData("hv-emsr-bitmap", HvSwitchFindingIds.NoEffect, "hv-emsr-bitmap does nothing without hv-evmcs.")]
    public void Resolve_WhatIsOdd_IsAWarningAndStillResolves(string flags, string id, string message)
    {
        HvResolution resolution = QemuFlags.Parse(flags).Resolve(Hosts.Newest);
        HvSwitchFinding finding = Assert.Single(resolution.Findings, finding => finding.Severity == HvSeverity.Warning);
        Assert.Equal((id, message, HvSeverity.Warning), (finding.Id, finding.Message, finding.Severity));
        Assert.NotEmpty(resolution.GetSet());
        Assert.NotEmpty(finding.Fix);
    }
}
