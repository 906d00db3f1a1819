using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class BaselineVerbTests
{
    private static readonly string[] Kernels = ["kvm:5.4,intel", "kvm:5.10,amd", "kvm:6.1,intel,evmcs", "kvm:6.12,intel,system", "kvm:rhel9.4,amd", "kvm:7.2,amd,nosmt"];
    private static readonly Lazy<string[]> Sets = new(() => [.. Kernels.Select(kernel => Compact(ToolRun.Of($"baseline {kernel} --format json").Output))]);

    [Fact]
    public void Baseline_Kernels_AreWhatAllSupportAndWhoTakesWhat()
    {
        ToolRun run = ToolRun.With(["baseline", "rhel9.2", "debian12,amd", "6.12", "--why"], width: 120);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("What all of 3 hosts support", run.Lines[0]);
        Assert.Contains(run.Lines, line => line.StartsWith("  CPUID.40000003H:EDX[14]      2 hosts          ExtendedGvaRangesForFlushVirtualAddressList, first debian12,amd", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains("EnlightenedVmcsVersions none of 1..1, first debian12,amd", StringComparison.Ordinal));
        Assert.DoesNotContain("hv-evmcs", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qemu", "hv-relaxed,hv-vapic,hv-time")]
    [InlineData("libvirt", "<relaxed state=\"on\"")]
    [InlineData("proxmox", "hv-relaxed")]
    [InlineData("kubevirt", "relaxed: {}")]
    public void Baseline_InALanguage_IsAGuestThatRunsOnAll(string format, string expected)
    {
        ToolRun run = ToolRun.Of("baseline rhel9.2 debian12,amd --format " + format);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected.Replace('"', '\''), run.Output.Replace('"', '\''), StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_Flags_StartOnEveryHostAndTheirGuestMayMigrateToEach()
    {
        string flags = ToolRun.Of("baseline rhel9.2 debian12,amd 6.12 --format qemu").Lines[0];
        byte[] guest = ToolRun.Of($"flags {flags} --on rhel9.2 --format bin").Bytes;

        foreach (string host in new[] { "rhel9.2", "debian12,amd", "6.12" })
        {
            Assert.Equal(0, ToolRun.Of($"migrate - {host} --vmm qemu", guest).ExitCode);
        }
    }

    [Fact]
    public void Baseline_Lines_AreAsTheHostsOneByOne()
    {
        using TemporaryFolder folder = new();
        string lines = folder.File("fleet.ndjson", Lines(1000));
        string[] files = [.. Kernels.Select((kernel, i) => folder.File($"{i}.json", $$"""{"host":"node{{i}}",{{Sets.Value[i][1..]}}"""))];

        ToolRun all = ToolRun.Of($"baseline {lines} --format json");
        ToolRun few = ToolRun.With(["baseline", .. files, "--format", "json"]);

        Assert.Equal((0, ""), (all.ExitCode, all.Error));
        Assert.Equal(1000, all.Json.GetProperty("hosts").GetInt64());
        Assert.Equal(few.Json.GetProperty("entries").ToString(), all.Json.GetProperty("entries").ToString());
        Assert.Equal(all.Output, ToolRun.Of("baseline --from-lines - --format json", File.ReadAllBytes(lines)).Output);
        Assert.Equal(all.Output, ToolRun.Of($"baseline {folder.File("packed.gz", Packed(File.ReadAllBytes(lines)))} --format json").Output);
    }

    [Theory]
    [InlineData("{\"entries\":[ENTRIES],\"host\":\"NAME\",\"kernel\":\"6.1\"}")]
    [InlineData("{ \"host\" : \"NAME\", \"entries\" : [ENTRIES] }")]
    [InlineData("{\"name\":\"NAME\",\"notes\":[{}],\"entries\":[ENTRIES]}\r")]
    [InlineData("\uFEFF{\"host\":\"NAME\",\"entries\":[ENTRIES]}")]
    [InlineData("{\"host\":\"\\u006eode7\",\"entries\":[ENTRIES]}")]
    [InlineData("{\"entries\":[ENTRIES],\"note\":7,\"host\":\"NAME\",\"basis\":[{\"host\":\"other\"}]}")]
    [InlineData("{\"entries\":[FLAGGED],\"host\":\"NAME\"}")]
    public void Baseline_ALineInAnotherForm_IsTheSameHost(string form)
    {
        string line = form.Replace("ENTRIES", Entries(2), StringComparison.Ordinal).Replace("FLAGGED", Entries(2).Replace("\"flags\":0", "\"flags\":2", StringComparison.Ordinal), StringComparison.Ordinal).Replace("NAME", "node7", StringComparison.Ordinal) + "\n";
        string plain = $$"""{"host":"node7","entries":[{{Entries(2)}}]}""";

        string expected = ToolRun.Of("baseline --from-lines - --partial", Encoding.UTF8.GetBytes(plain)).Output;

        Assert.Contains("node7", expected, StringComparison.Ordinal);
        Assert.Equal(expected, ToolRun.Of("baseline --from-lines - --partial", Encoding.UTF8.GetBytes(line)).Output);
    }

    [Fact]
    public void Baseline_PartsOfAnyCut_MergeToTheWholeByteForByte()
    {
        using TemporaryFolder folder = new();
        byte[] whole = Encoding.UTF8.GetBytes(Lines(500));
        string expected = ToolRun.Of("baseline --from-lines - --format json", whole).Output;
        string[] lines = Encoding.UTF8.GetString(whole).TrimEnd('\n').Split('\n');
        foreach (int cut in new[] { 1, 77, 250, 499 })
        {
            string one = Part(lines[..cut]);
            string other = Part(lines[cut..]);

            Assert.Equal(expected, ToolRun.Of($"baseline --merge {one} {other} --format json").Output);
            Assert.Equal(expected, ToolRun.Of($"baseline --merge {other} {one} {one} --format json").Output);
        }

        string Part(string[] some) => folder.File($"part{some.Length}-{some[0].GetHashCode()}.json", ToolRun.Of("baseline --from-lines - --partial", Encoding.UTF8.GetBytes(string.Join('\n', some))).Bytes);
    }

    [Fact]
    public void Baseline_Merged_CanBePrintedAsPartsAgain()
    {
        using TemporaryFolder folder = new();
        string one = folder.File("one.json", ToolRun.Of("baseline rhel9.2 --partial").Bytes);
        string two = folder.File("two.json", ToolRun.Of("baseline debian12 --partial").Bytes);
        string both = folder.File("both.json", ToolRun.Of($"baseline --merge {one} {two} --partial").Bytes);

        Assert.Equal(ToolRun.Of("baseline rhel9.2 debian12 --format json").Output, ToolRun.Of($"baseline --merge {both} {one} --format json").Output);
    }

    [Theory]
    [InlineData("\0\0\0", "-:501: ")]
    [InlineData("{\"entries\":[{\"function\":\"0x40000000\"", "-:501: ")]
    [InlineData("not JSON", "-:501: ")]
    [InlineData("{\"host\":\"\\ud800\",\"entries\":[ENTRIES]}", "-:501: host: expected a text")]
    [InlineData("{\"entries\":[FLAGGED],\"host\":\"\\ud800\"}", "-:501: host: expected a text")]
    [InlineData("{\"host\":\"a\",\"entries\":[ENTRIES,]}", "-:501: column ")]
    [InlineData("{\"error\":\"EINVAL\",\"message\":\"refused\"}", "-:501: ")]
    [InlineData("{\"host\":\"a\",\"entries\":[{\"function\":\"0x40000000\",\"index\":0,\"flags\":0,\"eax\":\"0x00000001\",\"ebx\":\"0x00000001\",\"ecx\":\"0x00000001\",\"edx\":\"0x00000001\"},{\"function\":\"0x40000000\",\"index\":0,\"flags\":0,\"eax\":\"0x00000001\",\"ebx\":\"0x00000001\",\"ecx\":\"0x00000001\",\"edx\":\"0x00000001\"}]}", "-:501: ")]
    public void Baseline_ABadLineInTheMiddle_IsToldWithItsNumberAndNoResult(string bad, string place)
    {
        string[] lines = Lines(1000).TrimEnd('\n').Split('\n');
        bad = bad.Replace("ENTRIES", Entries(0), StringComparison.Ordinal).Replace("FLAGGED", Entries(0).Replace("\"flags\":0", "\"flags\":2", StringComparison.Ordinal), StringComparison.Ordinal);
        byte[] input = Encoding.UTF8.GetBytes(string.Join('\n', lines[..500].Append(bad).Concat(lines[500..])));

        ToolRun stopped = ToolRun.Of("baseline --from-lines -", input);
        ToolRun gone = ToolRun.Of("baseline --from-lines - --keep-going --format json", input);

        Assert.Equal((2, ""), (stopped.ExitCode, stopped.Output));
        Assert.Contains(place.Replace("-", "standard input", StringComparison.Ordinal), stopped.Error, StringComparison.Ordinal);
        Assert.Equal((0, 1000, 1), (gone.ExitCode, gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
        Assert.Contains("standard input:501: ", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_InvalidUtf8_IsTold()
    {
        byte[] input = [.. Encoding.UTF8.GetBytes(Lines(3)), .. "{\"host\":\"caf"u8, 0xE9, .. Encoding.UTF8.GetBytes("\",\"entries\":[" + Entries(0) + "]}\n")];

        ToolRun run = ToolRun.Of("baseline --from-lines -", input);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("standard input:4: expected UTF-8, found bytes that are none.\n", run.Error);
    }

    [Fact]
    public void Baseline_ALineOfTenMegabytes_IsToldAndPassedOver()
    {
        byte[] input = Encoding.UTF8.GetBytes(Lines(10) + new string('x', 10_000_000) + "\n" + Lines(20));

        ToolRun stopped = ToolRun.Of("baseline --from-lines -", input);
        ToolRun gone = ToolRun.Of("baseline --from-lines - --keep-going --format json", input);

        Assert.Equal((2, "standard input:11: expected a line of at most 1048576 bytes, found a longer one.\n"), (stopped.ExitCode, stopped.Error));
        Assert.Equal((30, 1), (gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
    }

    [Fact]
    public void Baseline_GzipThatEndsEarly_IsToldAndHasNoResult()
    {
        using TemporaryFolder folder = new();
        byte[] packed = Packed(Encoding.UTF8.GetBytes(Lines(5000)));
        string cut = folder.File("cut.gz", packed[..(packed.Length / 2)]);

        ToolRun run = ToolRun.Of($"baseline {cut}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"cut\.gz:\d+: ", run.Error);
        Assert.Contains("ends early", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_GzipThatEndsEarly_KeepsTheWholeLinesBeforeWhereItMay()
    {
        using TemporaryFolder folder = new();
        foreach (int count in new[] { 3, 100, 2000 })
        {
            byte[] packed = Packed(Encoding.UTF8.GetBytes(Lines(count)));
            string cut = folder.File($"cut{count}.gz", packed[..^4]);

            ToolRun stopped = ToolRun.Of($"baseline --from-lines {cut}");
            ToolRun gone = ToolRun.Of($"baseline {cut} --keep-going --format json");

            Assert.Contains($"cut{count}.gz:{count + 1}: the packed stream is damaged or ends early", stopped.Error, StringComparison.Ordinal);
            Assert.Equal((2, ""), (stopped.ExitCode, stopped.Output));
            Assert.Equal((0, count, 1), (gone.ExitCode, gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
        }
    }

    [Fact]
    public void Baseline_GzipWithSomethingBehindIt_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] packed = Packed(Encoding.UTF8.GetBytes(Lines(3)));

        ToolRun behind = ToolRun.Of($"baseline {folder.File("behind.gz", [.. packed, .. "rest"u8])}");
        ToolRun gone = ToolRun.Of($"baseline {folder.File("behind.gz", [.. packed, .. "rest"u8])} --keep-going --format json");

        Assert.Equal((2, ""), (behind.ExitCode, behind.Output));
        Assert.Contains("something else stands behind the packed bytes", behind.Error, StringComparison.Ordinal);
        Assert.Equal((0, 3, 1), (gone.ExitCode, gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
        Assert.Equal(2, ToolRun.Of($"baseline {folder.File("long.gz", [.. packed, .. Enumerable.Repeat((byte)7, 100_000), 0, 0, 0, 0])}").ExitCode);
        Assert.Equal(0, ToolRun.Of($"baseline {folder.File("filled.gz", [.. packed, .. new byte[100_000]])}").ExitCode);
        Assert.Equal(6, ToolRun.Of($"baseline {folder.File("two.gz", [.. packed, .. packed])} --format json").Json.GetProperty("hosts").GetInt64());
    }

    [Fact]
    public void Baseline_PipeAmongTheFilesOfADirectory_IsNotWaitedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/mkfifo"), "needs mkfifo");
        using TemporaryFolder folder = new();
        string file = folder.File("host.json", Encoding.UTF8.GetBytes(Sets.Value[0]));
        string pipe = Path.Combine(Path.GetDirectoryName(file)!, "pipe");
        using (Process made = Process.Start("/usr/bin/mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        ToolRun stopped = ToolRun.Of($"baseline {Path.GetDirectoryName(file)}");
        ToolRun gone = ToolRun.Of($"baseline {Path.GetDirectoryName(file)} --keep-going --format json");

        Assert.Equal((2, $"{pipe}: expected a file with leaves, found an empty one, a pipe or a device.\n"), (stopped.ExitCode, stopped.Error));
        Assert.Equal((0, 1, 1), (gone.ExitCode, gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
    }

    [Fact]
    public void Baseline_KernelThatRefuses_IsPassedOverWhereItMay()
    {
        ToolRun stopped = ToolRun.Of("baseline kvm:6.12 kvm:6.12,nohyperv");
        ToolRun gone = ToolRun.Of("baseline kvm:6.12 kvm:6.12,nohyperv --keep-going --format json");

        Assert.Equal((2, ""), (stopped.ExitCode, stopped.Output));
        Assert.Equal((0, 1, 1), (gone.ExitCode, gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
        Assert.Contains("note: kvm:6.12,nohyperv: ", gone.Error, StringComparison.Ordinal);
        Assert.Equal(2, ToolRun.Of("baseline kvm:6.12 kvm:6.12,intl --keep-going").ExitCode);
    }

    [Theory]
    [InlineData("garbage\n", "fleet.ndjson:1: ")]
    [InlineData("\n\ngarbage\n", "fleet.ndjson:3: ")]
    [InlineData("{\"host\":\"cut\",\"entr\n", "fleet.ndjson:1: ")]
    public void Baseline_ABadLineBeforeTheFirstHost_IsToldOfAFileToo(string before, string place)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("fleet.ndjson", before + Lines(3));

        ToolRun stopped = ToolRun.Of($"baseline {file}");
        ToolRun gone = ToolRun.Of($"baseline {file} --keep-going --format json");

        Assert.Equal((2, ""), (stopped.ExitCode, stopped.Output));
        Assert.Contains(place, stopped.Error, StringComparison.Ordinal);
        Assert.Equal((3, 1), (gone.Json.GetProperty("hosts").GetInt64(), gone.Json.GetProperty("badLines").GetInt64()));
    }

    [Fact]
    public void Baseline_BlankLinesFirst_AreNoHosts()
    {
        using TemporaryFolder folder = new();

        Assert.Equal(3, ToolRun.Of($"baseline {folder.File("fleet.ndjson", "\n \n" + Lines(3))} --format json").Json.GetProperty("hosts").GetInt64());
    }

    [Fact]
    public void Baseline_AFileOfSeveralDumps_IsNoHost()
    {
        using TemporaryFolder folder = new();
        string two = folder.File("two.txt", ToolRun.Of("supported kvm:5.4 --format raw").Output + ToolRun.Of("supported kvm:6.12 --format raw").Output);

        ToolRun run = ToolRun.Of($"baseline {two}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("two.txt: expected the leaves of one host, found 2 dumps, the second from line 8", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_CpusThatDiffer_AreTold()
    {
        using TemporaryFolder folder = new();
        string cpus = folder.File("cpus.txt", ToolRun.Of("supported kvm:5.4 --format raw").Output.Replace("CPU:", "CPU 0:", StringComparison.Ordinal) + ToolRun.Of("supported kvm:6.12 --format raw").Output.Replace("CPU:", "CPU 1:", StringComparison.Ordinal));

        Assert.Contains("the leaves of CPU 1 are not those of CPU 0", ToolRun.Of($"baseline {cpus}").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_AFileOfOneLine_IsCalledByItsName()
    {
        using TemporaryFolder folder = new();

        ToolRun run = ToolRun.Of($"baseline {folder.File("one.json", Sets.Value[0] + "\n")} --partial");

        Assert.EndsWith("one.json", run.Json.GetProperty("parts")[0].GetProperty("first").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_HiddenNamesAndLinkedDirectories_AreNoHosts()
    {
        using TemporaryFolder folder = new();
        string rack = Directory.CreateDirectory(Path.Combine(folder.Path, "rack1")).FullName;
        Directory.CreateDirectory(Path.Combine(folder.Path, "rack2"));
        Directory.CreateDirectory(Path.Combine(rack, ".git"));
        folder.File("rack1/a.json", Sets.Value[0]);
        folder.File("rack1/.a.json.swp", "garbage");
        folder.File("rack1/.git/index", "garbage");
        folder.File("rack2/b.json", Sets.Value[1]);
        Directory.CreateSymbolicLink(Path.Combine(rack, "up"), folder.Path);

        Assert.Equal(2, Hosts(folder.Path));
        Assert.Equal(1, Hosts(rack + "/*"));
        Assert.Equal(2, Hosts(folder.Path + "/rack?/*.json"));
        Assert.Equal(1, Hosts(folder.Path + "/*/b.json"));
        Assert.Contains("no file matches", ToolRun.Of($"baseline {folder.Path}/*/c.json").Error, StringComparison.Ordinal);

        static long Hosts(string source) => ToolRun.With(["baseline", source, "--format", "json"]).Json.GetProperty("hosts").GetInt64();
    }

    [Fact]
    public void Baseline_ADirectoryOrAPattern_IsAllItsFiles()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < Kernels.Length; i++)
        {
            folder.File($"{i}.json", Sets.Value[i]);
        }

        folder.File("x.txt", ToolRun.Of("supported 5.15 --format raw").Bytes);

        Assert.Equal(7, ToolRun.Of($"baseline {folder.Path} --format json").Json.GetProperty("hosts").GetInt64());
        Assert.Equal(6, ToolRun.Of($"baseline {folder.Path}/*.json --format json").Json.GetProperty("hosts").GetInt64());
        Assert.Contains("no file matches", ToolRun.Of($"baseline {folder.Path}/*.xml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_HostsWithoutHyperV_HaveNoUsableGround()
    {
        string empty = "{\"host\":\"bare\",\"entries\":[]}\n";

        ToolRun run = ToolRun.Of("baseline --from-lines - --why", Encoding.UTF8.GetBytes(Lines(3) + empty));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No guest can use that", run.Lines);
        Assert.Contains("first bare", run.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (ToolRun.Of("baseline --from-lines - --format qemu", Encoding.UTF8.GetBytes(Lines(3) + empty)).ExitCode, ToolRun.Of("baseline --from-lines - --format qemu", Encoding.UTF8.GetBytes(Lines(3) + empty)).Output));
    }

    [Fact]
    public void Baseline_ALevel_IsFrozenAndHoldsLaterHosts()
    {
        using TemporaryFolder folder = new();
        string level = Path.Combine(folder.Path, "gold-2026.json");

        ToolRun made = ToolRun.Of($"baseline rhel9.4 6.12,amd --as {level}");
        byte[] frozen = File.ReadAllBytes(level);
        ToolRun newer = ToolRun.Of($"baseline debian13 --as {level}");
        ToolRun older = ToolRun.With(["baseline", "debian13", "debian11", "--as", level], width: 120);

        Assert.Equal((0, 0, 1), (made.ExitCode, newer.ExitCode, older.ExitCode));
        Assert.Contains("All of them hold level gold-2026.", newer.Lines);
        Assert.Contains(older.Lines, line => line.StartsWith("  CPUID.40000003H:EDX[14] ExtendedGvaRangesForFlushVirtualAddressList: not on 1 of them, first debian11", StringComparison.Ordinal));
        Assert.Equal(frozen, File.ReadAllBytes(level));
        Assert.Equal("gold-2026", JsonDocument.Parse(frozen).RootElement.GetProperty("level").GetString());
        Assert.Equal(0, ToolRun.Of($"migrate {level} rhel9.4").ExitCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"baselineParts\":2,\"parts\":[]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"x\",\"hosts\":1,\"first\":\"a\",\"leaves\":[]}]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"00000000000000000000000000000000\",\"hosts\":0,\"first\":\"a\",\"leaves\":[]}]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"00000000000000000000000000000000\",\"hosts\":1,\"first\":\"a\",\"leaves\":[{\"function\":\"0x40000003\",\"present\":2,\"firstWithout\":null,\"any\":[],\"made\":[],\"lacks\":[],\"numbers\":[],\"ranges\":[]}]}]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":null}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[null]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"00000000000000000000000000000000\",\"hosts\":1,\"first\":\"a\",\"leaves\":[null]}]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"00000000000000000000000000000000\",\"hosts\":9223372036854775807,\"first\":\"a\",\"leaves\":[]}]}")]
    [InlineData("{\"baselineParts\":1,\"parts\":[{\"id\":\"00000000000000000000000000000000\",\"hosts\":1,\"first\":\"a\",\"leaves\":[{\"function\":\"0x40000003\",\"present\":1,\"firstWithout\":null,\"any\":[\"0x00000000\",\"0x00000000\",\"0x00000000\",\"0x00000000\"],\"made\":[\"0x00000000\",\"0x00000000\",\"0x00000000\",\"0x00000000\"],\"lacks\":[null],\"numbers\":[],\"ranges\":[]}]}]}")]
    [InlineData("not JSON")]
    public void Baseline_APartThatIsNone_IsExitCode2(string text)
    {
        using TemporaryFolder folder = new();

        ToolRun run = ToolRun.Of($"baseline --merge {folder.File("part.json", text)}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("part.json", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not foreseen", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseline", "of which hosts?")]
    [InlineData("baseline - --from-lines -", "standard input is there once")]
    [InlineData("baseline --merge none.json", "there is no such file")]
    [InlineData("baseline --from-lines -", "there is no host")]
    [InlineData("baseline --merge a --from-lines b", "--merge takes the files of --partial")]
    public void Baseline_WhatCannotBeUsed_IsExitCode2(string command, string message)
    {
        ToolRun run = ToolRun.Of(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"host":"node{{i}}",{{Sets.Value[i % Kernels.Length][1..]}}""" + "\n"));

    private static string Entries(int set) => string.Join(",", JsonDocument.Parse(Sets.Value[set]).RootElement.GetProperty("entries").EnumerateArray().Select(entry => Compact(entry.GetRawText())));

    private static string Compact(string json)
    {
        JsonElement root = JsonDocument.Parse(json).RootElement;
        return root.TryGetProperty("entries", out JsonElement entries) ? "{\"entries\":" + JsonSerializer.Serialize(entries) + "}" : JsonSerializer.Serialize(root);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    [Fact]
    public void As_FileThatCannotBeWritten_IsTold()
    {
        using TemporaryFolder folder = new();
        ToolRun run = ToolRun.With(["baseline", "kvm:6.1", "kvm:6.12", "--as", folder.File("level.json", "x") + "/level.json"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("level.json", run.Error, StringComparison.Ordinal);
    }
}
