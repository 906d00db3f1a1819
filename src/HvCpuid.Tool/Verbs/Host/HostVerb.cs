using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>host</c>: the live KVM's capabilities and answers, and the modelled release nearest to it.</summary>
/// <remarks>JSON: <see cref="HostDocument"/>, which is of use as a SOURCE too. All in docs/json.</remarks>
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
