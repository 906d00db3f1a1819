using HvCpuid.Compare;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

/// <summary>What fits where, whole: each host's verdict and what is unknown there, every change and who needs it, and what is left.</summary>
public class HvFitWordsTests
{
    [Theory]
    [InlineData("hv-relaxed", "5.10 6.12", "Yes, Yes; ; hv-relaxed; suffices; all can")]
    [InlineData("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext", "5.10 6.12 6.1", "No, Yes, No; -hv-tlbflush-ext for 5.10 6.1; hv-relaxed,hv-vpindex,hv-tlbflush; suffices; not all can")]
    [InlineData("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext,hv-avic", "5.10 6.1", "No, No; -hv-avic for 5.10, -hv-tlbflush-ext for 5.10 6.1; hv-relaxed,hv-vpindex,hv-tlbflush; suffices; not all can")]
    [InlineData("hv-relaxed,hv-stimer", "6.12", "No; +hv-time for nobody, +hv-vpindex for nobody, +hv-synic for nobody; hv-relaxed,hv-time,hv-vpindex,hv-synic,hv-stimer; suffices; not all can")]
    [InlineData("hv-relaxed,hv-stimer", "nosynic", "No; +hv-time for nobody, +hv-vpindex for nobody, -hv-stimer for nosynic; hv-relaxed,hv-time,hv-vpindex; suffices; not all can")]
    [InlineData("hv-relaxed,hv-enforce-cpuid", "5.10 6.12", "No, Yes; -hv-enforce-cpuid for 5.10; hv-relaxed; suffices; not all can")]
    [InlineData("hv-relaxed,hv-enforce-cpuid", "6.12", "Yes; ; hv-relaxed,hv-enforce-cpuid; suffices; all can")]
    [InlineData("hv-relaxed,hv-vpindex,hv-ipi", "unsure 6.12", "Unknown (hv-ipi), Yes; ; hv-relaxed,hv-vpindex,hv-ipi; does not suffice; not all can")]
    [InlineData("hv-relaxed,hv-vpindex,hv-ipi", "unsure", "Unknown (hv-ipi); ; hv-relaxed,hv-vpindex,hv-ipi; does not suffice; not all can")]
    [InlineData("hv-relaxed,hv-vpindex,hv-ipi,hv-tlbflush,hv-emsr-bitmap", "nobitmap", "No; -hv-emsr-bitmap for nobitmap; hv-relaxed,hv-vpindex,hv-tlbflush,hv-ipi; suffices; not all can")]
    [InlineData("hv-relaxed,hv-emsr-bitmap", "atbest", "Unknown (hv-emsr-bitmap); -hv-emsr-bitmap for atbest; hv-relaxed; suffices; not all can")]
    [InlineData("hv-relaxed,hv-emsr-bitmap,hv-vpindex,hv-synic", "atbest", "No (hv-emsr-bitmap); -hv-synic for atbest, -hv-emsr-bitmap for atbest; hv-relaxed,hv-vpindex; suffices; not all can")]
    [InlineData("hv-relaxed", "atbest", "Yes; ; hv-relaxed; suffices; all can")]
    public void Check_Wishes_SaysWhatFitsAndWhatToChange(string wishes, string hosts, string expected)
    {
        HvFit fit = HvFit.Check(HvVmm.Default, QemuFlags.ParseEdits(wishes), [.. hosts.Split(' ').Select(Candidate)]);

        string verdicts = string.Join(", ", fit.Hosts.Select(host => host.Verdict + (host.Unknown.Count > 0 ? $" ({string.Join(' ', host.Unknown.Select(finding => finding.Flag))})" : "")));
        string changes = string.Join(", ", fit.Changes.Select(change => $"{(change.On ? "+" : "-")}{change.Flag} for {(change.Hosts.Count > 0 ? string.Join(' ', change.Hosts) : "nobody")}"));
        Assert.Equal(expected, $"{verdicts}; {changes}; {fit.Common.ToQemu()}; {(fit.ChangesSuffice ? "suffices" : "does not suffice")}; {(fit.AllCan ? "all can" : "not all can")}");
        Assert.All(fit.Changes, change => Assert.Equal(change.Flag, change.Words));
        Assert.Equal(hosts.Split(' '), fit.Hosts.Select(host => host.Candidate.Name));
        Assert.Same(HvVmm.Default, fit.Vmm);
    }

    // What all have and needs no request; synthetic timers go with the SynIC.
    [Fact]
    public void Check_Passthrough_IsWhatEveryHostHas()
    {
        HvFitCandidate[] hosts = [Candidate("nosynic"), Candidate("nobitmap")];
        HvFit fit = HvFit.Check(HvVmm.Default, QemuFlags.ParseEdits("hv-passthrough"), hosts);
        HvSwitches every = hosts.Aggregate(HvSwitches.All, (all, host) => all & HvVmm.Default.Supports(host.Host)) & ~HvClosure.OnlyOnRequest;

        Assert.Equal(every & ~(HvSwitches.Stimer | HvSwitches.StimerDirect), fit.Common.Switches);
        Assert.Equal(["hv-stimer for nosynic", "hv-stimer-direct for nosynic"], fit.Changes.Select(change => $"{change.Flag} for {string.Join(' ', change.Hosts)}"));
        Assert.True(fit.ChangesSuffice);
    }

    [Fact]
    public void Check_WishesOfLibvirt_HasItsWords()
    {
        HvConfigurationEdits wishes = LibvirtXml.ParseEdits("<features><hyperv><relaxed state='on'/><stimer state='on'/><avic state='on'/></hyperv></features>");
        HvFit fit = HvFit.Check(HvVmm.Default, wishes, [Candidate("5.10")]);

        Assert.Equal(
            ["hv-time: <timer name='hypervclock' present='yes'/>", "hv-vpindex: <vpindex state='on'/>", "hv-synic: <synic state='on'/>", "hv-avic: <avic state='on'/>"],
            fit.Changes.Select(change => $"{change.Flag}: {change.Words}"));
        Assert.Same(wishes, fit.Wishes);
    }

    [Fact]
    public void Oldest_OfWishes_IsOfTheKernelsThatAreAsked()
    {
        HvConfigurationEdits wishes = QemuFlags.ParseEdits("hv-relaxed,hv-avic");
        KvmHost host = new() { Vendor = CpuVendor.Amd };

        Assert.Equal(["Linux 5.15 or later"], HvFit.Oldest(HvVmm.Default, wishes, host, new KvmKernels([])).Select(kernel => kernel.ToString()));
        Assert.Equal(HvFit.Oldest(HvVmm.Default, wishes, host, KvmKernels.BuiltIn), HvFit.Oldest(HvVmm.Default, wishes, host));
        Assert.Throws<ArgumentNullException>("vmm", () => HvFit.Oldest(null!, wishes, host));
        Assert.Throws<ArgumentNullException>("wishes", () => HvFit.Oldest(HvVmm.Default, null!, host));
        Assert.Throws<ArgumentNullException>("host", () => HvFit.Oldest(HvVmm.Default, wishes, null!));
    }

    private static HvFitCandidate Candidate(string name)
    {
        HvCpuidSet full = HvMigrationTests.Full("6.12");
        HvCpuidSet noSynic = Clear(full, HvBits.AccessSynicRegs);
        return name switch
        {
            "unsure" => new HvFitCandidate(name, HvHost.Parse("rhel9.7,intel,nolapic")),
            "nosynic" => new HvFitCandidate(name, HvHost.From(noSynic)),
            "nobitmap" => new HvFitCandidate(name, HvHost.From(Clear(full, HvBits.EnlightenedMsrBitmap))),
            "atbest" => new HvFitCandidate(name, HvHost.From(Clear(noSynic, HvBits.EnlightenedMsrBitmap))) { AtBest = HvHost.From(noSynic) },
            _ => new HvFitCandidate(name, HvHost.From(HvMigrationTests.On(name))),
        };
    }

    private static HvCpuidSet Clear(HvCpuidSet set, BitAddress bit)
    {
        set.TryGet(bit.Function, out CpuidRegisters registers);
        return set.ToBuilder().Set(bit.Function, registers.With(bit.Register, registers[bit.Register] & ~bit.Bits.Mask)).ToSet();
    }
}
