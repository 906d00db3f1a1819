using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

public class HvMigrationTests
{
    [Fact]
    public void Check_ANewerGuestOnAnOlderKernel_NamesBitSwitchKernelAndWhatStandsOnIt()
    {
        HvMigration migration = HvMigration.Check(Full("6.3"), HvDestination.From(On("6.1")));

        Assert.Equal(HvVerdict.No, migration.Verdict);
        HvMigrationFinding flush = Assert.Single(migration.Findings, finding => finding.Address == HvBits.ExtendedGvaRangesForFlushVirtualAddressList);
        Assert.Equal((HvMigrationFindingIds.NotOffered, HvMigrationSeverity.Blocker, "hv-tlbflush-ext"), (flush.Id, flush.Severity, flush.Switch));
        Assert.Contains("Linux 6.2 or later", flush.Fix, StringComparison.Ordinal);
        Assert.Contains("debian13", flush.Fix, StringComparison.Ordinal);
        HvMigrationFinding tsc = Assert.Single(migration.Findings, finding => finding.Address == HvBits.AccessTscInvariantControls);
        Assert.Equal(["MSR 40000118H HV_X64_MSR_TSC_INVARIANT_CONTROL: #GP there"], tsc.Uses);
    }

    [Fact]
    public void Check_RedHat93OnRedHat92_TellsTheBuilds()
    {
        HvMigration migration = HvMigration.Check(Full("rhel9.3"), HvDestination.From(On("rhel9.2")));

        Assert.Equal(HvVerdict.No, migration.Verdict);
        Assert.All(migration.Findings, finding => Assert.Matches(@"rhel9\.3 \(from build \d+ on\)", finding.Fix));
    }

    [Theory]
    [InlineData(CpuVendor.Amd, true, "use an Intel host")]
    [InlineData(CpuVendor.Intel, false, "load kvm_intel with nested=1")]
    public void Check_AGuestWithEvmcsWhereThereIsNone_NamesRecommendationAndRange(CpuVendor vendor, bool nested, string fix)
    {
        HvMigration migration = HvMigration.Check(Full("6.12"), HvDestination.From(On("6.12") with { Vendor = vendor, Nested = nested }));

        Assert.Equal([HvBits.EnlightenedVmcs, HvBits.EnlightenedVmcsVersions], migration.Findings.Select(finding => finding.Address!.Value));
        Assert.Equal([HvMigrationFindingIds.NotOffered, HvMigrationFindingIds.Range], migration.Findings.Select(finding => finding.Id));
        Assert.All(migration.Findings, finding => Assert.Contains(fix, finding.Fix, StringComparison.Ordinal));
        Assert.All(migration.Findings, finding => Assert.Equal((HvMigrationSeverity.Blocker, "hv-evmcs"), (finding.Severity, finding.Switch)));
    }

    [Fact]
    public void Check_APromiseOnAHostWithSmt_IsToldAndStopsNothing()
    {
        HvCpuidSet guest = QemuFlags.Parse("hv-relaxed,hv-vpindex,hv-no-nonarch-coresharing=on").Resolve(On("6.12")).GetSet();

        HvMigration migration = HvMigration.Check(guest, HvDestination.From(On("6.12")));

        HvMigrationFinding promise = Assert.Single(migration.Findings);
        Assert.Equal((HvMigrationFindingIds.Promise, HvMigrationSeverity.Note, HvBits.NoNonArchitecturalCoreSharing), (promise.Id, promise.Severity, promise.Address!.Value));
        Assert.Contains("nosmt=force", promise.Fix, StringComparison.Ordinal);
        Assert.Equal(HvVerdict.Yes, migration.Verdict);
    }

    [Fact]
    public void Check_WhatTheVmmMakes_NeedsNoKernel()
    {
        HvCpuidSet guest = QemuFlags.Parse("hv-relaxed,hv-vendor-id=Somebody,hv-spinlocks=8191").Resolve(On("6.12")).GetSet();

        Assert.Empty(HvMigration.Check(guest, HvDestination.From(On("5.0"))).Findings);
    }

    [Fact]
    public void Check_ALimitBelowTheGuests_Blocks()
    {
        HvMigrationFinding limit = Assert.Single(HvMigration.Check(Full("5.15"), HvDestination.From(On("5.14"))).Findings, finding => finding.Id == HvMigrationFindingIds.TooSmall);

        Assert.Equal((HvBits.MaximumVirtualProcessors, 1024u, 288u), (limit.Address!.Value, limit.Guest!.Value, limit.Destination!.Value));
    }

    [Fact]
    public void Check_AnInterfaceThatIsNotHyperVs_Blocks()
    {
        HvCpuidSet guest = new HvCpuidSetBuilder().Add(HvInterface.Function, new CpuidRegisters(0x31237649, 0, 0, 0)).ToSet();

        Assert.Equal([HvMigrationFindingIds.NotEqual], HvMigration.Check(guest, HvDestination.From(On("6.12"))).Findings.Select(finding => finding.Id));
    }

    [Fact]
    public void Check_ABitWithoutAName_HasToBeOffered()
    {
        HvCpuidSet guest = new HvCpuidSetBuilder().Add(HvFeatures.Function, new CpuidRegisters(1u << 31, 0, 0, 0)).ToSet();

        HvMigrationFinding finding = Assert.Single(HvMigration.Check(guest, HvDestination.From(On("6.12"))).Findings);

        Assert.Equal((HvMigrationFindingIds.NotOffered, "CPUID.40000003H:EAX[31]", ""), (finding.Id, finding.Address.ToString(), finding.Fix));
    }

    [Fact]
    public void Check_AGuestWithoutHyperVLeaves_MayGoAnywhere()
    {
        HvCpuidSet kvm = new HvCpuidSetBuilder().Add(0x40000100, new CpuidRegisters(0x40000101, 1, 2, 3)).ToSet();

        Assert.Equal(HvVerdict.Yes, HvMigration.Check(HvCpuidSet.Empty, HvDestination.From(HvCpuidSet.Empty)).Verdict);
        Assert.Equal(HvVerdict.Yes, HvMigration.Check(kvm, HvDestination.From(On("6.12") with { HyperVCompiledIn = false })).Verdict);
    }

    [Fact]
    public void Check_OnAKvmWithoutHyperV_BlocksAtOnce()
    {
        HvMigrationFinding finding = Assert.Single(HvMigration.Check(Full("6.12"), HvDestination.From(On("6.12") with { HyperVCompiledIn = false })).Findings);

        Assert.Equal((HvMigrationFindingIds.NoAnswer, HvMigrationSeverity.Blocker), (finding.Id, finding.Severity));
        Assert.Contains("CONFIG_KVM_HYPERV=y", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OnAKernelBeforeTheCall_IsUnknownUntilItsVmmIsKnown()
    {
        KvmHost before = On("rhel8.0");
        HvHost host = HvHost.From(before);
        HvCpuidSet guest = HvVmm.Default.Resolve(QemuFlags.Parse("hv-relaxed,hv-time,hv-vpindex,hv-synic,hv-stimer"), host).GetSet();

        HvMigrationFinding finding = Assert.Single(HvMigration.Check(guest, HvDestination.From(before)).Findings);

        Assert.Equal((HvMigrationFindingIds.NoAnswer, HvMigrationSeverity.Unknown), (finding.Id, finding.Severity));
        Assert.Equal(HvVerdict.Yes, HvMigration.Check(guest, HvDestination.From(HvVmm.Default, host)).Verdict);
        Assert.Equal(HvVerdict.No, HvMigration.Check(Full("5.14"), HvDestination.From(HvVmm.Default, host)).Verdict);
    }

    [Fact]
    public void Check_OnAHostOfUnknownProcessor_SaysWhichProcessorTheFixNeeds()
    {
        HvCpuidSet guest = new HvCpuidSetBuilder().Add(0x40000004, new CpuidRegisters(0x4020, 0, 0, 0)).ToSet();
        HvCpuidSet host = new HvCpuidSetBuilder().Add(0x40000004, default).ToSet();

        Assert.Equal(
            ["the destination needs Linux 5.0", "the destination needs to be an Intel host with nested=1 and Linux 5.0"],
            HvMigration.Check(guest, HvDestination.From(host)).Findings.Select(finding => finding.Fix.Split(" or later")[0]));
    }

    [Fact]
    public void Check_WhatIsNotTold_IsUnknownOnEitherSide()
    {
        HvReadingBuilder builder = new();
        builder.Tell(BitAddress.Parse("CPUID.40000003H:EAX"), 0x2AFF);
        HvReading part = builder.ToReading(isComplete: false);

        HvMigration ofPart = HvMigration.Check(part, HvDestination.From(On("6.12")));
        HvMigration toPart = HvMigration.Check(Full("6.12"), HvDestination.From(part));

        Assert.Equal(HvVerdict.Unknown, ofPart.Verdict);
        Assert.All(ofPart.Findings, finding => Assert.Equal(HvMigrationFindingIds.GuestUnknown, finding.Id));
        Assert.Contains(ofPart.Findings, finding => finding.Address == BitAddress.Parse("CPUID.40000003H:EDX"));
        Assert.DoesNotContain(ofPart.Findings, finding => finding.Address?.Function is 0x40000000 or 0x40000002);
        Assert.Equal(HvVerdict.No, toPart.Verdict);
        Assert.Contains(toPart.Findings, finding => finding.Id == HvMigrationFindingIds.DestinationUnknown && finding.Address == HvBits.XmmRegistersForFastHypercall);
        Assert.Contains(toPart.Findings, finding => finding.Id == HvMigrationFindingIds.NotOffered && finding.Address == HvBits.AccessTscInvariantControls);
    }

    [Fact]
    public void Check_ABitThatAKernelMayHave_IsUnknown()
    {
        HvDestination destination = HvDestination.From(KvmQuery.Parse("rhel9.7,intel,nolapic"));
        HvCpuidSet guest = new HvCpuidSetBuilder().Add(HvRecommendations.Function, new CpuidRegisters(HvBits.SyntheticClusterIpi.Bits.Mask, 0, 0, 0)).ToSet();

        Assert.Equal([HvBits.SyntheticClusterIpi], destination.Uncertain);
        Assert.Equal(HvMigrationSeverity.Unknown, Assert.Single(HvMigration.Check(guest, destination).Findings).Severity);
    }

    [Fact]
    public void Check_WithAVmmThatLacksTheSwitch_NamesIt()
    {
        HvCpuidSet guest = QemuFlags.Parse("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext").Resolve(On("6.12")).GetSet();

        HvMigrationFinding finding = Assert.Single(HvMigration.Check(guest, HvDestination.From(HvVmm.Parse("qemu:5.2"), HvHost.From(On("6.12")))).Findings);

        Assert.Equal((HvMigrationFindingIds.NoSwitch, "hv-tlbflush-ext"), (finding.Id, finding.Switch));
    }

    [Fact]
    public void Check_ACopyOfTheKernelsAnswerUnderQemu_NamesWhatNoSwitchGives()
    {
        IEnumerable<BitAddress> told = HvMigration.Check(Full("6.12"), HvDestination.From(HvVmm.Default, HvHost.From(On("6.12")))).Findings
            .Where(finding => finding.Id == HvMigrationFindingIds.NoSwitch).Select(finding => finding.Address!.Value);

        Assert.Equal([HvBits.AccessTscInvariantControls, HvBits.Debugging, HvBits.EnableExtendedHypercalls, HvBits.GuestDebugging, HvBits.EnlightenedVmcsPerfGlobalCtrl], told);
    }

    // Another kernel helps neither where the VMM has no switch nor where the vCPU is made otherwise.
    [Fact]
    public void Check_WhatNoKernelWouldMend_NamesNone()
    {
        HvMigration qemu = HvMigration.Check(Full("6.3"), HvDestination.From(QemuVmm.Newest, HvHost.From(On("5.10"))));
        HvMigrationFinding tsc = Assert.Single(qemu.Findings, finding => finding.Address == HvBits.AccessTscInvariantControls);
        Assert.Equal((HvMigrationFindingIds.NoSwitch, 0u, "give the guest what switches give, not a copy of the kernel's answer"), (tsc.Id, tsc.Destination, tsc.Fix));

        HvMigration lapic = HvMigration.Check(Full("5.10"), HvDestination.From(KvmQuery.Parse("6.12,intel,nolapic")));
        HvMigrationFinding timers = Assert.Single(lapic.Findings, finding => finding.Address == HvBits.DirectSyntheticTimers);
        Assert.Equal("create the irqchip before the vCPU (KVM_CREATE_IRQCHIP or KVM_CAP_SPLIT_IRQCHIP); or start the guest without hv-stimer-direct", timers.Fix);
    }

    [Fact]
    public void Check_WithAVmmAndAKernelThatLackIt_NamesBoth()
    {
        HvMigration migration = HvMigration.Check(Full("6.3"), HvDestination.From(new QemuVmm(new(5, 2)), HvHost.From(On("5.10"))));
        HvMigrationFinding xmm = Assert.Single(migration.Findings, finding => finding.Address == HvBits.XmmRegistersForFastHypercall);
        Assert.EndsWith(", and a QEMU that knows hv-xmm-input; or start the guest without hv-xmm-input", xmm.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OnALiveHost_IsByWhatItSaid()
    {
        HvCpuidSet said = Full("6.1");
        KvmObservation live = new(On("7.2")) { Answers = [new KvmObservedAnswer(KvmScope.System, default, said)] };
        KvmObservation none = new(On("7.2")) { Answers = [new KvmObservedAnswer(KvmScope.System, default, null, KvmErrno.EINVAL)] };

        Assert.Equal(said, HvDestination.From(HvHost.From(live)).Offered.Set);
        Assert.Equal(HvVerdict.No, HvMigration.Check(Full("6.12"), HvDestination.From(HvHost.From(live))).Verdict);
        Assert.Equal([HvMigrationFindingIds.NoAnswer], HvMigration.Check(said, HvDestination.From(HvHost.From(none))).Findings.Select(finding => finding.Id));
        Assert.Equal(KvmErrno.EINVAL, HvDestination.From(HvHost.From(none)).Refusal!.Errno);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Check_AGuestOfAPreset_MayGoToItsOwnHostUnderItsVmm(string preset, string host)
    {
        HvHost own = HvHost.From(On(host.Split(' ')[0]) with { Vendor = Enum.Parse<CpuVendor>(host.Split(' ')[1]) });
        HvConfiguration kept = HvVmm.Default.KeepSupported(HvPresetTable.Find(preset)!.Configuration, own, out _);

        HvMigration migration = HvMigration.Check(HvVmm.Default.Resolve(kept, own).GetSet(), HvDestination.From(HvVmm.Default, own));

        Assert.Equal(HvVerdict.Yes, migration.Verdict);
    }

    public static TheoryData<string, string> Presets => new(
        from preset in HvPresetTable.All
        from host in new[] { "5.10 Intel", "6.1 Amd", "6.12 Intel", "rhel9.4 Intel", "debian13 Amd" }
        select (preset.Name, host));

    internal static KvmHost On(string kernel) => new() { Kernel = KvmKernel.Parse(kernel) };

    internal static HvCpuidSet Full(string kernel) => HvDestination.From(On(kernel)).Offered.Set;
}
