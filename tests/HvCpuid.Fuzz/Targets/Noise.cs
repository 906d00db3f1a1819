using System.Globalization;
using System.Text.RegularExpressions;

namespace HvCpuid.Fuzz.Targets;

/// <summary>What terminals and mail programs put into a text.</summary>
internal static partial class Noise
{
    /// <summary>A text without it: colours, soft line breaks with the quoting behind them, characters in quoted-printable.</summary>
    public static string Undo(string text) =>
        Quoted().Replace(SoftBreak().Replace(TerminalSequence().Replace(text, ""), ""), character => ((char)byte.Parse(character.ValueSpan[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\x1B\[[^@-~]*[@-~]?")]
    private static partial Regex TerminalSequence();

    [GeneratedRegex(@"=[ \t]*\r?\n[> ]*")]
    private static partial Regex SoftBreak();

    [GeneratedRegex("=[0-9A-Fa-f]{2}")]
    private static partial Regex Quoted();
}
