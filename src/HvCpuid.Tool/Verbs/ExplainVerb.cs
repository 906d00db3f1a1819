using System.CommandLine;
using HvCpuid.Kvm;
using HvCpuid.Tool.Output;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>explain</c>: what a bit or field means, which releases report it, and why a modelled vCPU has it or not.</summary>
/// <remarks>
/// JSON: <c>{"fields":[{"address","name","linux","qemu","meaning","source","disagreement","history":[{"function","address","since","until","backports",
/// "commit","condition","value"}],"explanation":{"host","value","reason","flips":[["step",…],…]}}],"notes":[…]}</c>. A <c>history</c> row
/// about the leaf itself has <c>address</c> and <c>value</c> null. A whole leaf has a member <c>leaf</c> more, <c>{"function","title","source","history",
/// "explanation"}</c>, with 1 for there and 0 for not as the value; a refused call has <c>error</c> and <c>message</c> more, and its values are null.
/// </remarks>
internal sealed class ExplainVerb
{
    private readonly Argument<string[]> _words = new("ADDRESS|NAME")
    {
        Description = "An address (CPUID.4000000AH:EAX[15:8], A.EAX[15:8], the leaf A) or a name (the TLFS's, Linux's, QEMU's); then, if wanted, "
            + "the word on and a kvm: SOURCE, the modelled host. [default host: the newest release known, Intel]",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _on = new("--on") { Description = "The same as the word on: a kvm: SOURCE.", HelpName = "SOURCE" };
    private readonly Option<string> _format = VerbOptions.Format("table", "json");

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        ExplainVerb verb = new();
        Command command = new("explain", "What a bit means, since when it is there, and why.")
        {
            verb._words, verb._on, verb._format,
        };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        bool json = result.Choice(_format) == "json";
        string[] words = result.GetValue(_words) ?? [];
        string? on = result.GetValue(_on);
        FieldTarget target = FieldTarget.Parse(words[0]);
        KvmRequest? request = Host(words, on, console.Kernels);
        ExplainOutput output = new(target, request ?? Newest(), isDefault: request is null);
        KvmReply reply = output.Request.Ask();
        console.Note(reply.Notes);
        if (json)
        {
            output.Json(reply, console);
        }
        else
        {
            output.Text(console);
        }

        if (reply.Refused is { } refused)
        {
            console.Complain(refused.ToString());
        }

        return reply.Refused is null ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    private static KvmRequest Newest() => new(new KvmHost { Kernel = KvmRelease.Newest }, KvmScope.Vcpu, VcpuState.Ordinary);

    private static KvmRequest? Host(string[] words, string? on, KvmKernels kernels)
    {
        if (words.Length == 1 && on is null)
        {
            return null;
        }

        if (words.Length != 1 && (words.Length != 3 || !words[1].Equals("on", StringComparison.OrdinalIgnoreCase)))
        {
            string found = string.Join(' ', words[1..]);
            throw ToolFailure.Unusable($"explain: expected ADDRESS|NAME, or ADDRESS|NAME on {KvmSource.Prefix}KERNEL,..., found '{found}' behind '{words[0]}'.");
        }

        if (words.Length == 3 && on is not null)
        {
            throw ToolFailure.Unusable($"explain: one host at a time: found on {words[2]} and --on {on}.");
        }

        string source = on ?? words[2];
        return source.StartsWith(KvmSource.Prefix, StringComparison.Ordinal) || KvmSource.IsName(source, kernels)
            ? KvmSource.Parse(source, kernels)
            : throw ToolFailure.Unusable($"explain: '{source}' says what is, not why: expected {KvmSource.Form}.");
    }
}
