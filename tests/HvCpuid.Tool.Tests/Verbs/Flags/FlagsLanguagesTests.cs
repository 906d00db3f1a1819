using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Tests.Verbs;

public sealed class FlagsLanguagesTests : IDisposable
{
    private const string Host = "kvm:6.12,intel";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hv-relaxed,hv-tme", "did you mean hv-time? (at character 12)")]
    [InlineData("hv-relaxed\nhv-tme\n", "'hv-tme' is no enlightenment that is known; did you mean hv-time? (line 2, column 1)")]
    [InlineData("qemu-system-x86_64 \\\n -smp 4,hv-time -cpu host", "'hv-time' stands behind -smp: expected it in the value of -cpu (line 2, column 9)")]
    [InlineData("<domain type='kvm'>\n<features><hyperv><relaxd state='on'/></hyperv></features></domain>", "<relaxd> is no enlightenment that is known here; did you mean <relaxed>? (line 2, column 20)")]
    [InlineData("name: a\ncpu: host,flags=+hv-time\n", "'+hv-time' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, ")]
    [InlineData("spec:\n  domain:\n    features:\n      hyperv:\n        stimer: {}\n", "'stimer' is no field of hyperv; did you mean synictimer? (line 5, column 9)")]
    [InlineData("spec:\n  hyperv:\n    relaxed: {}\n", "'spec.hyperv' is not where KubeVirt looks: expected spec.domain.features.hyperv, or spec.domain.clock.timer.hyperv (line 2, column 3)")]
    [InlineData("spec:\n  domain: {\n", "The YAML cannot be read (line ")]
    [InlineData("hyperv:\n  relaxed: {}\n  relaxed: {enabled: false}\n", "The YAML cannot be read (line 3, column 3): 'relaxed' is there twice: expected each key once.")]
    [InlineData("hyperv:\n  relaxed: {{ .Values.on }}\n", "The YAML cannot be read (line 2, column 13): A key is no text: expected a name and a colon.")]
    [InlineData("{\"return\":{\"model\":{\"props\":{\"hv-relaxed\":true}}\n", "The JSON cannot be read (line 2, column 1): ")]
    [InlineData("a: &x {b: *y}\n", "The YAML cannot be read (line 1, column 11): ")]
    [InlineData("{\"return\":\n{\"model\":{\"props\":{\"hv-relaxd\":true}}}}", "'hv-relaxd' is no enlightenment that is known; did you mean hv-relaxed? (line 2, column 20)")]
    [InlineData("some prose about a VM\n", "'some prose about a VM' is not understood: expected QEMU's flags such as hv-relaxed,hv-time, joined by commas (line 1, column 1)")]
    [InlineData("tool run --cpu amd\n  tool explain hv-stimer-direct\n", "expected QEMU's flags such as hv-relaxed,hv-time, joined by commas")]
    [InlineData("$ tool run --cpu amd\n  tool explain hv-stimer-direct\n", "expected QEMU's flags such as hv-relaxed,hv-time, joined by commas")]
    [InlineData("notes\n", "'notes' is no flag of QEMU's for enlightenments, no CPU model, and no file that is there: ")]
    [InlineData("# empty\n", "There is nothing in it: ")]
    [InlineData(" \n", "expected flags such as \"hv-relaxed,hv-time\", ")]
    public void Flags_FileThatIsWrong_NamesFileLineAndWhatWasExpected(string text, string message)
    {
        string path = _folder.File("vm", Encoding.UTF8.GetBytes(text));
        ToolRun run = ToolRun.With(["flags", path, "--on", Host]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(path + ": ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.conf", "missing.conf: there is no such file. Expected flags such as ")]
    [InlineData("./missing", "./missing: there is no such file. ")]
    [InlineData("missing", "flags: 'missing' is no flag of QEMU's for enlightenments, no CPU model, and no file that is there: ")]
    [InlineData("", "flags: expected flags such as \"hv-relaxed,hv-time\", ")]
    public void Flags_NameThatIsNoFile_IsNeverACpuModel(string name, string message)
    {
        ToolRun run = ToolRun.With(["flags", name, "--on", Host]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flags hv-time --on kvm:6.12,intel")]
    [InlineData("fit hv-time --on kvm:6.12,intel")]
    [InlineData("migrate kvm:6.12,intel kvm:6.12,intel")]
    [InlineData("baseline kvm:6.12,intel")]
    public void Vmm_NewerThanAllThatAreKnown_IsSaidOnce(string call)
    {
        string error = ToolRun.Of(call + " --vmm qemu:99.1").Error;

        Assert.Equal(2, error.Split("QEMU 99.1 is newer than the newest release this model knows").Length);
    }

    [Fact]
    public void Flags_MachineOfTheDefinition_DecidesTheLeavesUnlessOneIsNamed()
    {
        string path = _folder.File("vm.xml", "<domain type='kvm'><os><type machine='pc-q35-6.1'>hvm</type></os><features><hyperv><relaxed state='on'/></hyperv></features></domain>"u8.ToArray());

        Assert.Contains("40000002 0x00: eax=0x00001bbc ebx=0x00060001", ToolRun.With(["flags", path, "--on", Host, "--format", "raw"]).Output, StringComparison.Ordinal);
        Assert.Contains("40000002 0x00: eax=0x00003839 ebx=0x000a0000", ToolRun.With(["flags", path, "--on", Host, "--machine", "q35", "--format", "raw"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_OldMachine_NeedsNoVpIndex()
    {
        string path = _folder.File("vm.xml", "<domain type='kvm'><os><type machine='pc-q35-2.12'>hvm</type></os><features><hyperv><relaxed state='on'/><synic state='on'/></hyperv></features></domain>"u8.ToArray());
        ToolRun run = ToolRun.With(["flags", path, "--on", Host, "--vmm", "qemu:10.0", "--format", "raw"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("40000003 0x00: eax=0x[0-9a-f]+ ebx=0x00000000", run.Output);
    }

    [Fact]
    public void Flags_Emulator_HasNoHyperVLeaf()
    {
        ToolRun run = ToolRun.With(["flags", "qemu-system-x86_64 -accel tcg -cpu max,hv-time", "--on", Host]);

        Assert.Equal((1, "", "this VM does not run on KVM but on another accelerator, such as QEMU's own emulator (TCG): KVM gives it no Hyper-V leaf, whatever the switches.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Flags_SeveralHosts_FlagsOfAllStandInOneLine()
    {
        ToolRun run = ToolRun.Of("flags hv-passthrough --on kvm:6.12 --on kvm:6.6");

        Assert.Contains(run.Lines, line => line.StartsWith("  hv-relaxed,hv-vapic,", StringComparison.Ordinal) && line.Length > 100);
    }

    [Fact]
    public void Flags_SwitchesDroppedWithoutAWord_AreNotCalledOff()
    {
        ToolRun run = ToolRun.Of("flags hv-relaxed --on kvm:6.12,nohyperv");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("no switch is on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_SeveralHosts_AreATableAndWhatAllAllow()
    {
        string[] call = ["flags", "hv-relaxed,hv-vapic,hv-evmcs", "--on", "kvm:6.12,amd", "--on", "kvm:6.12,intel"];
        ToolRun table = ToolRun.With(call);
        ToolRun json = ToolRun.With([.. call, "--format", "json"]);

        Assert.Equal((1, 1), (table.ExitCode, json.ExitCode));
        Assert.Contains("What all of them allow\n  hv-relaxed,hv-vapic\n", table.Output, StringComparison.Ordinal);
        Assert.Equal(["no", "yes"], json.Json.GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("verdict").GetString()));
        Assert.Equal("hv-relaxed,hv-vapic", json.Json.GetProperty("common").GetString());
        Assert.Equal(2, ToolRun.With([.. call, "--format", "raw"]).ExitCode);
    }

    [Fact]
    public void Flags_SeveralHosts_WhatHoldsOfAllIsToldOnceAndWhatHoldsOfSomeByName()
    {
        ToolRun some = ToolRun.Of("flags --preset recommended --on kvm:6.12 --on kvm:5.0,amd --on kvm:5.4,amd");
        ToolRun all = ToolRun.Of("flags hv-relaxed --machine jammy --on kvm:9.2,amd --on kvm:9.2,intel");

        Assert.Equal(0, some.ExitCode);
        Assert.Contains("note: Linux 5.0, AMD, nested=1; Linux 5.4, AMD, nested=1: recommended: hv-avic, hv-xmm-input, hv-tlbflush-ext are left out: this host does not support them, or what they require.\n", some.Error, StringComparison.Ordinal);
        Assert.Contains("  Linux 6.12, Intel, nested=1 starts", some.Output, StringComparison.Ordinal);
        Assert.Equal(2, all.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("note: Linux 9.2 is newer than the newest release", all.Error, StringComparison.Ordinal);
        Assert.Contains("note: HVE009: machine type jammy is none that is known here", all.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recommended")]
    [InlineData("minimal")]
    [InlineData("redhat:rhel9")]
    [InlineData("proxmox:win11")]
    [InlineData("kubevirt:windows")]
    public void Flags_PresetOnAHostWithoutHyperV_IsLeftOutWhole(string preset)
    {
        ToolRun run = ToolRun.Of($"flags --preset {preset} --on kvm:6.12,nohyperv");

        Assert.Equal((0, $"note: {preset}: all of it is left out: this host's KVM has no Hyper-V support.\nnote: this offers the guest nothing: no switch is on, so that there are no Hyper-V leaves.\n"), (run.ExitCode, run.Error));
        Assert.Equal(1, ToolRun.Of($"flags hv-spinlocks=8191 --preset {preset} --on kvm:6.12,nohyperv").ExitCode);
    }

    [Fact]
    public void Flags_Against_SaysWhatIsLeftOnTheTableAndIsExitCode1()
    {
        string path = _folder.File("vm.xml", "<hyperv><relaxed state='on'/></hyperv>"u8.ToArray());
        ToolRun table = ToolRun.With(["flags", path, "--on", Host, "--against", "recommended"]);
        Assert.DoesNotContain("\\x0A", table.Output + ToolRun.With(["flags", path, "--on", Host, "--on", "kvm:5.10,amd"]).Output, StringComparison.Ordinal);
        JsonElement against = ToolRun.With(["flags", path, "--on", Host, "--against", "recommended", "--format", "json"]).Json.GetProperty("against");

        Assert.Equal(1, table.ExitCode);
        Assert.Contains("Left on the table\n  <vapic state='on'/>", table.Output, StringComparison.Ordinal);
        Assert.Equal("QEMU, docs/system/i386/hyperv.rst, Recommendations", against.GetProperty("source").GetString());
        Assert.Equal("missing", against.GetProperty("differences")[0].GetProperty("kind").GetString());
        Assert.Equal(0, ToolRun.With(["flags", "--preset", "recommended", "--on", Host, "--against", "recommended"]).ExitCode);
    }

    [Theory]
    [InlineData("qemu")]
    [InlineData("libvirt")]
    [InlineData("proxmox")]
    [InlineData("kubevirt")]
    public void Flags_FieldPresets_AreReadBackFromEveryLanguage(string format)
    {
        foreach (HvPreset preset in HvFieldPresetTable.All.Where(preset => format != "kubevirt" || (preset.Configuration.Switches & HvSwitches.Avic) == 0))
        {
            string on = ToolRun.With(["flags", "--preset", preset.Name, "--on", Host, "--format", "qemu"]).Output;
            ToolRun written = ToolRun.With(["flags", "--preset", preset.Name, "--on", Host, "--format", format]);
            string path = _folder.File("vm", written.Bytes);

            Assert.Equal((preset.Name, on), (preset.Name, ToolRun.With(["flags", path, "--on", Host, "--format", "qemu"]).Output));
        }
    }

    [Fact]
    public void KubeVirt_WhatItSays_IsReadBackByALibrary() => Prop.ForAll(
        Gen.Choose(0, (int)HvSwitches.All).Select(bits => HvConfiguration.Default.With((HvSwitches)bits) with { SpinlockRetries = 4096u + (uint)bits, Mode = bits % 7 == 0 ? HvConfigurationMode.Passthrough : HvConfigurationMode.Custom }).ToArbitrary(),
        configuration =>
        {
            string yaml = configuration.ToKubeVirt(out IReadOnlyList<string> unsaid);
            HvSwitches left = unsaid.Select(flag => HvEnlightenmentTable.All.FirstOrDefault(row => row.Flag == flag)?.Switch ?? HvSwitches.None).Aggregate(HvSwitches.None, (all, one) => all | one);
            HvConfiguration said = configuration.Mode == HvConfigurationMode.Passthrough
                ? HvConfiguration.Default with { Mode = HvConfigurationMode.Passthrough }
                : configuration.Without(left);
            HvConfiguration read = VmDefinitions.Parse(yaml, VmTree.Read).Edits.ToConfiguration();

            // KubeVirt adds what is required; nothing else differs.
            return (read with { Switches = said.Switches }) == said && (said.Switches & ~read.Switches) == HvSwitches.None && (read.Switches & ~said.Close().Switches) == HvSwitches.None;
        }).QuickCheckThrowOnFailure();
}
