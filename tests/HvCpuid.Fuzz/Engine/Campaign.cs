using System.Diagnostics;
using System.Text;

namespace HvCpuid.Fuzz.Engine;

/// <summary>Some number of inputs for one target, guided by the edges that they take. The seed decides all of them.</summary>
internal sealed class Campaign
{
    private const int TrimmedFrom = 16;
    private const int MostTrims = 64;
    private readonly FuzzTarget _target;
    private readonly EdgeMap _map = new();
    private readonly Corpus _corpus;
    private readonly Mutator _mutator;
    private readonly CorpusFolder? _folder;
    private readonly SortedDictionary<string, Finding> _findings = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = new();
    private byte[] _present = [];
    private long _inputs;
    private long _slowest;

    /// <summary>A campaign.</summary>
    /// <param name="target">The target.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="folder">Where the corpus is kept; null for in memory alone.</param>
    public Campaign(FuzzTarget target, ulong seed, string? folder)
    {
        _target = target;
        Randomness random = new(unchecked(seed ^ FuzzText.Hash(target.Name)));
        _corpus = new Corpus(random);
        _mutator = new Mutator([.. target.Words.Distinct().Select(Encoding.UTF8.GetBytes)], target.Longest, random);
        _folder = folder is null ? null : new CorpusFolder(Path.Combine(folder, target.Name));
    }

    /// <summary>Runs it.</summary>
    /// <param name="inputs">How many inputs at least.</param>
    public CampaignResult Run(long inputs)
    {
        _map.Begin();
        _watch.Start();
        using Watchdog watchdog = new(_target.Name, () => _present.Length > 0 ? _present : _mutator.Made.ToArray());
        foreach (byte[] seed in _target.Seeds.Concat(_folder?.Inputs() ?? []).Select(seed => seed[..Math.Min(seed.Length, _target.Longest)]))
        {
            _present = seed;
            if (Try(seed) || _corpus.Count == 0)
            {
                _corpus.Add(seed);
            }

            watchdog.Passed();
        }

        _present = [];
        while (_inputs < inputs)
        {
            _mutator.Make(_corpus.Choose(), _corpus.Any());
            if (Try(_mutator.Made))
            {
                Keep(_mutator.Made.ToArray());
            }

            watchdog.Passed();
        }

        _watch.Stop();
        return new CampaignResult(_target.Name, _inputs, _watch.Elapsed, _map.Edges, _corpus.Count, Stopwatch.GetElapsedTime(0, _slowest), [.. _findings.Values.Select(Minimized)]);
    }

    private bool Try(ReadOnlySpan<byte> input)
    {
        long start = Stopwatch.GetTimestamp();
        Call(input);
        _slowest = Math.Max(_slowest, Stopwatch.GetTimestamp() - start);
        return _map.Take();
    }

    private void Call(ReadOnlySpan<byte> input)
    {
        _inputs++;
        try
        {
            _target.Try(input);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            string key = Finding.KeyOf(exception);
            if (_findings.TryAdd(key, Finding.Of(exception, input)))
            {
                _folder?.KeepFinding(input);
            }
        }
    }

    // Without what the same edges do not need: small inputs are tried faster, and what is changed of them counts more often.
    private void Keep(byte[] input)
    {
        input = input.Length < TrimmedFrom ? input : Trimmed(input);
        _corpus.Add(input);
        _folder?.Keep(input);
    }

    private byte[] Trimmed(byte[] input)
    {
        ulong signature = Signature(input);
        int tries = 0;
        for (int length = input.Length / 4; length > 0 && length >= input.Length / 32; length /= 2)
        {
            for (int at = 0; at + length <= input.Length && tries < MostTrims; tries++)
            {
                byte[] smaller = [.. input[..at], .. input[(at + length)..]];
                (input, at) = Signature(smaller) == signature ? (smaller, at) : (input, at + length);
            }
        }

        return input;
    }

    private ulong Signature(byte[] input)
    {
        Call(input);
        return _map.TakeSignature();
    }

    private Finding Minimized(Finding finding) => Minimizer.Minimize(_target, finding);
}

/// <summary>What a campaign came to.</summary>
/// <param name="Target">The target.</param>
/// <param name="Inputs">How many inputs were tried.</param>
/// <param name="Time">How long that took.</param>
/// <param name="Edges">How many edges were taken.</param>
/// <param name="Corpus">How many inputs showed something new.</param>
/// <param name="Slowest">The time of the slowest input.</param>
/// <param name="Findings">What was found, the inputs made small.</param>
internal sealed record CampaignResult(string Target, long Inputs, TimeSpan Time, int Edges, int Corpus, TimeSpan Slowest, IReadOnlyList<Finding> Findings)
{
    /// <summary>The head of the table of results.</summary>
    public static string Head => $"{"target",-22}{"inputs",12}{"inputs/s",11}{"edges",8}{"corpus",8}{"slowest ms",12}{"findings",10}";

    /// <summary>Its line of the table.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Target,-22}{Inputs,12}{Inputs / Time.TotalSeconds,11:F0}{Edges,8}{Corpus,8}{Slowest.TotalMilliseconds,12:F1}{Findings.Count,10}");
}
