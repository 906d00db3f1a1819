using System.CommandLine;
using HvCpuid.Tool.Output;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>history</c>: release by release, what KVM reports.</summary>
/// <remarks>
/// JSON: <c>{"changes":[{"id":"DirectTimersNeedLapic","release":"5.4","commit":"a073d7e3ad68","backports":["5.2.20","5.3.5"],"summary":"…",
/// "touches":["leaves"],"effects":[{"address":"CPUID.40000003H:EDX[19]","name":"DirectSyntheticTimers","condition":"…","value":1,"text":"…"}]}]}</c>; an effect on
/// a leaf itself has its function as the address and value null; <c>condition</c> is null where there is none.
/// </remarks>
internal sealed class HistoryVerb
{
    private readonly Argument<string[]> _targets = new("FROM..TO|ADDRESS|NAME")
    {
        HelpName = "FROM..TO|NAME",
        Description = "Only what came with these releases, 6.1..6.12, 6.1.. or 6.12 alone, ends included; only what changed these bits, fields or leaves. [default: everything]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _format = VerbOptions.Format("table", "json");

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        HistoryVerb verb = new();
        Command command = new("history", "Release by release, what KVM reports.") { verb._targets, verb._format };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        bool json = result.Choice(_format) == "json";
        string[] words = result.GetValue(_targets) ?? [];
        ReleaseRange[] ranges = [.. words.Select(ReleaseRange.ParseOrNull).OfType<ReleaseRange>()];
        FieldTarget[] targets = [.. words.Where(word => ReleaseRange.ParseOrNull(word) is null).Select(FieldTarget.Parse)];
        HistoryOutput output = new(ranges, targets);
        if (json)
        {
            output.Json(console);
        }
        else
        {
            output.Text(console);
        }

        return ExitCodes.Fine;
    }
}
