using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class KubeVirtNodeLabelsTests
{
    private static readonly string[] All = ["base", "time", "vpindex", "tlbflush", "ipi", "synic", "synic2", "frequencies", "reset", "runtime", "synictimer", "reenlightenment"];

    [Theory]
    [InlineData("5.0")]
    [InlineData("6.12")]
    [InlineData("rhel9.4")]
    public void Of_AKernelWithTheCall_HasEveryLabel(string kernel) => Assert.Equal(All, Names(HvHost.From(Host(kernel))));

    [Fact]
    public void Of_AnAnswer_IsWhatItTells()
    {
        HvCpuidSet answer = new SupportedHvCpuid(Host("6.12")).ForSystem().GetSet();

        Assert.Equal(All, Names(HvHost.From(answer)));
        Assert.Equal(All.Except(["ipi"]), Names(HvHost.From(answer.ToBuilder().Set(HvRecommendations.Function, answer.Recommendations!.Value.Registers with { Eax = 0x24 }).ToSet())));
        Assert.Empty(KubeVirtNodeLabels.For(HvHost.From(HvCpuidSet.Empty)));
    }

    [Fact]
    public void Of_AnAnswerWithAnyBit_HasTheBase() => Assert.Equal(
        ["base"], Names(HvHost.From(HvCpuidSet.Empty.ToBuilder().Set(HvRecommendations.Function, default(CpuidRegisters) with { Ebx = 1 }).ToSet())));

    [Fact]
    public void Of_AnAnswerOfZeros_HasNone() => Assert.Empty(Names(HvHost.From(HvCpuidSet.Empty.ToBuilder().Set(HvRecommendations.Function, default).ToSet())));

    [Fact]
    public void Of_ALiveKvmOfTheCapabilityAlone_HasItAndTheMsrsThatItLists()
    {
        KvmObservation live = new(Host("6.12")) { Capabilities = new Dictionary<KvmCapability, int>(Enum.GetValues<KvmCapability>().Select(capability => KeyValuePair.Create(capability, capability == KvmCapability.HyperV ? 1 : 0))) };

        Assert.Equal(["base", "frequencies", "reset", "runtime", "synictimer", "reenlightenment"], Names(HvHost.From(live)));
    }

    [Fact]
    public void Of_AKvmWithoutHyperV_HasNone() => Assert.Empty(KubeVirtNodeLabels.For(HvHost.From(Host("6.12") with { HyperVCompiledIn = false })));

    [Fact]
    public void Of_ALiveKvmWithoutHyperV_HasNoneWhateverItsRelease()
    {
        KvmObservation live = new(Host("6.12")) { Capabilities = new Dictionary<KvmCapability, int>(Enum.GetValues<KvmCapability>().Select(capability => KeyValuePair.Create(capability, 0))) };

        Assert.Empty(KubeVirtNodeLabels.For(HvHost.From(live)));
    }

    [Fact]
    public void Of_AnOldKernel_HasWhatItsCapabilitiesAndMsrsTell() => Assert.Equal(["base", "time", "synic", "reset", "runtime", "synictimer"], Names(HvHost.From(Host("4.5"))));

    [Fact]
    public void For_NoHost_IsRefused() => Assert.Throws<ArgumentNullException>("host", () => KubeVirtNodeLabels.For(null!));

    [Fact]
    public void Label_OfARow_HasThePrefix() => Assert.Equal("hyperv.node.kubevirt.io/base", KubeVirtNodeLabels.All[0].Label);

    private static IEnumerable<string> Names(HvHost host) => KubeVirtNodeLabels.For(host).Select(label => label.Name);

    private static KvmHost Host(string kernel) => new() { Kernel = KvmKernel.Parse(kernel) };
}
