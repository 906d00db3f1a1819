using System.Text.Json;
using HvCpuid.Access;

namespace HvCpuid.Tool.Tests.Verbs;

public class AccessVerbTests
{
    private const string Host = "kvm:6.12,intel,evmcs";

    // What a guest is shown with these switches: no SynIC, no XMM input, no debugger.
    private static readonly byte[] Guest = ToolRun.Of($"flags hv-runtime,hv-vpindex,hv-tlbflush --on {Host} --format bin").Bytes;
    private static readonly byte[] Timers = ToolRun.Of($"flags hv-stimer --close --on {Host} --format bin").Bytes;

    [Fact]
    public void Access_Json_IsAsTheContractHasIt()
    {
        JsonElement json = ToolRun.Of("access - --format json", Guest).Json;
        JsonElement[] msrs = [.. json.GetProperty("msrs").EnumerateArray()];
        JsonElement[] hypercalls = [.. json.GetProperty("hypercalls").EnumerateArray()];

        Assert.Equal(["msrs", "hypercalls", "xmmInput"], json.EnumerateObject().Select(member => member.Name));
        Assert.False(json.GetProperty("xmmInput").GetBoolean());
        Assert.Equal(
            """{"msr":"0x40000010","name":"HV_X64_MSR_VP_RUNTIME","read":true,"write":false,"needs":["CPUID.40000003H:EAX[0]"]}""",
            JsonSerializer.Serialize(Assert.Single(msrs, msr => Text(msr, "msr") == "0x40000010")));
        Assert.Equal(
            """{"code":"0x005c","name":"HvCallPostMessage","result":"denied","needs":["CPUID.40000003H:EBX[4]"]}""",
            JsonSerializer.Serialize(Assert.Single(hypercalls, hypercall => Text(hypercall, "code") == "0x005c")));
        Assert.Equal(
            """{"code":"0x0002","name":"HvCallFlushVirtualAddressSpace","result":"allowed","needs":["CPUID.40000004H:EAX[2]"]}""",
            JsonSerializer.Serialize(hypercalls[0]));
        Assert.Equal(
            """{"code":"0x0069","name":"HvCallPostDebugData","result":"invalid_code","needs":["CPUID.40000003H:EBX[11]"],"alwaysNeeds":["CPUID.40000082H:EAX[1]"]}""",
            JsonSerializer.Serialize(Assert.Single(hypercalls, hypercall => Text(hypercall, "code") == "0x0069")));
    }

    [Fact]
    public void Access_Json_ListsRangesOneByOne()
    {
        JsonElement json = ToolRun.Of("access - --format json", Guest).Json;
        string[] msrs = [.. json.GetProperty("msrs").EnumerateArray().Select(msr => Text(msr, "msr"))];
        string[] codes = [.. json.GetProperty("hypercalls").EnumerateArray().Select(hypercall => Text(hypercall, "code"))];

        Assert.Equal(HvMsrTable.All.Select(row => $"0x{row.Msr:x8}"), msrs);
        Assert.Equal(Enumerable.Range(0, 16).Select(sint => $"0x400000{0x90 + sint:x2}"), msrs.Where(msr => msr.StartsWith("0x4000009", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0x8001, 0x41).Select(code => $"0x{code:x4}"), codes.Where(code => code.StartsWith("0x8", StringComparison.Ordinal)));
    }

    [Fact]
    public void Access_Table_HasRangesOnOneLineAndWhatIsMissing()
    {
        ToolRun run = ToolRun.Of("access -", Guest);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("  40000090H to 4000009FH no   no    HV_X64_MSR_SINT0 to HV_X64_MSR_SINT15:", run.Lines);
        Assert.Contains("CPUID.40000003H:EAX[2] is missing", run.Output, StringComparison.Ordinal);
        Assert.Contains("  0069H          invalid_code HvCallPostDebugData: CPUID.40000082H:EAX[1] is", run.Lines);
        Assert.Equal("Fast hypercalls with input in XMM registers: ud (CPUID.40000003H:EDX[4]).", run.Lines[^1]);
    }

    [Fact]
    public void Access_Enforce_OffAllowsWhatKvmImplements()
    {
        JsonElement json = ToolRun.Of("access - --enforce off --synic on --format json", Guest).Json;

        Assert.All(json.GetProperty("msrs").EnumerateArray().Where(msr => !msr.TryGetProperty("alwaysNeeds", out _)), msr => Assert.True(msr.GetProperty("read").GetBoolean() || msr.GetProperty("write").GetBoolean()));
        Assert.True(json.GetProperty("xmmInput").GetBoolean());
        Assert.Equal(
            ["0x0069", "0x006a", "0x006b"],
            json.GetProperty("hypercalls").EnumerateArray().Where(hypercall => Text(hypercall, "result") != "allowed").Select(hypercall => Text(hypercall, "code")));
    }

    [Theory]
    [InlineData("--msr 0x40000010", 0)]
    [InlineData("--msr 1073741840", 0)]
    [InlineData("--msr 40000010H --write 1", 1)]
    [InlineData("--msr 0x40000000 --write 0x8100000000000000", 0)]
    [InlineData("--msr 0x40000021", 1)]
    [InlineData("--msr 0x40000021 --enforce off", 0)]
    [InlineData("--msr 0x40000050 --enforce off", 1)]
    [InlineData("--hypercall 0x0002", 0)]
    [InlineData("--hypercall 0x10002", 1)]
    [InlineData("--hypercall 0x10002 --enforce off", 0)]
    [InlineData("--hypercall 005CH", 1)]
    [InlineData("--hypercall 0x0069", 1)]
    [InlineData("--hypercall 0x0099", 1)]
    [InlineData("--hypercall 99999", 1)]
    public void Access_SingleAccess_IsExitCode1WhenItIsRefused(string question, int exitCode)
    {
        Assert.Equal(exitCode, ToolRun.Of("access - " + question, Guest).ExitCode);
        Assert.Equal(exitCode, ToolRun.Of($"access - {question} --format json", Guest).ExitCode);
    }

    [Fact]
    public void Access_MsrAsJson_HasReasonAndValue()
    {
        Assert.Equal(
            """{"msr":"0x40000021","name":"HV_X64_MSR_REFERENCE_TSC","read":false,"write":false,"needs":["CPUID.40000003H:EAX[9]"],"value":"0x0000000000001001","reason":"HV_X64_MSR_REFERENCE_TSC (40000021H) needs CPUID.40000003H:EAX[9]."}""",
            JsonSerializer.Serialize(ToolRun.Of("access - --msr 0x40000021 --write 4097 --format json", Guest).Json));
        Assert.Equal(
            """{"msr":"0x40000050","name":null,"read":false,"write":false,"needs":[],"reason":"The MSR is none that KVM implements."}""",
            JsonSerializer.Serialize(ToolRun.Of("access - --msr 0x40000050 --format json", Guest).Json));
    }

    [Fact]
    public void Access_ValueThatNeedsABit_IsRefusedAlone()
    {
        Assert.Equal(0, ToolRun.Of("access - --synic on --msr 0x400000B0 --write 1", Timers).ExitCode);
        ToolRun run = ToolRun.Of("access - --synic on --msr 0x400000B0 --write 0x1000", Timers);

        Assert.Equal((1, "Writing 1000H to MSR 400000B0H: gp"), (run.ExitCode, run.Lines[0]));
        Assert.Contains("CPUID.40000003H:EDX[19]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_Synic_DecidesBeyondCpuid()
    {
        Assert.Equal(1, ToolRun.Of("access - --msr 0x40000080", Timers).ExitCode);
        Assert.Equal(0, ToolRun.Of("access - --msr 0x40000080 --synic on", Timers).ExitCode);
    }

    [Theory]
    [InlineData("0x10002", "0x0002", "ud", "ud")]
    [InlineData("0x2", "0x0002", "allowed", "allowed")]
    [InlineData("0x3", "0x0003", "allowed", "invalid_input")]
    [InlineData("0x100000003", "0x0003", "allowed", "allowed")]
    [InlineData("0x8000000000000002", "0x0002", "allowed", "invalid_input")]
    [InlineData("0x5C", "0x005c", "denied", "denied")]
    [InlineData("0x18001", "0x8001", "denied", "denied")]
    [InlineData("0x69", "0x0069", "invalid_code", "invalid_code")]
    [InlineData("0x99", "0x0099", "invalid_code", "invalid_code")]
    public void Access_HypercallInput_HasWhatCpuidSaysAndWhatItMeets(string input, string code, string result, string meets)
    {
        ToolRun run = ToolRun.Of($"access - --hypercall {input} --format json", Guest);

        Assert.Equal((code, result, meets), (Text(run.Json, "code"), Text(run.Json, "result"), Text(run.Json, "outcome")));
        Assert.Equal(result == "allowed" && meets != "allowed", run.Error.Contains($"KVM answers this input value with {meets}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Access_HypercallAsText_HasWordAndReason()
    {
        ToolRun run = ToolRun.Of("access - --hypercall 0x1005C", Guest);

        Assert.Equal("Hypercall 000000000001005CH: denied", run.Lines[0]);
        Assert.Equal("HvCallPostMessage (005CH) needs CPUID.40000003H:EBX[4].", run.Lines[1]);
    }

    [Theory]
    [InlineData("--msr HV_X64_MSR_TPR", "--msr 0x40000072")]
    [InlineData("--msr hv_x64_msr_sint15", "--msr 0x4000009F")]
    [InlineData("--msr VP_INDEX", "--msr 0x40000002")]
    [InlineData("--hypercall HvCallPostMessage", "--hypercall 0x5C")]
    [InlineData("--hypercall HVCALL_POST_MESSAGE", "--hypercall 0x5C")]
    [InlineData("--hypercall PostMessage", "--hypercall 0x5C")]
    [InlineData("--hypercall HVCALL_SEND_IPI_EX", "--hypercall 0x15")]
    [InlineData("--hypercall HvExtCallQueryCapabilities", "--hypercall 0x8001")]
    public void Access_Name_IsTheNumber(string byName, string byNumber)
    {
        ToolRun run = ToolRun.Of("access kvm:6.12 " + byName);

        Assert.Equal(ToolRun.Of("access kvm:6.12 " + byNumber).Output, run.Output);
        Assert.NotEqual(2, run.ExitCode);
    }

    [Fact]
    public void Access_HypercallThatCpuidAllowsAndKvmRefuses_SaysBothInOneLine()
    {
        ToolRun run = ToolRun.Of("access kvm:6.12 --hypercall HvCallPostMessage");

        Assert.Equal("Hypercall 000000000000005CH: allowed by CPUID, invalid_input by KVM", run.Lines[0]);
        Assert.StartsWith("HvCallPostMessage (005CH) needs an active SynIC", run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Access_HypercallOfALaterRelease_IsInvalid()
    {
        ToolRun run = ToolRun.Of("access kvm:6.2 --format json");

        Assert.Equal("invalid_code", Text(run.Json.GetProperty("hypercalls").EnumerateArray().Single(call => Text(call, "code") == "0x8001"), "result"));
        Assert.Equal(1, ToolRun.Of("access kvm:6.2 --hypercall 0x8001").ExitCode);
    }

    [Fact]
    public void Access_FastCallThatIsRefused_MeetsInvalidParameter()
    {
        ToolRun run = ToolRun.Of("access kvm:6.12 --hypercall 0x18001 --format json");

        Assert.Equal(("allowed", "invalid_parameter"), (Text(run.Json, "result"), Text(run.Json, "outcome")));
    }

    [Fact]
    public void Access_Release_IsThatOfTheSourceUnlessItIsGiven()
    {
        ToolRun old = ToolRun.Of("access kvm:5.10");

        Assert.Contains("On Linux 5.10, CPUID not enforced", old.Output, StringComparison.Ordinal);
        Assert.StartsWith("note: nothing is enforced: Linux 5.10 has no KVM_CAP_HYPERV_ENFORCE_CPUID", old.Error, StringComparison.Ordinal);
        ToolRun moved = ToolRun.Of("access kvm:5.10 --kernel 6.3");
        Assert.StartsWith("Leaves of Linux 5.10, ", moved.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("On Linux 6.3 (--kernel), not the one whose leaves these are, CPUID enforced", moved.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("Linux 5.10, ", ToolRun.Of("access kvm:5.10 --kernel 5.10").Lines[0], StringComparison.Ordinal);
        Assert.Equal("", ToolRun.Of("access kvm:5.10 --enforce off").Error);
        Assert.Contains("without in-kernel local APIC", ToolRun.Of("access kvm:5.10,nolapic").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_GuestThatIsNotAware_MeetsNothingOfHyperV()
    {
        ToolRun run = ToolRun.Of("access - --format json", System.Text.Encoding.UTF8.GetBytes(Dumps.KvmOnly));

        Assert.StartsWith("note: the guest is not Hyper-V aware", run.Error, StringComparison.Ordinal);
        Assert.All(run.Json.GetProperty("hypercalls").EnumerateArray(), hypercall => Assert.Equal("not_hyperv", Text(hypercall, "result")));
        Assert.All(run.Json.GetProperty("msrs").EnumerateArray(), msr => Assert.False(msr.GetProperty("read").GetBoolean() || msr.GetProperty("write").GetBoolean()));
    }

    [Fact]
    public void Access_RefusedSource_IsExitCode1AsInSupported()
    {
        ToolRun run = ToolRun.Of("access kvm:5.0,system --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(ToolRun.Of("supported --kernel 5.0 --scope system --format json").Output, run.Output);
    }

    [Theory]
    [InlineData("--msr 0x3FFFFFFF", "--msr: 3FFFFFFFH is no synthetic MSR: those are 40000000H to 4000FFFFH.")]
    [InlineData("--msr 40010000H", "--msr: 40010000H is no synthetic MSR: those are 40000000H to 4000FFFFH.")]
    [InlineData("--msr 40000010", "--msr: 02625A0AH is no synthetic MSR: those are 40000000H to 4000FFFFH. Did you mean 40000010H?")]
    [InlineData("--msr x", "--msr: expected a number of up to 64 bits, 0x40000010, 40000010H or decimal, or the name of an MSR that KVM has, found 'x'.")]
    [InlineData("--msr 0x40000000 --write 0x10000000000000000", "--write: expected a number of up to 64 bits")]
    [InlineData("--hypercall -1", "--hypercall: expected a number of up to 64 bits")]
    [InlineData("--write 1", "--write: expected --msr N with it, the MSR that is written.")]
    [InlineData("--msr 0x40000000 --hypercall 2", "access: --msr or --hypercall, not both.")]
    [InlineData("--enforce maybe", "--enforce: expected on or off, found 'maybe'.")]
    [InlineData("--msr HV_X64_MSR_TRP", "Did you mean 'HV_X64_MSR_TPR'?")]
    [InlineData("--hypercall HvCallPostMesage", "Did you mean 'HvCallPostMessage'?")]
    [InlineData("--kernel six", "--kernel: 'six' is not a Linux kernel")]
    [InlineData("--kernel 4.19", "--kernel: which MSRs and hypercalls Linux 4.19 has is not known here: expected 5.0 or later.")]
    [InlineData("--kernel 6.20", "--kernel: there is no Linux 6.20: 6.19 was followed by 7.0.")]
    public void Access_CallThatIsWrong_NamesTheOptionAndWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("access kvm:6.12 " + words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
