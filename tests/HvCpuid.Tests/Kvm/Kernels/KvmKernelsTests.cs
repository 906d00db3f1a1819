using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Kvm.Kernels;

public class KvmKernelsTests
{
    private static readonly Arbitrary<string> Names = Gen.OneOf(
        Gen.Elements(KvmKernels.BuiltIn.Releases.SelectMany(release => new[] { release.Key, release.Value }).ToArray()),
        from era in Gen.Elements(Eras.All.ToArray())
        select era.Name).ToArbitrary();

    [Theory]
    [InlineData("4.18.0-193.el8.x86_64", "el8", "4.18+2bc39970e932+9699f970de84+ea1529873ab1")]
    [InlineData("4.18.0-425.3.1.rt7.213.el8.x86_64", "el8", null)]
    [InlineData("5.14.0-570.12.1.el9_6.x86_64+rt", "el9", null)]
    [InlineData("6.12.0-55.24.1.el10_0.x86_64", "el10", "6.12")]
    [InlineData("5.15.0-139-generic", "ubuntu-5.15", "5.15.178")]
    [InlineData("5.15.0-140-lowlatency", "ubuntu-5.15", "5.15.179")]
    [InlineData("5.15.0-1084-aws", "ubuntu-5.15-aws", "5.15.179")]
    [InlineData("5.15.0-1050-gcp", "ubuntu-5.15-cloud", "5.15")]
    [InlineData("5.15.0-999-generic", "ubuntu-5.15", "5.15.200")]
    [InlineData("5.15.0-1000-generic", "ubuntu-5.15-cloud", "5.15")]
    [InlineData("6.11.0-999-generic", "ubuntu-6.11", "6.11+a8de7f100bb5")]
    [InlineData("6.11.0-1000-generic", "ubuntu-6.11-cloud", "6.11")]
    [InlineData("6.11.0-1000-aws", "ubuntu-6.11-aws", "6.11")]
    [InlineData("6.11.0-1014-aws", "ubuntu-6.11-aws", "6.11+a8de7f100bb5")]
    [InlineData("ubuntu:6.11.0-25", "ubuntu-6.11", "6.11")]
    [InlineData("ubuntu:6.11.0-1014-aws", "ubuntu-6.11-aws", "6.11+a8de7f100bb5")]
    [InlineData("ubuntu:6.11.0-1014", "ubuntu-6.11-cloud", "6.11")]
    [InlineData("ubuntu:5.15.0-141", "ubuntu-5.15", "5.15.179")]
    [InlineData("ubuntu:5.15.0-1084-aws", "ubuntu-5.15-aws", "5.15.179")]
    [InlineData("ubuntu:5.15.0-1084", "ubuntu-5.15-cloud", "5.15")]
    [InlineData("6.8.0-49-generic", "ubuntu-6.8", "6.8.12")]
    [InlineData("6.8.0-78-generic", "ubuntu-6.8", "6.8.12+a8de7f100bb5")]
    [InlineData("6.5.0-14-generic", "ubuntu-6.5", "6.5")]
    [InlineData("4.15.0-42-generic", "ubuntu-4.15", "4.15")]
    [InlineData("debian:6.1.0-50", "debian-6.1", "6.1.176")]
    [InlineData("5.10.0-35-amd64", "debian-5.10", "5.10.237")]
    [InlineData("6.1.0-0.deb11.32-amd64", "debian-6.1", "6.1.129")]
    [InlineData("6.12.38+deb13-amd64", "debian", "6.12.38")]
    [InlineData("6.12.43+deb13+1-cloud-amd64", "debian", "6.12.43")]
    [InlineData("6.8.12-9-pve", "pve-6.8.12", "6.8")]
    [InlineData("6.8.12-14-pve", "pve-6.8.12", "6.8+a8de7f100bb5")]
    [InlineData("6.14.8-2-pve", "pve", "6.14")]
    [InlineData("5.14.21-150500.55.88-default", "sles-5.14", "5.14")]
    [InlineData("6.4.0-150600.8.34-azure", "sles-6.4-azure", "6.4+f10a570b093e+b4f69df0f65e+a8de7f100bb5")]
    [InlineData("5.15.0-305.176.4.el9uek.x86_64", "uek7", "5.15.176")]
    [InlineData("5.15.0-309.180.4.el9uek.x86_64", "uek7", "5.15.180")]
    [InlineData("6.1.166-197.305.amzn2023.x86_64", "amazon", "6.1.166")]
    [InlineData("4.19.90-2003.4.0.0036.oe1.x86_64", "openeuler-4.19", "4.19")]
    [InlineData("5.4.119-19-0009.11", "tencent-5.4", "5.4")]
    [InlineData("6.6.87.2-microsoft-standard-WSL2", "wsl", "6.6.87")]
    [InlineData("6.17.8-300.fc43.x86_64", "stable", "6.17.8")]
    [InlineData("6.1.124+", "cos", "6.1.124")]
    public void Parse_OfANameThatUnamePrints_IsItsLineAndKernel(string name, string line, string? printed)
    {
        KvmKernel kernel = KvmKernel.Parse(name);

        Assert.Equal(line, kernel.Line?.Id);
        Assert.Equal(name, kernel.Text);
        Assert.NotNull(kernel.Basis);
        if (printed is not null)
        {
            Assert.Equal(printed, kernel.ToString());
        }
    }

    [Theory]
    [InlineData("rhel9.4", "5.14.0-427.13.1.el9_4.x86_64")]
    [InlineData("AlmaLinux9.4", "5.14.0-427.13.1.el9_4.x86_64")]
    [InlineData("centos-stream9", "5.14.0-570.12.1.el9_6.x86_64")]
    [InlineData("rocky8", "4.18.0-553.el8_10.x86_64")]
    [InlineData("ol9/uek7", "5.15.0-305.176.4.el9uek.x86_64")]
    [InlineData("debian12", "6.1.0-56-amd64")]
    [InlineData("ubuntu22.04", "5.15.0-185-generic")]
    [InlineData("sles15.6", "6.4.0-150600.21-default")]
    [InlineData("pve8.4", "6.8.12-9-pve")]
    [InlineData("amazon2023", "6.1.166-197.305.amzn2023.x86_64")]
    public void Parse_OfARelease_IsAKernelThatItShipped(string name, string uname)
    {
        KvmKernel kernel = KvmKernel.Parse(name);

        Assert.Equal(name, kernel.Text);
        Assert.Equal(KvmKernel.Parse(uname), kernel with { Name = uname, Remark = KvmKernel.Parse(uname).Remark });
    }

    [Theory]
    [InlineData("rhel7", "rhel8.0")]
    [InlineData("debian14", "debian13")]
    [InlineData("nothing1", "is not a Linux kernel")]
    [InlineData("gentoo:6.12", "is not the name of a distribution")]
    [InlineData("rhel:5.15.0-141-generic", "is not a kernel of rhel")]
    [InlineData("", "is not a Linux kernel")]
    [InlineData("6", "is not a Linux kernel")]
    public void Parse_OfWhatIsNoKernel_SaysWhatIsExpected(string text, string part)
    {
        Assert.Contains(part, Assert.Throws<FormatException>(() => KvmKernel.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(KvmKernel.TryParse(text, out _));
    }

    [Theory]
    [InlineData("4.18.0-193.el8.x86_64", "CPUID.40000003H:EDX[19] CPUID.40000005H:EAX")]
    [InlineData("5.14.0-611.5.1.el9_7.x86_64", "CPUID.40000004H:EAX[10]")]
    [InlineData("rhel9.8", "CPUID.40000004H:EAX[10]")]
    [InlineData("5.15.0-1050-gcp", "CPUID.40000004H:EAX[10]")]
    [InlineData("5.14.21-150500.55.88-default", "CPUID.40000004H:EAX[10] CPUID.40000005H:EAX")]
    [InlineData("5.15.0-foo", "CPUID.40000004H:EAX[10]")]
    [InlineData("6.12", "CPUID.40000005H:EAX")]
    [InlineData("6.6", "")]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", "")]
    [InlineData("6.8.12-9-pve", "")]
    public void Uncertain_WithoutALocalApic_IsWhatTheNeighboursDifferOn(string name, string fields)
    {
        SupportedAnswer answer = new SupportedHvCpuid(new KvmHost { Kernel = KvmKernel.Parse(name) }).ForVcpu(default);

        Assert.Equal(fields, string.Join(' ', answer.Uncertain));
    }

    [Fact]
    public void Uncertain_OfACallThatMayBeRefused_IsEveryRegister()
    {
        SupportedAnswer answer = new SupportedHvCpuid(new KvmHost { Kernel = KvmKernel.Parse("4.18.0-100.el8.x86_64") }).ForVcpu(VcpuState.Ordinary);

        Assert.NotNull(answer.Refusal);
        Assert.Equal(6 * 4, answer.Uncertain.Count);
    }

    // The law of the issue: an uncertain field differs in at least one neighbour, or nobody told the number of vCPUs.
    [Fact]
    public void Uncertain_OfAnyKernel_DiffersInItsNeighbour() => Prop.ForAll(Names, Situations.Arbitrary, (name, query) =>
    {
        query = query with { Host = query.Host with { Kernel = KvmKernel.Parse(name), MaximumVcpus = null, HyperVCompiledIn = null } };
        SupportedAnswer answer = Situations.AnswerOf(query);
        SupportedAnswer other = query.Host.Kernel.Neighbour is { } neighbour ? Situations.AnswerOf(query with { Host = query.Host with { Kernel = neighbour } }) : answer;
        bool told = query.Host.Kernel.MaximumVcpus is not null || !query.Host.Kernel.Has(KvmChanges.ConfigurableVcpus);
        Assert.All(answer.Uncertain, field => Assert.True(
            answer.Set is null != other.Set is null || answer.Set?.Contains(field.Function) != other.Set?.Contains(field.Function)
            || answer.GetSet().Extract(field) != other.GetSet().Extract(field) || (!told && field.Function == 0x40000005)));
        Assert.Equal(answer.Uncertain.Count > 0, (answer.Set?.ToString() ?? answer.Refusal?.Name) != (other.Set?.ToString() ?? other.Refusal?.Name) || (!told && answer.Set is not null));
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfAnyName_ReadsItsTextBack() => Prop.ForAll(Names, name => KvmKernel.Parse(KvmKernel.Parse(name).Text) == KvmKernel.Parse(name)).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfAnyText_NeverThrowsAnythingElse() => Prop.ForAll<string?>(text =>
    {
        bool read = KvmKernel.TryParse(text, out KvmKernel? kernel);
        return read == kernel is not null && (read || text is null || Throws(text));
        static bool Throws(string text) => Assert.Throws<FormatException>(() => KvmKernel.Parse(text)) is not null;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("5.0-rc1", "00002EFF 00000C3C 00004C3C")]
    [InlineData("5.0-rc3", "00002EFF 00000C3C 00004C3C")]
    [InlineData("5.0-rc4", "00002AFF 00000C2C 00000C2C")]
    [InlineData("5.0", "00002AFF 00000C2C 00000C2C")]
    public void Candidates_OfTheFirstRelease_ReportedMore(string name, string registers)
    {
        HvCpuid.Sets.HvCpuidSet set = new SupportedHvCpuid(new KvmHost { Kernel = KvmKernel.Parse(name) }).ForVcpu(VcpuState.Ordinary).GetSet();

        uint recommended = set.Extract(BitAddress.Parse("4.EAX"));
        Assert.Equal(registers, $"{set.Extract(BitAddress.Parse("3.EAX")):X8} {recommended & ~0x4000u:X8} {recommended:X8}");
    }

    [Fact]
    public void Rows_OfEveryLine_HaveASourceAndRise() => Assert.All(KvmKernels.BuiltIn.Lines, line => Assert.Multiple(
        () => Assert.NotEmpty(line.Patterns),
        () => Assert.NotEmpty(line.Rows),
        () => Assert.All(line.Rows, row => Assert.True(row.Source.Trim().Length > 10, line.Id)),
        () => Assert.Equal(line.Rows.Select(row => row.From).Order().Distinct(), line.Rows.Select(row => row.From)),
        () => Assert.Equal(line.Levels.Select(level => level.Key).Order().Distinct(), line.Levels.Select(level => level.Key)),
        () => Assert.All(line.Releases, release => Assert.Same(line, KvmKernel.Parse(release.Value).Line))));

    [Fact]
    public void Rows_EachRemoved_ChangeAKernelOfTheBaseline() => Assert.Multiple([.. KvmKernels.BuiltIn.Lines.SelectMany(line => line.Rows.Select(row => (Action)(() =>
    {
        KvmKernelLine without = line with { Rows = [.. line.Rows.Where(other => other != row)] };
        KvmKernels kernels = new([.. KvmKernels.BuiltIn.Lines.Select(other => other == line ? without : other)]);
        Assert.Contains(Eras.Of(line), era => !Eras.Same(kernels.Parse(era.Name), KvmKernel.Parse(era.Name)));
    })))]);

    [Theory]
    [InlineData("6.1.0-57-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-20)", "6.1.192")]
    [InlineData("6.7.0-1-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.7.9-2 (2024-03-13)", "6.7.9")]
    [InlineData("5.15.0-1050-azure", "Ubuntu 5.15.0-1050.57-azure 5.15.126", "5.15.126")]
    [InlineData("6.8.0-78-generic", "Ubuntu 6.8.0-78.78-generic 6.8.12", "6.8.12+a8de7f100bb5")]
    [InlineData("5.14.0-427.13.1.el9_4.x86_64", "#1 SMP PREEMPT_DYNAMIC Wed Apr 10 10:29:16 EDT 2024", null)]
    public void TryRecognise_OfWhatAMachineSays_TakesTheLevelFromItsBuild(string uname, string build, string? printed)
    {
        Assert.True(KvmKernels.BuiltIn.TryRecognise(uname, build, out KvmKernel? kernel));
        Assert.Equal(printed ?? KvmKernel.Parse(uname).ToString(), kernel.ToString());
    }
}
