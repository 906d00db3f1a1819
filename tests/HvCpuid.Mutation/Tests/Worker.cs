using System.Globalization;

namespace HvCpuid.Mutation.Tests;

/// <summary>The process that runs tests: it reads a request a line, and answers in lines. Whoever asks ends it when a test does not.</summary>
internal static class Worker
{
    /// <summary>The first argument of the process.</summary>
    public const string Verb = "worker";

    private static TextWriter Answers { get; set; } = TextWriter.Null;

    /// <summary>Serves until its input ends. Requests are words separated by tabs.</summary>
    public static int Serve(string testFolder)
    {
        Answers = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        Console.SetOut(TextWriter.Null);
        TestAssembly.Share(testFolder);
        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split('\t');
            string library = words[1];
            switch (words[0])
            {
                case "list":
                    Answers.WriteLine("tests\t" + string.Join('\t', new TestAssembly(testFolder, library).Names));
                    break;
                case "cover":
                    Cover(testFolder, library, int.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
                    break;
                case "run":
                    Run(testFolder, library, int.Parse(words[2], CultureInfo.InvariantCulture), words[3..]);
                    break;
                default:
                    throw new InvalidOperationException($"unknown request: {line}");
            }
        }

        return 0;
    }

    // covered <milliseconds of the processor> <mutants that were reached> <what went wrong, or nothing>
    private static void Cover(string testFolder, string library, int mutants, string test)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        TestAssembly tests = new(testFolder, library);
        byte[] reached = tests.Record(mutants);
        Exception? failure = tests.Run(test);
        IEnumerable<int> ids = Enumerable.Range(0, reached.Length).Where(id => reached[id] != 0);
        Answers.WriteLine($"covered\t{(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:F0}\t{string.Join(',', ids)}\t{Line(failure)}");
    }

    // started <test> before each test; at last killed <test> <how>, or survived.
    private static void Run(string testFolder, string library, int mutant, string[] names)
    {
        TestAssembly tests = new(testFolder, library);
        tests.Activate(mutant);
        foreach (string name in names)
        {
            Answers.WriteLine("started\t" + name);
            if (tests.Run(name) is { } failure)
            {
                Answers.WriteLine($"killed\t{name}\t{Line(failure)}");
                return;
            }
        }

        Answers.WriteLine("survived");
    }

    private static string Line(Exception? failure) => failure is null ? "" : $"{failure.GetType().Name}: {failure.Message}".ReplaceLineEndings(" ").Replace('\t', ' ');
}
