using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class PassthroughDetailTests
{
    private static readonly HvConfiguration Passthrough = QemuFlags.Parse("hv-passthrough");

    [Theory]
    [InlineData(0x0101, "1..1")]
    [InlineData(0x0301, "1..3")]
    [InlineData(0x0202, "2..2")]
    [InlineData(0x0102, null)]
    [InlineData(0x0100, null)]
    [InlineData(0x0001, null)]
    [InlineData(0, null)]
    public void VersionsOf_Answer_IsTheRangeThatItSays(uint word, string? range)
    {
        Assert.Equal(range, HvPassthrough.VersionsOf(new HvCpuidSetBuilder().Add(0x4000000A, new CpuidRegisters(0xFFFF0000 | word, 0, 0, 0)).ToSet())?.ToString());
        Assert.Null(HvPassthrough.VersionsOf(HvCpuidSet.Empty));
    }

    // hv-evmcs means versions 1..1: an answer whose versions begin elsewhere, or end before they begin, has no switch.
    [Theory]
    [InlineData(0x0101, true)]
    [InlineData(0x0201, true)]
    [InlineData(0x0100, false)]
    [InlineData(0x0200, false)]
    [InlineData(0x0001, false)]
    [InlineData(0x0000, false)]
    [InlineData(0x0202, false)]
    public void Explain_EvmcsVersions_DecideWhetherTheSwitchSaysThem(uint word, bool sayable) =>
        Assert.Equal(sayable, InSwitches(With(0x4000000A, leaf => leaf with { Eax = (leaf.Eax & 0xFFFF0000) | word })).Switches.HasFlag(HvSwitches.Evmcs));

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(0x7FFFFFFF, 0x7FFFFFFF)]
    [InlineData(0x80000000, -1)]
    [InlineData(0xFFFFFFFF, -1)]
    public void Explain_Limit_IsSaidAsFarAsTheFlagGoes(uint reported, int limit) => Assert.Equal(limit, InSwitches(With(0x40000005, leaf => leaf with { Eax = reported })).MaximumVps);

    [Fact]
    public void Explain_LeavesThatAreNotThere_HaveTheDefaults()
    {
        HvConfiguration configuration = HvPassthrough.Explain(QemuVmm.Newest, HvHost.Parse("4.20"), QemuFlags.Parse("hv-spinlocks=64")).Configuration;

        Assert.Equal((-1, 64u, HvConfiguration.Default.Version), (configuration.MaximumVps, configuration.SpinlockRetries, configuration.Version));
        Assert.Equal((uint.MaxValue, HvConfiguration.Default.Version, -1), (InSwitches(HvCpuidSet.Empty).SpinlockRetries, InSwitches(HvCpuidSet.Empty).Version, InSwitches(HvCpuidSet.Empty).MaximumVps));
        Assert.Equal("1-20003-4-5000006", Words(InSwitches(With(0x40000002, _ => new CpuidRegisters(1, 0x20003, 4, 0x05000006))).Version.Registers));
    }

    // A copy heeds nothing that was asked for; QEMU since 6.1 heeds hv-no-nonarch-coresharing.
    [Theory]
    [InlineData("copy", "off", HvCoreSharing.On)]
    [InlineData("qemu:5.2", "off", HvCoreSharing.On)]
    [InlineData("qemu:11.1", "off", HvCoreSharing.Off)]
    [InlineData("qemu:11.1", "auto", HvCoreSharing.On)]
    public void Explain_CoreSharing_IsTheHostsWhereTheVmmTakesIt(string vmm, string asked, HvCoreSharing said) => Assert.Equal(
        said, HvPassthrough.Explain(HvVmm.Parse(vmm), HvHost.Parse("6.12,nosmt"), QemuFlags.Parse($"hv-no-nonarch-coresharing={asked}")).Configuration.NoNonarchCoreSharing);

    [Fact]
    public void Explain_OfARelease_HasItsSwitches()
    {
        HvSwitches old = HvPassthrough.Explain(new QemuVmm(new(5, 2)), HvHost.Parse("6.12")).Configuration.Switches;

        Assert.Equal((true, false), (old.HasFlag(HvSwitches.Evmcs), old.HasFlag(HvSwitches.Avic)));
    }

    [Fact]
    public void Explain_SwitchThatIsForced_SaysSo()
    {
        HvPassthroughExplanation explanation = HvPassthrough.Explain(QemuVmm.Newest, HvHost.Parse("6.1"), QemuFlags.Parse("hv-tlbflush-ext,hv-tlbflush-direct,hv-relaxed"));

        Assert.Equal(
            ["CPUID.40000003H:EDX[14]: hv-tlbflush-ext is set beside passthrough without a question", "CPUID.4000000AH:EAX[17]: hv-tlbflush-direct is set beside passthrough without a question"],
            explanation.NotExpressible.Select(difference => $"{difference.Address}: {difference.Reason}"));
    }

    // Passthrough is refused, and what it would have given is what was found.
    [Fact]
    public void Explain_PassthroughThatIsRefused_IsOfWhatWasFound() =>
        Assert.Contains(HvPassthrough.Explain(QemuVmm.Newest, HvHost.Parse("6.12,evmcs=2..3")).NotExpressible, difference => difference.Reason == "hv-evmcs says versions 1..1 alone");

    [Fact]
    public void AsQemu_WithWhatElseIsAskedFor_HasIt()
    {
        Assert.True(HvPassthrough.AsQemu(Hosts.Newest.Answer(), QemuFlags.Parse("hv-syndbg")).Contains(0x40000080));
        Assert.False(HvPassthrough.AsQemu(Hosts.Newest.Answer()).Contains(0x40000080));
    }

    // Versions that no range is of: the leaf is copied, and eVMCS is no switch to give.
    [Fact]
    public void Resolve_EvmcsWithoutVersions_HasNoneWhereQemuCopies()
    {
        HvResolution copied = new QemuVmm(new(5, 2)).Resolve(Passthrough, With(0x4000000A, leaf => leaf with { Eax = 0 }));

        Assert.Equal((true, true, null), (copied.Starts, copied.Switches.HasFlag(HvSwitches.Evmcs), copied.EvmcsVersions));
        Assert.False(QemuVmm.Newest.Supports(HvHost.From(With(0x4000000A, leaf => leaf with { Eax = 1 }))).HasFlag(HvSwitches.Evmcs));
        Assert.True(QemuVmm.Newest.Supports(HvHost.From(Hosts.Newest.Answer())).HasFlag(HvSwitches.Evmcs));
    }

    [Fact]
    public void Resolve_PassthroughOfAnAnswerWithoutRecommendations_HasNoRetries()
    {
        HvCpuidSet set = Passthrough.Resolve(new HvCpuidSetBuilder().Add(0x40000003, new CpuidRegisters(0x22, 0, 0, 0)).ToSet()).GetSet();

        Assert.Equal((0u, 0u), (set.Recommendations!.Value.SpinlockRetries, set.Vendor!.Value.Registers.Ebx));
    }

    // A version that begins behind its end is none.
    [Fact]
    public void Resolve_EvmcsVersionsInTheWrongOrder_AreNone() => Assert.Equal(
        "eVMCS version range [1..1] is not supported by kernel (supported: [0..0])",
        QemuFlags.Parse("hv-vapic,hv-evmcs").Resolve(With(0x4000000A, leaf => leaf with { Eax = (leaf.Eax & 0xFFFF0000) | 0x0102 })).First!.Message);

    // QEMU 5.2 looks for hv-vpindex last, with passthrough too.
    [Theory]
    [InlineData("5.2")]
    [InlineData("11.1")]
    public void Resolve_PassthroughOfSynicWithoutVpIndex_IsRefused(string release)
    {
        HvCpuidSet host = With(0x40000003, leaf => leaf with { Eax = leaf.Eax & ~(1u << 6) });
        HvSwitchFinding first = new QemuVmm(QemuRelease.Parse(release)).Resolve(QemuFlags.Parse("hv-passthrough"), host).Errors.Last();

        Assert.Equal(("Hyper-V synthetic interrupt controller (hv-synic) requires Hyper-V VP_INDEX MSR (hv-vpindex)", true), (first.Message, first.StopsVmm));
    }

    // Steps that are the same are said once, and a bit that nothing brings has none.
    [Fact]
    public void Support_SeveralBits_SaysEveryStepOnce()
    {
        HvFixes fixes = new(KvmQuery.Parse("5.0,amd"), HvConfigurationLanguage.Qemu);
        HvEnlightenment row = HvEnlightenmentTable.For(HvSwitches.XmmInput)[0];
        BitAddress[] bits = [.. new[] { "A.EAX[19]", "3.EBX[0]", "3.EDX[11]", "A.EAX[19]" }.Select(BitAddress.Parse)];

        Assert.Equal("use Linux 5.18 or later; use Linux 5.8 or later; or leave hv-xmm-input off", fixes.Support(row, bits));
        Assert.Equal("use a host whose KVM reports CPUID.40000003H:EBX[0] and CPUID.40000003H:EBX[1], or leave hv-xmm-input off", fixes.Support(row, [BitAddress.Parse("3.EBX[0]"), BitAddress.Parse("3.EBX[1]")]));
    }

    [Fact]
    public void Difference_WithoutAName_IsItsAddressAlone()
    {
        HvFieldDifference difference = new(BitAddress.Parse("3.EAX[15]"), null, 0x1F, 0);

        Assert.Equal(("CPUID.40000003H:EAX[15]: host 1F, guest 0", ""), (difference.ToString(), difference.Reason));
    }

    [Fact]
    public void GetSet_OfARefusal_SaysWhy() => Assert.Equal(
        "KVM_GET_SUPPORTED_HV_CPUID is refused with EINVAL: KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm (KVM_CAP_SYS_HYPERV_CPUID) exists since Linux 5.11: call it on a vCPU.",
        Assert.Throws<InvalidOperationException>(() => CopyVmm.Instance.Ask(HvHost.Parse("5.0,system")).GetSet()).Message);

    private static HvConfiguration InSwitches(HvCpuidSet host) => HvPassthrough.Explain(host).Configuration;

    private static HvCpuidSet With(uint function, Func<CpuidRegisters, CpuidRegisters> change)
    {
        HvCpuidSet host = Hosts.Newest.Answer();
        Assert.True(host.TryGet(function, out CpuidRegisters leaf));
        return host.ToBuilder().Set(function, change(leaf)).ToSet();
    }

    private static string Words(CpuidRegisters registers) => FormattableString.Invariant($"{registers.Eax:X}-{registers.Ebx:X}-{registers.Ecx:X}-{registers.Edx:X}");
}
