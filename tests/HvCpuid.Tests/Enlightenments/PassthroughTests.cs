using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Kvm;
using HvCpuid.Tests.Vectors;

namespace HvCpuid.Tests.Enlightenments;

public class PassthroughTests
{
    private static readonly HvConfiguration Passthrough = HvConfiguration.ParseQemu("hv-passthrough");

    [Fact]
    public void Resolve_Passthrough_IsTheAnswerItself()
    {
        foreach (HvCpuidSet host in Answers())
        {
            HvResolution resolution = Passthrough.Resolve(host);
            Assert.Same(host, resolution.Set);
            HvSwitchFinding finding = Assert.Single(resolution.Findings);
            Assert.Equal("'hv-passthrough' CPU flag prevents migration, use explicit set of hv-* flags instead", finding.Message);
        }
    }

    [Fact]
    public void Explain_EveryAnswer_GivesTheSameLeavesButForWhatItLists()
    {
        foreach (HvCpuidSet host in Answers())
        {
            HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
            HvCpuidSet resolved = HvConfiguration.ParseQemu(explanation.Configuration.ToQemu()).Resolve(host).GetSet();
            Assert.Equal(explanation.Set, resolved);

            // What the list says, put into the resolved leaves, must make them the host's, for every leaf that either has.
            foreach (uint function in host.Concat(resolved).Select(entry => entry.Function))
            {
                resolved.TryGet(function, out CpuidRegisters registers);
                foreach (HvFieldDifference difference in explanation.Unsaid.Where(difference => difference.Address.Function == function))
                {
                    CpuidRegister register = difference.Address.Register;
                    Assert.NotEqual(difference.Host, difference.Guest);
                    Assert.Equal(difference.Guest, difference.Address.Extract(registers));
                    registers = registers.With(register, difference.Address.Bits.Insert(registers[register], difference.Host));
                }

                host.TryGet(function, out CpuidRegisters expected);
                Assert.Equal(expected, registers);
            }
        }
    }

    [Fact]
    public void Explain_Linux61IntelWithEvmcs_SaysTheSwitchesAndTheRest()
    {
        HvPassthroughExplanation explanation = HvPassthrough.Explain(Hosts.Named("6.1i").Answer());
        Assert.Equal(
            "hv-relaxed,hv-vapic,hv-time,hv-crash,hv-reset,hv-vpindex,hv-runtime,hv-synic,hv-stimer,hv-frequencies,hv-reenlightenment,hv-tlbflush,hv-evmcs,hv-ipi,"
            + "hv-stimer-direct,hv-avic,hv-syndbg,hv-emsr-bitmap,hv-xmm-input,hv-spinlocks=0xfff,hv-vendor-id=Linux KVM Hv,x-hv-max-vps=1024",
            explanation.Configuration.ToQemu());
        Assert.Equal(
            [
                "CPUID.40000003H:EBX[11] Debugging: host 1, guest 0",
                "CPUID.40000003H:EDX[1] GuestDebugging: host 1, guest 0",
                "CPUID.40000003H:EDX[3] CpuDynamicPartitioningEvents: host 0, guest 1",
                "CPUID.40000004H:EAX[3] MsrApicAccess: host 1, guest 0",
                "CPUID.4000000AH:EBX[0] EnlightenedVmcsPerfGlobalCtrl: host 1, guest 0",
            ],
            explanation.Unsaid.Where(difference => difference.Address.Function != 0x40000080).Select(difference => difference.ToString()));
        Assert.Equal(
            ["CPUID.40000080H:EBX", "CPUID.40000080H:ECX", "CPUID.40000080H:EDX"],
            explanation.Unsaid.Where(difference => difference.Address.Function == 0x40000080).Select(difference => difference.Address.ToString()));
    }

    [Fact]
    public void Explain_Linux612_NamesTheBitsThatNoSwitchHas()
    {
        IEnumerable<string> bits = HvPassthrough.Explain(Hosts.Newest.Answer()).Unsaid.Select(difference => difference.Address.ToString());
        Assert.Superset(new HashSet<string> { "CPUID.40000003H:EAX[15]", "CPUID.40000003H:EBX[20]", "CPUID.4000000AH:EBX[0]" }, bits.ToHashSet());
    }

    [Fact]
    public void Explain_Linux50WithoutEvmcs_ListsTheMaximumLeaf()
    {
        HvCpuidSet host = new SupportedHvCpuid(new KvmHost()).ForVcpu(VcpuState.Ordinary).GetSet();
        Assert.Equal(
            ["CPUID.40000000H:EAX MaximumFunction: host 4000000A, guest 40000005", "CPUID.40000003H:EDX[3] CpuDynamicPartitioningEvents: host 0, guest 1"],
            HvPassthrough.Explain(host).Unsaid.Select(difference => difference.ToString()));
    }

    [Fact]
    public void Explain_VendorThatNoFlagCanSay_IsListed()
    {
        HvCpuidSet host = Hosts.Newest.Answer().ToBuilder().Set(0x40000000, new CpuidRegisters(0x40000082, 0x2C2C2C2C, 0x01020304, 0)).ToSet();
        HvPassthroughExplanation explanation = HvPassthrough.Explain(host);
        Assert.Equal(AsciiSignature.MicrosoftHv, explanation.Configuration.VendorId);
        Assert.Equal(3, explanation.Unsaid.Count(difference => difference.Address.Function == 0x40000000));
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
            40000005H: 00000400-00000040-00000000-00000000
            40000006H: 00000000-00000000-00000000-00000000
            40000007H: 00000000-00000000-00000000-00000000
            40000008H: 00000000-00000000-00000000-00000000
            40000009H: 00000000-00000000-00000000-00000000
            4000000AH: 000A0101-00000000-00000000-00000000
            """.ReplaceLineEndings("\n"),
            set.ToString());
    }

    [Fact]
    public void Resolve_PassthroughWithASwitchThatIsNotThere_WarnsAndGivesTheAnswer()
    {
        HvResolution resolution = HvConfiguration.ParseQemu("hv-passthrough,hv-evmcs").Resolve(Hosts.Named("6.12a"));
        Assert.Equal(["hv-evmcs", "hv-passthrough"], resolution.Findings.Select(finding => finding.Flag));
        Assert.All(resolution.Findings, finding => Assert.Equal(HvSwitchFindingSeverity.Warning, finding.Severity));
        Assert.NotNull(resolution.Set);
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

    private static IEnumerable<HvCpuidSet> Answers() => Vector.All.Select(vector => vector.Entries)
        .Concat(Situations.All.Where((_, i) => i % 7 == 0).Select(query => query.Scope == KvmScope.System ? new SupportedHvCpuid(query.Host).ForSystem().Set : new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).Set).OfType<HvCpuidSet>())
        .Distinct();
}
