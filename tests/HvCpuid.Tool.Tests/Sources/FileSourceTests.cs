using System.Diagnostics;
using System.Text;
using HvCpuid.Formats;

namespace HvCpuid.Tool.Tests.Sources;

public sealed class FileSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Decode_CutDump_NamesFileAndLine()
    {
        string path = _folder.File("cut", Dumps.ThreeCpus[..400]);

        Refused(path, $"{path}:6: ");
    }

    [Fact]
    public void Decode_NineHexDigits_NamesFileAndLine()
    {
        string path = _folder.File("nine", Dumps.ThreeCpus.Replace("eax=0x00012aff", "eax=0x000012aff", StringComparison.Ordinal));

        Refused(path, $"{path}:6: expected 8 hexadecimal digits for EAX after 'eax=0x', found 9 ('000012aff').\n");
    }

    [Fact]
    public void Decode_EmptyFile_SaysThatItIsEmpty()
    {
        string path = _folder.File("empty", "");

        Assert.Contains("empty", Refused(path, path + ":"), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Directory_SaysThatItIsOne() => Refused(_folder.Path, $"{_folder.Path}: expected a file, found a directory.\n");

    [Fact]
    public void Decode_MissingFile_SaysSoAndWhatASourceIs()
    {
        string path = Path.Combine(_folder.Path, "nothing");

        Assert.Contains("kvm:KERNEL", Refused(path, path + ": there is no such file."), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_FileWithoutPermission_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root reads every file, and Windows has no modes");
        string path = _folder.File("secret", Dumps.KvmOnly);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Refused(path, path + ": cannot be read: ");
    }

    [Fact]
    public void Decode_HundredMegabytesOfZeros_IsRefusedAtOnceAndUnread()
    {
        string path = Path.Combine(_folder.Path, "zeros");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(100_000_000);
        }

        ToolRun.Of("decode " + path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch time = Stopwatch.StartNew();
        Refused(path, path + ":");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Decode_EndlessInput_IsReadNoFurtherThanADumpCanBe()
    {
        byte[] endless = new byte[HvCpuidFormats.MaximumLength + 1];
        Array.Fill(endless, (byte)'x');
        ToolRun run = ToolRun.With(["decode", "-"], endless);

        Assert.Equal((2, $"standard input:1: expected lines of at most 1048576 bytes, found one of more than {HvCpuidFormats.MaximumLength}.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Decode_FileLongerThanADumpCanBe_IsRefusedInAForcedFormatToo()
    {
        string path = Path.Combine(_folder.Path, "long");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(HvCpuidFormats.MaximumLength + 1L);
        }

        ToolRun run = ToolRun.With(["decode", path, "--input-format", "raw"]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(path + ":", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_NameWithEscapeCodesAndMarkup_IsPrintedHarmlessly()
    {
        string path = _folder.File("a\u001b[31m[bold]b", Dumps.KvmOnly);

        ToolRun run = ToolRun.With(["decode", path], color: true, terminal: true, width: 120);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(@"a\x1B[31m[bold]b", run.Output.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cpu-index 7", "there is no CPU 7; it has CPUs 0 to 1, 4.")]
    [InlineData("--cpu-index x", "--cpu-index: expected the number of a CPU as the file has it, e.g. 0, found 'x'.")]
    [InlineData("--input-format json", ":1: ")]
    [InlineData("--input-format bin", "struct kvm_cpuid2")]
    [InlineData("--input-format elf", "--input-format: expected raw, bin, json, instlatx64, xen-cpuid, vmware, tycho, vbox, x86info, dmesg, freebsd or firecracker, found 'elf'.")]
    public void Decode_OptionThatDoesNotFitTheFile_SaysWhatWasExpected(string option, string message)
    {
        ToolRun run = ToolRun.Of("decode - " + option, Encoding.UTF8.GetBytes(Dumps.ThreeCpus));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_LeafWithAnIndex_IsLeftOutAndNoted()
    {
        ToolRun run = ToolRun.Of("decode -", Encoding.UTF8.GetBytes(Dumps.VMware.Replace("0x40000003 0x00", "0x40000003 0x01", StringComparison.Ordinal)));

        Assert.Equal((0, "VMware's own interface: no Hyper-V leaves."), (run.ExitCode, run.Lines[0]));
        Assert.StartsWith("note: standard input: line 3: leaf 40000003H has index 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_CpuIndexOfOneCpuWithoutANumber_IsZero()
    {
        byte[] bin = ToolRun.Of("supported --format bin").Bytes;

        Assert.Equal(0, ToolRun.Of("decode - --cpu-index 0", bin).ExitCode);
        Assert.Contains("there is no CPU 1; its one CPU is 0.", ToolRun.Of("decode - --cpu-index 1", bin).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kvm:5.0 --cpu-index 0", "--cpu-index is for files; kvm:5.0 is none.")]
    [InlineData("cpu --input-format raw", "--input-format is for files; cpu is none.")]
    [InlineData("host --cpu-index 0", "--cpu-index is for files; host is none.")]
    public void Decode_SourceThatIsNoFile_SaysWhatItIsNot(string words, string message) =>
        Assert.StartsWith(message, ToolRun.Of("decode " + words).Error, StringComparison.Ordinal);

    private static string Refused(string path, string message)
    {
        ToolRun run = ToolRun.With(["decode", path]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        return run.Error;
    }

    [Fact]
    public void Source_OfNoText_IsRefusedWithWhatASourceIs()
    {
        ToolRun run = ToolRun.With(["decode", ""]);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("expected a SOURCE, found an empty text. A SOURCE is a file", run.Error, StringComparison.Ordinal);
    }
}
