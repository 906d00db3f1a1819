using System.CommandLine;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>decode</c>: every leaf of a SOURCE, named bit by named bit.</summary>
/// <remarks>
/// JSON: <c>{"leaves":[{"function":"0x40000003","registers":{"eax":"0x…",…},"fields":[{"address":"CPUID.40000003H:EAX[0]","name":"…",
/// "linux":"…","qemu":"…","value":1}],"unknown":["CPUID.40000003H:EAX[16]"]}]}</c>: all named fields, set or clear; <c>linux</c> and <c>qemu</c>
/// are null where there is none, several flags are joined by commas. Of a SOURCE that tells a part: <c>registers</c> and <c>fields</c> have only what
/// is known whole, <c>partial</c> the registers of which some bits are known, <c>{"eax":{"value":"0x…","known":"0x…"}}</c>, and
/// <c>"complete"</c> is whether other leaves are known to be absent.
/// </remarks>
internal sealed class DecodeVerb
{
    private readonly SourceOptions _source = new();
    private readonly Option<bool> _all = new("--all") { Description = "Show clear bits too." };
    private readonly Option<string> _format = VerbOptions.Format("table", "json", "raw", "instlatx64", "firecracker", "bin");

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
        string format = result.Choice(_format);
        SourceSet source = _source.Read(result, console, parts: true);
        if (source.Refusal is { } refusal)
        {
            return RefusalOutput.Print(refusal, format == "json", console);
        }

        if (format is "raw" or "instlatx64" or "bin" && !source.Reading.IsWhole)
        {
            throw ToolFailure.Unusable($"{source.Description}: it tells only a part of the leaves, which --format {format} has no way to say: {PartNote.Unknown(source.Reading)}.");
        }

        switch (format)
        {
            case "json":
                DecodeText.Json(HvDecoding.Of(source.Reading), console);
                break;
            case "raw":
                SetWriter.Raw(source.Set, source.CpuNumber, console);
                break;
            case "instlatx64":
                SetWriter.InstLatx64(source.Set, source.CpuNumber, console);
                break;
            case "firecracker":
                SetWriter.Firecracker(source.Reading, console);
                break;
            case "bin":
                SetWriter.Bytes(source.Set, console);
                break;
            default:
                DecodeText.Text(source.Description, HvDecoding.Of(source.Reading), result.GetValue(_all), console);
                break;
        }

        return ExitCodes.Fine;
    }
}
