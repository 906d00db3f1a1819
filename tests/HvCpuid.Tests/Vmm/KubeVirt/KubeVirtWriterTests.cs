using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What is written, whole: blanks begin a line as in the file, below <c>spec.domain</c>.</summary>
public class KubeVirtWriterTests
{
    [Theory]
    [InlineData("", "spec:|  domain: {}|", "")]
    [InlineData("hv-relaxed", "features:|  hyperv:|    relaxed: {}|", "")]
    [InlineData("hv-time", "clock:|  utc: {}|  timer:|    hyperv: {}|", "")]
    [InlineData("hv-crash", "devices:|  panicDevices:|    - model: hyperv|", "")]
    [InlineData("hv-relaxed,hv-time,hv-crash", "features:|  hyperv:|    relaxed: {}|clock:|  utc: {}|  timer:|    hyperv: {}|devices:|  panicDevices:|    - model: hyperv|", "")]
    [InlineData("hv-reset,hv-runtime", "features:|  hyperv:|    runtime: {}|    reset: {}|", "")]
    [InlineData("hv-vpindex,hv-synic,hv-stimer,hv-stimer-direct", "features:|  hyperv:|    vpindex: {}|    synic: {}|    synictimer:|      direct: {}|", "")]
    [InlineData("hv-tlbflush,hv-tlbflush-ext,hv-vpindex", "features:|  hyperv:|    vpindex: {}|    tlbflush:|      extended: {}|", "")]
    [InlineData("hv-ipi", "features:|  hyperv:|    vpindex:|      enabled: false|    ipi: {}|", "")]
    [InlineData("hv-stimer", "features:|  hyperv:|    synic:|      enabled: false|    synictimer: {}|", "")]
    [InlineData("hv-tlbflush-ext,hv-stimer-direct,hv-tlbflush-direct", "spec:|  domain: {}|", "hv-stimer-direct, hv-tlbflush-ext, hv-tlbflush-direct")]
    [InlineData("hv-spinlocks=4095", "spec:|  domain: {}|", "hv-spinlocks=0xfff")]
    [InlineData("hv-spinlocks=4096", "features:|  hyperv:|    spinlocks:|      spinlocks: 4096|", "")]
    [InlineData("hv-spinlocks=100,hv-relaxed", "features:|  hyperv:|    relaxed: {}|", "hv-spinlocks=0x64")]
    [InlineData("hv-spinlocks=0x1fff,hv-vendor-id=It's", "features:|  hyperv:|    spinlocks:|      spinlocks: 8191|    vendorid:|      vendorid: 'It''s'|", "")]
    [InlineData("hv-vendor-id=123", "features:|  hyperv:|    vendorid:|      vendorid: '123'|", "")]
    [InlineData("hv-vendor-id=", "features:|  hyperv:|    vendorid:|      vendorid: ''|", "")]
    [InlineData("hv-avic,hv-emsr-bitmap,hv-version-id-build=1,hypervisor=off", "spec:|  domain: {}|", "hv-avic, hv-emsr-bitmap, hv-version-id-build=0x1, hypervisor=off")]
    [InlineData("hv-passthrough", "features:|  hypervPassthrough:|    enabled: true|", "")]
    [InlineData("hv-passthrough,hv-evmcs,hv-time,hv-spinlocks=8191,hv-enforce-cpuid", "features:|  hypervPassthrough:|    enabled: true|", "hv-time, hv-evmcs, hv-spinlocks=0x1fff, hv-enforce-cpuid")]
    public void ToKubeVirt_Flags_AreItsFieldsAndWhatHasNoneIsNamed(string flags, string yaml, string unsaid)
    {
        string written = QemuFlags.Parse(flags).ToKubeVirt(out IReadOnlyList<string> left);

        Assert.Equal(yaml.StartsWith("spec:", StringComparison.Ordinal) ? yaml.Replace('|', '\n') : Domain(yaml), written);
        Assert.Equal(unsaid, string.Join(", ", left));
    }

    [Fact]
    public void ToKubeVirt_WhatNoFlagSays_IsNamed()
    {
        HvConfiguration configuration = HvConfiguration.Default with { Mode = HvConfigurationMode.HostModel, EvmcsVersions = HvCpuid.Kvm.EvmcsVersionRange.Parse("1..1"), Switches = HvSwitches.Relaxed };

        Assert.Equal(Domain("features:|  hyperv:|    relaxed: {}|"), configuration.ToKubeVirt(out IReadOnlyList<string> left));
        Assert.Equal(["every other enlightenment that the host supports (libvirt's host-model; expand it on a host)", "eVMCS versions 1..1"], left);
        Assert.Equal(Domain("features:|  hypervPassthrough:|    enabled: true|"), (configuration with { Mode = HvConfigurationMode.Passthrough }).ToKubeVirt(out left));
        Assert.Equal(["hv-relaxed", "eVMCS versions 1..1"], left);
    }

    private static string Domain(string below) => "spec:\n  domain:\n" + string.Concat(below.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => $"    {line}\n"));
}
