using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>host</c>: the live KVM's capabilities and answers, and the modelled release nearest to it.</summary>
/// <remarks>
/// JSON, complete, and of the machine nothing but what KVM's answer depends on: <c>{"entries":[…]}</c> or <c>{"error":"EINVAL","message":"…"}</c>, as it is
/// as a SOURCE; then <c>"kernel":"6.12.107","release":"6.12.107","module":"kvm_intel","cpu":"intel","processor":"GenuineIntel","nested":true,"smtControl":"on",
/// "assumed":{},"apiVersion":12,"capabilities":[{"capability":44,"name":"HyperV","value":1},…],"answers":[{"scope":"vcpu","lapic":true,"evmcs":"1..1","entries":[…]},…],
/// "nearest":{"kernel":"6.12.107","hyperv":true,"maxVcpus":4096,"differences":[{"where":"…","address":"…","name":"…","observed":"…","modelled":"…"}]},"predicted":{"basis":"…","differences":[…]},
/// "notes":[…]</c>. What cannot be read is null, and
/// <c>"assumed":{"release":"7.3","cpu":"amd","nested":true,"smt":true}</c> has a member for each of these that the machine does not say, or says of a module
/// that is not modelled, with what it is taken to be.
/// </remarks>
internal sealed class HostVerb
{
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        HostVerb verb = new();
        Command command = new("host", "What this machine's KVM answers.") { verb._format };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        HostReport report = HostReader.TryRead(console.Kernels, out string? reason) ?? throw ToolFailure.NotThere($"host: {reason}");
        console.Note(report.Notes);
        Output.Write(format, new Answer<HostDocument>(page => HostText.Add(page, report), report.ToDocument), console);
        return ExitCodes.Fine;
    }
}
