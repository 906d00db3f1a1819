using System.CommandLine;
using HvCpuid.Sets;
using HvCpuid.Tool.Output;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>decode</c>: every leaf of a SOURCE, named bit by named bit.</summary>
/// <remarks>
/// JSON: <c>{"leaves":[{"function":"0x40000003","registers":{"eax":"0x…",…},"fields":[{"address":"CPUID.40000003H:EAX[0]","name":"…",
/// "linux":"…","qemu":"…","value":1}],"unknown":["CPUID.40000003H:EAX[16]"]}]}</c>: all named fields, set or clear; <c>linux</c> and <c>qemu</c>
/// are null where there is none, several flags are joined by commas.
/// </remarks>
internal sealed class DecodeVerb
{
    private readonly Argument<string> _source = new("SOURCE")
    {
        Description = "Where the leaves come from: a file; - for standard input; cpu, the CPUID instruction of this machine; or a modelled kernel, "
            + "kvm:RELEASE and words joined by commas: intel, amd, system, evmcs, evmcs=L..H, nolapic, nosmt, nonested, maxvcpus=N.",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Show clear bits too." };
    private readonly Option<string> _inputFormat = VerbOptions.InputFormat();
    private readonly Option<string> _cpuIndex = VerbOptions.CpuIndex();
    private readonly Option<string> _format = VerbOptions.Format("table", "json", "raw", "bin");

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        DecodeVerb verb = new();
        Command command = new("decode", "Every leaf of a SOURCE, named bit by named bit.")
        {
            verb._source, verb._all, verb._inputFormat, verb._cpuIndex, verb._format,
        };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        string format = result.Choice(_format);
        SourceSet source = SourceReader.Read(result.GetValue(_source) ?? "", result.ForcedFormat(_inputFormat), result.CpuNumber(_cpuIndex), console);
        console.Note(source.Notes);
        if (source.Refused is { } refused)
        {
            return RefusalOutput.Print(refused, format == "json", console);
        }

        switch (format)
        {
            case "json":
                DecodeOutput.Json(HvDecoding.Of(source.Set), console);
                break;
            case "raw":
                SetWriter.Raw(source.Set, source.CpuNumber, console);
                break;
            case "bin":
                SetWriter.Bytes(source.Set, console);
                break;
            default:
                DecodeOutput.Text(source.Description, HvDecoding.Of(source.Set), result.GetValue(_all), console);
                break;
        }

        return ExitCodes.Fine;
    }
}
