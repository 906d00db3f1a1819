using HvCpuid.Kvm;
using HvCpuid.Tests.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class HvHostTests
{
    private static readonly string[] Flags = ["hv-passthrough", "hv-vapic,hv-evmcs", "hv-relaxed,hv-time,hv-vpindex,hv-synic,hv-stimer", "hv-emsr-bitmap,hv-enforce-cpuid"];

    // A live host that answers as the model does is judged as the model is.
    [Fact]
    public void From_ALiveHost_IsJudgedAsTheModelledOne()
    {
        foreach (KvmHost kvm in Situations.All.Select(query => query.Host).Distinct())
        {
            HvHost modelled = HvHost.From(kvm);
            HvHost live = HvHost.From(Observation(kvm));
            foreach (HvVmm vmm in new HvVmm[] { QemuVmm.Newest, new QemuVmm(new(5, 2)), CopyVmm.Instance })
            {
                foreach (string flags in Flags)
                {
                    HvResolution expected = vmm.Resolve(QemuFlags.Parse(flags), modelled);
                    HvResolution found = vmm.Resolve(QemuFlags.Parse(flags), live);
                    Assert.Equal(expected.Answer.AskedOn, found.Answer.AskedOn);
                    Assert.Equal(expected.Set, found.Set);
                    Assert.Equal(expected.Findings.Select(finding => finding.ToString()), found.Findings.Select(finding => finding.ToString()));
                    Assert.Equal(expected.Enabled, found.Enabled);
                }
            }
        }
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
    public void From_TheSameObject_IsTheSameHost()
    {
        KvmHost kvm = new() { Kernel = new KvmRelease(6, 12) };
        Assert.Same(HvHost.From(kvm), HvHost.From(kvm));
        Assert.NotSame(HvHost.From(kvm), HvHost.From(kvm with { }));
    }

    private static KvmObservation Observation(KvmHost host)
    {
        SupportedHvCpuid supported = new(host);
        SupportedQuery[] queries =
        [
            SupportedQuery.OnSystem(host),
            SupportedQuery.OnVcpu(host, VcpuState.Ordinary),
            .. supported.EnableEvmcs() is { Versions: not null } ? [SupportedQuery.OnVcpu(host, VcpuState.Ordinary with { Evmcs = EvmcsVersionRange.Version1 })] : Array.Empty<SupportedQuery>(),
        ];
        return new KvmObservation(host)
        {
            Capabilities = Enum.GetValues<KvmCapability>().ToDictionary(capability => capability, capability => KvmCapabilityTable.Check(capability, host)),
            Answers = [.. queries.Select(query => Answer(supported, query))],
        };
    }

    private static KvmObservedAnswer Answer(SupportedHvCpuid supported, SupportedQuery query)
    {
        SupportedAnswer answer = query.Scope == KvmScope.System ? supported.ForSystem() : supported.ForVcpu(query.Vcpu);
        return new KvmObservedAnswer(query.Scope, query.Vcpu, answer.Set, answer.Refusal?.Errno);
    }
}
