using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints a set leaf by leaf, bit by bit.</summary>
internal static class DecodeText
{
    private const int MaxOthers = 3;

    /// <summary>Adds the leaves, and prints them one by one.</summary>
    /// <param name="page">The page.</param>
    /// <param name="description">Where the set comes from.</param>
    /// <param name="decoding">The set, read.</param>
    /// <param name="view">What of it is shown, and how.</param>
    /// <param name="console">Where lines go that are as long as they are.</param>
    public static void Add(Page page, string description, HvDecoding decoding, DecodeView view, ToolConsole console)
    {
        Head(page, description, decoding);
        page.Print();
        if (!view.IsFull)
        {
            console.Output.WriteLine();
        }

        foreach (HvDecodedLeaf leaf in decoding.Leaves.Where(leaf => view.Shows(leaf.Entry.Function)))
        {
            if (view.IsShort)
            {
                console.Output.WriteLine(DecodeLeafText.Short(leaf));
                continue;
            }

            if (view.IsFull)
            {
                page.Line();
                DecodeLeafText.Full(page, leaf, decoding, view.All);
            }
            else
            {
                DecodeLeafText.Names(page, leaf);
            }

            // Leaf by leaf: a dump may have a million of them.
            page.Print();
        }

        if (!view.IsShort && !view.IsFull && decoding.Leaves.Count > 0)
        {
            page.Line();
            page.Line("What each means: --leaf N for one leaf, --all for everything.");
        }
    }

    private static void Head(Page page, string description, HvDecoding decoding)
    {
        page.Heading(decoding.Origin.Conclusion + ".");
        page.Line($"{description}: {Summary(decoding)}.");
        if (!decoding.Reading.IsWhole)
        {
            page.Line($"It tells a part: {PartNote.Unknown(decoding.Reading)}.");
        }
    }

    private static string Summary(HvDecoding decoding)
    {
        string leaves = decoding.Leaves.Count == 1 ? "1 leaf" : string.Create(CultureInfo.InvariantCulture, $"{decoding.Leaves.Count} leaves");
        IEnumerable<string> others = decoding.Origin.Others.Take(MaxOthers).Select(other => $"'{other.Signature}' at {BitAddress.FunctionText(other.Function)}");
        return string.Join(", ", others.Prepend(decoding.Signature is { } signature ? $"{leaves}, signature '{signature}'" : leaves));
    }
}
