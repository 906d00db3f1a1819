using System.Globalization;
using HvCpuid.Formats;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads leaves from a file or standard input, never more of it than a dump can have.</summary>
internal static class FileSource
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, or <c>-</c> for standard input.</param>
    /// <param name="force">Its format; null to recognise it.</param>
    /// <param name="cpuNumber">Which CPU; null for the first.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It could not be read; the message names file and line.</exception>
    public static SourceSet Read(string path, HvCpuidFormat? force, int? cpuNumber, ToolConsole console)
    {
        if (path.Length == 0)
        {
            throw ToolFailure.Unusable($"expected a SOURCE, found an empty text. A SOURCE is {SourceReader.Forms}.");
        }

        FileBytes bytes = new(path, console)
        {
            Maximum = HvCpuidFormats.MaximumLength,
            Expected = $"A SOURCE is {SourceReader.Forms}",
            ReadStart = file => ReadStart(file, path, force),
        };
        return HvCpuidFormats.TryRead(bytes.Read().Span, force, out HvCpuidDump? dump, out HvCpuidFormatError? error)
            ? Choose(dump, bytes.Name, cpuNumber)
            : throw Failure(bytes.Name, error);
    }

    // A large file that is none of ours is refused after its first bytes. Devices and files of /proc say that they have length 0.
    private static byte[] ReadStart(FileStream file, string name, HvCpuidFormat? force)
    {
        byte[] start = new byte[HvCpuidFormats.RecognitionLength];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        long length = file.CanSeek ? file.Length : 0;
        bool recognised = HvCpuidFormats.TryRecognize(start, length, out _, out HvCpuidFormatError? error);
        if (length > start.Length && !recognised && (force is null || length > HvCpuidFormats.MaximumLength))
        {
            throw Failure(name, error!);
        }

        return start;
    }

    private static SourceSet Choose(HvCpuidDump dump, string name, int? cpuNumber)
    {
        HvCpuidDumpCpu chosen = dump.Cpus[0];
        if (cpuNumber is { } number)
        {
            // One CPU without a number is CPU 0.
            chosen = dump.Cpus.FirstOrDefault(cpu => (cpu.Number ?? 0) == number);
            if (chosen.Set is null)
            {
                string there = dump.Cpus[0].Number is null ? "its one CPU is 0" : "it has " + Numbers(dump.Cpus);
                throw ToolFailure.Unusable($"{name}: there is no CPU {number}; {there}.");
            }
        }

        HvCpuidDumpCpu[] others = [.. dump.Cpus.Where(cpu => !cpu.Set.Equals(chosen.Set))];
        string which = dump.Cpus.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", CPU {chosen.Number} of {dump.Cpus.Count}");
        List<string> notes = [.. new[] { dump.Note }.OfType<string>().Select(note => $"{name}: {note}")];
        if (others.Length > 0)
        {
            notes.Add($"{name}: the leaves of {Numbers(others)} are not those of CPU {chosen.Number}, which is taken (--cpu-index N takes another).");
        }

        return new SourceSet(chosen.Set, name + which, notes) { CpuNumber = chosen.Number, OtherCpus = [.. others.Select(cpu => cpu.Set)] };
    }

    // Numbers in the order of the dump, runs of them as ranges: "CPUs 0 to 7, 12".
    private static string Numbers(IReadOnlyList<HvCpuidDumpCpu> cpus)
    {
        List<(int First, int Last)> runs = [];
        foreach (int number in cpus.Select(cpu => cpu.Number).OfType<int>())
        {
            if (runs.Count > 0 && runs[^1].Last == number - 1)
            {
                runs[^1] = (runs[^1].First, number);
                continue;
            }

            runs.Add((number, number));
        }

        IEnumerable<string> texts = runs.Select(run => run.First == run.Last
            ? run.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{run.First} to {run.Last}"));
        return (cpus.Count == 1 ? "CPU " : "CPUs ") + string.Join(", ", texts);
    }

    private static ToolFailure Failure(string name, HvCpuidFormatError error) => ToolFailure.Unusable(error.Line == 0
        ? $"{name}: {error.Reason}."
        : string.Create(CultureInfo.InvariantCulture, $"{name}:{error.Line}: {error.Reason}."));
}
