using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace HvCpuid.Mutation.Tests;

/// <summary>How a mutant's run ended.</summary>
internal enum RunEnd
{
    /// <summary>Every test passed.</summary>
    Survived,

    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>A test did not end in time.</summary>
    TimedOut,

    /// <summary>The process ended: a stack overflow, memory.</summary>
    Crashed,
}

/// <summary>The end of a run, and the test that brought it about.</summary>
internal sealed record RunOutcome(RunEnd End, string? Test, string? Message);

/// <summary>What a test reaches.</summary>
internal sealed record TestCoverage(string Test, int Milliseconds, int[] Mutants, string? Failure);

/// <summary>A worker seen from the process that asks: it is begun anew after a crash, after a test that does not end, and when it has grown.</summary>
internal sealed class WorkerProcess(string testFolder) : IDisposable
{
    // Each run loads the tests once more, and nothing of it is unloaded.
    private const int RunsOfAProcess = 100;
    private const int TimesAsLongAsUsed = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private const string HeapLimit = "0x80000000";

    private Process? _process;
    private BlockingCollection<string?> _lines = [];
    private int _runs;

    /// <summary>The names of the tests.</summary>
    public string[] List(string library)
    {
        Send($"list\t{library}");
        return (Next(TimeSpan.FromMinutes(1), out _) ?? throw new InvalidOperationException("the worker does not list its tests")).Split('\t')[1..];
    }

    /// <summary>Runs a test alone, without a mutant; null when it does not end in time.</summary>
    public TestCoverage? Cover(string library, int mutants, string test, TimeSpan limit)
    {
        Send($"cover\t{library}\t{mutants}\t{test}");
        if (Next(limit, out _)?.Split('\t') is not [_, { } time, { } ids, { } failure])
        {
            Stop();
            return null;
        }

        return new TestCoverage(
            test,
            int.Parse(time, CultureInfo.InvariantCulture),
            [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))],
            failure.Length == 0 ? null : failure);
    }

    /// <summary>Runs tests with a mutant until one fails.</summary>
    public RunOutcome Run(string library, int mutant, IReadOnlyList<string> tests, Func<string, TimeSpan> limit)
    {
        Send($"run\t{library}\t{mutant}\t{string.Join('\t', tests)}");
        string current = tests[0];
        while (true)
        {
            string? line = Next(limit(current), out bool late);
            if (line is null)
            {
                Stop();
                return new RunOutcome(late ? RunEnd.TimedOut : RunEnd.Crashed, current, null);
            }

            string[] words = line.Split('\t');
            switch (words[0])
            {
                case "started":
                    current = words[1];
                    break;
                case "killed":
                    return new RunOutcome(RunEnd.Killed, words[1], words[2]);
                default:
                    return new RunOutcome(RunEnd.Survived, null, null);
            }
        }
    }

    public void Dispose()
    {
        Stop();
        _lines.Dispose();
    }

    private void Send(string request)
    {
        if (_runs++ >= RunsOfAProcess)
        {
            Stop();
        }

        _process ??= Start();
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
    }

    // The next line; null where the process ended, or is late: it has used more of a processor than the limit, or waits for something that does not come.
    // A machine that is busy otherwise makes no test late.
    private string? Next(TimeSpan limit, out bool late)
    {
        TimeSpan before = Used();
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_lines.TryTake(out string? line, Patience))
            {
                late = false;
                return line;
            }

            late = Used() - before > limit || Stopwatch.GetElapsedTime(since) > limit * TimesAsLongAsUsed;
            if (late)
            {
                return null;
            }
        }
    }

    private TimeSpan Used()
    {
        _process!.Refresh();
        return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
    }

    private Process Start()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = HeapLimit, ["DOTNET_gcConcurrent"] = "0", ["DOTNET_TieredPGO"] = "0", ["DOTNET_DbgEnableMiniDump"] = "0" },
        };

        // Baselines are compared, never written.
        start.Environment.Remove("HVCPUID_ACCEPT");
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        start.ArgumentList.Add(Worker.Verb);
        start.ArgumentList.Add(testFolder);
        Process process = Process.Start(start)!;
        BlockingCollection<string?> lines = _lines = [];
        process.OutputDataReceived += (_, received) => lines.Add(received.Data);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Stop()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
        _process = null;
        _runs = 0;
    }
}
