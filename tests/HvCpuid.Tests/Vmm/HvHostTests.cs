using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Tests.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvHostTests
{
    private static readonly string[] Flags = ["hv-passthrough", "hv-vapic,hv-evmcs", "hv-relaxed,hv-time,hv-vpindex,hv-synic,hv-stimer", "hv-emsr-bitmap,hv-enforce-cpuid"];

    [Theory]
    [InlineData("6.12,amd,nosmt", false)]
    [InlineData("6.12,vcpu", true)]
    [InlineData("6.12,system", true)]
    [InlineData("6.12,evmcs", true)]
    [InlineData("6.12,NOLAPIC", true)]
    public void Parse_OfAQuery_IsAskedAsItSaysOrAsTheVmmDoes(string text, bool saysHow)
    {
        KvmQuery query = KvmQuery.Parse(text);

        HvHost host = HvHost.Parse(text);

        Assert.Equal(query.Host, host.Kvm);
        Assert.Equal(saysHow ? query : null, host.Query);
    }

    [Fact]
    public void Parse_OfWhatIsNoQuery_SaysSo() =>
        Assert.Contains("'intle' is no word of a query", Assert.Throws<FormatException>(() => HvHost.Parse("6.12,intle")).Message, StringComparison.Ordinal);

    // A live host that answers as the model does is judged as the model is.
    [Fact]
    public void From_ALiveHost_IsJudgedAsTheModelledOne()
    {
        Assert.All(Situations.All.Select(query => query.Host).Distinct(), kvm =>
        {
            HvHost modelled = HvHost.From(kvm);
            HvHost live = HvHost.From(Observation(kvm));
            Assert.All(new HvVmm[] { QemuVmm.Newest, new QemuVmm(new(5, 2)), CopyVmm.Instance }, vmm =>
            {
                Assert.All(Flags, flags =>
                {
                    HvResolution expected = vmm.Resolve(QemuFlags.Parse(flags), modelled);
                    HvResolution found = vmm.Resolve(QemuFlags.Parse(flags), live);
                    Assert.Equal(expected.Answer.AskedOn, found.Answer.AskedOn);
                    Assert.Equal(expected.Set, found.Set);
                    Assert.Equal(expected.Findings.Select(finding => finding.ToString()), found.Findings.Select(finding => finding.ToString()));
                    Assert.Equal(expected.Enabled, found.Enabled);
                });
            });
        });
    }

    [Fact]
    public void From_ALiveHost_IsWhatItSaysAndNotWhatItsKernelWouldSay()
    {
        KvmHost old = new() { Kernel = new KvmRelease(5, 10) };
        HvHost patched = HvHost.From(Observation(new KvmHost { Kernel = new KvmRelease(6, 12) }) with { Host = old });
        Assert.Equal(HvAskedOn.System, QemuVmm.Newest.Ask(patched).AskedOn);
        Assert.True(QemuVmm.Newest.Resolve(QemuFlags.Parse("hv-xmm-input"), patched).Starts);
        Assert.False(QemuVmm.Newest.Resolve(QemuFlags.Parse("hv-xmm-input"), old).Starts);
    }

    [Fact]
    public void From_NoHostOrKernelsThatDoNotHaveTheName_IsRefused()
    {
        Assert.StartsWith("The query has no host.", Assert.Throws<ArgumentException>("query", () => HvHost.From(default(KvmQuery))).Message, StringComparison.Ordinal);
        Assert.NotNull(HvHost.Parse("rhel9.4").Kvm);
        Assert.Throws<FormatException>(() => HvHost.Parse("rhel9.4", new KvmKernels([])));
    }

    // Of a live host's answers the one of the vCPU that is asked counts.
    [Fact]
    public void Ask_SeveralAnswers_TakesThatOfTheVcpu()
    {
        KvmHost kvm = new() { Kernel = new KvmRelease(5, 10) };
        VcpuState evmcs = VcpuState.Ordinary with { Evmcs = EvmcsVersionRange.Version1 };
        SupportedHvCpuid supported = new(kvm);
        HvHost live = HvHost.From(new KvmObservation(kvm) { Answers = [.. new[] { evmcs, VcpuState.Ordinary }.Select(state => Answer(supported, KvmQuery.OnVcpu(kvm, state)))] });

        Assert.Equal(supported.ForVcpu(VcpuState.Ordinary).Set, live.Ask(KvmQuery.OnVcpu(kvm, VcpuState.Ordinary)).Set);
        Assert.Equal(supported.ForVcpu(evmcs).Set, live.Ask(KvmQuery.OnVcpu(kvm, evmcs)).Set);
        Assert.NotEqual(live.Ask(KvmQuery.OnVcpu(kvm, VcpuState.Ordinary)).Set, live.Ask(KvmQuery.OnVcpu(kvm, evmcs)).Set);
    }

    // What nobody knows of a kernel, a live host says.
    [Fact]
    public void From_ALiveHostWithAKernelThatIsNotKnown_IsSureOfWhatItSays()
    {
        KvmHost kvm = new() { Kernel = KvmKernel.Parse("5.15.0-foo") };
        QemuVmm vmm = new(new(5, 2), QemuMachine.Parse("pc,kernel-irqchip=off"));
        string[] Found(HvHost host) => [.. vmm.Resolve(QemuFlags.Parse("hv-vpindex,hv-ipi"), host).Errors.Select(finding => finding.Id)];

        Assert.Equal([HvSwitchFindingIds.Unknown], Found(HvHost.From(kvm)));
        Assert.Empty(Found(HvHost.From(Observation(kvm))));
    }

    // What one host keeps of what every QEMU found is what each finds on a host of its own.
    [Fact]
    public void View_OfEveryReleaseAndQuestion_IsAsOnAHostThatWasNeverAsked()
    {
        KvmHost kvm = new() { Kernel = new KvmRelease(5, 10) };
        string[] machines = ["pc", "pc,kernel-irqchip=off", "pc-q35-3.0", "pc-q35-3.0,kernel-irqchip=off"];
        string[] flags = ["hv-synic,hv-vpindex", "hv-vapic,hv-evmcs,hv-synic", "hv-passthrough"];
        HvHost kept = HvHost.From(kvm);
        foreach (QemuRelease release in QemuChangeTable.All.Select(change => change.Release).Distinct())
        {
            foreach (QemuVmm vmm in machines.Select(machine => new QemuVmm(release, QemuMachine.Parse(machine))))
            {
                Assert.All(flags, text => Assert.Equal(Outcome(vmm, text, HvHost.From(kvm with { })), Outcome(vmm, text, kept)));
            }
        }

        static string Outcome(QemuVmm vmm, string flags, HvHost host)
        {
            HvResolution resolution = vmm.Resolve(QemuFlags.Parse(flags), host);
            return $"{vmm.Supports(host)} {resolution.Answer.AskedOn} {resolution.Switches} {string.Join(", ", resolution.Enabled)} {resolution.First?.Message} {resolution.Set}";
        }
    }

    [Fact]
    public void From_TheSameObject_IsTheSameHost()
    {
        KvmHost kvm = new() { Kernel = new KvmRelease(6, 12) };
        Assert.Same(HvHost.From(kvm), HvHost.From(kvm));
        Assert.NotSame(HvHost.From(kvm), HvHost.From(kvm with { }));
    }

    private static KvmObservation Observation(KvmHost host)
    {
        SupportedHvCpuid supported = new(host);
        KvmQuery[] queries =
        [
            KvmQuery.OnSystem(host),
            KvmQuery.OnVcpu(host, VcpuState.Ordinary),
            .. supported.EnableEvmcs() is { Versions: not null } ? [KvmQuery.OnVcpu(host, VcpuState.Ordinary with { Evmcs = EvmcsVersionRange.Version1 })] : Array.Empty<KvmQuery>(),
        ];
        return new KvmObservation(host)
        {
            Capabilities = Enum.GetValues<KvmCapability>().ToDictionary(capability => capability, capability => KvmCapabilityTable.Check(capability, host)),
            Answers = [.. queries.Select(query => Answer(supported, query))],
        };
    }

    private static KvmObservedAnswer Answer(SupportedHvCpuid supported, KvmQuery query)
    {
        SupportedAnswer answer = supported.AnswerTo(query);
        return new KvmObservedAnswer(query.Scope, query.Vcpu, answer.Set, answer.Refusal?.Errno);
    }
}
