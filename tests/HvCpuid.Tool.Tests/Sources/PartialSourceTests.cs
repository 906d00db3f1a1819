using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Tests.Sources;

/// <summary>Sources that tell a part, hold several dumps, are packed, or are long.</summary>
public sealed class PartialSourceTests : IDisposable
{
    private const string Log = "[    0.0] Hyper-V: privilege flags low 0x2e7f, high 0x3b8030, hints 0xc2c, misc 0xbed7b2\n[    0.0] Hyper-V Host Build:19041-10.0-0-0.985\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Decode_GuestsLog_HasTheRegistersThatItTellsAndNoOther()
    {
        ToolRun run = ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(Log));
        Assert.Equal(0, run.ExitCode);
        Assert.False(run.Json.GetProperty("complete").GetBoolean());
        Assert.Equal(
            ["0x40000002 eax,ebx,ecx,edx", "0x40000003 eax,ebx,edx", "0x40000004 eax"],
            run.Json.GetProperty("leaves").EnumerateArray().Select(leaf =>
                leaf.GetProperty("function").GetString() + " " + string.Join(',', leaf.GetProperty("registers").EnumerateObject().Select(register => register.Name))));
        Assert.DoesNotContain(
            run.Json.GetProperty("leaves")[1].GetProperty("fields").EnumerateArray(),
            field => field.GetProperty("address").GetString()!.Contains("ECX", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Log)]
    [InlineData("Hyper-V Version: 10.0.20348 [SP1]\n  PM Features=0x10 [C2]\n")]
    [InlineData("{\"guest_cpu_config\":{\"cpuid_modifiers\":[{\"leaf\":\"0x40000003\",\"subleaf\":\"0x0\",\"flags\":0,\"modifiers\":[{\"register\":\"eax\",\"bitmap\":\"0b1x\"}]}]}}")]
    public void Decode_Json_OfAPartIsReadBack(string input)
    {
        byte[] json = ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(input)).Bytes;
        Assert.Equal(json, ToolRun.Of("decode - --format json", json).Bytes);
    }

    [Theory]
    [InlineData("\"complete\": false", "\"complete\": 1", "expected true or false, found something else")]
    [InlineData("\"complete\": false", "\"complet\": false", "leaves[1].registers: expected a member 'ecx', found none")]
    public void Decode_JsonOfAPart_ThatIsWrong_SaysSo(string part, string replacement, string message)
    {
        string json = ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(Log)).Output;
        ToolRun run = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(json.Replace(part, replacement, StringComparison.Ordinal)));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_GuestsLog_SaysWhatIsUnknown()
    {
        ToolRun run = ToolRun.Of("decode - --leaf 3", Encoding.UTF8.GetBytes(Log));
        Assert.Contains("  ECX unknown", ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Log)).Lines);
        string text = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("It tells a part: unknown are CPUID.40000003H:ECX, CPUID.40000004H:EBX, CPUID.40000004H:ECX, CPUID.40000004H:EDX and every leaf but 40000002H, 40000003H, 40000004H.", text, StringComparison.Ordinal);
        Assert.Contains("EAX 00002E7F EBX 003B8030 ECX unknown EDX 00BED7B2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decode - --format raw", "which --format raw has no way to say")]
    [InlineData("decode - --format bin", "which --format bin has no way to say")]
    [InlineData("decode - --format instlatx64", "which --format instlatx64 has no way to say")]
    [InlineData("access -", "it tells only a part of the leaves, and access needs all of them: unknown are CPUID.40000003H:ECX")]
    [InlineData("flags hv-relaxed --on -", "it tells only a part of the leaves, and flags needs all of them")]
    public void Verb_ThatNeedsAllLeaves_RefusesAPart(string words, string message)
    {
        ToolRun run = ToolRun.Of(words, Encoding.UTF8.GetBytes(Log));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Guest_OfAPart_SaysWhatIsNotKnown()
    {
        ToolRun run = ToolRun.Of("guest - --kernel 6.1 --format json", Encoding.UTF8.GetBytes(Log));
        Assert.Equal((0, "Microsoft Hyper-V"), (run.ExitCode, run.Json.GetProperty("platform").GetString()));
        Assert.Contains("lines that are left out, or what they say is not known: nested features.", run.Json.GetProperty("unknown").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal(2, ToolRun.Of("guest - --as windows", Encoding.UTF8.GetBytes(Log)).ExitCode);
    }

    // The dump's own leaf 00000001H has no x2APIC.
    [Theory]
    [InlineData("", "xapic")]
    [InlineData(" --x2apic on", "x2apic")]
    public void Guest_OfADumpWithOrdinaryLeaves_GoesByThem(string option, string mode)
    {
        string dump = "CPU 0:\n   0x00000001 0x00: eax=0x000606a6 ebx=0x00100800 ecx=0x80000000 edx=0x0f8bfbff\n"
            + string.Concat(ToolRun.Of("flags hv-vpindex,hv-time --on 6.12 --format raw").Output.Split('\n').Skip(1).Select(line => line + "\n"));
        Assert.Equal(mode, ToolRun.Of("guest - --format json" + option, Encoding.UTF8.GetBytes(dump)).Json.GetProperty("apicMode").GetString());
    }

    private const string Capabilities = "<domainCapabilities><features><hyperv supported='yes'><enum name='features'><value>relaxed</value><value>vpindex</value><value>synic</value></enum></hyperv></features></domainCapabilities>";

    [Theory]
    [InlineData("hv-relaxed,hv-vpindex,hv-synic", 0, "")]
    [InlineData("hv-evmcs,hv-vapic", 1, "hv-evmcs")]
    [InlineData("hv-time", 1, "hv-time: unknown: standard input, what a host offers to libvirt, does not tell whether its KVM supports it.")]
    public void Flags_OnDomainCapabilities_AreSupportedRefusedOrUnknown(string flags, int exitCode, string error)
    {
        ToolRun run = ToolRun.Of($"flags {flags} --on -", Encoding.UTF8.GetBytes(Capabilities));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(error, string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(flags == "hv-time", run.Error.Contains("unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void Decode_DomainCapabilities_TellAPart()
    {
        Assert.False(ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(Capabilities)).Json.GetProperty("complete").GetBoolean());
        Assert.Contains("standard input: <hyperv> has supported='x'", ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Capabilities.Replace("'yes'", "'x'", StringComparison.Ordinal))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Firecracker_LeavesWhatIsUnknownAsItIs()
    {
        ToolRun run = ToolRun.Of("decode - --format firecracker", Encoding.UTF8.GetBytes(Log));
        Assert.Contains("\"bitmap\": \"0b00000000000000000010111001111111\"", run.Output, StringComparison.Ordinal);
        ToolRun again = ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(run.Output));
        Assert.Equal(ToolRun.Of("decode - --format json", Encoding.UTF8.GetBytes(Log)).Output, again.Output);
    }

    [Fact]
    public void Decode_InstLatx64_IsReadBack()
    {
        byte[] dump = ToolRun.Of("supported --format instlatx64").Bytes;
        Assert.StartsWith("CPUID 40000000: ", Encoding.UTF8.GetString(dump), StringComparison.Ordinal);
        Assert.Equal(ToolRun.Of("supported --format raw").Output, ToolRun.Of("decode - --format raw", dump).Output);
    }

    [Fact]
    public void Lint_GuestsLog_ListsWhatItCouldNotJudge()
    {
        JsonElement json = ToolRun.Of("lint - --format json", Encoding.UTF8.GetBytes(Log)).Json;
        Assert.Empty(json.GetProperty("findings").EnumerateArray());
        JsonElement first = json.GetProperty("notJudged")[0];
        Assert.Equal("HV001", first.GetProperty("id").GetString());
        Assert.Equal("CPUID.40000000H:EAX", first.GetProperty("unknown")[0].GetString());
        Assert.Contains("rules not judged.", ToolRun.Of("lint -", Encoding.UTF8.GetBytes(Log)).Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("notJudged", ToolRun.Of("lint kvm:6.12 --format json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_SeveralDumps_TakesTheFirstOrTheOneAskedFor()
    {
        byte[] two = [.. ToolRun.Of("supported --format raw").Bytes, .. Encoding.UTF8.GetBytes("and the guest:\n" + Log)];
        ToolRun first = ToolRun.Of("decode - --format raw", two);
        Assert.Equal(ToolRun.Of("supported --format raw").Output, first.Output);
        Assert.Contains("2 dumps (raw from line 1, dmesg from line ", first.Error, StringComparison.Ordinal);
        Assert.Contains("0x40000003", ToolRun.Of("decode - --dump 2 --format json", two).Output, StringComparison.Ordinal);
        Assert.Contains("there is no dump 3; it has 2 dumps", ToolRun.Of("decode - --dump 3", two).Error, StringComparison.Ordinal);
        Assert.Contains("--dump: expected the number of a dump in the file, from 1, found '0'.", ToolRun.Of("decode - --dump 0", two).Error, StringComparison.Ordinal);
        Assert.Contains("--dump is for files", ToolRun.Of("decode kvm:6.12 --dump 1").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("json")]
    [InlineData("bin")]
    public void Decode_Gzip_IsUnpacked(string format)
    {
        byte[] plain = ToolRun.Of("supported --format " + format).Bytes;
        byte[] packed = Packed(plain);
        string path = _folder.File("dump.gz", packed);
        Assert.Equal(ToolRun.Of("supported --format raw").Output, ToolRun.With(["decode", path, "--format", "raw"]).Output);
        string cut = _folder.File("cut.gz", packed[..(packed.Length / 2)]);
        Assert.Equal(2, ToolRun.With(["decode", cut]).ExitCode);

        ToolRun behind = ToolRun.With(["decode", _folder.File("behind.gz", [.. packed, .. new byte[9000], 1])]);
        Assert.Equal((2, ""), (behind.ExitCode, behind.Output));
        Assert.Contains("behind.gz: cannot be unpacked: something else stands behind the packed bytes", behind.Error, StringComparison.Ordinal);
        Assert.Equal(0, ToolRun.With(["decode", _folder.File("filled.gz", [.. packed, .. new byte[20_000]])]).ExitCode);
    }

    // Every byte of several members is read, and everything behind them looked at.
    [Theory]
    [InlineData("A", null)]
    [InlineData("A B", null)]
    [InlineData("E A E", null)]
    [InlineData("A Z", null)]
    [InlineData("A B Z", null)]
    [InlineData("L", null)]
    [InlineData("A L Z", null)]
    [InlineData("A J", "something else stands behind the packed bytes")]
    [InlineData("A B J", "something else stands behind the packed bytes")]
    [InlineData("A E J", "something else stands behind the packed bytes")]
    [InlineData("L L J", "something else stands behind the packed bytes")]
    [InlineData("A Z B", "something else stands behind the packed bytes")]
    [InlineData("E J", "something else stands behind the packed bytes")]
    [InlineData("A M", "it ends early")]
    [InlineData("A H", "it ends early")]
    [InlineData("A C", "it ends early, or its end is damaged")]
    [InlineData("W", "it ends early, or its end is damaged")]
    [InlineData("W Z", "the checksum behind the packed bytes does not fit them")]
    [InlineData("D", "the packed bytes are damaged")]
    [InlineData("9", "it is packed by method 9: expected 8, deflate")]
    public void Gzip_MembersAndWhatStandsBehind_AreReadOrRefused(string parts, string? refused)
    {
        byte[] small = [.. Enumerable.Repeat((byte)'a', 100)];
        byte[] large = new byte[300_000];
        new Random(7).NextBytes(large);
        byte[] member = Packed(small);
        Dictionary<string, (byte[] Packed, byte[] Plain)> all = new()
        {
            ["A"] = (Named(member), small),
            ["B"] = (Packed(large[..50]), large[..50]),
            ["L"] = (Packed(large), large),
            ["E"] = (Packed([]), []),
            ["Z"] = (new byte[20_000], []),
            ["J"] = ([1, 2], []),
            ["M"] = ([0x1F], []),
            ["H"] = (member[..5], []),
            ["C"] = (member[..^3], []),
            ["W"] = ([.. member[..^6], 1, .. member[^5..]], []),
            ["D"] = ([.. member[..10], 0xFF, 0xFF, .. large[..9000]], []),
            ["9"] = ([0x1F, 0x8B, 9, .. new byte[30]], []),
        };
        string[] names = parts.Split(' ');
        using GzipInput input = new(new MemoryStream([.. names.SelectMany(name => all[name].Packed)]));
        using MemoryStream unpacked = new();

        if (refused is null)
        {
            input.CopyTo(unpacked);
            Assert.Equal(names.SelectMany(name => all[name].Plain), unpacked.ToArray());
        }
        else
        {
            Assert.StartsWith(refused, Assert.Throws<InvalidDataException>(() => input.CopyTo(unpacked)).Message, StringComparison.Ordinal);
            Assert.StartsWith(refused, Assert.Throws<InvalidDataException>(() => input.Read(new byte[1])).Message, StringComparison.Ordinal);
        }
    }

    // Sixty-four megabytes and more are refused where they must be held; a log is read as it comes.
    [Fact]
    public void Decode_HundredMegabytesOfLog_TakesConstantMemory()
    {
        byte[] line = Encoding.UTF8.GetBytes("Nov 26 10:00:00 host kernel: [   12.345678] pci 0000:00:1f.0: BAR 0 [mem 0xfebc0000-0xfebdffff 64bit pref] irq 11\n");
        string path = _folder.File("log", Array.Empty<byte>());
        using (FileStream file = File.OpenWrite(path))
        {
            byte[] block = [.. Enumerable.Repeat(line, 10_000).SelectMany(bytes => bytes)];
            for (int i = 0; i < 100_000_000 / block.Length; i++)
            {
                file.Write(block);
                if (i == 40)
                {
                    file.Write(Encoding.UTF8.GetBytes(Log));
                }
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        ToolRun run = ToolRun.With(["decode", path, "--format", "json"]);
        Assert.Equal(3, run.Json.GetProperty("leaves").GetArrayLength());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }

    [Fact]
    public void InputFormat_ForcesOneOfAll()
    {
        byte[] two = [.. ToolRun.Of("supported --format raw").Bytes, .. Encoding.UTF8.GetBytes(Log)];
        Assert.False(ToolRun.Of("decode - --input-format dmesg --format json", two).Json.GetProperty("complete").GetBoolean());
        Assert.Contains("expected lines of xen-cpuid -p", ToolRun.Of("decode - --input-format xen-cpuid", two).Error, StringComparison.Ordinal);
        Assert.Contains("--input-format: expected raw, bin, json, instlatx64", ToolRun.Of("decode - --input-format xml", two).Error, StringComparison.Ordinal);
    }

    // With all that a header may have before the deflated bytes: a field of two bytes, a name, a comment and a checksum (RFC 1952, 2.3).
    private static byte[] Named(byte[] member) => [.. member[..3], 0x1E, .. member[4..10], 2, 0, 8, 9, (byte)'a', 0, 0, 3, 4, .. member[10..]];

    private static byte[] Packed(byte[] plain)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
