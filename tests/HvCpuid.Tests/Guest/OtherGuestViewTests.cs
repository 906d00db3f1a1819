using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Checks;

namespace HvCpuid.Tests.Guest;

public class OtherGuestViewTests
{
    private static readonly HvCpuidSet Leaves = Boot.All[0].Leaves;
    private static readonly HvCpuidSet BesideKvm = Leaves.ToBuilder().Set(0x40000100, new CpuidRegisters(0x40000101, 0x4B4D564B, 0x564B4D56, 0x4D)).ToSet();

    [Fact]
    public void FreeBsd_OfASet_PrintsWhatItsLeavesSay()
    {
        FreeBsdGuestView view = FreeBsdGuestView.From(Change(Leaves, 0x40000003, registers => registers with { Ecx = 0x12 }));

        Assert.Equal(
            [
                "Hyper-V Version: 10.0.14393 [SP0]",
                "  Features=0x2aff<VPRUNTIME,TMREFCNT,SYNIC,SYNTM,APIC,HYPERCALL,VPINDEX,RESET,REFTSC,TMFREQ>",
                "  PM Features=0x10<C3HPET> [C2]",
                "  Features3=0x80108<PCPUDPE,TMFREQ>",
                "Timecounter \"Hyper-V\" frequency 10000000 Hz quality 2000",
                "Hypervisor: Origin = \"Microsoft Hv\"",
                "Timecounter \"Hyper-V-TSC\" frequency 10000000 Hz quality 3000",
            ],
            view.Dmesg);
        Assert.Equal(("Microsoft Hyper-V", true, "Hyper-V-TSC"), (view.Platform, view.IsSetUp, view.TimeCounter));
        Assert.Equal(["hypercalls", "reference counter", "reference TSC"], view.Features.Select(feature => feature.Name));
    }

    [Theory]
    [InlineData(0x40000000u, 0x40000004u, "below 40000005H")]
    [InlineData(0x40000001u, 0u, "not 'Hv#1'")]
    [InlineData(0x40000003u, 0x2ADFu, "CPUID.40000003H:EAX[5]")]
    public void FreeBsd_OneConditionFailing_UsesNothing(uint function, uint eax, string reason)
    {
        FreeBsdGuestView view = FreeBsdGuestView.From(Change(Leaves, function, registers => registers with { Eax = eax }));

        Assert.Equal(("Microsoft Hyper-V", false, null, 0), (view.Platform, view.IsSetUp, view.TimeCounter, view.Features.Count));
        Assert.Contains(reason, view.Why[^1], StringComparison.Ordinal);
        Assert.Equal(["Hypervisor: Origin = \"Microsoft Hv\""], view.Dmesg);
    }

    [Fact]
    public void FreeBsd_KvmLeavesBesideHyperV_TakesKvm()
    {
        FreeBsdGuestView view = FreeBsdGuestView.From(BesideKvm);

        Assert.Equal(("KVM", false), (view.Platform, view.IsSetUp));
        Assert.Contains("6744fd8e7503", view.Why[1], StringComparison.Ordinal);
        Assert.Equal(["Hypervisor: Origin = \"KVMKVMKVM\""], view.Dmesg);
    }

    [Fact]
    public void FreeBsd_WithoutTscPage_HasTheCounterAlone()
    {
        FreeBsdGuestView view = FreeBsdGuestView.From(Change(Leaves, 0x40000003, registers => registers with { Eax = 0x22 }));

        Assert.Equal("Hyper-V", view.TimeCounter);
        Assert.Null(FreeBsdGuestView.From(Change(Leaves, 0x40000003, registers => registers with { Eax = 0x220 })).TimeCounter);
    }

    [Fact]
    public void FreeBsd_NoHypervisor_SaysSo()
    {
        FreeBsdGuestView view = FreeBsdGuestView.From(GuestCpuid.FromEntries([]));

        Assert.Equal((null, 0), (view.Platform, view.Dmesg.Count));
        Assert.Equal("FreeBSD detects no hypervisor that it knows.", Assert.Single(view.Why));
    }

    [Fact]
    public void Windows_LooksAtTheInterfaceOnly()
    {
        Assert.True(WindowsGuestView.From(BesideKvm).IsHyperV);
        Assert.True(WindowsGuestView.From(Change(Leaves, 0x40000000, registers => registers with { Ebx = 0 })).IsHyperV);
        WindowsGuestView other = WindowsGuestView.From(Change(Leaves, 0x40000001, registers => registers with { Eax = 0 }));
        Assert.Equal((false, 0, 1), (other.IsHyperV, other.Features.Count, other.Why.Count));
    }

    [Fact]
    public void Windows_EveryFeature_IsUsedExactlyWithAllItsBits()
    {
        Assert.All(WindowsGuestView.All, feature =>
        {
            HvCpuidSet full = feature.Needs.Aggregate(Leaves, (set, bits) => CheckData.Edited(set, bits, 1));
            Assert.Contains(feature, WindowsGuestView.From(full).Features);
            Assert.All(feature.Needs, bits => Assert.DoesNotContain(feature, WindowsGuestView.From(CheckData.Edited(full, bits, 0)).Features));
        });
    }

    [Fact]
    public void Windows_SpinlocksThatNeverNotify_AreNotUsed() =>
        Assert.DoesNotContain("spinlocks", WindowsGuestView.From(CheckData.Edited(Leaves, BitAddress.Parse("4.EBX"), uint.MaxValue)).Features.Select(feature => feature.Name));

    [Fact]
    public void Windows_WithoutTheMandatoryBits_IsToldSo() =>
        Assert.Equal(2, WindowsGuestView.From(Change(Leaves, 0x40000003, _ => default)).Why.Count(sentence => sentence.Contains("expects set", StringComparison.Ordinal)));

    private static HvCpuidSet Change(HvCpuidSet set, uint function, Func<CpuidRegisters, CpuidRegisters> change)
    {
        set.TryGet(function, out CpuidRegisters registers);
        return set.ToBuilder().Set(function, change(registers)).ToSet();
    }
}
