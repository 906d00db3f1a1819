using System.Globalization;
using HvCpuid.Checks;
using HvCpuid.Formats;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads leaves from a file or standard input, never more of it than a dump can have.</summary>
internal static class FileSource
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, or <c>-</c> for standard input.</param>
    /// <param name="choice">What of it is wanted.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It could not be read; the message names file and line.</exception>
    public static SourceSet Read(string path, FileChoice choice, ToolConsole console)
    {
        if (path.Length == 0)
        {
            throw ToolFailure.Unusable($"expected a SOURCE, found an empty text. A SOURCE is {SourceReader.Forms}.");
        }

        FileBytes bytes = new(path, console) { Maximum = HvCpuidFormats.MaximumLength, Expected = $"A SOURCE is {SourceReader.Forms}" };
        FileContent content = FileDumps.Read(bytes, choice.Format);
        if (content.Capabilities is { } capabilities)
        {
            HvReading reading = capabilities.ToReading();
            return new SourceSet(reading.Set, bytes.Name + ", what a host offers to libvirt", []) { Reading = reading, Capabilities = capabilities };
        }

        IReadOnlyList<HvCpuidDump> dumps = content.Dumps;
        if (choice.Dump > dumps.Count)
        {
            throw ToolFailure.Unusable($"{bytes.Name}: there is no dump {choice.Dump}; it has {Count(dumps)}.");
        }

        int wanted = choice.Dump ?? 1;
        SourceSet source = Choose(dumps[wanted - 1], bytes.Name, choice.Cpu);
        return dumps.Count == 1 || choice.Dump is not null
            ? source
            : source with { Notes = [.. source.Notes, $"{bytes.Name}: it has {Count(dumps)}; the first is taken (--dump N takes another)."] };
    }

    /// <summary>The leaves of one CPU of a dump.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="cpuNumber">Which CPU; null for the first.</param>
    /// <exception cref="ToolFailure">There is no such CPU.</exception>
    public static SourceSet Choose(HvCpuidDump dump, string name, int? cpuNumber)
    {
        HvCpuidDumpCpu chosen = dump.Cpus[0];
        if (cpuNumber is { } number)
        {
            // One CPU without a number is CPU 0.
            chosen = dump.Cpus.FirstOrDefault(cpu => (cpu.Number ?? 0) == number);
            if (chosen.Reading is null)
            {
                string there = dump.Cpus[0].Number is null ? "its one CPU is 0" : "it has " + Numbers(dump.Cpus);
                throw ToolFailure.Unusable($"{name}: there is no CPU {number}; {there}.");
            }
        }

        HvCpuidDumpCpu[] others = [.. dump.Cpus.Where(cpu => !cpu.Reading.Equals(chosen.Reading))];
        string which = dump.Cpus.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", CPU {chosen.Number} of {dump.Cpus.Count}");
        string title = dump.Title is null ? "" : ", " + dump.Title;
        List<string> notes = [.. new[] { dump.Note }.OfType<string>().Select(note => $"{name}: {note}")];
        if (others.Length > 0)
        {
            notes.Add($"{name}: the leaves of {Numbers(others)} are not those of CPU {chosen.Number}, which is taken (--cpu-index N takes another).");
        }

        return new SourceSet(chosen.Set, name + title + which, notes)
        {
            Reading = chosen.Reading,
            CpuNumber = chosen.Number,
            OtherCpus = [.. others.GroupBy(cpu => cpu.Set).Select(same => new HvCheckVcpu(Numbers([.. same]), same.Key))],
            Ordinary = chosen.Ordinary,
            CpuCount = dump.Cpus.Count > 1 ? dump.Cpus.Count : null,
        };
    }

    private static string Count(IReadOnlyList<HvCpuidDump> dumps)
    {
        const int Named = 4;
        IEnumerable<string> names = dumps.Take(Named).Select(dump => string.Create(
            CultureInfo.InvariantCulture, $"{dump.Format.Name()}{(dump.Title is null ? "" : $" '{dump.Title}'")} from line {dump.Line}"));
        return $"{dumps.Count} {(dumps.Count == 1 ? "dump" : "dumps")} ({string.Join(", ", names)}{(dumps.Count > Named ? ", ..." : "")})";
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
}

/// <summary>What of a file is wanted.</summary>
/// <param name="Format">Its format; null to recognise it.</param>
/// <param name="Cpu">Which CPU, by the number the file has for it; null for the first.</param>
/// <param name="Dump">Which of several dumps, from 1; null for the first.</param>
internal sealed record FileChoice(HvCpuidFormat? Format = null, int? Cpu = null, int? Dump = null);
