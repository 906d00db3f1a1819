using System.Text;
using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class LintVerbTests
{
    private static readonly byte[] ThreeCpus = Encoding.UTF8.GetBytes(Dumps.ThreeCpus);

    [Fact]
    public void Lint_Error_IsShownWithRuleReasonAndFixAndIsExitCode1()
    {
        ToolRun run = ToolRun.Of("lint -", Encoding.UTF8.GetBytes(Dumps.ThreeCpus.Replace("eax=0x00000c2c", "eax=0x00004c2c", StringComparison.Ordinal)));
        int start = Array.IndexOf(run.Lines, "HV010  error  CPUID.4000000AH:EAX[15:0]");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("standard input, CPU 0 of 3", run.Lines[0]);
        Assert.Equal("  Rule  A recommended enlightened VMCS has versions.", run.Lines[start + 1]);
        Assert.StartsWith("  Found ", run.Lines[start + 2], StringComparison.Ordinal);
        Assert.Contains(run.Lines[start..], line => line.StartsWith("  Why   ", StringComparison.Ordinal));
        Assert.Contains(run.Lines[start..], line => line.StartsWith("  Fix   ", StringComparison.Ordinal));
        Assert.EndsWith(".", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_ClosingLine_CountsWhatIsShown()
    {
        ToolRun run = ToolRun.Of("lint kvm:6.12,intel,evmcs");

        Assert.Equal((0, "0 errors, 1 warning; 3 worth knowing (--all)."), (run.ExitCode, run.Lines[^1]));
        Assert.Single(run.Lines, line => line.StartsWith("HV018  warning  CPUID.40000000H:EBX", StringComparison.Ordinal));
    }

    [Fact]
    public void Lint_ResolvedRecommendedSwitches_HaveNoError()
    {
        byte[] guest = ToolRun.Of("flags --preset recommended --on kvm:6.12 --format bin").Bytes;

        Assert.Equal(0, ToolRun.Of("lint - --cpu intel --nested-exposed off --vcpus 8", guest).ExitCode);
    }

    [Fact]
    public void Lint_Cpu_IsThatOfTheSourceUnlessItIsGiven()
    {
        byte[] evmcs = ToolRun.Of("supported --kernel 6.12 --evmcs --format json").Bytes;

        Assert.DoesNotContain("HV012", Ids(ToolRun.Of("lint - --format json", evmcs)));
        Assert.Contains("HV012", Ids(ToolRun.Of("lint - --cpu amd --format json", evmcs)));
        Assert.DoesNotContain("HV012", Ids(ToolRun.Of("lint kvm:6.12,intel,evmcs --format json")));
        Assert.DoesNotContain("HV012", Ids(ToolRun.Of("lint kvm:6.12,intel,evmcs --cpu intel --format json")));
    }

    [Fact]
    public void Lint_NestedExposed_IsOffWhereTheHostHasNoNesting()
    {
        Assert.DoesNotContain("HV013", Ids(ToolRun.Of("lint kvm:6.12 --format json")));
        Assert.Contains("HV013", Ids(ToolRun.Of("lint kvm:6.12 --nested-exposed off --format json")));
        Assert.Contains("HV013", Ids(ToolRun.Of("lint kvm:6.12,nonested --format json")));
        Assert.Contains("HV013", Ids(ToolRun.Of("lint kvm:6.12,nonested --nested-exposed off --format json")));
    }

    [Fact]
    public void Lint_Vcpus_Count()
    {
        byte[] guest = ToolRun.Of("flags hv-ipi,hv-vpindex --on kvm:6.12 --format raw").Bytes;
        byte[] withoutEx = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(guest).Replace("eax=0x00000c00", "eax=0x00000400", StringComparison.Ordinal));

        Assert.Contains("HV015", Ids(ToolRun.Of("lint - --vcpus 65 --format json", withoutEx)));
        Assert.DoesNotContain("HV015", Ids(ToolRun.Of("lint - --vcpus 64 --format json", withoutEx)));
    }

    [Fact]
    public void Lint_OtherCpusOfADump_AreComparedWithTheFirst()
    {
        string dump = Dumps.ThreeCpus;
        int last = dump.LastIndexOf("eax=0x00012aff", StringComparison.Ordinal);
        byte[] other = Encoding.UTF8.GetBytes(dump.Remove(last, "eax=0x00012aff".Length).Insert(last, "eax=0x00012afe"));

        Assert.DoesNotContain("HV022", Ids(ToolRun.Of("lint - --format json", ThreeCpus)));
        JsonElement finding = Assert.Single(ToolRun.Of("lint - --format json", other).Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("id").GetString() == "HV022");
        Assert.Equal("CPUID.40000003H:EAX is 00012AFFH, but 00012AFEH on CPU 4.", finding.GetProperty("message").GetString());
    }

    [Fact]
    public void Lint_OfKvmsOwnLeaves_IsOneFinding()
    {
        ToolRun run = ToolRun.Of("lint -", Encoding.UTF8.GetBytes(Dumps.KvmOnly));

        Assert.Equal((0, "0 errors, 1 warning."), (run.ExitCode, run.Lines[^1]));
        Assert.Equal("KVM's own interface: no Hyper-V leaves.", run.Lines[1]);
        Assert.Contains("HV026  warning  CPUID.40000000H:EBX", run.Lines);
    }

    [Fact]
    public void Lint_RecommendedSwitches_HaveNoWarning()
    {
        byte[] guest = ToolRun.Of("flags --preset recommended --on kvm:6.12,intel --format raw").Bytes;

        Assert.Empty(Ids(ToolRun.Of("lint - --format json", guest)));
        Assert.Empty(Ids(ToolRun.Of("lint - --on kvm:6.12,intel --format json", guest)));
    }

    // cloud-hypervisor's leaves 3 and 4, among what KVM answers.
    [Fact]
    public void Lint_On_TellsBitByBitWhatTheHostsKernelDoesNotReport()
    {
        byte[] guest = ToolRun.Of("supported kvm:6.12,intel --format raw").Bytes;
        byte[] cloud = Encoding.UTF8.GetBytes(string.Join('\n', Encoding.UTF8.GetString(guest).Split('\n').Select(line =>
            line.Contains("0x40000003", StringComparison.Ordinal) ? "   0x40000003 0x00: eax=0x00000a7f ebx=0x00000000 ecx=0x00000000 edx=0x00000118"
            : line.Contains("0x40000004", StringComparison.Ordinal) ? "   0x40000004 0x00: eax=0x0000062e ebx=0x00000fff ecx=0x00000000 edx=0x00000000" : line)));
        JsonElement[] told = [.. ToolRun.Of("lint - --on kvm:6.12,intel --format json", cloud).Json.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("id").GetString() == "HV038")];

        Assert.Equal(["CPUID.40000003H:EDX[3]", "CPUID.40000004H:EAX[1]"], told.Select(finding => finding.GetProperty("address").GetString()));
        Assert.Contains("on no release", told[0].GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Empty(ToolRun.Of("lint kvm:6.12,intel,evmcs --on kvm:6.12,intel --format json").Json.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("id").GetString() == "HV038"));
    }

    [Theory]
    [InlineData("kvm:6.12", "kvm:5.0", "CPUID.40000003H:EBX[20]", "use Linux 6.3 or later")]
    [InlineData("kvm:6.12", "kvm:5.0", "CPUID.40000003H:EBX[20]", "the kernel of rhel9")]
    [InlineData("kvm:6.12", "rhel8.6", "CPUID.40000003H:EBX[20]", "6.3")]
    public void Lint_On_NamesTheKernelsThatWouldReportIt(string source, string host, string address, string ways)
    {
        JsonElement finding = ToolRun.Of($"lint {source} --on {host} --format json").Json.GetProperty("findings").EnumerateArray()
            .Single(finding => finding.GetProperty("id").GetString() == "HV038" && finding.GetProperty("address").GetString() == address);

        Assert.Contains(ways, finding.GetProperty("fix").GetString(), StringComparison.Ordinal);
    }

    // What libvirt does not tell of its host is not judged, and what it tells is.
    [Fact]
    public void Lint_OnLibvirtsDomainCapabilities_JudgesWhatTheyTell()
    {
        using TemporaryFolder folder = new();
        string capabilities = folder.File("domcaps.xml", "<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>relaxed</value><value>vapic</value></enum></hyperv></features></domainCapabilities>");
        byte[] guest = ToolRun.Of("flags hv-relaxed,hv-vpindex --on kvm:6.12 --format raw").Bytes;
        ToolRun run = ToolRun.Of($"lint - --on {capabilities} --format json", guest);

        Assert.Contains(run.Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("id").GetString() == "HV038" && finding.GetProperty("address").GetString() == "CPUID.40000003H:EAX[6]");
        JsonElement open = Assert.Single(run.Json.GetProperty("notJudged").EnumerateArray(), rule => rule.GetProperty("id").GetString() == "HV038");
        Assert.Contains("CPUID.40000003H:EAX[5]", open.GetProperty("unknown").EnumerateArray().Select(address => address.GetString()));
    }

    [Fact]
    public void Lint_OrdinaryLeavesOfTheDump_TellProcessorAndNesting()
    {
        byte[] amd = ToolRun.Of("supported --kernel 6.12 --evmcs --format raw").Bytes;
        byte[] dump = [.. amd, .. "   0x00000000 0x00: eax=0x00000010 ebx=0x68747541 ecx=0x444d4163 edx=0x69746e65\n   0x00000001 0x00: eax=0x00a20f12 ebx=0x00080800 ecx=0xfed83203 edx=0x178bfbff\n   0x80000001 0x00: eax=0x00a20f12 ebx=0x00000000 ecx=0x00400133 edx=0x2fd3fbff\n"u8];

        Assert.Contains("HV012", Ids(ToolRun.Of("lint - --format json", dump)));
        Assert.Contains("HV013", Ids(ToolRun.Of("lint - --format json", dump)));
        ToolRun overridden = ToolRun.Of("lint - --cpu intel --nested-exposed on --format json", dump);
        Assert.DoesNotContain("HV012", Ids(overridden));
        Assert.Contains("the processor is said to be Intel's, but the set's own ordinary leaves say AMD's", overridden.Error, StringComparison.Ordinal);
        Assert.Contains("the guest is said to be shown VMX or SVM, but", overridden.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_Enforce_TellsThatTheAssistPageIsNotThere()
    {
        byte[] guest = ToolRun.Of("flags hv-vpindex --on kvm:6.12 --format raw").Bytes;

        Assert.Contains("HV036", Ids(ToolRun.Of("lint - --enforce on --format json", guest)));
        Assert.DoesNotContain("HV036", Ids(ToolRun.Of("lint - --format json", guest)));
    }

    [Fact]
    public void Lint_Info_IsShownOnlyWithAll()
    {
        ToolRun run = ToolRun.Of("lint kvm:5.0 --format json");

        Assert.DoesNotContain("HV024", Ids(run));
        Assert.Contains("HV024", Ids(ToolRun.Of("lint kvm:5.0 --all --format json")));
        Assert.EndsWith("; 3 worth knowing (--all).", ToolRun.Of("lint kvm:5.0").Lines[^1], StringComparison.Ordinal);
        Assert.EndsWith(", 3 worth knowing.", ToolRun.Of("lint kvm:5.0 --all").Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_Json_HasEveryMemberOfAFinding()
    {
        JsonElement finding = Assert.Single(ToolRun.Of("lint kvm:6.12,intel,evmcs --format json").Json.GetProperty("findings").EnumerateArray());

        Assert.Equal(
            """{"id":"HV018","severity":"warning","address":"CPUID.40000000H:EBX","message":"The vendor is 'Linux KVM Hv'.","fix":"Give the guest 'Microsoft Hv' (QEMU: explicit switches in place of hv-passthrough).","title":"The vendor is 'Microsoft Hv'"}""",
            "{" + string.Join(",", finding.EnumerateObject().Select(member => $"\"{member.Name}\":\"{member.Value.GetString()}\"")) + "}");
    }

    [Fact]
    public void Lint_RefusedSource_IsExitCode1AsInSupported()
    {
        ToolRun run = ToolRun.Of("lint kvm:5.0,system --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(ToolRun.Of("supported --kernel 5.0 --scope system --format json").Output, run.Output);
    }

    [Theory]
    [InlineData("kvm:6.12 --cpu arm", "--cpu: expected intel or amd, found 'arm'.")]
    [InlineData("kvm:6.12 --nested-exposed yes", "--nested-exposed: expected on or off, found 'yes'.")]
    [InlineData("kvm:6.12 --vcpus 0", "--vcpus: '0' is not a number of vCPUs: expected 1 to 2147483647")]
    [InlineData("", "hvcpuid lint: expected SOURCE, found nothing, e.g. hvcpuid lint kvm:6.12,intel,evmcs")]
    [InlineData("--cpu intel kvm:6.12,amd", "--cpu intel: the SOURCE is a modelled host with amd")]
    [InlineData("--nested-exposed on kvm:6.12,nonested", "--nested-exposed on: the SOURCE is a modelled host with nonested")]
    public void Lint_CallThatIsWrong_NamesTheOptionAndWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("lint " + words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Ids(ToolRun run) => run.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("id").GetString());
}
