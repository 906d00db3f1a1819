using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;

namespace HvCpuid.Tool.Tests.Verbs;

public sealed class FlagsVerbTests : IDisposable
{
    private const string Host = "kvm:6.12,intel,evmcs";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flags_SeveralReasons_AreToldInOneGoWithWhatHelps()
    {
        ToolRun run = ToolRun.Of("flags hv-stimer,hv-evmcs --on kvm:6.12,amd");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            """
            error HVE002: Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)
              QEMU 11.1 tells this one, and does not start
              what helps: add hv-time
            error HVE002: Hyper-V synthetic timers (hv-stimer) requires Hyper-V synthetic interrupt controller (hv-synic)
              what helps: add hv-synic
            error HVE001: Hyper-V enlightened VMCS (hv-evmcs) is not supported by kernel
              what helps: use an Intel host; or leave hv-evmcs off
            error HVE002: Hyper-V enlightened VMCS (hv-evmcs) requires Hyper-V virtual APIC (hv-vapic)
              what helps: add hv-vapic

            """.ReplaceLineEndings("\n"),
            run.Error);
    }

    [Fact]
    public void Flags_FailureAsJson_HasAFindingForEveryReason()
    {
        ToolRun run = ToolRun.Of("flags hv-tlbflush,hv-spinlocks=1 --on kvm:6.12,amd --format json");
        JsonElement[] findings = [.. run.Json.GetProperty("findings").EnumerateArray()];

        Assert.Equal(1, run.ExitCode);
        Assert.All(findings, finding => Assert.Equal(
            ["id", "severity", "address", "message", "fix", "flag", "addresses", "stops", "first"], finding.EnumerateObject().Select(member => member.Name)));
        Assert.Equal(["HVE002 error hv-tlbflush", "HVE004 warning hv-spinlocks"], findings.Select(finding => $"{Text(finding, "id")} {Text(finding, "severity")} {Text(finding, "flag")}"));
        Assert.Equal([(true, true), (false, false)], findings.Select(finding => (finding.GetProperty("stops").GetBoolean(), finding.GetProperty("first").GetBoolean())));
        Assert.Equal("CPUID.40000003H:EAX[6]", Text(findings[0], "address"));
        Assert.Equal("add hv-vpindex", Text(findings[0], "fix"));
    }

    [Fact]
    public void Flags_Close_GivesTheLeavesAndNamesWhatWasAdded()
    {
        ToolRun run = ToolRun.Of($"flags hv-stimer,hv-evmcs --close --on {Host} --format json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["entries", "flags", "vmm", "machine", "askedOn", "enable", "added", "notExpressible", "findings", "notes"], run.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("hv-vapic,hv-time,hv-vpindex,hv-synic,hv-stimer,hv-evmcs", Text(run.Json, "flags"));
        Assert.Equal(["hv-vapic", "hv-time", "hv-vpindex", "hv-synic"], Texts(run.Json, "added"));
        Assert.Contains("note: added hv-vpindex (required by hv-synic).\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            """{"function":"0x40000003","index":0,"flags":0,"eax":"0x0000027e","ebx":"0x00000030","ecx":"0x00000000","edx":"0x00000008"}""",
            JsonSerializer.Serialize(run.Json.GetProperty("entries")[3]));
    }

    [Fact]
    public void Flags_Table_HasTheLeavesAndWhatEverySwitchIsFor()
    {
        string[] lines = ToolRun.Of($"flags hv-synic,hv-spinlocks=0x1fff --close --on {Host}").Lines;

        Assert.Equal("On Linux 6.12, Intel, nested=1, vCPU with in-kernel local APIC, eVMCS 1..1, as QEMU 11.1 takes it", Flat(lines[..2]));
        Assert.Contains("40000003H 00000064 00000030 00000000 00000008 Features and partition privileges", lines);
        Assert.Contains("(added: hv-synic requires it)", Flat(lines), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("  hv-spinlocks 0x1fff: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kvm:6.1,intel,evmcs")]
    [InlineData("kvm:6.12,amd")]
    [InlineData("kvm:5.0,intel")]
    [InlineData("kvm:5.8,amd,nolapic")]
    [InlineData("kvm:5.15,intel,system")]
    [InlineData("kvm:7.2,intel,evmcs,nosmt")]
    public void Flags_Passthrough_GivesSwitchesWithTheSameLeavesButForWhatItLists(string host)
    {
        ToolRun passthrough = ToolRun.Of($"flags --passthrough --vmm copy --on {host} --format json");
        ToolRun qemu = ToolRun.Of($"flags --passthrough --vmm copy --on {host} --format qemu");
        ToolRun explicitly = ToolRun.With(["flags", qemu.Output.TrimEnd(), "--on", host, "--format", "json"]);
        JsonElement[] unsaid = [.. passthrough.Json.GetProperty("notExpressible").EnumerateArray()];

        Assert.Equal((0, 0, 0), (passthrough.ExitCode, qemu.ExitCode, explicitly.ExitCode));
        Assert.Equal(ToolRun.Of($"decode {host} --format bin").Bytes, ToolRun.Of($"flags --passthrough --vmm copy --on {host} --format bin").Bytes);
        Assert.Equal(qemu.Output.TrimEnd(), Text(passthrough.Json, "flags"));
        Assert.NotEmpty(unsaid);
        Dictionary<string, uint> wanted = Words(passthrough);
        Dictionary<string, uint> given = Words(explicitly);
        foreach (JsonElement difference in unsaid)
        {
            BitAddress address = BitAddress.Parse(Text(difference, "address"));
            string word = $"{address.Function:x8}.{address.Register}";
            uint before = given.GetValueOrDefault(word);
            Assert.Equal(difference.GetProperty("guest").GetUInt32(), address.Bits.Extract(before));
            given[word] = address.Bits.Insert(before, difference.GetProperty("host").GetUInt32());
            Assert.Matches($@"note: not in the switches: {Regex.Escape(address.ToString())}( \w+)?: host [0-9A-F]+, guest [0-9A-F]+ \({Text(difference, "reason")}\)\.\n", qemu.Error);
        }

        Assert.Equal(unsaid.Length, Regex.Count(qemu.Error, "^note: not in the switches: ", RegexOptions.Multiline));
        Assert.DoesNotContain("hv-syndbg", qemu.Output, StringComparison.Ordinal);
        bool debugger = unsaid.Any(difference => Text(difference, "reason") == "hv-syndbg is left out");
        Assert.Equal(debugger, qemu.Error.Contains("note: hv-syndbg is left out of the explicit switches, as QEMU leaves it out of hv-passthrough since 9.2: it is for debugging", StringComparison.Ordinal));

        Assert.All(wanted.Keys.Union(given.Keys), word => Assert.Equal(wanted.GetValueOrDefault(word), given.GetValueOrDefault(word)));
    }

    [Fact]
    public void Flags_HvPassthrough_IsTheSameWithQemusWarning()
    {
        ToolRun flag = ToolRun.Of($"flags hv-passthrough,hv-time=off --on {Host} --format raw");

        Assert.Equal(ToolRun.Of($"flags --passthrough --on {Host} --format raw").Output, flag.Output);
        Assert.Contains("note: HVE005: 'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead. What helps: give hv-relaxed,", flag.Error, StringComparison.Ordinal);
        Assert.Contains("note: HVE006: hv-time=off has no effect: hv-passthrough switches it on all the same.", flag.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("HVE005", ToolRun.Of($"flags --passthrough --on {Host}").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hv-passthrough,hv-vendor-id=Foo,hv-time=off,hv-relaxed,hv-spinlocks=0xffffffff")]
    [InlineData("hv-vendor-id=Foo,hv-time=off,hv-relaxed,hv-spinlocks=0xffffffff --passthrough")]
    [InlineData("<hyperv\tmode='passthrough'><relaxed\tstate='on'/><vendor_id\tstate='on'\tvalue='Foo'/><spinlocks\tstate='on'\tretries='4294967295'/></hyperv>")]
    public void Flags_WhatStandsBesidePassthrough_IsToldAndNeverDroppedSilently(string flags)
    {
        ToolRun run = ToolRun.Of($"flags {flags} --on {Host} --format raw");

        Assert.Equal(ToolRun.Of($"flags --passthrough --on {Host} --format raw").Output, run.Output);
        Assert.Contains("note: HVE006: hv-vendor-id=Foo has no effect: hv-passthrough takes the host's 'Linux KVM Hv'. What helps: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("note: HVE006: hv-spinlocks=0xffffffff has no effect: hv-passthrough takes the host's (CPUID.40000004H:EBX is FFFH). What helps: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("note: HVE006: hv-relaxed: part of what hv-passthrough gives on this host.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(!flags.StartsWith('<'), run.Error.Contains("HVE006: hv-time=off has no effect: hv-passthrough switches it on all the same.", StringComparison.Ordinal));
    }

    [Fact]
    public void Flags_CloseBesidePassthrough_IsToldToDoNothing() =>
        Assert.Contains("note: --close adds nothing to passthrough: it gives what the host has.\n", ToolRun.Of($"flags --close --passthrough --on {Host}").Error, StringComparison.Ordinal);

    [Fact]
    public void Flags_VersionsThatQemuDoesNotMean_AreToldWithBothRanges()
    {
        ToolRun run = ToolRun.Of("flags hv-vapic,hv-evmcs --on kvm:6.12,intel,evmcs=2..3");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            "error HVE003: eVMCS version range [1..1] is not supported by kernel (supported: [2..3])\n"
            + "  QEMU 11.1 tells this one, and does not start\n"
            + "  what helps: leave hv-evmcs off: it means versions 1..1, and no flag says others\n",
            run.Error);
    }

    [Fact]
    public void Flags_DebuggerNamedBesidePassthrough_IsAmongTheSwitches()
    {
        ToolRun run = ToolRun.Of($"flags hv-syndbg --passthrough --on {Host} --format qemu");

        Assert.Contains("hv-syndbg,", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kvm:5.13,amd", true)]
    [InlineData("kvm:5.14,amd", false)]
    public void Flags_EnforcementOnAnOldKernel_IsRefused(string host, bool refused)
    {
        ToolRun run = ToolRun.Of($"flags hv-relaxed,hv-enforce-cpuid --on {host} --format qemu");

        Assert.Equal(refused ? (1, "") : (0, "hv-relaxed,hv-enforce-cpuid\n"), (run.ExitCode, run.Output));
        Assert.Equal(
            refused ? "error HVE007: failed to enable KVM_CAP_HYPERV_ENFORCE_CPUID: Invalid argument\n  QEMU 11.1 tells this one, and does not start"
                + "\n  what helps: use Linux 5.14 or later, or leave hv-enforce-cpuid off; it changes no leaf\n" : "",
            run.Error);
    }

    [Theory]
    [InlineData("recommended")]
    [InlineData("nested")]
    [InlineData("minimal")]
    public void Flags_Preset_ShowsAReasonForEverySwitch(string preset)
    {
        ToolRun table = ToolRun.Of($"flags --preset {preset} --on kvm:6.12,amd");
        JsonElement[] choices = [.. ToolRun.Of($"flags --preset {preset} --on kvm:6.12,amd --format json").Json.GetProperty("preset").GetProperty("choices").EnumerateArray()];

        Assert.Equal((0, HvEnlightenmentTable.All.Count), (table.ExitCode, choices.Length));
        foreach (JsonElement choice in choices)
        {
            bool given = choice.GetProperty("given").GetBoolean();
            string reason = choice.GetProperty("on").GetBoolean() && !given ? "this host does not support it, or what it requires" : Text(choice, "reason");
            Assert.Contains($"{Text(choice, "flag")} {reason}", Flat(table.Lines), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Flags_PresetAndFlags_TheFlagsChangeIt()
    {
        ToolRun run = ToolRun.Of("flags hv-spinlocks=8191,-hv-crash,hv-reset --preset nested --on kvm:6.12,amd --format qemu");

        Assert.Equal(0, run.ExitCode);
        string[] flags = run.Output.TrimEnd().Split(',');
        Assert.Superset(new HashSet<string> { "hv-spinlocks=0x1fff", "hv-reset", "hv-synic" }, flags.ToHashSet());
        Assert.DoesNotContain("hv-crash", flags);
        Assert.DoesNotContain("hv-evmcs", flags);
        Assert.Contains("note: nested: hv-evmcs is left out: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("hv-crash switched off by FLAGS", Flat(ToolRun.Of("flags -hv-crash --preset nested --on kvm:6.12,amd").Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_Libvirt_IsReadBackFromAFileStandardInputAndTheCommandLine()
    {
        ToolRun xml = ToolRun.Of($"flags hv-stimer-direct,hv-xmm-input --close --on {Host} --format libvirt");
        string path = _folder.File("vm.xml", xml.Bytes);
        byte[] expected = ToolRun.Of($"flags hv-stimer-direct --close --on {Host} --format bin").Bytes;

        Assert.Contains("<direct state=\"on\" />", xml.Output, StringComparison.Ordinal);
        Assert.Equal(xml.Error.Contains("no element for hv-xmm-input", StringComparison.Ordinal), !xml.Output.Contains("xmm_input", StringComparison.Ordinal));
        Assert.All(new[] { path, "-", xml.Output }, flags =>
        {
            ToolRun back = ToolRun.With(["flags", flags, "--on", Host, "--format", "qemu"], xml.Bytes);
            Assert.Equal(0, back.ExitCode);
            Assert.StartsWith("hv-time,hv-vpindex,hv-synic,hv-stimer,hv-stimer-direct", back.Output, StringComparison.Ordinal);
        });

        Assert.Equal(expected, ToolRun.With(["flags", "hv-stimer-direct,hv-stimer,hv-synic,hv-vpindex,+hv-time", "--on", Host, "--format", "bin"]).Bytes);
    }

    [Fact]
    public void Flags_HostAsAFile_IsResolvedOnItsLeaves()
    {
        string path = _folder.File("host.json", ToolRun.Of("supported --kernel 5.0 --format json").Bytes);

        Assert.Equal(0, ToolRun.With(["flags", "hv-time,hv-xmm-input=off", "--on", path]).ExitCode);
        ToolRun refused = ToolRun.With(["flags", "hv-xmm-input", "--on", path]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("what helps: use a host whose KVM reports CPUID.40000003H:EDX[4], or leave hv-xmm-input off", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_RefusedHost_IsExitCode1AsInSupported()
    {
        ToolRun run = ToolRun.Of("flags hv-time --on kvm:5.0,system --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(ToolRun.Of("supported --kernel 5.0 --scope system --format json").Output, run.Output);
    }

    [Fact]
    public void Flags_NothingOn_HasNoLeavesAndSaysSo()
    {
        ToolRun run = ToolRun.With(["flags", "hv-time=off", "--on", Host, "--format", "json"]);

        Assert.Equal((0, 0), (run.ExitCode, run.Json.GetProperty("entries").GetArrayLength()));
        Assert.StartsWith("note: this offers the guest nothing", run.Error, StringComparison.Ordinal);
        Assert.Equal("No Hyper-V leaves.", ToolRun.With(["flags", "hv-time=off", "--on", Host]).Lines[^1]);
    }

    [Theory]
    [InlineData("-", "")]
    [InlineData("-", " \n\t")]
    [InlineData("", "")]
    [InlineData(" ", "")]
    public void Flags_EmptyInput_IsRefused(string flags, string input)
    {
        ToolRun run = ToolRun.With(["flags", flags, "--on", Host], System.Text.Encoding.UTF8.GetBytes(input));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"{(flags == "-" ? "standard input" : "flags")}: expected flags such as \"hv-relaxed,hv-time\", or libvirt's XML, found nothing.\n", run.Error);
    }

    [Theory]
    [InlineData("hv-time", "flags: on which host? Expected --on SOURCE, e.g. --on kvm:6.12,intel,evmcs, ")]
    [InlineData("--on kvm:6.12", "flags: which? Expected FLAGS such as \"hv-relaxed,hv-time\", --preset or --passthrough.")]
    [InlineData("--preset minimal --passthrough --on kvm:6.12", "flags: --preset or --passthrough, not both.")]
    [InlineData("--preset minimul --on kvm:6.12", "--preset: expected recommended, nested, minimal, redhat:rhel10, redhat:rhel9, proxmox:win11, proxmox:win10, proxmox:win8, proxmox:win7, proxmox:w2k8, virt-install:windows or kubevirt:windows, found 'minimul'. Did you mean 'minimal'?")]
    [InlineData("hv-time,hv-stimr --on kvm:6.12", "flags: 'hv-stimr' is no enlightenment that is known; did you mean hv-stimer? (at character 9)")]
    [InlineData("hv-spinlocks=x --on kvm:6.12", "flags: 'hv-spinlocks=x': hv-spinlocks takes a number from 0 to 4294967295, ")]
    [InlineData("<hyperv><relaxd/></hyperv> --on kvm:6.12", "(line 1, column 10)")]
    [InlineData("hv-time --on kvm:6.12 --vmm qemo", "--vmm: 'qemo' is no VMM: expected qemu, qemu:VERSION such as qemu:7.2, or copy.")]
    [InlineData("hv-time --on kvm:6.12 --vmm qemu:4.1", "--vmm: QEMU 4.1 is older than the oldest release this model knows: expected 4.2 or later.")]
    [InlineData("hv-time --on kvm:6.12 --vmm qemu:", "--vmm: 'qemu:' is no VMM: ")]
    [InlineData("hv-time --on kvm:6.12 --machine q35,kernel-irqchip=of", "--machine: 'of' is no place for interrupt controllers: kernel-irqchip takes on, off or split. (at character 5)")]
    [InlineData("hv-time --on kvm:6.12 --machine ,x", "--machine: '' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12. (at character 1)")]
    [InlineData("hv-time --on kvm:6.12 --machine q36", "--machine: 'q36' is no machine type that is known; did you mean q35? (at character 1)")]
    [InlineData("hv-time --on kvm:6.12 --machine none", "--machine: 'none' is the machine without anything, in which no guest runs: ")]
    [InlineData("nothing.xml --on kvm:6.12", "nothing.xml: there is no such file. Expected flags such as ")]
    [InlineData("hv-time --on kvm:6.12 --format xml", "--format: expected table, json, raw, bin, qemu, libvirt, proxmox or kubevirt, found 'xml'.")]
    [InlineData("hv-time hv-relaxed --on kvm:6.12", "hvcpuid flags: 'hv-relaxed' is not known here. Expected one FLAGS: put quotes around it if it has blanks.")]
    [InlineData("-cpu host,hv-relaxed --on kvm:6.12", "hvcpuid flags: 'host,hv-relaxed' is not known here. Expected one FLAGS: put quotes around it if it has blanks.")]
    [InlineData("hv-time --on", "hvcpuid flags: --on has no value: expected --on SOURCE.")]
    [InlineData("hv-time --on kvm:6.12 --preset", "hvcpuid flags: --preset has no value: expected --preset NAME.")]
    [InlineData("- --on -", "flags: FLAGS and --on are both -: standard input is there once. Expected ")]
    [InlineData("HV-TIME --on kvm:6.12", "flags: 'HV-TIME' is no enlightenment that is known; did you mean hv-time? (at character 1)")]
    [InlineData("hv-time,hv-vendor-id --on kvm:6.12", "flags: 'hv-vendor-id' has no value: expected hv-vendor-id=TEXT, up to 12 printable ASCII characters")]
    [InlineData("hv-time --on kvm:6.12 --closed", "hvcpuid flags: '--closed' is not known here. Did you mean '--close'?")]
    public void Flags_CallThatIsWrong_NamesThePlaceAndWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("flags " + words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n <!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>\n<hyperv>&e;</hyperv>", "standard input: The XML cannot be read (line 2, column 2): <!DOCTYPE is never taken, ")]
    [InlineData("<domain>\n<features>\n<hyperv>\n<relaxd state='on'/>", "did you mean <relaxed>? (line 4, column 2)")]
    [InlineData("<features>\n<hyperv>", "standard input: The XML cannot be read (line 2, column ")]
    public void Flags_XmlThatIsWrong_NamesLineAndColumn(string xml, string message)
    {
        ToolRun run = ToolRun.With(["flags", "-", "--on", Host], Encoding.UTF8.GetBytes(xml));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_VendorThatEndsInXml_IsNoFile() =>
        Assert.Equal("hv-time,hv-vendor-id=a.xml\n", ToolRun.Of("flags hv-time,hv-vendor-id=a.xml --on kvm:6.12 --format qemu").Output);

    [Fact]
    public void Flags_FilesThatAreTooLong_AreRefused()
    {
        ToolRun run = ToolRun.With(["flags", "-", "--on", Host], Encoding.UTF8.GetBytes(new string(' ', (4 * 1024 * 1024) + 1)));

        Assert.Equal((2, "standard input: expected at most 4194304 bytes, found more.\n"), (run.ExitCode, run.Error));
    }

    private static Dictionary<string, uint> Words(ToolRun run) => run.Json.GetProperty("entries").EnumerateArray()
        .SelectMany(entry => new[] { "Eax", "Ebx", "Ecx", "Edx" }.Select(register => (
            Word: $"{Text(entry, "function")[2..]}.{register}", Value: Convert.ToUInt32(Text(entry, register.ToLowerInvariant()), 16))))
        .ToDictionary(pair => pair.Word, pair => pair.Value);

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static IEnumerable<string?> Texts(JsonElement element, string member) => element.GetProperty(member).EnumerateArray().Select(text => text.GetString());

    private static string Flat(string[] lines) => string.Join(' ', lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
