using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HvCpuid.Benchmarks;

/// <summary>What a call of the tool takes from start to end, and what it touches: the least of several runs of each verb.</summary>
internal static partial class ToolStart
{
    private const int Runs = 15;
    private const int Children = -1; // RUSAGE_CHILDREN
    private const int MinorFaults = 8; // struct rusage: two struct timeval, then longs; ru_minflt is the fifth of them

    private static readonly string[] Calls =
    [
        "--version", "help", "completion bash", "supported", "supported --format json", "decode docs/samples/dumps/windows-guest.txt", "explain hv-evmcs", "history", "kernels",
        "flags hv-time --on kvm:6.12,intel", "guest docs/samples/dumps/windows-guest.txt", "lint docs/samples/dumps/windows-guest.txt", "access kvm:6.12,intel",
        "diff debian12 debian13", "migrate debian12 debian13", "fit hv-time --on debian13", "baseline docs/samples/dumps/windows-guest.txt", "host",
    ];

    /// <summary>Prints a table.</summary>
    /// <param name="tool">The program.</param>
    public static void Print(string tool)
    {
        Console.WriteLine("| call | time | touched |\n|---|---|---|");
        foreach (string call in Calls)
        {
            double least = double.MaxValue;
            long pages = long.MaxValue;
            for (int run = 0; run < Runs; run++)
            {
                long before = Faults();
                long start = Stopwatch.GetTimestamp();
                Run(tool, call);
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                pages = Math.Min(pages, Faults() - before);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{call}` | {least:F1} ms | {pages * Environment.SystemPageSize / 1048576.0:F1} MB |"));
        }
    }

    private static void Run(string tool, string call)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, call) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    private static long Faults()
    {
        long[] usage = new long[18];
        return OperatingSystem.IsLinux() && GetUsage(Children, usage) == 0 ? usage[MinorFaults] : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, [Out] long[] usage);
}
