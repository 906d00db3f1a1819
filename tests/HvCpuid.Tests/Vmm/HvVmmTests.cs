using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvVmmTests
{
    public static TheoryData<string> Presets => [.. HvPresetTable.All.Select(preset => preset.Name)];

    [Theory]
    [InlineData("qemu", "qemu 11.1", "QEMU 11.1")]
    [InlineData("qemu:7.2.22", "qemu 7.2.22", "QEMU 7.2.22")]
    [InlineData("copy", "copy", "the plain copy")]
    [InlineData("qemu:4.2", "qemu 4.2", "QEMU 4.2")]
    public void Parse_AVmm_HasItsName(string text, string name, string title)
    {
        HvVmm vmm = HvVmm.Parse(text);
        Assert.Equal((name, title), (vmm.Name, vmm.Title));
        Assert.Equal(name, vmm.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("QEMU")]
    [InlineData("qemu:")]
    [InlineData("qemu:7")]
    [InlineData("copy:1")]
    [InlineData("libvirt")]
    [InlineData("qemu:7.2:3")]
    public void Parse_NoVmm_SaysWhatIsExpected(string text) =>
        Assert.Equal($"'{text}' is no VMM: expected qemu, qemu:VERSION such as qemu:7.2, or copy.", Assert.Throws<FormatException>(() => HvVmm.Parse(text)).Message);

    [Fact]
    public void Describe_NoWayToAsk_IsRefused() => Assert.StartsWith(
        "There is no such way to ask.", Assert.Throws<ArgumentOutOfRangeException>("asked", () => HvVmm.Default.Describe((HvAskedOn)9)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_ReleaseBeforeTheModels_IsRefused() => Assert.Equal(
        "QEMU 4.1 is older than the oldest release this model knows: expected 4.2 or later.", Assert.Throws<FormatException>(() => HvVmm.Parse("qemu:4.1")).Message);

    [Theory]
    [InlineData("5.2", "6.12", HvAskedOn.Vcpu, "asked on a vCPU, as QEMU 5.2 does")]
    [InlineData("6.1", "6.12", HvAskedOn.System, "asked on /dev/kvm, as QEMU 6.1 does")]
    [InlineData("6.1", "5.10", HvAskedOn.Vcpu, "asked on a vCPU, as QEMU 6.1 does")]
    [InlineData("11.1", "4.20", HvAskedOn.Legacy, "asked for its capabilities and MSRs, as QEMU 11.1 does where KVM_GET_SUPPORTED_HV_CPUID does not exist")]
    public void Ask_AHost_IsInTheFormOfTheRelease(string release, string kernel, HvAskedOn asked, string text)
    {
        QemuVmm vmm = new(QemuRelease.Parse(release));
        Assert.Equal(asked, vmm.Ask(HvHost.From(new KvmHost { Kernel = KvmRelease.Parse(kernel) })).AskedOn);
        Assert.Equal(text, vmm.Describe(asked));
    }

    // What the tool itself offers starts everywhere, and it does not warn about it.
    [Theory]
    [MemberData(nameof(Presets))]
    public void Make_APresetOnEveryHost_StartsWithoutAWarning(string name)
    {
        HvPreset preset = HvPresetTable.All.Single(preset => preset.Name == name);
        HvVmm[] vmms = [QemuVmm.Newest, new QemuVmm(new(7, 2)), new QemuVmm(new(5, 2)), new QemuVmm(new(4, 2), QemuMachine.Parse("pc-q35-2.12"))];
        KvmHost[] hosts = [.. Situations.All.Select(query => query.Host).Distinct().Append(new KvmHost { Kernel = new KvmRelease(4, 20) }).Append(new KvmHost { Kernel = new KvmRelease(3, 10), Vendor = CpuVendor.Amd })];
        foreach ((HvVmm vmm, KvmHost host) in vmms.SelectMany(vmm => hosts.Select(host => (vmm, host))))
        {
            HvOffer offer = HvOffer.Make(vmm, HvHost.From(host), HvConfigurationEdits.None, preset);
            bool refused = offer.Resolution.Answer.Refusal is not null;
            Assert.True(refused || offer.Resolution.Starts, $"{vmm} on {host}: {offer.Resolution.First}");
            Assert.All(offer.Resolution.Findings, finding => Assert.True(refused || finding.Severity == HvSeverity.Info, $"{vmm} on {host}: {finding}"));
        }
    }

    [Theory]
    [InlineData("6.12", CpuVendor.Intel, true, true)]
    [InlineData("6.12", CpuVendor.Intel, false, false)]
    [InlineData("6.12", CpuVendor.Amd, true, false)]
    [InlineData("5.0", CpuVendor.Amd, true, false)]
    [InlineData("5.10", CpuVendor.Intel, true, true)]
    [InlineData("5.10", CpuVendor.Intel, false, false)]
    public void Make_PresetNested_HasEvmcsWhereItCanBeEnabled(string kernel, CpuVendor vendor, bool nested, bool evmcs)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(kernel), Vendor = vendor, Nested = nested };
        HvOffer offer = HvOffer.Make(QemuVmm.Newest, HvHost.From(host), HvConfigurationEdits.None, HvPresetTable.All.Single(preset => preset.Name == "nested"));
        Assert.Equal(evmcs, (offer.Resolution.Switches & HvSwitches.Evmcs) != 0);
    }
}
