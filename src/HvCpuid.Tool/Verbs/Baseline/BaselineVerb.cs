using System.CommandLine;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>baseline</c>: the largest set that all of many hosts support, and who takes away what.</summary>
internal sealed class BaselineVerb
{
    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "The hosts: files of one set or of a JSON set a line, packed by gzip or not, directories, patterns such as 'fleet/*.json', and any SOURCE of other verbs; a kernel alone, without kvm:, stands for all that it offers.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _lines = new("--from-lines") { Description = "A file with a JSON set a line, or -; \"host\" in it names the host. May be written several times.", HelpName = "FILE" };
    private readonly Option<bool> _partial = new("--partial") { Description = "Print what was folded of these hosts, for --merge." };
    private readonly Option<bool> _merge = new("--merge") { Description = "The SOURCEs are what --partial printed; a part that is given twice counts once." };
    private readonly Option<bool> _why = new("--why") { Description = "Tell who takes each bit away: how many hosts, and which is the first." };
    private readonly Option<bool> _keepGoing = new("--keep-going") { Description = "Pass over lines, files and modelled kernels that cannot be used, and count them." };
    private readonly Option<string> _level = new("--as") { Description = "Freeze the leaves as a level in a new file; where the file is there, hold the hosts against the level in it, which stays as it is.", HelpName = "LEVEL.json" };
    private readonly Option<string> _vmm = new("--vmm") { Description = "The VMM whose switches are told: qemu or qemu:VERSION. [default: the newest QEMU]", HelpName = "qemu[:VERSION]" };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Raw, OutputFormat.Bin, OutputFormat.Qemu, OutputFormat.Libvirt, OutputFormat.Proxmox, OutputFormat.KubeVirt);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        BaselineVerb verb = new();
        Command command = new("baseline", "The largest set that all of many hosts support.")
        {
            verb._sources, verb._lines, verb._partial, verb._merge, verb._why, verb._keepGoing, verb._level, verb._vmm, verb._format,
        };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        string[] sources = result.GetValue(_sources) ?? [];
        string[] lines = result.GetValue(_lines) ?? [];
        bool merge = result.GetValue(_merge);
        Require(sources.Length + lines.Length > 0, "of which hosts? Expected SOURCE such as rhel9.4 or fleet.ndjson, or --from-lines FILE.");
        Require(!merge || lines.Length == 0, "--merge takes the files of --partial: expected no --from-lines beside it.");
        Require(sources.Concat(lines).Count(source => source == "-") < 2, "standard input is there once: expected - once.");
        Require(!result.GetValue(_partial) || result.GetValue(_level) is null, "--partial or --as, not both.");
        HvVmm vmm = VmmChoice.Read(result.GetValue(_vmm), null, null, console);
        console.Note(VmmChoice.Notes(vmm));
        long bad = 0;
        HvBaseline baseline = merge ? BaselineParts.Merge(sources, console) : Fold(sources, lines, result.GetValue(_keepGoing), console, out bad);
        Require(baseline.Hosts > 0, "there is no host in what was given.");
        if (result.GetValue(_partial))
        {
            Output.Write(OutputFormat.Json, new Answer<BaselinePartsDocument>(_ => { }, () => BaselinePartsDocument.From(baseline)), console);
            return ExitCodes.Fine;
        }

        return Print(new BaselineAnswer(baseline, vmm) { BadLines = bad, IsWhy = result.GetValue(_why) }, result.GetValue(_level), format, console);
    }

    private static HvBaseline Fold(string[] sources, string[] lines, bool keepGoing, ToolConsole console, out long bad)
    {
        using ProgressLine progress = new(console, "hosts");
        FleetReader fleet = new(console, keepGoing, progress.Add);
        foreach (string source in sources)
        {
            fleet.Add(source);
        }

        foreach (string source in lines)
        {
            fleet.AddLines(source);
        }

        progress.Dispose();
        bad = fleet.Bad;
        if (bad > 0)
        {
            console.Note($"{bad} of the lines, files and kernels could not be used and were passed over.");
            console.Note(fleet.Problems);
        }

        return fleet.ToPart() is { } part ? HvBaseline.From(part) : HvBaseline.Empty;
    }

    private static int Print(BaselineAnswer answer, string? file, OutputFormat format, ToolConsole console)
    {
        BaselineLevel? level = file is null ? null : BaselineLevel.ReadOrWrite(file, answer, console);
        if (!answer.Baseline.IsUsable && format is not (OutputFormat.Table or OutputFormat.Json))
        {
            console.Complain("baseline: the hosts have no ground in common that a guest could use.", answer.Baseline.Errors.Select(error => error.ToString()).Prepend(answer.Baseline.IsHyperV ? "" : BaselineText.NoHyperV).Where(line => line.Length > 0));
            return ExitCodes.Wrong;
        }

        Output.Write(
            format,
            new Answer<BaselineDocument>(page => BaselineText.Add(page, answer, level), () => answer.ToDocument(level?.Name))
            {
                Leaves = HvReading.From(answer.Baseline.Set),
                Switches = language => VmmChoice.Switches(answer.Offer!, language, console),
            },
            console);
        return answer.Baseline.IsUsable && level?.Holds != false ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    private static void Require(bool met, string message)
    {
        if (!met)
        {
            throw ToolFailure.Unusable("baseline: " + message);
        }
    }
}
