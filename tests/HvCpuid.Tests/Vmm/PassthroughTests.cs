using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Tests.Kvm;
using HvCpuid.Tests.Vectors;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class PassthroughTests
{
    private static readonly HvConfiguration Passthrough = QemuFlags.Parse("hv-passthrough");

    [Fact]
    public void Resolve_TheCopy_IsTheAnswerItself()
    {
        Assert.All(Answers(), host =>
        {
            HvResolution resolution = CopyVmm.Instance.Resolve(Passthrough, host);
            Assert.Same(host, resolution.Set);
            Assert.Empty(resolution.Findings);
        });
    }

    // What QEMU stops at, no guest sees.
    [Fact]
    public void Resolve_ASwitchThatQemuRefusesBesideIt_IsNotSaidToBeSeen()
    {
        HvResolution resolution = QemuFlags.Parse("hv-passthrough,hv-evmcs,hv-tlbflush-ext").Resolve(new KvmHost { Kernel = new KvmRelease(6, 1), Vendor = CpuVendor.Amd });

        HvSwitchFinding evmcs = Assert.Single(resolution.Findings, finding => finding.Flag == "hv-evmcs");
        Assert.Equal((HvSwitchFindingIds.Unsupported, "use an Intel host; or leave hv-evmcs off"), (evmcs.Id, evmcs.Fix));
        Assert.Equal(HvSwitchFindingIds.NotHonoured, Assert.Single(resolution.Findings, finding => finding.Flag == "hv-tlbflush-ext").Id);
    }

    [Fact]
    public void Resolve_TheCopyWithSwitches_SaysThatTheyHaveNoEffect()
    {
        HvResolution resolution = CopyVmm.Instance.Resolve(QemuFlags.Parse("hv-relaxed,hv-spinlocks=0x1fff"), new KvmHost { Kernel = new KvmRelease(6, 12) });

        Assert.Equal((HvAskedOn.Vcpu, "hv-relaxed,hv-spinlocks=0x1fff: without effect, the answer is copied as it is."), (resolution.Answer.AskedOn, Assert.Single(resolution.Findings).Message));
        Assert.Equal(new SupportedHvCpuid(new KvmHost { Kernel = new KvmRelease(6, 12) }).ForVcpu(VcpuState.Ordinary).GetSet(), resolution.Set);
    }

    // The law of QEMU since 6.1: what passthrough gives is what its switches say, and nothing else.
    [Fact]
    public void Explain_EveryHostThatQemuAsks_LeavesNothingUnsaid()
    {
        int hosts = 0;
        Assert.All(Situations.All.Select(query => query.Host).Distinct(), host =>
        {
            HvHost asked = HvHost.From(host);
            HvResolution resolution = QemuVmm.Newest.Resolve(Passthrough, asked);
            if (resolution.Starts)
            {
                hosts++;
                HvPassthroughExplanation explanation = HvPassthrough.Explain(QemuVmm.Newest, asked);
                Assert.Empty(explanation.NotExpressible);
                Assert.Equal(resolution.Set, explanation.Set);
                Assert.Equal("'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead", Assert.Single(resolution.Findings).Message);
                Assert.Equal($"give {explanation.Configuration.ToQemu(QemuVmm.Newest)}", resolution.Findings[0].Fix);
            }
        });

        Assert.InRange(hosts, 60, 1000);
    }

    [Fact]
    public void Explain_EveryAnswer_GivesTheSameLeavesButForWhatItLists()
    {
        Assert.All(Answers(), host =>
        {
            HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
            HvCpuidSet resolved = QemuFlags.Parse(explanation.Configuration.ToQemu()).Resolve(host).GetSet();
            Assert.Equal(explanation.Set, resolved);

            // What the list says, put into the resolved leaves, must make them the host's, for every leaf that either has.
            Assert.All(host.Concat(resolved).Select(entry => entry.Function), function =>
            {
                resolved.TryGet(function, out CpuidRegisters registers);
                Assert.All(explanation.NotExpressible.Where(difference => difference.Address.Function == function), difference =>
                {
                    CpuidRegister register = difference.Address.Register;
                    Assert.NotEqual(difference.Host, difference.Guest);
                    Assert.Equal(difference.Guest, difference.Address.Extract(registers));
                    registers = registers.With(register, difference.Address.Bits.Insert(registers[register], difference.Host));
                });

                host.TryGet(function, out CpuidRegisters expected);
                Assert.Equal(expected, registers);
            });
        });
    }

    [Fact]
    public void Explain_Linux61IntelWithEvmcs_SaysTheSwitchesAndTheRest()
    {
        HvPassthroughExplanation explanation = HvPassthrough.Explain(Hosts.Named("6.1i").Answer());
        Assert.Equal(
            "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush,hv-evmcs,hv-ipi,"
            + "hv-stimer-direct,hv-avic,hv-emsr-bitmap,hv-xmm-input,hv-spinlocks=0xfff,hv-vendor-id=Linux KVM Hv,x-hv-max-vps=1024",
            explanation.Configuration.ToQemu());
        Assert.Equal(HvSwitches.SynDbg, explanation.LeftOut);
        Assert.Equal(
            [
                "CPUID.40000000H:EAX MaximumFunction: host 40000082, guest 4000000A; hv-syndbg is left out",
                "CPUID.40000003H:EBX[11] Debugging: host 1, guest 0; hv-syndbg is left out",
                "CPUID.40000003H:EDX[1] GuestDebugging: host 1, guest 0; hv-syndbg is left out",
                "CPUID.40000003H:EDX[3] CpuDynamicPartitioningEvents: host 0, guest 1; every switch sets it",
                "CPUID.40000003H:EDX[11] DebugMsrs: host 1, guest 0; hv-syndbg is left out",
                "CPUID.40000004H:EAX[3] MsrApicAccess: host 1, guest 0; hv-avic clears it",
                "CPUID.4000000AH:EBX[0] EnlightenedVmcsPerfGlobalCtrl: host 1, guest 0; no switch says it",
                "CPUID.40000080H:EBX SignatureEbx: host 756E694C, guest 0; hv-syndbg is left out",
                "CPUID.40000080H:ECX SignatureEcx: host 564B2078, guest 0; hv-syndbg is left out",
                "CPUID.40000080H:EDX SignatureEdx: host 7648204D, guest 0; hv-syndbg is left out",
                "CPUID.40000081H:EAX Signature: host 31235356, guest 0; hv-syndbg is left out",
                "CPUID.40000082H:EAX[1] AllowKernelDebugging: host 1, guest 0; hv-syndbg is left out",
            ],
            explanation.NotExpressible.Select(difference => $"{difference}; {difference.Reason}"));
    }

    [Fact]
    public void Explain_DebuggerAskedForByName_HasIt()
    {
        HvCpuidSet host = Hosts.Named("6.1i").Answer();
        HvConfiguration asked = QemuFlags.Parse("hv-passthrough,hv-syndbg");
        HvPassthroughExplanation explanation = HvPassthrough.Explain(host, asked);

        Assert.Equal(HvSwitches.None, explanation.LeftOut);
        Assert.Equal(HvSwitches.SynDbg, explanation.Configuration.Switches & ~HvPassthrough.Explain(host).Configuration.Switches);
        Assert.Equal(
            [
                "CPUID.40000003H:EBX[11]: no switch says it", "CPUID.40000003H:EDX[1]: no switch says it", "CPUID.40000003H:EDX[3]: every switch sets it",
                "CPUID.40000004H:EAX[3]: hv-avic clears it", "CPUID.4000000AH:EBX[0]: no switch says it",
                "CPUID.40000080H:EBX: hv-syndbg gives it so", "CPUID.40000080H:ECX: hv-syndbg gives it so", "CPUID.40000080H:EDX: hv-syndbg gives it so",
            ],
            explanation.NotExpressible.Select(difference => $"{difference.Address}: {difference.Reason}"));
    }

    // hv-syndbg is for debugging: what advises explicit switches must not advise it.
    [Fact]
    public void Explain_EveryModelledAnswer_LeavesTheDebuggerOut()
    {
        Assert.All(ModelledAnswers(), host =>
        {
            HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
            bool reported = host.Extract(BitAddress.Parse("3.EDX[11]")) != 0;
            Assert.Equal(reported ? HvSwitches.SynDbg : HvSwitches.None, explanation.LeftOut);
            Assert.Equal(HvSwitches.None, explanation.Configuration.Switches & HvSwitches.SynDbg);
            Assert.DoesNotContain("hv-syndbg", Passthrough.Resolve(host).Findings.Single(finding => finding.Id == HvSwitchFindingIds.PreventsMigration).Fix, StringComparison.Ordinal);
            Assert.Equal(reported, explanation.NotExpressible.Any(difference => difference.Reason == "hv-syndbg is left out"));
        });
    }

    // The law: the printed switches, resolved on the same host, give the host's leaves but for exactly the bits that are named.
    [Fact]
    public void Explain_EveryModelledAnswer_NamesExactlyTheBitsThatDiffer()
    {
        int hosts = 0;
        Assert.All(ModelledAnswers(), host =>
        {
            hosts++;
            HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
            HvResolution resolution = QemuFlags.Parse(explanation.Configuration.ToQemu()).Resolve(host);
            Assert.Empty(resolution.Errors);
            Assert.All(explanation.NotExpressible, difference => Assert.NotEmpty(difference.Reason));
            Assert.Equal(explanation.NotExpressible.Count, explanation.NotExpressible.Select(difference => difference.Address).Distinct().Count());

            // Word by word: a leaf that is not there reads as zeros; a field that is named must differ, and may do so in any of its bits.
            Assert.All(host.Concat(resolution.GetSet()).Select(entry => entry.Function).Distinct(), function =>
            {
                Assert.All(Enum.GetValues<CpuidRegister>(), register =>
                {
                    BitAddress word = new(function, register, BitField.Whole);
                    uint differing = host.Extract(word) ^ resolution.GetSet().Extract(word);
                    uint named = 0;
                    Assert.All(explanation.NotExpressible.Select(difference => difference.Address).Where(address => address.Function == function && address.Register == register), address =>
                    {
                        Assert.NotEqual(0u, differing & address.Bits.Mask);
                        Assert.Equal(0u, named & address.Bits.Mask);
                        named |= address.Bits.Mask;
                    });

                    Assert.Equal(0u, differing & ~named);
                });
            });
        });

        Assert.InRange(hosts, 60, 1000);
    }

    [Fact]
    public void Explain_Linux612_NamesTheBitsThatNoSwitchHas()
    {
        IEnumerable<string> bits = HvPassthrough.Explain(Hosts.Newest.Answer()).NotExpressible.Select(difference => difference.Address.ToString());
        Assert.Superset(new HashSet<string> { "CPUID.40000003H:EAX[15]", "CPUID.40000003H:EBX[20]", "CPUID.4000000AH:EBX[0]" }, bits.ToHashSet());
    }

    [Fact]
    public void Explain_Linux50WithoutEvmcs_ListsTheMaximumLeaf()
    {
        HvCpuidSet host = new SupportedHvCpuid(new KvmHost()).ForVcpu(VcpuState.Ordinary).GetSet();
        Assert.Equal(
            ["CPUID.40000000H:EAX MaximumFunction: host 4000000A, guest 40000005", "CPUID.40000003H:EDX[3] CpuDynamicPartitioningEvents: host 0, guest 1"],
            HvPassthrough.Explain(host).NotExpressible.Select(difference => difference.ToString()));
    }

    [Fact]
    public void Explain_VendorThatNoFlagCanSay_IsListed()
    {
        HvCpuidSet host = Hosts.Newest.Answer().ToBuilder().Set(0x40000000, new CpuidRegisters(0x40000082, 0x2C2C2C2C, 0x01020304, 0)).ToSet();
        HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
        Assert.Equal(AsciiSignature.MicrosoftHv, explanation.Configuration.VendorId);
        Assert.Equal(
            ["MaximumFunction: hv-syndbg is left out", "SignatureEbx: no switch says it", "SignatureEcx: no switch says it", "SignatureEdx: no switch says it"],
            explanation.NotExpressible.Where(difference => difference.Address.Function == 0x40000000).Select(difference => $"{difference.Name}: {difference.Reason}"));
    }

    [Fact]
    public void AsQemu_Linux612_DropsWhatHasNoSwitch()
    {
        HvCpuidSet set = HvPassthrough.AsQemu(Hosts.Newest.Answer());
        Assert.Equal(
            """
            40000000H: 4000000A-756E694C-564B2078-7648204D
            40000001H: 31237648-00000000-00000000-00000000
            40000002H: 00003839-000A0000-00000000-00000000
            40000003H: 00002AFF-00000030-00000000-00084518
            40000004H: 00004E24-00000FFF-00000000-00000000
            40000005H: 00001000-00000040-00000000-00000000
            40000006H: 00000000-00000000-00000000-00000000
            40000007H: 00000000-00000000-00000000-00000000
            40000008H: 00000000-00000000-00000000-00000000
            40000009H: 00000000-00000000-00000000-00000000
            4000000AH: 000A0101-00000000-00000000-00000000
            """.ReplaceLineEndings("\n"),
            set.ToString());
    }

    [Fact]
    public void Resolve_PassthroughWithEvmcsWhereKvmHasNone_IsRefusedAsQemuRefuses()
    {
        HvResolution resolution = QemuFlags.Parse("hv-passthrough,hv-evmcs").Resolve(Hosts.Named("6.12a").Host);

        Assert.Equal((false, "Hyper-V enlightened VMCS (hv-evmcs) is not supported by kernel"), (resolution.Starts, resolution.First?.Message));
    }

    // QEMU starts, and the guest sees what KVM does not honour: an error of ours.
    [Theory]
    [InlineData("hv-tlbflush-ext", "CPUID.40000003H:EDX[14]")]
    [InlineData("hv-tlbflush-direct", "CPUID.4000000AH:EAX[17]")]
    public void Resolve_PassthroughWithASwitchThatKvmLacks_StartsAndIsAnError(string flag, string bit)
    {
        HvResolution resolution = QemuFlags.Parse($"hv-passthrough,{flag}").Resolve(Hosts.Named("6.1i").Host);

        HvSwitchFinding finding = Assert.Single(resolution.Errors);
        Assert.Equal((HvSwitchFindingIds.NotHonoured, flag, bit), (finding.Id, finding.Flag, Assert.Single(finding.Addresses).ToString()));
        Assert.Equal((true, 1u), (resolution.Starts, resolution.GetSet().Extract(BitAddress.Parse(bit))));
    }

    [Fact]
    public void Resolve_OffAndDefaultsBesidePassthrough_AreToldFromTheText()
    {
        HvHost host = HvHost.From(Hosts.Named("6.12i").Host);
        string[] Told(string flags) => [.. QemuVmm.Newest.Resolve(QemuFlags.ParseEdits(flags), host).Findings.Where(finding => finding.Id == HvSwitchFindingIds.NoEffect).Select(finding => finding.Message)];

        Assert.Equal(["hv-evmcs=off has no effect: hv-passthrough switches it on all the same."], Told("hv-passthrough,hv-evmcs=off,-hv-syndbg"));
        Assert.Equal(["hv-vendor-id=Microsoft Hv has no effect: hv-passthrough takes the host's 'Linux KVM Hv'."], Told("hv-vendor-id=Microsoft Hv,hv-passthrough"));
        Assert.Empty(Told("hv-relaxed=off"));
    }

    [Fact]
    public void ExpandOn_HostModel_IsEverySupportedSwitchButTheDebuggerAndTheExcluded()
    {
        HvConfiguration hostModel = new() { Mode = HvConfigurationMode.HostModel, Excluded = HvSwitches.Synic };
        HvResolution resolution = hostModel.Resolve(Hosts.Newest.Answer());
        HvSwitches without = HvSwitches.SynDbg | HvSwitches.Synic | HvSwitches.Stimer | HvSwitches.StimerDirect;
        Assert.Equal(HvSwitches.All & ~without, resolution.Configuration.Switches);
        Assert.Equal((HvConfigurationMode.Custom, 0xFFFu), (resolution.Configuration.Mode, resolution.Configuration.SpinlockRetries));
        Assert.NotNull(resolution.Set);
    }

    [Theory]
    [InlineData("hv-passthrough,hv-vendor-id=Foo", "hv-vendor-id=Foo has no effect: hv-passthrough takes the host's 'Linux KVM Hv'.")]
    [InlineData("hv-passthrough,hv-spinlocks=0x1fff", "hv-spinlocks=0x1fff has no effect: hv-passthrough takes the host's (CPUID.40000004H:EBX is FFFH).")]
    [InlineData("hv-passthrough,x-hv-max-vps=4", "x-hv-max-vps=4 has no effect: hv-passthrough takes the host's (CPUID.40000005H:EAX is 1000H).")]
    [InlineData("hv-passthrough,hv-version-id-major=6", "hv-version-id-major=0x6 has no effect: hv-passthrough takes the host's (CPUID.40000002H:EBX[31:16] is AH).")]
    public void Resolve_PassthroughWithAValue_SaysThatItTakesTheHosts(string flags, string message)
    {
        HvResolution resolution = QemuFlags.Parse(flags).Resolve(Hosts.Newest.Answer());
        Assert.Equal(HvPassthrough.AsQemu(Hosts.Newest.Answer()), resolution.Set);
        Assert.Equal([HvSwitchFindingIds.NoEffect, HvSwitchFindingIds.PreventsMigration], resolution.Findings.Select(finding => finding.Id));
        Assert.Equal((message, HvSeverity.Warning), (resolution.Findings[0].Message, resolution.Findings[0].Severity));
    }

    [Fact]
    public void Resolve_PassthroughWithSwitchesThatAreThere_SaysThatTheyArePartOfIt()
    {
        HvSwitchFinding finding = QemuFlags.Parse("hv-passthrough,hv-time,hv-relaxed").Resolve(Hosts.Newest.Answer()).Findings[^1];
        Assert.Equal((HvSeverity.Info, "hv-relaxed, hv-time: part of what hv-passthrough gives on this host."), (finding.Severity, finding.Message));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    public void Resolve_PassthroughOfOtherEvmcsVersions_GivesThemAndSaysWhatTheSwitchCannot(int low, int high)
    {
        KvmQuery query = Hosts.Newest with { Vcpu = new VcpuState(true, new EvmcsVersionRange(low, high)) };
        HvCpuidSet host = query.Answer();

        HvResolution resolution = CopyVmm.Instance.Resolve(Passthrough, HvHost.From(query));
        HvPassthroughExplanation explanation = HvPassthrough.Explain(host);

        Assert.Equal(host, resolution.Set);
        Assert.Equal(low == 1, explanation.Configuration.Switches.HasFlag(HvSwitches.Evmcs));
        HvFieldDifference versions = Assert.Single(explanation.NotExpressible, difference => difference.Address == BitAddress.Parse("A.EAX[15:8]"));
        Assert.Equal(((uint)high, low == 1 ? 1u : 0u, "hv-evmcs says versions 1..1 alone"), (versions.Host, versions.Guest, versions.Reason));
    }

    [Theory]
    [InlineData("5.13", true)]
    [InlineData("5.14", false)]
    [InlineData("5.0", true)]
    [InlineData("7.2", false)]
    public void Resolve_EnforcementBeforeItWasThere_IsRefusedAsQemuRefuses(string release, bool found)
    {
        KvmHost host = new() { Kernel = KvmRelease.Parse(release) };
        foreach (string flags in new[] { "hv-relaxed,hv-enforce-cpuid", "hv-passthrough,hv-enforce-cpuid" })
        {
            HvResolution resolution = QemuFlags.Parse(flags).Resolve(host);
            HvSwitchFinding[] findings = [.. resolution.Findings.Where(finding => finding.Id == HvSwitchFindingIds.Enforcement)];
            Assert.Equal((found, found ? 1 : 0), (resolution.Set is null, findings.Length));
            Assert.All(findings, finding => Assert.Equal(
                (HvSeverity.Error, "hv-enforce-cpuid", "failed to enable KVM_CAP_HYPERV_ENFORCE_CPUID: Invalid argument", "use Linux 5.14 or later, or leave hv-enforce-cpuid off; it changes no leaf"),
                (finding.Severity, finding.Flag, finding.Message, finding.Fix)));
        }

        // Where nothing else is on, QEMU does not ask for it. An answer alone does not tell the release.
        Assert.Empty(QemuFlags.Parse("hv-enforce-cpuid").Resolve(host).Findings);
        HvCpuidSet answer = new SupportedHvCpuid(new KvmHost { Kernel = KvmRelease.Parse(release) }).ForVcpu(VcpuState.Ordinary).GetSet();
        Assert.Empty(QemuFlags.Parse("hv-relaxed,hv-enforce-cpuid").Resolve(answer).Findings);
    }

    // Every release from 5.0 to 7.2 and every stable one at which something changes, both vendors, with and without eVMCS, nested, local APIC, SMT; both forms of the call.
    private static IEnumerable<HvCpuidSet> ModelledAnswers() => Situations.All
        .Select(query => Situations.AnswerOf(query).Set)
        .OfType<HvCpuidSet>()
        .Distinct();

    private static IEnumerable<HvCpuidSet> Answers() => Vector.All.Select(vector => vector.Entries)
        .Concat(Situations.All.Where((_, i) => i % 7 == 0).Select(query => Situations.AnswerOf(query).Set).OfType<HvCpuidSet>())
        .Distinct();
}
