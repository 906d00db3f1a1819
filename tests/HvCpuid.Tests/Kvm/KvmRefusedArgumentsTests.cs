using HvCpuid.Kvm;
using HvCpuid.Text;

namespace HvCpuid.Tests.Kvm;

/// <summary>Arguments and texts that are none: what is said, whole.</summary>
public class KvmRefusedArgumentsTests
{
    private const string Forms = "5.0, 6.12, 6.1.192 or what `uname -r` prints, a distribution's release (rhel9.4, debian12, ubuntu24.04, sles15.6, pve8.4), its name and a build"
        + " (ubuntu:5.15.0-141), or a release with commits or changes put in (+) or left out (-), 6.6+a8de7f100bb5-ExtendedGvaRanges";

    public static TheoryData<string, string> Arguments => [.. Refused.Select(pair => (pair.Key, pair.Key))];

    private static Dictionary<string, Action> Refused { get; } = new()
    {
        ["An enlightened VMCS version is 1 to 255."] = () => _ = new EvmcsVersionRange(256, 256),
        ["A version range is low..high, with high from low to 255."] = () => _ = new EvmcsVersionRange(2, 1),
        ["The range has no version: an enlightened VMCS version is 1 to 255."] = () => _ = new VcpuState(true, default(EvmcsVersionRange)),
        ["A VM has at least one vCPU."] = () => _ = new KvmHost { MaximumVcpus = 0 },
        ["Every kernel has its beginning."] = () => KvmKernel.Newest.Without(KvmChanges.Beginning),
        ["A refusal has an errno."] = () => KvmOutcome.Refused(KvmErrno.None),
        ["The query has no host: it is the default value. (Parameter 'query')"] = () => default(KvmQuery).Ask(),
        ["The call is made on a vCPU or on /dev/kvm."] = () => _ = new KvmQuery(new KvmHost(), (KvmScope)9, default),
        ["A number of a Linux release is 0 to 65535."] = () => _ = new KvmRelease(5, 65536),
        ["The query is to another host: 6.12,intel, not 5.0,intel."] = () => new SupportedHvCpuid(new KvmHost()).Ask(KvmQuery.Parse("6.12")),
        ["'12345' is not a commit: expected 7 to 40 hexadecimal digits."] = () => KvmChanges.ByCommit("12345"),
        ["KVM_GET_SUPPORTED_HV_CPUID is refused with EINVAL: KVM_GET_SUPPORTED_HV_CPUID exists since Linux 5.0: an earlier kernel does not know the request."] =
            () => new SupportedHvCpuid(new KvmHost { Kernel = new KvmRelease(4, 20) }).ForSystem().GetSet(),
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Argument_ThatIsNone_IsRefusedWithWhatIsExpected(string message, string beginning) =>
        Assert.StartsWith(beginning, Record.Exception(Refused[message])?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("6.6+0123456789ab", "No change that this model knows has the commit 0123456789ab. In '6.6+0123456789ab' expected " + Forms + ".")]
    [InlineData("6.6+A", "There is no change 'A'. In '6.6+A' expected " + Forms + ".")]
    [InlineData("6.6+IpiNeedsLap", "There is no change 'IpiNeedsLap'; did you mean IpiNeedsLapic? In '6.6+IpiNeedsLap' expected " + Forms + ".")]
    [InlineData("6.6+IpiNeedsLa", "There is no change 'IpiNeedsLa'. In '6.6+IpiNeedsLa' expected " + Forms + ".")]
    [InlineData("6.6+IpiNeedsLapic+TscInvariant-IpiNeedsLapic-TscInvariant", "'6.6+IpiNeedsLapic+TscInvariant-IpiNeedsLapic-TscInvariant' has TscInvariant put in and left out: expected one of the two.")]
    [InlineData("6.2+TscInvariant+IpiNeedsLapic-IpiNeedsLapic-WideVcpuIds", "'6.2+TscInvariant+IpiNeedsLapic-IpiNeedsLapic-WideVcpuIds' has IpiNeedsLapic put in and left out: expected one of the two.")]
    public void Kernel_OfChangesThatAreNone_SaysWhatIsExpected(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => KvmKernel.Parse(text)).Message);

    [Theory]
    [InlineData("6.12,=5", "'' is no word of a query. Expected " + KvmQuery.Form + ".")]
    [InlineData("6.12,evmcs=1=2", "evmcs: '1=2' is not a range of enlightened VMCS versions: expected LOW..HIGH with 1 to 255, e.g. 1..1.")]
    [InlineData("6.12,nolapic=a=b", "nolapic takes no value, found 'a=b'.")]
    [InlineData("6.12,maxvcpus=0", "maxvcpus: '0' is not a number of vCPUs: expected 1 to 2147483647, e.g. 4096.")]
    [InlineData("6.12,evmcs=1..2..3", "evmcs: '1..2..3' is not a range of enlightened VMCS versions: expected LOW..HIGH with 1 to 255, e.g. 1..1.")]
    public void Query_OfWordsThatAreNone_SaysWhatIsExpected(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => KvmQuery.Parse(text)).Message);
        Assert.Equal(message, KvmQueryReader.Read(text, KvmKernels.BuiltIn, out KvmQuery query, out bool namesCall));
        Assert.Equal((default(KvmQuery), false), (query, namesCall));
    }

    [Theory]
    [InlineData("6.12,maxvcpus=1", 1, false)]
    [InlineData("6.12,maxvcpus=2147483647,nolapic", int.MaxValue, true)]
    [InlineData("6.12,amd,nosmt", null, false)]
    [InlineData("6.12,SYSTEM", null, true)]
    [InlineData("6.12,vcpu", null, true)]
    [InlineData("6.12,evmcs", null, true)]
    public void Query_OfWords_SaysWhetherItNamesTheCall(string text, int? most, bool names)
    {
        Assert.Null(KvmQueryReader.Read(text, KvmKernels.BuiltIn, out KvmQuery query, out bool namesCall));
        Assert.Equal((most, names), (query.Host.MaximumVcpus, namesCall));
    }

    [Theory]
    [InlineData("7.9", "Linux 7.9 is newer than the newest release this model knows: answered as Linux 7.3.")]
    [InlineData("7.9.0-foo", "7.9.0-foo: '-foo' is not known here: answered as Linux 7.9. What its builder put in or left out is not in its name. Linux 7.9 is newer than the newest release this model knows: answered as Linux 7.3.")]
    [InlineData("7.3.4", null)]
    [InlineData("5.20", "there is no Linux 5.20: 5.19 was followed by 6.0; answered as Linux 5.19.")]
    [InlineData("6.20.1", "there is no Linux 6.20.1: 6.19 was followed by 7.0; answered as Linux 6.19.")]
    [InlineData("6.12", null)]
    public void Note_OfAKernel_SaysAsWhatItIsAnswered(string text, string? note) => Assert.Equal(note, KvmKernel.Parse(text).Note);

    [Fact]
    public void Host_OfArguments_IsTheOneOfProperties()
    {
        KvmKernel kernel = new KvmRelease(6, 12);

        Assert.Equal(
            new KvmHost { Kernel = kernel, Vendor = CpuVendor.Amd, Nested = false, SmtPossible = false, MaximumVcpus = 7, HyperVCompiledIn = false },
            new KvmHost(kernel, CpuVendor.Amd, nested: false, smtPossible: false, maximumVcpus: 7, hyperVCompiledIn: false));
        Assert.Equal(new KvmHost { Kernel = kernel }, new KvmHost(kernel));
    }

    [Fact]
    public void Reply_WithoutAnAnswer_HasNothingUncertain() => Assert.Empty(KvmQuery.Parse("6.12,amd,evmcs").Ask().Uncertain);

    [Fact]
    public void Message_OfARefusal_IsItsReasonAndWhatHelps()
    {
        KvmRefusal refusal = new(KvmOutcome.Refused(KvmErrno.EINVAL), "it is so", null);

        Assert.Equal("it is so.", refusal.Message);
        Assert.Equal("it is so. What helps: this; or that.", (refusal with { Remedies = ["this", "that"] }).Message);
    }

    [Theory]
    [InlineData("rhel9.8,nolapic", "1 field is uncertain: CPUID.40000004H:EAX[10].")]
    [InlineData("5.14.21-150500.55.88-default,nolapic", "2 fields are uncertain: CPUID.40000004H:EAX[10], CPUID.40000005H:EAX.")]
    public void Notes_OfAReply_CountWhatIsUncertain(string query, string note) => Assert.Equal(note, KvmQuery.Parse(query).Ask().Notes[^1]);

    [Fact]
    public void Release_OfALongText_EndsAt4096CharactersAndIsShownShort()
    {
        Assert.Equal(new KvmRelease(65535, 65535, 65535), KvmRelease.Parse("V65535.65535.65535"));
        Assert.True(KvmRelease.TryParse("6.6-" + new string('x', 4092), out _));
        Assert.False(KvmRelease.TryParse("6.6-" + new string('x', 4093), out _));
        string text = string.Concat(Enumerable.Range(0, 500).Select(i => (char)('a' + (i % 26))));
        Assert.Equal($"'{Excerpt.Of(text, 128)}' is not a Linux release: expected 5.0, 6.12, 6.1.192 or what `uname -r` prints.", Assert.Throws<FormatException>(() => KvmRelease.Parse(text)).Message);
    }

    // 256 ranges that no kernel has are held; further ones are computed anew, and those that are held stay.
    [Fact]
    public void Answers_OfOtherRanges_AreHeldUpTo256()
    {
        SupportedHvCpuid model = new(new KvmHost { Kernel = new KvmRelease(6, 12) });
        VcpuState[] states = [.. Enumerable.Range(2, 250).Select(high => new EvmcsVersionRange(1, high)).Concat(Enumerable.Range(3, 10).Select(high => new EvmcsVersionRange(2, high))).Select(range => new VcpuState(true, range))];
        SupportedAnswer[] first = [.. states.Select(model.ForVcpu)];

        Assert.Equal(states.Select((_, i) => i < 256), states.Select((state, i) => ReferenceEquals(first[i], model.ForVcpu(state))));
        Assert.Same(first[0].Uncertain, first[0].Uncertain);
    }

    // Each change is one of its own: putting it in or leaving it out moves no other.
    [Fact]
    public void Changes_OfAKernel_AreEachOneOfItsOwn() => Assert.All(KvmChanges.All, change =>
    {
        (KvmKernel all, KvmKernel none) = (KvmKernel.Newest, new KvmRelease(2, 6));
        Assert.Equal([change], KvmChanges.All.Prepend(KvmChanges.Beginning).Where(one => all.Has(one) != all.Without(change).Has(one)));
        Assert.Equal([change], KvmChanges.All.Prepend(KvmChanges.Beginning).Where(one => none.Has(one) != none.With(change).Has(one)));
        Assert.Equal(
            $"'6.6+{change.Id}-{change.Id}' has {change.Id} put in and left out: expected one of the two.", Assert.Throws<FormatException>(() => KvmKernel.Parse($"6.6+{change.Id}-{change.Id}")).Message);
    });

    [Fact]
    public void With_WhatAKernelHas_IsItselfUnlessItsNeighbourLacksIt()
    {
        KvmKernel kernel = new KvmRelease(6, 14);
        KvmKernel open = kernel with { Neighbour = new KvmRelease(6, 13) };

        Assert.Same(kernel, kernel.With(KvmChanges.IpiNeedsLapic));
        Assert.True(open.With(KvmChanges.IpiNeedsLapic).Neighbour!.Has(KvmChanges.IpiNeedsLapic));
        Assert.False(open.Without(KvmChanges.TscInvariant).Neighbour!.Has(KvmChanges.TscInvariant));
    }

    // Leaf 5 between others, whichever way they differ.
    [Fact]
    public void Uncertain_WithTheNumberOfVcpus_IsInTheOrderOfTheLeaves()
    {
        KvmKernel kernel = new KvmRelease(6, 13);
        KvmHost host = new() { Kernel = kernel with { Neighbour = kernel.Without(KvmChanges.DirectFlush).With(KvmChanges.IpiNeedsLapic) } };

        Assert.Equal(
            ["CPUID.40000004H:EAX[10]", "CPUID.40000005H:EAX", "CPUID.4000000AH:EAX[17]"], new SupportedHvCpuid(host).ForVcpu(default).Uncertain.Select(field => field.ToString()));
    }

    // include/uapi/linux/kvm.h has the numbers.
    [Theory]
    [InlineData(0, "KVM_CAP_IRQCHIP")]
    [InlineData(7, "KVM_CAP_EXT_CPUID")]
    [InlineData(44, "KVM_CAP_HYPERV")]
    [InlineData(45, "KVM_CAP_HYPERV_VAPIC")]
    [InlineData(46, "KVM_CAP_HYPERV_SPIN")]
    [InlineData(54, "KVM_CAP_ENABLE_CAP")]
    [InlineData(66, "KVM_CAP_MAX_VCPUS")]
    [InlineData(96, "KVM_CAP_HYPERV_TIME")]
    [InlineData(98, "KVM_CAP_ENABLE_CAP_VM")]
    [InlineData(105, "KVM_CAP_CHECK_EXTENSION_VM")]
    [InlineData(121, "KVM_CAP_SPLIT_IRQCHIP")]
    [InlineData(123, "KVM_CAP_HYPERV_SYNIC")]
    [InlineData(128, "KVM_CAP_MAX_VCPU_ID")]
    [InlineData(148, "KVM_CAP_HYPERV_SYNIC2")]
    [InlineData(149, "KVM_CAP_HYPERV_VP_INDEX")]
    [InlineData(154, "KVM_CAP_HYPERV_EVENTFD")]
    [InlineData(155, "KVM_CAP_HYPERV_TLBFLUSH")]
    [InlineData(161, "KVM_CAP_HYPERV_SEND_IPI")]
    [InlineData(163, "KVM_CAP_HYPERV_ENLIGHTENED_VMCS")]
    [InlineData(167, "KVM_CAP_HYPERV_CPUID")]
    [InlineData(175, "KVM_CAP_HYPERV_DIRECT_TLBFLUSH")]
    [InlineData(191, "KVM_CAP_SYS_HYPERV_CPUID")]
    [InlineData(199, "KVM_CAP_HYPERV_ENFORCE_CPUID")]
    [InlineData(1, null)]
    public void Name_OfACapability_IsTheKernelHeaders(int number, string? name) => Assert.Equal(name, ((KvmCapability)number).Name());
}
