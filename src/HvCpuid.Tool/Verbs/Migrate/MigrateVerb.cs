using System.CommandLine;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>migrate</c>: may a guest that sees leaves move to a host?</summary>
internal sealed class MigrateVerb
{
    private readonly Argument<string> _guest = new("GUEST")
    {
        Description = "The leaves that the guest sees: a SOURCE as of decode, e.g. what flags --format bin gives, a guest's cpuid -r; a kernel alone, without kvm:, stands for a guest that was given all that it offers.",
    };

    private readonly Argument<string> _host = new("HOST") { Description = "The host that it is to move to: a SOURCE; a modelled kernel stands for all that it offers." };
    private readonly Option<string> _vmm = new("--vmm") { Description = "The VMM on the host: qemu, qemu:VERSION, or copy. Its switches have to give what the guest has. [default: any]", HelpName = "qemu[:VERSION]|copy" };
    private readonly SourceOptions _source = new();
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        MigrateVerb verb = new();
        Command command = new("migrate", "Whether a running guest may move to a host.") { verb._guest, verb._host, verb._vmm };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        (string? leaves, string? place) = (result.GetValue(_guest), result.GetValue(_host));
        if (leaves == "-" && place == "-")
        {
            throw ToolFailure.Unusable("migrate: GUEST and HOST are both -: standard input is there once. Expected a file or a kernel for one of them.");
        }

        HvVmm? vmm = result.GetValue(_vmm) is { } named ? VmmChoice.Read(named, null, null, console) : null;
        console.Note(VmmChoice.Notes(vmm));
        OfferedSet guest = OfferedSet.From(leaves ?? "", _source.Read(result, leaves, console, parts: true));
        if (guest.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        HvMigration migration = HvMigration.Check(guest.Reading, OfferedSet.ToDestination(_source.Read(result, place, console, parts: true), vmm));
        Output.Write(
            format,
            new Answer<MigrateDocument>(page => MigrateText.Add(page, migration, guest.Title), () => MigrateDocument.From(migration, guest.Title)),
            console);
        return migration.Verdict == HvVerdict.Yes ? ExitCodes.Fine : ExitCodes.Wrong;
    }
}
