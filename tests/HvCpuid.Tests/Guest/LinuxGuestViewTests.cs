using HvCpuid.Enlightenments;
using HvCpuid.Formats;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Guest;

public class LinuxGuestViewTests
{
    private static readonly HvCpuidSet Minimal = HvPresetTable.Minimal.Configuration.Resolve(Hosts.Newest).GetSet();

    [Fact]
    public void Of_MinimalPreset_IsDetected()
    {
        LinuxGuestView view = LinuxGuestView.From(Minimal);
        Assert.True(view.IsDetected);
        Assert.Empty(view.Reasons);
        Assert.Equal("Microsoft Hyper-V", view.Platform);
        Assert.Equal(["reference TSC", "reference counter", "enlightened APIC"], view.Features.Select(feature => feature.Name));
        Assert.Equal((false, false, false, false), (view.UsesFrequencyMsrs, view.IsRootPartition, view.IsNested, view.UsesEvmcs));
    }

    [Fact]
    public void Of_KernelsOwnAnswer_IsNotDetectedForItsVendor()
    {
        LinuxGuestView view = LinuxGuestView.From(Hosts.Newest.Answer());
        Assert.False(view.IsDetected);
        Assert.Equal("the vendor in CPUID.40000000H is 'Linux KVM Hv', not 'Microsoft Hv'", Assert.Single(view.Reasons));
        Assert.Empty(view.Features);
        Assert.Null(view.Platform);
    }

    [Fact]
    public void Of_NoLeavesAtAll_GivesEveryReason()
    {
        LinuxGuestView view = LinuxGuestView.From(GuestCpuid.FromEntries([]));
        Assert.Equal(5, view.Reasons.Count);
        Assert.Equal("CPUID.00000001H:ECX[31] is clear: there seems to be no hypervisor", view.Reasons[0]);
    }

    [Theory]
    [InlineData("0.EAX", 0x40000004u, "maximum leaf")]
    [InlineData("0.EAX", 0x40010000u, "maximum leaf")]
    [InlineData("3.EAX[5]", 0u, "CPUID.40000003H:EAX[5] AccessHypercallMsrs is clear")]
    [InlineData("3.EAX[6]", 0u, "CPUID.40000003H:EAX[6] AccessVpIndex is clear")]
    [InlineData("0.ECX", 0u, "vendor")]
    public void Of_OneConditionFailing_SaysWhich(string address, uint value, string reason)
    {
        LinuxGuestView view = LinuxGuestView.From(Change(Minimal, address, value));
        Assert.False(view.IsDetected);
        Assert.Contains(reason, Assert.Single(view.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.EAX", 0x40000005u)]
    [InlineData("0.EAX", 0x4000FFFFu)]
    [InlineData("1.EAX", 0u)] // the interface is not looked at
    public void Of_WhatDoesNotCount_IsStillDetected(string address, uint value) => Assert.True(LinuxGuestView.From(Change(Minimal, address, value)).IsDetected);

    [Fact]
    public void Of_EveryFeature_IsUsedExactlyWithAllItsBits()
    {
        Assert.All(LinuxGuestFeatureTable.All, feature =>
        {
            HvCpuidSet bare = feature.Needs.Aggregate(Minimal, (set, bits) => Change(set, bits, 0));
            HvCpuidSet full = feature.Needs.Aggregate(Minimal, (set, bits) => Change(set, bits, 1));
            Assert.DoesNotContain(feature, LinuxGuestView.From(bare).Features);
            Assert.Contains(feature, LinuxGuestView.From(full).Features);
            Assert.All(feature.Needs, bits => Assert.DoesNotContain(feature, LinuxGuestView.From(Change(full, bits, 0)).Features));
            Assert.All(feature.Excludes, bits => Assert.DoesNotContain(feature, LinuxGuestView.From(Change(full, bits, 1)).Features));
        });
    }

    [Fact]
    public void Of_RootPartitionAndIsolation_AreToldApart()
    {
        HvCpuidSet manager = Change(Minimal, "3.EBX[12]", 1);
        HvCpuidSet isolated = Change(manager, "3.EBX[22]", 1);
        HvCpuidSet root = Change(manager, "3.EBX[0]", 1);

        Assert.Equal([false, true, true, true, false], Roots(manager));
        Assert.Equal([false, true, false, false, false], Roots(isolated));
        Assert.Equal([false, true, true, true, true], Roots(root));

        static IEnumerable<bool> Roots(HvCpuidSet set) => new[] { "5.11", "5.12", "6.4", "6.14", "6.15" }.Select(kernel => At(set, kernel).IsRootPartition);
    }

    [Fact]
    public void Of_NestedPreset_UsesTheEnlightenedVmcs()
    {
        HvCpuidSet set = HvPresetTable.Nested.Configuration.Resolve(Hosts.Newest).GetSet();
        Assert.True(LinuxGuestView.From(set).UsesEvmcs);
        Assert.True(LinuxGuestView.From(set).UsesFrequencyMsrs);
        Assert.False(LinuxGuestView.From(Change(set, "A.EAX[7:0]", 0)).UsesEvmcs);
    }

    [Fact]
    public void Of_KvmLeavesBesideHyperV_TakesKvmForThePlatform()
    {
        LinuxGuestView view = LinuxGuestView.From(GuestCpuid.Join(Minimal, OrdinaryLeaves.Intel));
        Assert.True(view.IsDetected);
        Assert.Equal((0x40000100u, "KVM"), (view.KvmLeaves!.Value, view.Platform));
        Assert.StartsWith("Linux takes KVM, whose leaves stand at 40000100H beside Hyper-V's", view.Why[0], StringComparison.Ordinal);
        Assert.Equal(("HVG001", 0, 0, 0), (Assert.Single(view.Findings).Id, view.Features.Count, view.Msrs.Count, view.Hypercalls.Count));
        Assert.Equal(["Hypervisor detected: KVM", "kvm-clock: Using msrs 4b564d01 and 4b564d00", "Booting paravirtualized kernel on KVM", "clocksource: Switched to clocksource kvm-clock", "clocksource: Switched to clocksource tsc"], view.Dmesg);
    }

    [Theory]
    [InlineData("3.11", "Microsoft Hyper-V")]
    [InlineData("3.12", "KVM")]
    public void Of_KvmLeavesBesideHyperV_IsTheFirstOfTheListBefore3Dot12(string kernel, string platform) =>
        Assert.Equal(platform, LinuxGuestView.From(GuestCpuid.Join(Minimal, OrdinaryLeaves.Intel), new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(kernel) }).Platform);

    [Theory]
    [InlineData("XenVMMXenVMM", 0x40000100u, "Xen HVM")]
    [InlineData("XenVMMXenVMM", 0x40000000u, "Xen HVM")]
    [InlineData("VMwareVMware", 0x40000000u, "VMware")]
    [InlineData("VMwareVMware", 0x40000100u, "Microsoft Hyper-V")]
    [InlineData("Other vendor", 0x40000000u, null)]
    public void Of_AnotherHypervisorsLeaves_TakesItWhereItLooksForIt(string signature, uint leaf, string? platform)
    {
        AsciiSignature letters = AsciiSignature.Parse(signature);
        LinuxGuestView view = LinuxGuestView.From(Minimal.ToBuilder().Set(leaf, new CpuidRegisters(leaf + 5, letters.Ebx, letters.Ecx, letters.Edx)).ToSet());

        Assert.Equal(platform, view.Platform);
        Assert.Equal(platform is null ? 0 : 1, view.Dmesg.Count(line => line == $"Hypervisor detected: {platform}"));
    }

    [Fact]
    public void Of_LeavesAlone_TakesX2ApicAsTheOptionSays()
    {
        Assert.Equal(("x2apic", "xapic"), (LinuxGuestView.From(Minimal).ApicMode, LinuxGuestView.From(Minimal, new LinuxGuestOptions { X2Apic = false }).ApicMode));
        Assert.Contains("Hyper-V: Using enlightened APIC (xapic mode)", LinuxGuestView.From(Minimal, new LinuxGuestOptions { X2Apic = false }).Dmesg);
        Assert.Equal([0x40000070u], Apic(LinuxGuestView.From(Minimal)));
        Assert.Equal([0x40000070u, 0x40000071u, 0x40000072u], Apic(LinuxGuestView.From(Minimal, new LinuxGuestOptions { X2Apic = false })));

        static IEnumerable<uint> Apic(LinuxGuestView view) => view.Msrs.Select(msr => msr.Msr).Where(msr => msr is >= 0x40000070 and <= 0x40000072);
    }

    [Theory]
    [InlineData(0, 250)]
    [InlineData(2, 0)]
    public void Of_OptionsOutOfRange_AreRefused(int vcpus, int frequency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LinuxGuestView.From(Minimal, new LinuxGuestOptions { VcpuCount = vcpus, TimerFrequency = frequency }));

    [Fact]
    public void From_PartOfTheLeaves_TellsOnlyWhatHoldsWhateverTheRestIs()
    {
        HvReading log = Read("[    0.0] Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0x24e24, misc 0xe0bed7b2\n[    0.0] Hyper-V Host Build:19041-10.0-0-0.1052\n");
        LinuxGuestView view = LinuxGuestView.From(log, [], new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse("6.15") });

        Assert.Equal(("Microsoft Hyper-V", true, true), (view.Platform, view.IsPlatformDecided, view.IsDetected));
        Assert.DoesNotContain(view.Dmesg, line => line.Contains("privilege flags", StringComparison.Ordinal) || line.Contains("Nested features", StringComparison.Ordinal));
        Assert.Contains("Hyper-V: Using IPI hypercalls", view.Dmesg);
        Assert.Contains("whether it uses these is not known: enlightened VMCS.", view.Unknown);
        Assert.Contains("lines that are left out, or what they say is not known: features, nested features.", view.Unknown);
        Assert.Contains("the maximum leaf is not told: taken as one that Linux accepts, 40000005H to 4000FFFFH.", view.Unknown);
    }

    [Fact]
    public void From_PrivilegesThatAreNotKnown_LeaveThePlatformOpen()
    {
        HvReading log = Read("[    0.0] Hyper-V Host Build:19041-10.0-0-0.1052\n");
        LinuxGuestView view = LinuxGuestView.From(log, []);

        Assert.Equal((null, false, false), (view.Platform, view.IsPlatformDecided, view.IsDetected));
        Assert.StartsWith("whether Linux takes Microsoft Hyper-V depends on bits that are not known: perhaps CPUID.40000003H:EAX[5] AccessHypercallMsrs is clear; perhaps ", Assert.Single(view.Why), StringComparison.Ordinal);
        Assert.Empty(view.Features);
        Assert.Empty(view.Msrs);
    }

    [Fact]
    public void From_WholeReading_IsThatOfTheSet()
    {
        LinuxGuestView view = LinuxGuestView.From(HvReading.From(Minimal), []);
        Assert.Equal(LinuxGuestView.From(Minimal).Dmesg, view.Dmesg);
        Assert.Equal(LinuxGuestView.From(Minimal).Unknown, view.Unknown);
    }

    // KVM's clock is rated 299 beside an invariant TSC: with CPUID.80000007H among a dump's leaves it is known, without it is not.
    [Theory]
    [InlineData(true, "tsc (300)")]
    [InlineData(false, "kvm-clock (400)")]
    public void From_OrdinaryLeavesOfADump_DecideAsFarAsTheyGo(bool invariance, string first)
    {
        HvCpuidSet kvm = HvCpuidSet.Empty.ToBuilder().Set(0x40000000, new CpuidRegisters(0x40000001, 0x4B4D564B, 0x564B4D56, 0x4D)).Set(0x40000001, new CpuidRegisters(0x01007EFB, 0, 0, 0)).ToSet();
        uint[] kept = invariance ? [0, 0x80000007] : [0];
        LinuxGuestView view = LinuxGuestView.From(HvReading.From(kvm), [.. OrdinaryLeaves.Intel.Where(leaf => kept.Contains(leaf.Function)), OrdinaryLeaves.Leaf(1, 0x000606A6, 0x00100800, 0xF7FAF3FF, 0x0F8BFBFF)]);
        Assert.Equal(("KVM", first), (view.Platform, view.ClockSources[0].ToString()));
    }

    [Fact]
    public void From_AVersionThatIsNotTold_LeavesItsLineOut()
    {
        LinuxGuestView view = LinuxGuestView.From(Read("[    0.0] Hyper-V: privilege flags low 0x2aff, high 0x30, ext 0x0, hints 0xc2c, misc 0x80108\n"), []);

        Assert.DoesNotContain(view.Dmesg, line => line.Contains("Build", StringComparison.Ordinal));
        Assert.Contains("lines that are left out, or what they say is not known: build, nested features.", view.Unknown);
        Assert.StartsWith("not told, or not wholly, are CPUID.40000002H:EAX, CPUID.40000002H:EBX, ", view.Unknown[0], StringComparison.Ordinal);
    }

    // 3.EBX[22] has to be clear: neither the least nor the most of an unknown register is a root partition.
    [Fact]
    public void From_ABitThatHasToBeClearAndIsNotKnown_IsNotDecided()
    {
        LinuxGuestView view = LinuxGuestView.From(Read("[    0.0] Hyper-V: features 0x2aff, hints 0xc2c, misc 0x80108\n"), []);

        Assert.False(view.IsRootPartition);
        Assert.Contains("whether it uses these is not known: isolation, partition id, extended hypercalls, root partition.", view.Unknown);
        Assert.Contains(view.Unknown, line => line.StartsWith("lines that are left out", StringComparison.Ordinal) && line.Contains("root", StringComparison.Ordinal));
    }

    private static LinuxGuestView At(HvCpuidSet set, string kernel) => LinuxGuestView.From(set, new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(kernel) });

    private static HvCpuidSet Change(HvCpuidSet set, string address, uint value) => Change(set, BitAddress.Parse(address), value);

    private static HvCpuidSet Change(HvCpuidSet set, BitAddress address, uint value)
    {
        set.TryGet(address.Function, out CpuidRegisters registers);
        HvCpuidSetBuilder builder = set.ToBuilder().Set(address.Function, registers.With(address.Register, address.Bits.Insert(registers[address.Register], value)));
        return address.Function > 0x40000005 ? builder.Set(0x40000000, Maximum(set, address.Function)).ToSet() : builder.ToSet();
    }

    private static CpuidRegisters Maximum(HvCpuidSet set, uint function)
    {
        set.TryGet(0x40000000, out CpuidRegisters registers);
        return registers with { Eax = Math.Max(registers.Eax, function) };
    }

    private static HvReading Read(string log) => HvCpuidFormats.TryRead(System.Text.Encoding.UTF8.GetBytes(log), out HvCpuidDump? dump, out _) ? dump.Cpus[0].Reading : throw new FormatException(log);
}
