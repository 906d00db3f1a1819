using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>decode</c>: every leaf of a SOURCE, named bit by named bit.</summary>
/// <remarks>JSON: <see cref="DecodeDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class DecodeVerb
{
    private const int MaxNamed = 20;
    private readonly SourceOptions _source = new();
    private readonly Option<bool> _all = new("--all") { Description = "A line for every field, clear ones too, with its meaning, remarks, and where sources disagree." };
    private readonly Option<bool> _short = new("--short") { Description = "One line a leaf, names only." };
    private readonly Option<string[]> _leaf = new("--leaf") { Description = "This leaf alone, 3 or 40000003H, field by field; several each behind a --leaf of its own.", HelpName = "N" };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Raw, OutputFormat.InstLatX64, OutputFormat.Firecracker, OutputFormat.Bin);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        DecodeVerb verb = new();
        Command command = new("decode", "Every leaf of a SOURCE, named bit by named bit.")
        {
            verb._source.Argument, verb._short, verb._leaf, verb._all,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        SourceSet source = _source.Read(result, console, parts: true);
        if (source.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        if (format is OutputFormat.Raw or OutputFormat.InstLatX64 or OutputFormat.Bin && !source.Reading.IsWhole)
        {
            throw ToolFailure.Unusable($"{source.Description}: it tells only a part of the leaves, which --format {format.ToString().ToLowerInvariant()} has no way to say: {PartNote.Unknown(source.Reading)}.");
        }

        DecodeView view = View(result, format, source);
        Lazy<HvDecoding> decoding = new(() => HvDecoding.From(source.Reading));
        Output.Write(
            format,
            new Answer<DecodeDocument>(page => DecodeText.Add(page, source.Description, decoding.Value, view, console), () => DecodeDocument.From(decoding.Value, leaf => view.Shows(leaf.Entry.Function)))
            {
                Leaves = source.Reading,
                CpuNumber = source.CpuNumber,
            },
            console);
        return ExitCodes.Fine;
    }

    private DecodeView View(ParseResult result, OutputFormat format, SourceSet source)
    {
        string[] leaves = result.GetValue(_leaf) ?? [];
        if (result.GetValue(_short) && (format != OutputFormat.Table || result.GetValue(_all) || leaves.Length > 0))
        {
            throw ToolFailure.Unusable("--short: it is for the table, without --all and --leaf.");
        }

        if (leaves.Length > 0 && format is not (OutputFormat.Table or OutputFormat.Json))
        {
            throw ToolFailure.Unusable($"--leaf: it is for the table and json, found --format {format.ToString().ToLowerInvariant()}.");
        }

        List<uint> functions = [];
        foreach (string leaf in leaves)
        {
            if (!BitAddress.TryParseFunction(leaf, out uint function))
            {
                throw ToolFailure.Unusable($"--leaf: '{Excerpt.Of(leaf)}' is no leaf: expected e.g. 3, A or 40000003H.");
            }

            if (!source.Set.Contains(function))
            {
                string there = string.Join(", ", source.Set.Take(MaxNamed).Select(entry => BitAddress.FunctionText(entry.Function)));
                string more = source.Set.Count > MaxNamed ? ", ..." : "";
                throw ToolFailure.Unusable($"--leaf: {source.Description} has no leaf {BitAddress.FunctionText(function)}; it has {(there.Length == 0 ? "none" : there + more)}.");
            }

            functions.Add(function);
        }

        return new DecodeView(result.GetValue(_short), result.GetValue(_all), functions);
    }
}
