using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>decode</c>: every leaf of a SOURCE, named bit by named bit.</summary>
/// <remarks>JSON: <see cref="DecodeDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class DecodeVerb
{
    private readonly SourceOptions _source = new();
    private readonly Option<bool> _all = new("--all") { Description = "Show clear bits too." };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Raw, OutputFormat.InstLatX64, OutputFormat.Firecracker, OutputFormat.Bin);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        DecodeVerb verb = new();
        Command command = new("decode", "Every leaf of a SOURCE, named bit by named bit.")
        {
            verb._source.Argument, verb._all,
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

        Lazy<HvDecoding> decoding = new(() => HvDecoding.From(source.Reading));
        Output.Write(
            format,
            new Answer<DecodeDocument>(page => DecodeText.Add(page, source.Description, decoding.Value, result.GetValue(_all)), () => DecodeDocument.From(decoding.Value))
            {
                Leaves = source.Reading,
                CpuNumber = source.CpuNumber,
            },
            console);
        return ExitCodes.Fine;
    }
}
