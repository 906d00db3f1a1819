using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmQueryTests
{
    private static readonly string[] Words =
        ["intel", "amd", "vcpu", "system", "evmcs", "evmcs=1..1", "evmcs=2..3", "nolapic", "nosmt", "nonested", "nohyperv", "hyperv", "maxvcpus=42"];

    private static readonly string[] Kernels =
        ["5.0", "6.1.192", "5.14.0-427.13.1.el9_4.x86_64", "6.6+a8de7f100bb5-f84fcb66568c", "ubuntu:5.15.0-141", .. KvmKernels.BuiltIn.Releases.Select(release => release.Key)];

    [Fact]
    public void Parse_KernelAlone_IsAnOrdinaryVcpuOnIntel()
    {
        KvmQuery query = KvmQuery.Parse("6.12");

        Assert.Equal(KvmQuery.OnVcpu(new KvmHost { Kernel = new KvmRelease(6, 12) }, VcpuState.Ordinary), query);
        Assert.Equal("6.12,intel", query.ToString());
        Assert.Equal("Linux 6.12, Intel, nested=1, vCPU with in-kernel local APIC", query.Describe());
    }

    [Fact]
    public void Parse_EveryWordInAnyOrderAndCase_Counts()
    {
        KvmQuery query = KvmQuery.Parse("6.1.192,MAXVCPUS=42,nonested,evmcs=2..3,NoHyperV,nosmt,nolapic,amd,vcpu");

        KvmHost host = new()
        {
            Kernel = new KvmRelease(6, 1, 192),
            Vendor = CpuVendor.Amd,
            Nested = false,
            SmtPossible = false,
            HyperVCompiledIn = false,
            MaximumVcpus = 42,
        };
        Assert.Equal(KvmQuery.OnVcpu(host, new VcpuState(false, new EvmcsVersionRange(2, 3))), query);
        Assert.Equal("6.1.192,amd,evmcs=2..3,nolapic,nosmt,nonested,nohyperv,maxvcpus=42", query.ToString());
        Assert.Equal("6.1.192,amd,nosmt,nonested,nohyperv,maxvcpus=42", host.ToString());
        Assert.Equal(
            "Linux 6.1.192 (an old one), AMD, nested=0, vCPU without in-kernel local APIC, eVMCS 2..3, SMT impossible, 42 vCPUs at most, no CONFIG_KVM_HYPERV",
            query.Describe("an old one"));
        Assert.Equal("Linux 6.1.192, AMD, nested=0, SMT impossible, 42 vCPUs at most, no CONFIG_KVM_HYPERV", host.Describe());
    }

    [Fact]
    public void Parse_System_IsTheCallOnDevKvm()
    {
        KvmQuery query = KvmQuery.Parse("6.12,system");

        Assert.Equal(KvmQuery.OnSystem(new KvmHost { Kernel = new KvmRelease(6, 12) }), query);
        Assert.Equal("6.12,intel,system", query.ToString());
        Assert.Equal("Linux 6.12, Intel, nested=1, /dev/kvm", query.Describe());
    }

    [Fact]
    public void ToString_OfEveryQuery_IsReadBackAsThatQuery() => Prop.ForAll(Situations.Arbitrary, query =>
    {
        KvmQuery plain = query with { Host = query.Host with { NestedFeaturesEmission = NestedFeaturesEmission.AsRelease } };
        return KvmQuery.Parse(plain.ToString()) == plain;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfAnyWords_IsPrintedAsTheSameQueryOrRefused() => Prop.ForAll(
        (from kernel in Gen.Elements(Kernels) from words in Gen.SubListOf(Words) from shuffled in Gen.Shuffle(words.ToArray()) select string.Join(',', shuffled.Prepend(kernel))).ToArbitrary(),
        text =>
        {
            string[] words = [.. text.Split(',').Skip(1).Select(word => word.Split('=')[0])];
            bool conflict = words.Distinct().Count() != words.Length || Both("intel", "amd") || Both("vcpu", "system") || Both("hyperv", "nohyperv");
            bool read = KvmQuery.TryParse(text, out KvmQuery query);
            return read != conflict && (!read || KvmQuery.Parse(query.ToString()) == query);

            bool Both(string one, string other) => words.Contains(one) && words.Contains(other);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "'' is not a Linux kernel")]
    [InlineData("intel", "'intel' is not a Linux kernel")]
    [InlineData("5.0,intle", "'intle' is no word of a query. Did you mean 'intel'? Expected KERNEL[,intel|amd]")]
    [InlineData("5.0,nonestd", "Did you mean 'nonested'?")]
    [InlineData("5.0,", "'' is no word of a query.")]
    [InlineData("5.0,\u001b[2J", @"'\x1B[2J' is no word of a query.")]
    [InlineData("5.0,intel,amd", "a host is intel or amd, not both")]
    [InlineData("5.0,vcpu,system", "on a vcpu or on the system's /dev/kvm, not both")]
    [InlineData("5.0,hyperv,nohyperv", "with Hyper-V support or without, not both")]
    [InlineData("5.0,evmcs,EVMCS=1..1", "EVMCS is there twice")]
    [InlineData("5.0,nolapic=1", "nolapic takes no value, found '1'")]
    [InlineData("5.0,evmcs=", "evmcs: '' is not a range of enlightened VMCS versions: expected LOW..HIGH")]
    [InlineData("5.0,evmcs=3..2", "evmcs: '3..2' is not a range")]
    [InlineData("5.0,maxvcpus", "maxvcpus: '' is not a number of vCPUs: expected 1 to 2147483647")]
    [InlineData("5.0,maxvcpus=-1", "maxvcpus: '-1' is not a number of vCPUs")]
    [InlineData("5.0,maxvcpus=0", "maxvcpus: '0' is not a number of vCPUs")]
    public void Parse_OfWhatIsNoQuery_NamesTheWordAndWhatWasExpected(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => KvmQuery.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(KvmQuery.TryParse(text, out KvmQuery query));
        Assert.Equal(default, query);
    }

    [Fact]
    public void DefaultValue_AsksNobody()
    {
        Assert.Equal("", default(KvmQuery).ToString());
        Assert.Throws<ArgumentException>(() => default(KvmQuery).Ask());
        Assert.Throws<ArgumentException>(() => default(KvmQuery).Describe());
        Assert.False(KvmQuery.TryParse(null, out _));
    }

    [Fact]
    public void Ask_Answered_IsTheModelsAnswer() => Prop.ForAll(Situations.Arbitrary, query =>
    {
        SupportedHvCpuid model = new(query.Host);
        KvmReply reply = model.Ask(query);
        bool refusedBefore = query is { Scope: KvmScope.Vcpu, Vcpu.Evmcs: not null } && model.EnableEvmcs() is { Outcome.IsDone: false };
        SupportedAnswer answer = model.AnswerTo(query);

        Assert.Equal(query, reply.Query);
        Assert.True(reply.Set is null != reply.Refusal is null);
        Assert.Same(refusedBefore ? null : answer.Set, reply.Set);
        if (!refusedBefore)
        {
            Assert.Equal(answer.Refusal?.ToString(), reply.Refusal?.ToString());
            Assert.Equal(answer.Uncertain, reply.Uncertain);
        }
    }).QuickCheckThrowOnFailure();

    // Each remedy that the model can try leads to leaves.
    [Theory]
    [InlineData("6.12,amd,evmcs", "ENOTTY", "enabling eVMCS on the vCPU (KVM_ENABLE_CAP 163", "leave evmcs out; or use an Intel host")]
    [InlineData("7.2,nonested,evmcs", "ENOTTY", "enabling eVMCS", "leave evmcs out; or load kvm_intel with nested=1")]
    [InlineData("6.12,nohyperv,evmcs", "EINVAL", "enabling eVMCS", "build KVM with CONFIG_KVM_HYPERV=y")]
    [InlineData("6.12,nohyperv", "EINVAL", "CONFIG_KVM_HYPERV", "build KVM with CONFIG_KVM_HYPERV=y")]
    [InlineData("5.0,system", "EINVAL", "since Linux 5.11", "use Linux 5.11 or later")]
    [InlineData("5.0,nonested", "OOPS", "oops", "load kvm_intel with nested=1")]
    public void Ask_Refused_SaysErrnoWhyAndWhatHelps(string text, string name, string why, string remedies)
    {
        KvmReply reply = KvmQuery.Parse(text).Ask();

        KvmRefusal refusal = reply.Refusal!;
        Assert.Equal(name, refusal.Name);
        Assert.Contains(why, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(remedies, string.Join("; or ", refusal.Remedies), StringComparison.Ordinal);
        Assert.Equal($"{refusal.Reason}. What helps: {string.Join("; or ", refusal.Remedies)}.", refusal.Message);
        Assert.NotNull(refusal.Rule);
        Assert.Null(reply.Set);
        Assert.Null(reply.Evmcs);
    }

    [Theory]
    [InlineData("6.12,evmcs=1..2", "1..2", "")]
    [InlineData("6.12", null, "")]
    [InlineData("6.12,system", null, "")]
    [InlineData("6.12,system,evmcs", null, "the call on /dev/kvm has no vCPU: evmcs and nolapic have no effect on it.")]
    [InlineData("6.12,system,nolapic", null, "the call on /dev/kvm has no vCPU: evmcs and nolapic have no effect on it.")]
    [InlineData("6.12,nonested,evmcs", null, "eVMCS counts as not enabled on this vCPU: ")]
    [InlineData("9.1", null, "Linux 9.1 is newer than the newest release this model knows")]
    public void Ask_Answered_NotesWhatAReaderHasToKnow(string text, string? evmcs, string note)
    {
        KvmReply reply = KvmQuery.Parse(text).Ask();

        Assert.NotNull(reply.Set);
        Assert.Equal(evmcs, reply.Evmcs?.ToString());
        Assert.StartsWith(note, string.Join(" ", reply.Notes), StringComparison.Ordinal);
        Assert.Equal(note.Length > 0, reply.Notes.Count > 0);
    }

    [Fact]
    public void Ask_OfADistributionsKernel_SaysOnWhatItRestsAndWhatIsUncertain()
    {
        KvmReply known = KvmQuery.Parse("rhel9.4").Ask();
        KvmReply unknown = KvmQuery.Parse("6.1.0-50-foo,nolapic").Ask();

        Assert.NotNull(known.Basis);
        Assert.NotEmpty(unknown.Uncertain);
        Assert.Contains(unknown.Notes, note => note.Contains($"uncertain: {string.Join(", ", unknown.Uncertain)}", StringComparison.Ordinal));
    }

    [Fact]
    public void Ask_AnotherHost_IsRefused()
    {
        SupportedHvCpuid model = new(KvmQuery.Parse("6.12").Host);

        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Ask(KvmQuery.Parse("6.12,amd")));

        Assert.Contains("6.12,amd, not 6.12,intel", error.Message, StringComparison.Ordinal);
    }
}
