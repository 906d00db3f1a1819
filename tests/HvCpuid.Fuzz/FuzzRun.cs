using System.Globalization;
using System.Text;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Fuzz.Targets;
using SharpFuzz;

namespace HvCpuid.Fuzz;

/// <summary>What the program does, in the copy of this assembly that it is meant for.</summary>
internal static class FuzzRun
{
    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Start(string[] arguments)
    {
        EdgeMap.Attach();
        FuzzOptions options = FuzzOptions.Read(arguments)!;
        FuzzTarget[] targets = [.. TargetTable.All.Where(target => options.Target is "all" or "list" || target.Name == options.Target)];
        if (targets.Length == 0)
        {
            Console.Error.WriteLine($"'{options.Target}' is no target: expected all, or one of {string.Join(", ", TargetTable.All.Select(target => target.Name))}.");
            return 2;
        }

        return options switch
        {
            { Target: "list" } => List(targets),
            { Replay: { } file } => Replay(targets, File.ReadAllBytes(file)),
            { Export: { } folder } => Export(targets, folder),
            { Afl: true } => Afl(targets[0]),
            _ => Run(targets, options),
        };
    }

    private static int List(FuzzTarget[] targets)
    {
        foreach (FuzzTarget target in targets)
        {
            Console.WriteLine($"{target.Name,-22}{target.About}");
        }

        return 0;
    }

    private static int Replay(FuzzTarget[] targets, byte[] input)
    {
        Finding[] findings = [.. targets.Select(target => Minimizer.Run(target, input)).OfType<Finding>()];
        Array.ForEach(findings, Console.WriteLine);
        return findings.Length > 0 ? 1 : 0;
    }

    private static int Export(FuzzTarget[] targets, string folder)
    {
        string seeds = Directory.CreateDirectory(Path.Combine(folder, "seeds")).FullName;
        foreach ((int i, byte[] seed) in targets.SelectMany(target => target.Seeds).Index())
        {
            File.WriteAllBytes(Path.Combine(seeds, i.ToString("d4", CultureInfo.InvariantCulture)), seed);
        }

        IEnumerable<string> words = targets.SelectMany(target => target.Words).Distinct().Where(word => word.Length > 0)
            .Select(word => $"\"{string.Concat(Encoding.UTF8.GetBytes(word).Select(letter => string.Create(CultureInfo.InvariantCulture, $"\\x{letter:X2}")))}\"");
        File.WriteAllLines(Path.Combine(folder, "words.dict"), words);
        return 0;
    }

    private static int Afl(FuzzTarget target)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using MemoryStream input = new();
            stream.CopyTo(input);
            target.Try(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        return 0;
    }

    private static int Run(FuzzTarget[] targets, FuzzOptions options)
    {
        List<CampaignResult> results = [];
        Console.WriteLine(CampaignResult.Head);
        foreach (FuzzTarget target in targets)
        {
            results.Add(new Campaign(target, options.Seed, options.Corpus).Run(options.Inputs));
            Console.WriteLine(results[^1]);
        }

        Finding[] findings = [.. results.SelectMany(result => result.Findings)];
        foreach (CampaignResult result in results.Where(result => result.Findings.Count > 0))
        {
            Console.WriteLine($"\n{result.Target}: {string.Join("\n", result.Findings)}");
        }

        Console.WriteLine(FormattableString.Invariant($"\n{results.Sum(result => result.Inputs)} inputs for {results.Count} targets, seed {options.Seed}: {findings.Length} findings"));
        return findings.Length > 0 ? 1 : 0;
    }
}
