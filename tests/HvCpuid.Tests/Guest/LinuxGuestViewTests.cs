using HvCpuid.Enlightenments;
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
        LinuxGuestView view = LinuxGuestView.Of(Minimal);
        Assert.True(view.IsDetected);
        Assert.Empty(view.Reasons);
        Assert.Equal("Microsoft Hyper-V", view.Platform);
        Assert.Equal(["reference TSC", "reference counter"], view.Features.Select(feature => feature.Name));
        Assert.Equal((false, false, false, false), (view.UsesFrequencyMsrs, view.IsRootPartition, view.IsNested, view.UsesEvmcs));
    }

    [Fact]
    public void Of_KernelsOwnAnswer_IsNotDetectedForItsVendor()
    {
        LinuxGuestView view = LinuxGuestView.Of(Hosts.Newest.Answer());
        Assert.False(view.IsDetected);
        Assert.Equal("the vendor in CPUID.40000000H is 'Linux KVM Hv', not 'Microsoft Hv'", Assert.Single(view.Reasons));
        Assert.Empty(view.Features);
        Assert.Null(view.Platform);
    }

    [Fact]
    public void Of_NoLeavesAtAll_GivesEveryReason()
    {
        LinuxGuestView view = LinuxGuestView.Of(GuestCpuid.FromEntries([]));
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
        LinuxGuestView view = LinuxGuestView.Of(Change(Minimal, address, value));
        Assert.False(view.IsDetected);
        Assert.Contains(reason, Assert.Single(view.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.EAX", 0x40000005u)]
    [InlineData("0.EAX", 0x4000FFFFu)]
    [InlineData("1.EAX", 0u)] // the interface is not looked at
    public void Of_WhatDoesNotCount_IsStillDetected(string address, uint value) => Assert.True(LinuxGuestView.Of(Change(Minimal, address, value)).IsDetected);

    [Fact]
    public void Of_EveryFeature_IsUsedExactlyWithAllItsBits()
    {
        foreach (LinuxGuestFeature feature in LinuxGuestFeatureTable.All)
        {
            HvCpuidSet bare = feature.Needs.Aggregate(Minimal, (set, bits) => Change(set, bits, 0));
            HvCpuidSet full = feature.Needs.Aggregate(Minimal, (set, bits) => Change(set, bits, 1));
            Assert.DoesNotContain(feature, LinuxGuestView.Of(bare).Features);
            Assert.Contains(feature, LinuxGuestView.Of(full).Features);
            Assert.All(feature.Needs, bits => Assert.DoesNotContain(feature, LinuxGuestView.Of(Change(full, bits, 0)).Features));
            Assert.All(feature.Excludes, bits => Assert.DoesNotContain(feature, LinuxGuestView.Of(Change(full, bits, 1)).Features));
        }
    }

    [Fact]
    public void Of_RootPartitionAndIsolation_AreToldApart()
    {
        HvCpuidSet root = Change(Minimal, "3.EBX[12]", 1);
        Assert.True(LinuxGuestView.Of(root).IsRootPartition);
        Assert.False(LinuxGuestView.Of(Change(root, "3.EBX[22]", 1)).IsRootPartition);
    }

    [Fact]
    public void Of_NestedPreset_UsesTheEnlightenedVmcs()
    {
        HvCpuidSet set = HvPresetTable.Nested.Configuration.Resolve(Hosts.Newest).GetSet();
        Assert.True(LinuxGuestView.Of(set).UsesEvmcs);
        Assert.True(LinuxGuestView.Of(set).UsesFrequencyMsrs);
        Assert.False(LinuxGuestView.Of(Change(set, "A.EAX[7:0]", 0)).UsesEvmcs);
    }

    [Fact]
    public void Of_KvmLeavesBesideHyperV_TakesKvmForThePlatform()
    {
        LinuxGuestView view = LinuxGuestView.Of(GuestCpuid.Join(Minimal, OrdinaryLeaves.Intel));
        Assert.True(view.IsDetected);
        Assert.Equal((0x40000100u, "KVM"), (view.KvmLeaves!.Value, view.Platform));
    }

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
}
