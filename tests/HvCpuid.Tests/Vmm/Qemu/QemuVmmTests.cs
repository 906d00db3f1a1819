using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuVmmTests
{
    private const string Everything = "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush,hv-ipi";

    [Theory]
    [InlineData("3.10", "hv-relaxed,hv-vapic")]
    [InlineData("3.14", "hv-relaxed,hv-vapic,hv-time")]
    [InlineData("4.3", "hv-relaxed,hv-vapic,hv-time,hv-crash")]
    [InlineData("4.4", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-runtime")]
    [InlineData("4.5", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-runtime,hv-stimer")]
    [InlineData("4.13", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer")]
    [InlineData("4.14", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies")]
    [InlineData("4.17", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment")]
    [InlineData("4.18", "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush")]
    [InlineData("4.20", Everything + ",hv-evmcs")]
    public void Supports_KernelBeforeTheCall_IsWhatItsCapabilitiesAndMsrsSay(string kernel, string flags)
    {
        HvHost host = HvHost.From(new KvmHost { Kernel = KvmRelease.Parse(kernel) });
        Assert.Equal(HvAskedOn.Legacy, QemuVmm.Newest.Ask(host).AskedOn);
        Assert.Equal(QemuFlags.Parse(flags).Switches, QemuVmm.Newest.Supports(host));
    }

    [Fact]
    public void Resolve_SynicOfOldMachineTypesOnOldKernels_IsTheOlderCapability()
    {
        QemuVmm vmm = new(new(10, 0), QemuMachine.Parse("pc-q35-2.12"));
        Assert.True(vmm.Resolve(QemuFlags.Parse("hv-synic"), new KvmHost { Kernel = new KvmRelease(4, 5) }).Starts);
        Assert.False(QemuVmm.Newest.Resolve(QemuFlags.Parse("hv-vpindex,hv-synic"), new KvmHost { Kernel = new KvmRelease(4, 5) }).Starts);
    }

    // Every QEMU of the four that were run looks for KVM_CAP_HYPERV_VP_INDEX before it asks for anything else, but with passthrough and flags with a sign.
    [Theory]
    [InlineData("4.12", "hv-vpindex", "kernel doesn't allow setting HyperV VP_INDEX")]
    [InlineData("4.12", "hv-crash,hv-stimer,hv-vpindex", "kernel doesn't allow setting HyperV VP_INDEX")]
    [InlineData("4.12", "hv-vpindex,-hv-vpindex", "kernel doesn't allow setting HyperV VP_INDEX")]
    [InlineData("4.12", "hv-passthrough,hv-vpindex", "kernel doesn't allow setting HyperV VP_INDEX")]
    [InlineData("4.12", "+hv-vpindex", null)]
    [InlineData("4.12", "hv-vpindex=off,hv-relaxed", null)]
    [InlineData("4.13", "hv-vpindex", null)]
    [InlineData("3.10", "+hv-vpindex", "Hyper-V VP_INDEX MSR (hv-vpindex) is not supported by kernel")]
    public void Resolve_VpIndexThatQemuCannotSet_IsRefusedFirst(string kernel, string flags, string? first)
    {
        HvHost host = HvHost.From(new KvmHost { Kernel = KvmRelease.Parse(kernel) });
        Assert.All(new[] { new QemuRelease(5, 2), new(7, 2), new(11, 1) }, release => Assert.Equal(first, new QemuVmm(release).Resolve(QemuFlags.ParseEdits(flags), host).First?.Message));
    }

    // With passthrough QEMU 5.2 looks for what a switch stands on although this KVM has no VP index to pass through.
    [Theory]
    [InlineData("5.2", "Hyper-V synthetic timers (hv-stimer) requires Hyper-V synthetic interrupt controller (hv-synic)")]
    [InlineData("7.2", null)]
    [InlineData("11.1", null)]
    public void Resolve_PassthroughWithoutVpIndex_IsNotRefusedFirst(string release, string? first)
    {
        HvHost host = HvHost.From(new KvmHost { Kernel = KvmRelease.Parse("4.4") });
        Assert.Equal(first, new QemuVmm(QemuRelease.Parse(release)).Resolve(QemuFlags.ParseEdits("hv-passthrough"), host).First?.Message);
    }

    // A KVM without its Hyper-V support has none of the MSRs: QEMU writes these four all the same, and drops the rest without a word.
    [Theory]
    [InlineData("hv-relaxed,hv-crash", null)]
    [InlineData("hv-passthrough", null)]
    [InlineData("hv-time", "error: failed to set MSR 0x40000021 to 0x0")]
    [InlineData("hv-relaxed,hv-vapic", "error: failed to set MSR 0x40000073 to 0x0")]
    [InlineData("hv-spinlocks=4096", null)]
    [InlineData("hv-vpindex,hv-synic", "kernel doesn't allow setting HyperV VP_INDEX")]
    [InlineData("hv-stimer,hv-synic,hv-time", "error: failed to set MSR 0x40000021 to 0x0")]
    [InlineData("hv-synic", "error: failed to set MSR 0x40000081 to 0x1")]
    [InlineData("hv-reenlightenment,hv-vapic", "error: failed to set MSR 0x40000106 to 0x0")]
    public void Resolve_KvmWithoutHyperV_IsToldEvenWhereQemuSaysNothing(string flags, string? first)
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), HyperVCompiledIn = false };
        HvResolution resolution = QemuVmm.Newest.Resolve(QemuFlags.Parse(flags), host);
        Assert.Equal((HvAskedOn.None, first, first is null), (resolution.Answer.AskedOn, resolution.First?.Message, resolution.Starts));
        Assert.Empty(resolution.Set ?? HvCpuidSet.Empty);
        Assert.Empty(resolution.Enabled);
        Assert.NotEmpty(resolution.Errors);
        Assert.All(resolution.Errors, finding => Assert.Equal(HvSwitchFindingIds.NoHyperV, finding.Id));
    }

    [Theory]
    [InlineData("5.2", "failed to turn on HyperV SynIC in KVM: Invalid argument")]
    [InlineData("6.1", "error: failed to set MSR 0x40000021 to 0x0")]
    public void Resolve_SynicOnAKvmWithoutHyperV_GoesByTheRelease(string release, string first)
    {
        KvmHost host = new() { Kernel = new KvmRelease(6, 12), HyperVCompiledIn = false };
        HvResolution resolution = new QemuVmm(QemuRelease.Parse(release)).Resolve(QemuFlags.Parse("hv-stimer,hv-synic,hv-time"), host);
        Assert.Equal((first, HvSwitchFindingIds.NoHyperV), (resolution.First?.Message, resolution.First?.Id));
        Assert.Equal(2, resolution.Findings.Count(finding => finding.StopsVmm));
    }

    [Theory]
    [InlineData("7.2", "hv-relaxed", null)]
    [InlineData("7.2", "hv-vpindex,hv-synic", "failed to turn on HyperV SynIC in KVM: Invalid argument")]
    [InlineData("8.0", "hv-relaxed", "KVM does not support userspace APIC")]
    [InlineData("11.1", "", "KVM does not support userspace APIC")]
    public void Resolve_LocalApicInUserSpace_GoesByTheRelease(string release, string flags, string? first)
    {
        QemuVmm vmm = new(QemuRelease.Parse(release), QemuMachine.Parse("q35,kernel-irqchip=off"));
        Assert.Equal(first, vmm.Resolve(QemuFlags.Parse(flags), new KvmHost { Kernel = new KvmRelease(6, 12) }).First?.Message);
        Assert.True(new QemuVmm(vmm.Release, QemuMachine.Parse("q35,kernel-irqchip=split")).Resolve(QemuFlags.Parse("hv-vpindex,hv-synic"), new KvmHost()).Starts);
    }

    [Theory]
    [InlineData("5.2", "max,hv-avic", "can't apply global max-x86_64-cpu.hv-avic=on: Property 'max-x86_64-cpu.hv-avic' not found", "use QEMU 6.2 or later, or leave hv-avic out")]
    [InlineData("7.0", "hv-xmm-input=off", "can't apply global host-x86_64-cpu.hv-xmm-input=off: Property 'host-x86_64-cpu.hv-xmm-input' not found", "use QEMU 7.1 or later, or leave hv-xmm-input out")]
    [InlineData("5.2", "+hv-avic,hv-apicv=yes", "can't apply global host-x86_64-cpu.hv-apicv=yes: Property 'host-x86_64-cpu.hv-apicv' not found", "use QEMU 6.2 or later, or leave hv-avic out")]
    [InlineData("5.2", "-hv-avic", "Property 'host-x86_64-cpu.hv-avic' not found", "use QEMU 6.2 or later, or leave hv-avic out")]
    [InlineData("11.1", "x-hv-synic-kvm-only=off", "can't apply global host-x86_64-cpu.x-hv-synic-kvm-only=off: Property 'host-x86_64-cpu.x-hv-synic-kvm-only' not found", "use QEMU before 11.1, or leave x-hv-synic-kvm-only out")]
    [InlineData("6.1", "hv-version-id-build=7", "can't apply global host-x86_64-cpu.hv-version-id-build=7: Property 'host-x86_64-cpu.hv-version-id-build' not found", "use QEMU 6.2 or later, or leave hv-version-id-build out")]
    public void Resolve_FlagThatTheReleaseLacks_IsRefusedEvenSwitchedOff(string release, string flags, string message, string fix)
    {
        HvResolution resolution = new QemuVmm(QemuRelease.Parse(release)).Resolve(QemuFlags.ParseEdits(flags), HvHost.From(new KvmHost()));
        Assert.Equal((message, fix, HvSwitchFindingIds.UnknownToVmm), (resolution.First?.Message, resolution.First?.Fix, resolution.First?.Id));
    }

    [Fact]
    public void Resolve_HypervisorOff_IsToldToHideAll()
    {
        HvResolution resolution = QemuVmm.Newest.Resolve(QemuFlags.ParseEdits("host,-hypervisor,hv-relaxed"), HvHost.From(new KvmHost()));
        Assert.True(resolution.Starts);
        Assert.Equal((HvSwitchFindingIds.Hidden, HvSeverity.Warning), (Assert.Single(resolution.Findings).Id, resolution.Findings[0].Severity));
        Assert.Empty(QemuVmm.Newest.Resolve(QemuFlags.ParseEdits("host,-hypervisor"), HvHost.From(new KvmHost())).Findings);
    }

    [Theory]
    [InlineData("6.0", "hv-time,hv-frequencies,hv-reenlightenment", true)]
    [InlineData("5.2", "hv-time,hv-frequencies,hv-reenlightenment", false)]
    [InlineData("11.1", "hv-time,hv-frequencies,hv-reenlightenment,tsc-frequency=2500000000", false)]
    public void Resolve_Reenlightenment_IsToldToNeedAFrequencyForMigration(string release, string flags, bool told)
    {
        HvResolution resolution = new QemuVmm(QemuRelease.Parse(release)).Resolve(QemuFlags.ParseEdits(flags), HvHost.From(new KvmHost()));
        Assert.True(resolution.Starts);
        Assert.Equal(told ? [HvSwitchFindingIds.PreventsMigration] : [], resolution.Findings.Select(finding => finding.Id));
        Assert.All(resolution.Findings, finding => Assert.Equal(HvSeverity.Info, finding.Severity));
    }

    [Fact]
    public void Enabled_OfAGuest_IsWhatQemuEnablesOnItsVcpus()
    {
        HvResolution resolution = QemuVmm.Newest.Resolve(QemuFlags.Parse("hv-vpindex,hv-synic,hv-vapic,hv-evmcs,hv-enforce-cpuid"), new KvmHost { Kernel = new KvmRelease(6, 12) });
        Assert.Equal("148 0, 163 0, 199 1", string.Join(", ", resolution.Enabled));
        Assert.Equal(EvmcsVersionRange.Version1, resolution.EvmcsVersions);
    }

    [Fact]
    public void Note_ReleaseThatNeverWas_IsAnsweredAsTheLastOfItsNumber()
    {
        Assert.Equal("there is no QEMU 10.3: 10.2 was followed by 11.0. Answered as QEMU 10.2.", new QemuVmm(new(10, 3, 1)).Note);
        Assert.Null(new QemuVmm(new(10, 2, 9)).Note);
    }

    [Fact]
    public void Note_ReleaseThatIsNewerThanKnown_IsAnsweredAsTheNewest()
    {
        QemuVmm vmm = new(new(12, 3));
        Assert.Equal("QEMU 12.3 is newer than the newest release this model knows: answered as QEMU 11.1.", vmm.Note);
        Assert.Null(new QemuVmm(new(11, 1, 7)).Note);
        KvmHost host = new();
        Assert.Equal(QemuVmm.Newest.Resolve(QemuFlags.Parse(Everything), host).GetSet(), vmm.Resolve(QemuFlags.Parse(Everything), host).GetSet());
        Assert.StartsWith("QEMU 4.2 is the oldest release that is modelled.", Assert.Throws<ArgumentOutOfRangeException>("release", () => new QemuVmm(new(4, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_SameReleaseAndMachine_AreEqual()
    {
        QemuVmm vmm = new(new(7, 2), QemuMachine.Parse("q35"));
        Assert.Equal(vmm, new QemuVmm(new(7, 2), QemuMachine.Parse("q35")));
        Assert.Equal(vmm.GetHashCode(), new QemuVmm(new(7, 2), QemuMachine.Parse("q35")).GetHashCode());
        Assert.NotEqual(vmm, new QemuVmm(new(7, 2)));
        Assert.NotEqual(vmm, new QemuVmm(new(7, 1), QemuMachine.Parse("q35")));
    }

    [Fact]
    public void Change_IsWrittenWithWhereItIsTold() => Assert.Equal(
        ["QEMU 6.1 (abc)", "QEMU 6.1 (docs/x)", "QEMU 6.1"],
        new QemuChange[] { new(new(6, 1), "") { Commit = "abc", Source = "docs/x" }, new(new(6, 1), "") { Source = "docs/x" }, new(new(6, 1), "") }.Select(change => change.ToString()));

    [Theory]
    [InlineData("6.1", "hv-avic", false)]
    [InlineData("6.2.9", "hv-avic", true)]
    [InlineData("11.1", "x-hv-synic-kvm-only", false)]
    [InlineData("11.0", "x-hv-synic-kvm-only", true)]
    [InlineData("4.2", "hv-relaxed", true)]
    public void Knows_Flag_GoesByTheRelease(string release, string flag, bool knows) => Assert.Equal(knows, new QemuVmm(QemuRelease.Parse(release)).Knows(flag));

    [Fact]
    public void Equals_OtherObjects_AreNone() => Assert.Equal(
        (true, false, false), (QemuVmm.Newest.Equals((object)new QemuVmm(QemuChangeTable.Newest)), QemuVmm.Newest.Equals((object)"qemu"), QemuVmm.Newest.Equals((object?)null)));

    [Fact]
    public void Changes_OfTheTable_EachHaveWhereTheyAreKnownFrom()
    {
        Assert.Equal(QemuChangeTable.All.OrderBy(change => change.Release), QemuChangeTable.All);
        Assert.All(QemuChangeTable.All, change => Assert.Matches("^[0-9a-f]{12}$|/", change.Commit ?? change.Source));
    }
}
