using System.Globalization;
using HvCpuid.Formats;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads leaves from a file or standard input, never more of it than a dump can have.</summary>
internal static class FileSource
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, or <c>-</c> for standard input.</param>
    /// <param name="force">Its format; null to recognise it.</param>
    /// <param name="cpuNumber">Which CPU; null for the first.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It could not be read; the message names file and line.</exception>
    public static SourceSet Read(string path, HvCpuidFormat? force, int? cpuNumber, ToolConsole console)
    {
        string name = path == "-" ? "standard input" : path;
        byte[] input = ReadBytes(path, name, force, console);
        return HvCpuidFormats.TryRead(input, force, out HvCpuidDump? dump, out HvCpuidFormatError? error)
            ? Choose(dump, name, cpuNumber)
            : throw Failure(name, error);
    }

    private static byte[] ReadBytes(string path, string name, HvCpuidFormat? force, ToolConsole console)
    {
        try
        {
            if (path == "-")
            {
                using Stream standard = console.OpenInput();
                return ReadAll(standard, [], name);
            }

            if (Directory.Exists(path))
            {
                throw ToolFailure.Unusable($"{name}: expected a file, found a directory.");
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] start = new byte[HvCpuidFormats.RecognitionLength];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            Check(file, start, name, force);
            return ReadAll(file, start, name);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ToolFailure.Unusable($"{name}: there is no such file. A SOURCE is {SourceReader.Forms}.");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw ToolFailure.Unusable($"{name}: cannot be read: {exception.Message}");
        }
    }

    // A large file that is none of ours is refused after its first bytes. Devices and files of /proc say that they have length 0.
    private static void Check(FileStream file, byte[] start, string name, HvCpuidFormat? force)
    {
        long length = file.CanSeek ? file.Length : 0;
        bool recognised = HvCpuidFormats.TryRecognize(start, length, out _, out HvCpuidFormatError? error);
        if (length > start.Length && !recognised && (force is null || length > HvCpuidFormats.MaximumLength))
        {
            throw Failure(name, error!);
        }
    }

    private static byte[] ReadAll(Stream stream, byte[] start, string name)
    {
        using MemoryStream all = new();
        all.Write(start);
        byte[] chunk = new byte[ChunkSize];
        int count;
        while ((count = stream.Read(chunk)) > 0)
        {
            all.Write(chunk, 0, count);
            if (all.Length > HvCpuidFormats.MaximumLength)
            {
                throw ToolFailure.Unusable($"{name}: expected at most {HvCpuidFormats.MaximumLength} bytes, found more.");
            }
        }

        return all.ToArray();
    }

    private static SourceSet Choose(HvCpuidDump dump, string name, int? cpuNumber)
    {
        HvCpuidDumpCpu chosen = dump.Cpus[0];
        if (cpuNumber is { } number)
        {
            chosen = dump.Cpus.FirstOrDefault(cpu => cpu.Number == number);
            if (chosen.Set is null)
            {
                string there = dump.Cpus[0].Number is null ? "its one CPU has no number: leave --cpu-index out" : "it has " + Numbers(dump.Cpus);
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

        return new SourceSet(chosen.Set, name + which, notes) { CpuNumber = chosen.Number };
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
