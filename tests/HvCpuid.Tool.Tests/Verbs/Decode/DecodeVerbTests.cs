using System.Text;
using System.Text.Json;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests.Verbs;

public class DecodeVerbTests
{
    private static readonly byte[] ThreeCpus = Encoding.UTF8.GetBytes(Dumps.ThreeCpus);

    [Fact]
    public void Decode_DumpOfSeveralCpus_TakesTheFirstAndSaysThatOthersDiffer()
    {
        ToolRun run = ToolRun.Of("decode -", ThreeCpus);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("standard input, CPU 0 of 3", run.Lines[0]);
        Assert.Equal("6 leaves of the Hyper-V interface, signature 'Microsoft Hv'.", run.Lines[1]);
        Assert.Contains("the leaves of CPU 4 are not those of CPU 0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_CpuIndex_TakesTheCpuOfThatNumber()
    {
        Assert.DoesNotContain("EnlightenedVmcs:", ToolRun.Of("decode - --cpu-index 1", ThreeCpus).Output, StringComparison.Ordinal);
        Assert.Contains("EnlightenedVmcs:", ToolRun.Of("decode - --cpu-index 4", ThreeCpus).Output, StringComparison.Ordinal);
        Assert.StartsWith("CPU 4:\n   0x40000000 ", ToolRun.Of("decode - --cpu-index 4 --format raw", ThreeCpus).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_SetBits_AreNamedWithAddressValueAndMeaning()
    {
        string[] lines = ToolRun.Of("decode kvm:5.0").Lines;

        Assert.Contains("40000003H  Features and partition privileges", lines);
        Assert.Contains("  EAX 00002AFF  EBX 00000030  ECX 00000000  EDX 00080500", lines);
        Assert.Contains(lines, line => line.StartsWith("  CPUID.40000003H:EDX[19] 1 DirectSyntheticTimers: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  CPUID.40000001H:EAX 'Hv#1' Signature: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  CPUID.40000005H:EAX 288 ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("CPUID.40000003H:EDX[4]", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_All_ShowsClearBitsToo() => Assert.Contains(
        ToolRun.Of("decode kvm:5.0 --all").Lines, line => line.StartsWith("  CPUID.40000003H:EDX[4]   0 XmmRegistersForFastHypercall", StringComparison.Ordinal));

    [Fact]
    public void Decode_UnknownSetBit_IsPointedOutWithItsAddress() => Assert.Contains(
        ToolRun.Of("decode -", ThreeCpus).Lines, line => line.StartsWith("  CPUID.40000003H:EAX[16] 1 unknown: ", StringComparison.Ordinal));

    [Fact]
    public void Decode_KvmsOwnLeavesBehindHyperVs_AreNamed() => Assert.Contains(
        ToolRun.Of("decode -", ThreeCpus).Lines, line => line.StartsWith("  CPUID.40000101H:EAX[0]  1 Clocksource", StringComparison.Ordinal));

    [Fact]
    public void Decode_KvmsOwnLeavesAlone_AreNamedWhereTheyStand()
    {
        string[] lines = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Dumps.KvmOnly)).Lines;

        Assert.Equal("2 leaves of KVM's own interface, signature 'KVMKVMKVM': no Hyper-V leaves.", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("  CPUID.40000001H:EAX[0]  1 Clocksource", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_AnotherHypervisor_IsNamedAndShownRaw()
    {
        ToolRun run = ToolRun.Of("decode - --all", Encoding.UTF8.GetBytes(Dumps.VMware));

        Assert.Equal("3 leaves of another interface, signature 'VMwareVMware': not Hyper-V's, shown raw.", $"{run.Lines[1]} {run.Lines[2]}");
        Assert.Contains("  EAX FFFFFFFF  EBX 00000000  ECX 00000000  EDX 00000000", run.Lines);
        Assert.DoesNotContain("CPUID.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NoHypervisorLeaf_SaysSo() => Assert.Equal(
        "No leaves from 40000000H on: no hypervisor, or one that shows none.",
        ToolRun.Of("decode -", Encoding.UTF8.GetBytes("CPU 0:\n   0x00000000 0x00: eax=0x00000016 ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69\n")).Lines[1]);

    [Fact]
    public void Decode_Json_HasAllNamedFieldsAndTheUnknownBits()
    {
        JsonElement leaf = ToolRun.Of("decode - --format json", ThreeCpus).Json.GetProperty("leaves")[2];
        JsonElement[] fields = [.. leaf.GetProperty("fields").EnumerateArray()];

        Assert.Equal(["function", "registers", "fields", "unknown"], leaf.EnumerateObject().Select(member => member.Name));
        Assert.Equal("0x40000003", leaf.GetProperty("function").GetString());
        Assert.Equal("""{"eax":"0x00012aff","ebx":"0x00000030","ecx":"0x00000000","edx":"0x00080500"}""", JsonSerializer.Serialize(leaf.GetProperty("registers")));
        Assert.Equal(
            """{"address":"CPUID.40000003H:EAX[0]","name":"AccessVpRunTimeReg","linux":"HV_MSR_VP_RUNTIME_AVAILABLE","qemu":"hv-runtime","value":1}""",
            JsonSerializer.Serialize(fields[0]));
        Assert.Contains(fields, field => field.GetProperty("value").GetInt32() == 0 && field.GetProperty("linux").ValueKind == JsonValueKind.Null);
        Assert.Equal("""["CPUID.40000003H:EAX[16]"]""", JsonSerializer.Serialize(leaf.GetProperty("unknown")));
    }

    [Fact]
    public void Decode_ItsOwnJson_IsReadBack()
    {
        ToolRun json = ToolRun.Of("decode kvm:6.12,intel,evmcs --format json");

        Assert.Equal(json.Output, ToolRun.Of("decode - --format json", json.Bytes).Output);
    }

    [Fact]
    public void Decode_RefusedSource_IsExitCode1AsInSupported()
    {
        ToolRun run = ToolRun.Of("decode kvm:5.0,system --format json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(ToolRun.Of("supported --kernel 5.0 --scope system --format json").Output, run.Output);
    }

    [Fact]
    public void Decode_UnknownOption_IsNotTakenForAFile()
    {
        ToolRun run = ToolRun.Of("decode --al");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("hvcpuid decode: '--al' is not known here. Did you mean '--all'?\n", run.Error, StringComparison.Ordinal);
    }

    // 20000 leaves: what is printed of them is not held until the last one.
    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    public void Decode_DumpOfManyLeaves_IsPrintedAsItIsRead(string format)
    {
        string entries = string.Join(',', Enumerable.Range(0x40000000, 20_000).Select(function => $$"""{"function":{{function}},"eax":1,"ebx":2,"ecx":3,"edx":4}"""));
        using Pieces pieces = new();
        using StreamWriter writer = new(pieces) { NewLine = "\n" };
        using StringWriter error = new();
        ToolConsole console = new()
        {
            OpenInput = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes("{\"entries\":[" + entries + "]}")),
            OutputBytes = pieces,
            Output = writer,
            Error = error,
        };

        Assert.Equal(0, ToolProgram.Run(["decode", "-", "--format", format], console));
        Assert.InRange(pieces.Total, 1_000_000, long.MaxValue);
        Assert.InRange(pieces.Longest, 1, 256 * 1024);
    }

    /// <summary>Counts what is written, and how much of it at once.</summary>
    private sealed class Pieces : MemoryStream
    {
        public long Total { get; private set; }

        public int Longest { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => (Total, Longest) = (Total + buffer.Length, Math.Max(Longest, buffer.Length));
    }
}
