using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>flags</c>: the leaves that a guest gets from a VMM's switches on a host, or every reason against it.</summary>
/// <remarks>JSON: <see cref="FlagsDocument"/>; where the guest gets no leaves <see cref="FlagsFindingsDocument"/>, on several hosts <see cref="FlagsHostsDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class FlagsVerb
{
    private readonly Argument<string?> _flags = new("FLAGS")
    {
        Description = "What the VM is given: QEMU's flags, e.g. \"hv-relaxed,hv-time\", a whole QEMU command line, libvirt's XML, a Proxmox VM's configuration, KubeVirt's YAML, "
            + "QMP's JSON or a file of flags; as it is, a file's name, or - for standard input. Recognised by content.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SourceOptions _source = new();
    private readonly Option<bool> _close = new("--close") { Description = "Add the switches that others require." };
    private readonly Option<bool> _passthrough = new("--passthrough")
    {
        Description = "What the VMM gives for hv-passthrough; with it the explicit switches that come nearest, and bit by bit what those do not say.",
    };

    private readonly Option<string> _vmm = new("--vmm")
    {
        Description = "The VMM: qemu, qemu:VERSION from 4.2 on, or copy, which hands the host's answer on. [default: the newest QEMU]",
        HelpName = "qemu[:VERSION]|copy",
    };

    private readonly Option<string> _machine = new("--machine")
    {
        Description = "QEMU's machine, as its -machine: pc, q35, microvm, pc-q35-6.1, pc-i440fx-2.12 and others, with kernel-irqchip=on, off or split. [default: pc]",
        HelpName = "TYPE[,kernel-irqchip=KIND]",
    };

    private readonly Option<string> _preset = VerbOptions.NameOrNone("--preset", "Start from a preset, without what the host does not support; FLAGS change it: recommended, nested, minimal, or one of the field, e.g. proxmox:win11.", VmmChoice.Presets());
    private readonly Option<string> _against = VerbOptions.NameOrNone("--against", "Compare with a preset: what the VM leaves on the table, and what each switch is worth.", VmmChoice.Presets());
    private readonly Option<string> _domain = new("--domain") { Description = "Which VM of a file with several, by its name.", HelpName = "NAME" };
    private readonly ChoiceOption<OutputFormat> _format = Formats(
        OutputFormat.Table, OutputFormat.Json, OutputFormat.Raw, OutputFormat.Bin, OutputFormat.Qemu, OutputFormat.Libvirt, OutputFormat.Proxmox, OutputFormat.KubeVirt);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        FlagsVerb verb = new();
        Command command = new("flags", "The leaves that hv-* switches give, or why not.")
        {
            verb._flags, verb._source.OnSeveral, verb._close, verb._passthrough, verb._preset, verb._against, verb._domain, verb._vmm, verb._machine, verb._format,
        };
        verb._source.AddTo(command);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    // Too many for the column of names.
    private static ChoiceOption<OutputFormat> Formats(params OutputFormat[] formats)
    {
        ChoiceOption<OutputFormat> option = new("--format", formats) { HelpName = "NAME" };
        option.Description = $"How the answer is printed: {string.Join(", ", option.Words)}. [default: {option.Words[0]}]";
        return option;
    }

    private static HvPreset? Preset(string? name) => name is null ? null : HvPresetTable.Find(name);

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.ChoiceOrNone(_format) ?? OutputFormat.Table;
        HvPreset? preset = Preset(result.NameOrNone(_preset, VmmChoice.Presets()));
        HvPreset? against = Preset(result.NameOrNone(_against, VmmChoice.Presets()));
        bool passthrough = result.GetValue(_passthrough);
        string? flags = result.GetValue(_flags);
        string[] sources = result.GetValue(_source.OnSeveral) ?? [];
        Require(sources.Length > 0, "on which host? Expected --on SOURCE, e.g. --on kvm:6.12,intel,evmcs, or a file with what its KVM answers.");
        Require(flags is not null || preset is not null || passthrough, "which? Expected FLAGS such as \"hv-relaxed,hv-time\", --preset or --passthrough.");
        Require(preset is null || !passthrough, "--preset or --passthrough, not both.");
        Require(flags != "-" || !sources.Contains("-"), "FLAGS and --on are both -: standard input is there once. Expected a file, kvm:KERNEL or host for one of them.");
        Require(sources.Length == 1 || format is OutputFormat.Table or OutputFormat.Json, $"--format {format.ToString().ToLowerInvariant()} is of one host: expected table or json with several --on.");
        Require(sources.Length == 1 || against is null, "--against goes with one host: expected one --on.");
        Wishes? text = flags is null ? null : Wishes.Read(flags, result.GetValue(_domain), console);
        VmmChoice.RequireKvm(text);
        HvVmm vmm = VmmChoice.Read(result.GetValue(_vmm), result.GetValue(_machine), text?.Definition, console);
        List<FlagsOffer> offers = [];
        foreach (string source in sources)
        {
            SourceSet host = _source.Read(result, source, console, parts: true);
            SourceOptions.RequireWhole(result, host, or: host.Capabilities is not null && !passthrough);
            offers.Add(FlagsOffer.Make(host, vmm, text, preset, passthrough, result.GetValue(_close)));
        }

        return offers.Count > 1 ? FlagsHosts.Print(offers, format, console) : Print(offers[0], against, format, console);
    }

    private static int Print(FlagsOffer offer, HvPreset? against, OutputFormat format, ToolConsole console)
    {
        if (offer.Source.Refusal is { } refusal && (offer.Resolution.Answer.Refusal is not null || offer.Source.Modelled is { Query: not null }))
        {
            return Output.Refuse(format, refusal, console);
        }

        FlagsOffer compared = against is null ? offer : offer.ComparedWith(against);
        console.Note(compared.Notes);
        FlagsText.Findings(compared, console);
        if (compared.Resolution.Set is { } set)
        {
            Print(compared, set, format, console);
        }
        else if (format == OutputFormat.Json)
        {
            Output.Write(format, new Answer<FlagsFindingsDocument>(_ => { }, () => FlagsFindingsDocument.From(compared.Offer, compared.Comparison, compared.Unknown, compared.AllNotes)), console);
        }

        return compared.Resolution.Errors.Any() || compared.Comparison is { LeavesSomething: true } ? ExitCodes.Wrong : ExitCodes.Fine;
    }

    private static void Print(FlagsOffer offer, HvCpuidSet set, OutputFormat format, ToolConsole console)
    {
        console.Note(format == OutputFormat.Table ? [] : offer.Offer.NotExpressible.Select(difference => $"not in the switches: {difference} ({difference.Reason})."));
        Output.Write(
            format,
            new Answer<FlagsDocument>(page => FlagsText.Add(page, offer, set), () => FlagsDocument.From(offer.Offer, offer.Comparison, offer.Unknown, offer.AllNotes))
            {
                Leaves = HvReading.From(set),
                Switches = language => VmmChoice.Switches(offer.Offer, language, console),
            },
            console);
    }

    private static void Require(bool met, string message)
    {
        if (!met)
        {
            throw ToolFailure.Unusable("flags: " + message);
        }
    }
}
