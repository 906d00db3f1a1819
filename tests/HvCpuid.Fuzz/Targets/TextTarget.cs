using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Fuzz.Engine;

namespace HvCpuid.Fuzz.Targets;

/// <summary>A reader of text.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="about">What it is, in a few words.</param>
/// <param name="seeds">Texts to begin with.</param>
/// <param name="words">Words of its language.</param>
/// <param name="read">Reads a text, and checks what came of it.</param>
internal sealed class TextTarget(string name, string about, Func<IEnumerable<string>> seeds, IEnumerable<string> words, Action<string> read) : FuzzTarget(name, about)
{
    private const int LongestMessage = 4096;

    /// <inheritdoc/>
    public override IEnumerable<byte[]> Seeds => seeds().Select(SeedFiles.Bytes);

    /// <inheritdoc/>
    public override IEnumerable<string> Words => words;

    /// <inheritdoc/>
    public override void Try(ReadOnlySpan<byte> input)
    {
        string text = FuzzText.Of(input);
        try
        {
            read(text);
        }
        catch (HvConfigurationException refusal)
        {
            CheckMessage(refusal.Message);
            CheckPlace(refusal, text);
        }
        catch (FormatException refusal)
        {
            CheckMessage(refusal.Message);
        }
    }

    /// <summary>Breaks off where a law does not hold.</summary>
    public static void Check(bool holds, string law, string details = "") => Require(holds, law, details);

    /// <summary>A message is a line, not too long, without what a terminal obeys or a reader does not see.</summary>
    public static void CheckMessage(string message) => Require(
        message.Length is > 0 and <= LongestMessage && (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') || IsShown(message)), "A message is a line that can be shown", message);

    private static bool IsShown(string message)
    {
        for (int i = 0; i < message.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(message[i]) && i + 1 < message.Length && char.IsLowSurrogate(message[i + 1]);
            if (CharUnicodeInfo.GetUnicodeCategory(message, i) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                return false;
            }

            i += isPair ? 1 : 0;
        }

        return true;
    }

    private static void CheckPlace(HvConfigurationException refusal, string text)
    {
        Require(refusal.Offset is not { } offset || (offset >= 0 && offset <= text.Length), "A place lies in the text", refusal.Message);
        Require(refusal.Line is null == refusal.Column is null, "A line comes with a column", refusal.Message);
        if (refusal.Line is not { } line)
        {
            return;
        }

        // XML and YAML end lines at carriage returns too; .NET's XML counts one that ends the text as a column.
        string[] byFeeds = text.Split('\n');
        string[] byAny = text.Split(["\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029"], StringSplitOptions.None);
        Require(Lies(byFeeds) || Lies(byAny), "A place lies in the text", refusal.Message);
        bool Lies(string[] lines) => line >= 1 && line <= lines.Length && refusal.Column >= 1 && refusal.Column <= lines[line - 1].Length + (lines == byAny && text.EndsWith('\r') ? 2 : 1);
    }
}
