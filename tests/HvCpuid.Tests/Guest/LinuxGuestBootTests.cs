using HvCpuid.Guest;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Guest;

/// <summary>The model held against real boots.</summary>
public class LinuxGuestBootTests
{
    [Fact]
    public void Boots_OfTheRepository_AreThere() => Assert.Equal((7, 4, 2), (Boot.All.Count, Boot.All.Select(boot => boot.Release).Distinct().Count(), Boot.All.Select(boot => boot.Dmesg[0]).Distinct().Count()));

    [Theory]
    [MemberData(nameof(Boot.Names), MemberType = typeof(Boot))]
    public void Dmesg_OfARealBoot_IsForetoldLineForLine(string name)
    {
        Boot boot = Boot.Named(name);

        Assert.Equal(boot.Dmesg, View(boot, boot.Release).Dmesg);
        Assert.Equal(boot.Dmesg, View(boot, boot.Uname).Dmesg);
    }

    [Theory]
    [MemberData(nameof(Boot.Names), MemberType = typeof(Boot))]
    public void Dmesg_FromTheHypervisorLeavesAlone_IsTheSame(string name)
    {
        Boot boot = Boot.Named(name);
        LinuxGuestView view = LinuxGuestView.From(boot.Leaves, new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(boot.Uname), Vendor = CpuVendor.Amd });

        Assert.Equal(boot.Dmesg, view.Dmesg);
        Assert.Equal((boot.ClockSource, boot.ClockEvent), (view.ClockSource, view.ClockEvent));
    }

    [Theory]
    [MemberData(nameof(Boot.Names), MemberType = typeof(Boot))]
    public void Clocks_OfARealBoot_AreForetold(string name)
    {
        Boot boot = Boot.Named(name);
        LinuxGuestView view = View(boot, boot.Release);

        Assert.Equal(boot.ClockSources, view.ClockSources.Select(source => source.Name));
        Assert.Equal((boot.ClockSource, boot.ClockEvent), (view.ClockSource, view.ClockEvent));
    }

    [Theory]
    [MemberData(nameof(Boot.Names), MemberType = typeof(Boot))]
    public void Msrs_ThatKvmSawARealGuestTouch_AreThoseForetold(string name)
    {
        Boot boot = Boot.Named(name);

        Assert.Equal(
            boot.Msrs.Select(msr => (msr.Msr, msr.Access, msr.Value)),
            View(boot, boot.Release).Msrs.Select(msr => (msr.Msr, (msr.IsRead ? "r" : "") + (msr.IsWritten ? "w" : ""), msr.Value)));
    }

    [Theory]
    [MemberData(nameof(Boot.Names), MemberType = typeof(Boot))]
    public void Hypercalls_ThatKvmSawARealGuestMake_AreAmongThoseForetold(string name)
    {
        Boot boot = Boot.Named(name);
        LinuxGuestView view = View(boot, boot.Release);

        Assert.Empty(boot.Hypercalls.Except(view.Hypercalls.Select(hypercall => hypercall.Code)));
        Assert.Equal(boot.Hypercalls.Count > 0, view.Hypercalls.Count > 0);
    }

    private static LinuxGuestView View(Boot boot, string kernel) => LinuxGuestView.From(boot.Cpuid, new LinuxGuestOptions { Kernel = LinuxGuestKernel.Parse(kernel) });
}
