using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>diff</c>: two sets of leaves side by side, field by field.</summary>
internal sealed class DiffVerb
{
    private readonly Argument<string> _before = new("A") { Description = "The leaves before: a SOURCE as of decode; a kernel alone, debian12 or 6.1,amd, without kvm:, stands for all that it offers." };
    private readonly Argument<string> _after = new("B") { Description = "The leaves after." };
    private readonly SourceOptions _source = new();
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        DiffVerb verb = new();
        Command command = new("diff", "What two sets of leaves have otherwise.") { verb._before, verb._after };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        (string? one, string? other) = (result.GetValue(_before), result.GetValue(_after));
        if (one == "-" && other == "-")
        {
            throw ToolFailure.Unusable("diff: A and B are both -: standard input is there once. Expected a file or a kernel for one of them.");
        }

        OfferedSet before = OfferedSet.From(one ?? "", _source.Read(result, one, console, parts: true));
        OfferedSet after = OfferedSet.From(other ?? "", _source.Read(result, other, console, parts: true));
        if ((before.Refusal ?? after.Refusal) is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        HvDiff diff = HvDiff.Between(before.Reading, after.Reading);
        Output.Write(
            format,
            new Answer<DiffDocument>(page => DiffText.Add(page, diff, before.Title, after.Title), () => DiffDocument.From(diff, before.Title, after.Title)),
            console);
        return diff.IsEmpty ? ExitCodes.Fine : ExitCodes.Wrong;
    }
}
