using System.Globalization;
using System.Text.Json;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Reads what <c>--partial</c> printed.</summary>
internal static class BaselineParts
{
    private const int LongestFile = 256 * 1024 * 1024;

    /// <summary>The baseline of all parts of files.</summary>
    /// <param name="sources">Files, directories and patterns.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">One could not be used.</exception>
    public static HvBaseline Merge(IEnumerable<string> sources, ToolConsole console) =>
        sources.SelectMany(FleetFiles.Expand).Aggregate(HvBaseline.Empty, (baseline, path) => baseline.Merge(Read(path, console)));

    private static HvBaseline Read(string path, ToolConsole console)
    {
        FileBytes file = new(path, console) { Maximum = LongestFile, Expected = "Expected a file that baseline --partial printed" };
        try
        {
            return HvDocuments.Read<BaselinePartsDocument>(file.Read().Span).ToBaseline();
        }
        catch (JsonException exception)
        {
            string line = exception.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number + 1}") : "";
            throw ToolFailure.Unusable($"{file.Name}{line}: expected what baseline --partial prints: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw ToolFailure.Unusable($"{file.Name}: {exception.Message}.");
        }
    }
}
