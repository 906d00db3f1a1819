using System.CommandLine;
using System.Globalization;
using HvCpuid.Formats;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Options that verbs share, and how the values of options are read: every message names the option and what was expected.</summary>
internal static class VerbOptions
{
    // A longer one is broken in two by the columns of the help.
    private const int WidestHelpName = 36;

    /// <summary><c>--format</c>, the first form being the default.</summary>
    public static ChoiceOption<OutputFormat> Format(params OutputFormat[] formats) => Choice("--format", "How the answer is printed.", formats);

    /// <summary><c>--input-format</c>.</summary>
    public static Option<string> InputFormat()
    {
        Option<string> option = new("--input-format")
        {
            Description = $"The format of the file, where it is not to be recognised by its content: {Words([.. FormatNames.All])}.",
            HelpName = "NAME",
        };
        option.CompletionSources.Add([.. FormatNames.All]);
        return option;
    }

    /// <summary><c>--cpu-index</c>.</summary>
    public static Option<string> CpuIndex() => new("--cpu-index")
    {
        Description = "Which CPU of a dump of several, by the number it has there. [default: the first]",
        HelpName = "N",
    };

    /// <summary><c>--dump</c>.</summary>
    public static Option<string> Dump() => new("--dump")
    {
        Description = "Which of several dumps in one file, counted from 1. [default: the first]",
        HelpName = "N",
    };

    /// <summary>An option with a few choices, the first being the default.</summary>
    public static ChoiceOption<T> Choice<T>(string name, string description, params T[] choices)
        where T : struct, Enum
    {
        ChoiceOption<T> option = ChoiceOrNone(name, description, choices);
        option.DefaultValueFactory = _ => option.Words[0];
        return option;
    }

    /// <summary>An option with a few choices and without a default.</summary>
    public static ChoiceOption<T> ChoiceOrNone<T>(string name, string description, params T[] choices)
        where T : struct, Enum
    {
        ChoiceOption<T> option = new(name, choices);
        string all = string.Join('|', option.Words);
        bool fits = all.Length <= WidestHelpName;
        option.Description = fits ? description : $"{description} One of {Words(option.Words)}.";
        option.HelpName = fits ? all : "WORD";
        return option;
    }

    /// <summary>An option with one of many names and without a default; its help does not list them.</summary>
    public static Option<string> NameOrNone(string name, string description, IEnumerable<string> names)
    {
        Option<string> option = new(name) { Description = description, HelpName = "NAME" };
        option.CompletionSources.Add([.. names]);
        return option;
    }

    /// <summary>The name that was chosen; null where the option was not written.</summary>
    /// <exception cref="ToolFailure">It is none of them.</exception>
    public static string? NameOrNone(this ParseResult result, Option<string> option, string[] names)
    {
        string? word = result.GetValue(option);
        return word is null || Array.IndexOf(names, word) >= 0 ? word
            : throw ToolFailure.Unusable($"{option.Name}: expected {Words(names)}, found '{Excerpt.Of(word)}'.{Suggestion.Question(word, names)}");
    }

    /// <summary>What was chosen.</summary>
    /// <exception cref="ToolFailure">It is no choice.</exception>
    public static T Choice<T>(this ParseResult result, ChoiceOption<T> option)
        where T : struct, Enum
    {
        string word = result.GetValue(option) ?? "";
        int found = Array.FindIndex(option.Words, known => string.Equals(known, word, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? option.Choices[found]
            : throw ToolFailure.Unusable($"{option.Name}: expected {Words(option.Words)}, found '{Excerpt.Of(word)}'.{Suggestion.Question(word, option.Words)}");
    }

    /// <summary>What was chosen; null where the option was not written.</summary>
    /// <exception cref="ToolFailure">It is no choice.</exception>
    public static T? ChoiceOrNone<T>(this ParseResult result, ChoiceOption<T> option)
        where T : struct, Enum => result.IsGiven(option) ? result.Choice(option) : null;

    /// <summary>True for <c>on</c>.</summary>
    /// <exception cref="ToolFailure">It is neither <c>on</c> nor <c>off</c>.</exception>
    public static bool Switch(this ParseResult result, ChoiceOption<OnOff> option) => result.Choice(option) == OnOff.On;

    /// <summary>True when the option was written, not taken from its default.</summary>
    public static bool IsGiven(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The format that <c>--input-format</c> forces; null when it is not given.</summary>
    /// <exception cref="ToolFailure">There is no such format.</exception>
    public static HvCpuidFormat? ForcedFormat(this ParseResult result, Option<string> option) => result.GetValue(option) is not { } name ? null
        : FormatNames.Find(name)
        ?? throw ToolFailure.Unusable($"--input-format: expected {Words([.. FormatNames.All])}, found '{Excerpt.Of(name)}'.{Suggestion.Question(name, FormatNames.All)}");

    /// <summary>The number that <c>--dump</c> gives; null when it is not given.</summary>
    /// <exception cref="ToolFailure">It is no number from 1 up.</exception>
    public static int? DumpNumber(this ParseResult result, Option<string> option)
    {
        string? text = result.GetValue(option);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
            : throw ToolFailure.Unusable($"--dump: expected the number of a dump in the file, from 1, found '{Excerpt.Of(text)}'.");
    }

    /// <summary>The number that <c>--cpu-index</c> gives; null when it is not given.</summary>
    /// <exception cref="ToolFailure">It is no number.</exception>
    public static int? CpuNumber(this ParseResult result, Option<string> option)
    {
        string? text = result.GetValue(option);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw ToolFailure.Unusable($"--cpu-index: expected the number of a CPU as the file has it, e.g. 0, found '{Excerpt.Of(text)}'.");
    }

    /// <summary>Reads a number: 0x40000010, 40000010H or decimal.</summary>
    /// <exception cref="ToolFailure">It is none, or has more than 64 bits.</exception>
    public static ulong Number(this ParseResult result, Option<string> option) =>
        TryNumber(result.GetValue(option) ?? "", out ulong number) ? number : throw NoNumber(option, result, "", []);

    /// <summary>Reads a number, where a name could stand that is none of the known ones.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="what">What the names are of.</param>
    /// <param name="names">The names.</param>
    /// <exception cref="ToolFailure">It is none, or has more than 64 bits.</exception>
    public static ulong NumberOrName(this ParseResult result, Option<string> option, string what, IEnumerable<string> names) =>
        TryNumber(result.GetValue(option) ?? "", out ulong number) ? number : throw NoNumber(option, result, ", or " + what, names);

    private static bool TryNumber(string text, out ulong number)
    {
        string? digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text.EndsWith('H') || text.EndsWith('h') ? text[..^1] : null;
        return ulong.TryParse(digits ?? text, digits is null ? NumberStyles.None : NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static ToolFailure NoNumber(Option<string> option, ParseResult result, string orWhat, IEnumerable<string> names)
    {
        string text = result.GetValue(option) ?? "";
        return ToolFailure.Unusable(
            $"{option.Name}: expected a number of up to 64 bits, 0x40000010, 40000010H or decimal{orWhat}, found '{Excerpt.Of(text)}'.{Suggestion.Question(text, names)}");
    }

    private static string Words(string[] words) => string.Join(", ", words[..^1]) + " or " + words[^1];
}

/// <summary>An option whose value is one of a few words, the names of an enum in lower case.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class ChoiceOption<T> : Option<string>
    where T : struct, Enum
{
    /// <summary>An option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="choices">What may be chosen.</param>
    public ChoiceOption(string name, params T[] choices)
        : base(name)
    {
        Choices = choices;
        Words = [.. choices.Select(choice => choice.ToString().ToLowerInvariant())];
        CompletionSources.Add(Words);
    }

    /// <summary>What may be chosen.</summary>
    public T[] Choices { get; }

    /// <summary>The word for each.</summary>
    public string[] Words { get; }
}

/// <summary>Whether something is so.</summary>
internal enum OnOff
{
    /// <summary>It is.</summary>
    On,

    /// <summary>It is not.</summary>
    Off,
}
