using System.Globalization;

namespace HvCpuid.Fuzz;

/// <summary>The command line.</summary>
/// <param name="Target">A target's name, or <c>all</c>.</param>
internal sealed record FuzzOptions(string Target)
{
    private const string Usage = """
        Usage: dotnet run -c Release --project tests/HvCpuid.Fuzz -- TARGET|all [options]
               dotnet run -c Release --project tests/HvCpuid.Fuzz -- list

          --inputs N      how many inputs for each target (100000)
          --seed S        what decides them all: the same seed, the same inputs (1)
          --corpus DIR    begins with the inputs in DIR/TARGET, and keeps there what shows something new
          --replay FILE   tries one input, and says what it shows
          --export DIR    writes the seeds to DIR/seeds and the words to DIR/words.dict, for AFL++
          --afl           runs under afl-fuzz, which makes the inputs: docs/testing.md

        Exit code 0: nothing was found; 1: something was, and is told; 2: the command line is not understood; 3: an input hangs.
        """;

    /// <summary>How many inputs for each target.</summary>
    public long Inputs { get; private init; } = 100_000;

    /// <summary>The seed.</summary>
    public ulong Seed { get; private init; } = 1;

    /// <summary>The folder of the corpora; null for none.</summary>
    public string? Corpus { get; private init; }

    /// <summary>The input to try; null for none.</summary>
    public string? Replay { get; private init; }

    /// <summary>The folder that seeds are written to; null for none.</summary>
    public string? Export { get; private init; }

    /// <summary>True under afl-fuzz.</summary>
    public bool Afl { get; private init; }

    /// <summary>Whether what is asked for needs the instrumented library.</summary>
    public bool Instrumented => Target != "list" && Export is null && Replay is null;

    /// <summary>Reads a command line.</summary>
    /// <returns>Null where it is not understood, and that was said.</returns>
    public static FuzzOptions? Read(string[] arguments)
    {
        FuzzOptions? options = arguments is [{ Length: > 0 } target, ..] && target[0] != '-' ? new FuzzOptions(target) : null;
        for (int i = 1; i < arguments.Length && options is not null; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            options = (arguments[i], value) switch
            {
                ("--afl", _) => options with { Afl = true },
                ("--inputs", { } text) when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long inputs) => options with { Inputs = inputs },
                ("--seed", { } text) when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) => options with { Seed = seed },
                ("--corpus", { } folder) => options with { Corpus = folder },
                ("--replay", { } file) => options with { Replay = file },
                ("--export", { } folder) => options with { Export = folder },
                _ => null,
            };
            i += options?.Afl == true && arguments[i] == "--afl" ? 0 : 1;
        }

        if (options is null)
        {
            Console.Error.WriteLine(Usage);
        }

        return options;
    }
}
