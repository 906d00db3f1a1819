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
        Assert.Equal("Hyper-V interface given by KVM/QEMU, not isolated.", run.Lines[0]);
        Assert.Equal("standard input, CPU 0 of 3: 6 leaves, signature 'Microsoft Hv', 'KVMKVMKVM' at 40000100H.", $"{run.Lines[1]} {run.Lines[2]}");
        Assert.Contains("the leaves of CPU 4 are not those of CPU 0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_CpuIndex_TakesTheCpuOfThatNumber()
    {
        Assert.DoesNotContain("EAX[14] EnlightenedVmcs", ToolRun.Of("decode - --cpu-index 1", ThreeCpus).Output, StringComparison.Ordinal);
        Assert.Contains("EAX[14] EnlightenedVmcs", ToolRun.Of("decode - --cpu-index 4", ThreeCpus).Output, StringComparison.Ordinal);
        Assert.StartsWith("CPU 4:\n   0x40000000 ", ToolRun.Of("decode - --cpu-index 4 --format raw", ThreeCpus).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Names_StandBehindTheirRegisterAsManyAsFit()
    {
        string[] lines = ToolRun.Of("decode kvm:5.0").Lines;

        Assert.Contains("40000003H  Features and partition privileges", lines);
        Assert.Contains(lines, line => line.StartsWith("  EAX 00002AFF EAX[0] AccessVpRunTimeReg,", StringComparison.Ordinal));
        Assert.Contains("  EDX 00080500 EDX[8] TimerFrequencies, EDX[10] GuestCrashMsrs,", lines);
        Assert.Contains("      EDX[19] DirectSyntheticTimers", lines);
        Assert.Contains("  EAX 31237648 Signature 'Hv#1'", lines);
        Assert.Contains("  EBX ECX EDX  'Linux KVM Hv'", lines);
        Assert.Contains("  EAX 00000120 MaximumVirtualProcessors 288", lines);
        Assert.DoesNotContain(lines, line => line.Contains("CPUID.", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
    }

    // What a value means is told of that value.
    [Fact]
    public void Decode_Value_HasTheMeaningThatFitsIt()
    {
        ToolRun run = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Dumps.Azure));

        Assert.Contains("  EAX 00004F7C BuildNumber 20348 (Windows Server 2022)", run.Lines);
        Assert.DoesNotContain("2016", ToolRun.Of("decode - --all", Encoding.UTF8.GetBytes(Dumps.Azure)).Output, StringComparison.Ordinal);
        Assert.Equal("Azure or Hyper-V 10.0.20348 guest, eVMCS 1..1, not isolated.", run.Lines[0]);
    }

    [Fact]
    public void Decode_ElevenLeaves_FitSixtyLinesOfEightyColumns()
    {
        ToolRun run = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Dumps.Azure));

        Assert.InRange(run.Lines.Length, 20, 60);
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("40000007H  CPU management features (root partition): zeros", run.Lines);
    }

    [Fact]
    public void Decode_Leaf_IsShownFieldByFieldWithMeanings()
    {
        string[] lines = ToolRun.Of("decode kvm:5.0 --leaf 3").Lines;

        Assert.Contains("  EAX 00002AFF  EBX 00000030  ECX 00000000  EDX 00080500", lines);
        Assert.Contains(lines, line => line.StartsWith("  EDX[19] 1 DirectSyntheticTimers: ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("EDX[4]", StringComparison.Ordinal) || line.StartsWith("40000004H", StringComparison.Ordinal));
        Assert.Contains(ToolRun.Of("decode kvm:5.0 --leaf 40000003H --all").Lines, line => line.StartsWith("  EDX[4]   0 XmmRegistersForFastHypercall", StringComparison.Ordinal));
        Assert.Equal(["0x40000003", "0x40000001"], ToolRun.Of("decode kvm:5.0 --leaf 1 --leaf 3 --format json").Json.GetProperty("leaves").EnumerateArray().Select(leaf => leaf.GetProperty("function").GetString()).Order(StringComparer.Ordinal).Reverse());
    }

    // Every named field of every leaf, and every name and value that the short forms have.
    [Fact]
    public void Decode_All_LosesNothing()
    {
        string all = ToolRun.Of("decode - --all", ThreeCpus).Output;
        JsonElement json = ToolRun.Of("decode - --format json", ThreeCpus).Json;

        Assert.All(json.GetProperty("leaves").EnumerateArray().SelectMany(leaf => leaf.GetProperty("fields").EnumerateArray()).Select(field => field.GetProperty("name").GetString()!)
            .Where(name => !name.StartsWith("SignatureE", StringComparison.Ordinal)), name => Assert.Contains($" {name}:", all, StringComparison.Ordinal));
        Assert.Matches(@"  EAX\[16\] +1 unknown: ", all);
    }

    [Fact]
    public void Decode_DisputedAndRemarks_AreTwoThings()
    {
        string[] lines = ToolRun.Of("decode kvm:6.12 --leaf 3 --leaf 4 --all").Lines;
        string text = string.Join(' ', lines.Select(line => line.Trim()));

        Assert.Contains("CoreSchedulerRequested: The guest is asked to use its core scheduler. Disputed: ", text, StringComparison.Ordinal);
        Assert.Contains("CpuDynamicPartitioningEvents: ", text, StringComparison.Ordinal);
        Assert.Contains("Remark: KVM never reports it; QEMU sets it whenever any hv-* flag is on.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Short_IsOneLineALeafNamesOnly()
    {
        ToolRun run = ToolRun.Of("decode kvm:5.0 --short");

        Assert.Equal(6, run.Lines.Count(line => line.StartsWith("400000", StringComparison.Ordinal)));
        Assert.Contains("40000001H  Signature='Hv#1'", run.Lines);
        Assert.Contains(run.Lines, line => line.StartsWith("40000003H  AccessVpRunTimeReg AccessPartitionReferenceCounter AccessSynicRegs", StringComparison.Ordinal));
        Assert.DoesNotContain(":", string.Concat(run.Lines.Where(line => line.StartsWith("400000", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--short --all", "--short: it is for the table, without --all and --leaf.")]
    [InlineData("--short --format json", "--short: it is for the table")]
    [InlineData("--leaf 3 --format raw", "--leaf: it is for the table and json, found --format raw.")]
    [InlineData("--leaf C", "has no leaf 4000000CH; it has 40000000H, 40000001H,")]
    [InlineData("--leaf x", "--leaf: 'x' is no leaf: expected e.g. 3, A or 40000003H.")]
    public void Decode_OptionsThatDoNotFit_SayWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("decode kvm:5.0 " + words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_UnknownSetBit_IsPointedOutWithItsAddress()
    {
        Assert.Contains(ToolRun.Of("decode -", ThreeCpus).Lines, line => line.Contains("EAX[16] unknown", StringComparison.Ordinal));
        Assert.Contains(ToolRun.Of("decode - --leaf 3", ThreeCpus).Lines, line => line.StartsWith("  EAX[16] 1 unknown: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_KvmsOwnLeavesBehindHyperVs_AreNamed() => Assert.Contains(
        ToolRun.Of("decode - --leaf 40000101H", ThreeCpus).Lines, line => line.StartsWith("  EAX[0]  1 Clocksource", StringComparison.Ordinal));

    [Fact]
    public void Decode_KvmsOwnLeavesAlone_AreNamedWhereTheyStand()
    {
        string[] lines = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Dumps.KvmOnly)).Lines;

        Assert.Equal("KVM's own interface: no Hyper-V leaves.", lines[0]);
        Assert.Equal("standard input: 2 leaves, signature 'KVMKVMKVM'.", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("  EAX 01007EFB EAX[0] Clocksource,", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_AnotherHypervisor_IsNamedAndShownRaw()
    {
        ToolRun run = ToolRun.Of("decode - --all", Encoding.UTF8.GetBytes(Dumps.VMware));

        Assert.Equal("VMware's own interface: no Hyper-V leaves.", run.Lines[0]);
        Assert.Contains("  EAX FFFFFFFF  EBX 00000000  ECX 00000000  EDX 00000000", run.Lines);
        Assert.DoesNotContain("AccessVpRunTimeReg", run.Output, StringComparison.Ordinal);
        Assert.Contains(run.Lines, line => line.Contains("2400000 TscFrequencyKHz", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_NoHypervisorLeaf_SaysSo() => Assert.Equal(
        "No leaves from 40000000H on: no hypervisor, or one that shows none.",
        ToolRun.Of("decode -", Encoding.UTF8.GetBytes("CPU 0:\n   0x00000000 0x00: eax=0x00000016 ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69\n")).Lines[0]);

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
