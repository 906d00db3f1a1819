using System.CommandLine;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Tool.Output;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>flags</c>: the leaves that a guest gets from a VMM's switches on a host, or everything that stands in the way.</summary>
/// <remarks>
/// JSON: <c>{"entries":[…],"flags":"hv-relaxed,…","added":["hv-vpindex",…],"unsaid":[{"address","name","host","guest","reason"}],"notes":[…]}</c>:
/// <c>flags</c> are the switches in QEMU's spelling, of passthrough in explicit ones, <c>added</c> those that <c>--close</c> added, <c>unsaid</c>
/// the fields that <c>flags</c> give otherwise than passthrough, which is what <c>entries</c> are then; <c>"vmm":"qemu 11.1","machine":"pc",
/// "askedOn":"system|vcpu|legacy|none"|null,"enable":[148,163,199]</c> (null for leaves that were given) and <c>findings</c>. With <c>--preset</c> a member more,
/// <c>"preset":{"name","title","choices":[{"flag","on","given","reason"}]}</c>. What stands in the way: <c>{"findings":[{"id":"HVE001","severity":
/// "error|warning","address","message","fix","flag","addresses":[…],"stops","first"}],…,"notes":[…]}</c>; <c>address</c> is the first of <c>addresses</c>, or null.
/// A refusal: <c>{"error":"ENOTTY","message":"…"}</c>.
/// </remarks>
internal sealed class FlagsVerb
{
    private readonly Argument<string?> _flags = new("FLAGS")
    {
        Description = "QEMU's flags, e.g. \"hv-relaxed,hv-time\", also as part of a whole -cpu; or libvirt's XML: as it is, a file that ends in .xml, or - for standard input.",
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

    private readonly Option<string> _preset = VerbOptions.ChoiceOrNone(
        "--preset", "Start from a preset, without what the host does not support; FLAGS change it.", [.. HvPresetTable.All.Select(preset => preset.Name)]);

    private readonly Option<string> _format = VerbOptions.Format("table", "json", "raw", "bin", "qemu", "libvirt");

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        FlagsVerb verb = new();
        Command command = new("flags", "The leaves that hv-* switches give, or why not.")
        {
            verb._flags, verb._source.On, verb._close, verb._passthrough, verb._preset, verb._vmm, verb._machine, verb._format,
        };
        verb._source.AddTo(command);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        string format = result.Choice(_format);
        HvPreset? preset = HvPresetTable.All.SingleOrDefault(preset => preset.Name == result.ChoiceOrNone(_preset));
        bool passthrough = result.GetValue(_passthrough);
        string? flags = result.GetValue(_flags);
        Require(result.IsGiven(_source.On), "on which host? Expected --on SOURCE, e.g. --on kvm:6.12,intel,evmcs, or a file with what its KVM answers.");
        Require(flags is not null || preset is not null || passthrough, "which? Expected FLAGS such as \"hv-relaxed,hv-time\", --preset or --passthrough.");
        Require(preset is null || !passthrough, "--preset or --passthrough, not both.");
        Require(flags != "-" || result.GetValue(_source.On) != "-", "FLAGS and --on are both -: standard input is there once. Expected a file, kvm:KERNEL or host for one of them.");
        FlagsText? text = flags is null ? null : FlagsText.Read(flags, console);
        HvVmm vmm = Vmm(result.GetValue(_vmm), result.GetValue(_machine));
        SourceSet host = _source.Read(result, result.GetValue(_source.On), console);
        FlagsOffer offer = FlagsOffer.Make(host, vmm, text, preset, passthrough, result.GetValue(_close));
        if (host.Refused is { } refused && (offer.Resolution.Answer.Refusal is not null || host.Request is { HasForm: true }))
        {
            return RefusalOutput.Print(refused, format == "json", console);
        }

        console.Note(offer.Notes);
        FlagsOutput.Findings(offer, console);
        if (offer.Resolution.Set is { } set)
        {
            Print(offer, set, format, console);
        }
        else if (format == "json")
        {
            FlagsJson.WriteFindings(offer, console);
        }

        return offer.Resolution.Errors.Any() ? ExitCodes.Wrong : ExitCodes.Fine;
    }

    private static HvVmm Vmm(string? vmm, string? machine)
    {
        try
        {
            return HvVmm.Parse(vmm ?? "qemu", machine is null ? null : QemuMachine.Parse(machine));
        }
        catch (HvConfigurationException exception)
        {
            throw ToolFailure.Unusable($"--machine: {exception.Message}");
        }
        catch (FormatException exception)
        {
            throw ToolFailure.Unusable($"--vmm: {exception.Message}");
        }
    }

    private static void Print(FlagsOffer offer, HvCpuidSet set, string format, ToolConsole console)
    {
        console.Note(format == "table" ? [] : offer.Offer.Unsaid.Select(difference => $"not in the switches: {difference} ({difference.Reason})."));
        switch (format)
        {
            case "json":
                FlagsJson.Write(offer, set, console);
                break;
            case "raw":
                SetWriter.Raw(set, null, console);
                break;
            case "bin":
                SetWriter.Bytes(set, console);
                break;
            case "qemu":
                console.Output.WriteLine(offer.Offer.ToFlags());
                break;
            case "libvirt":
                console.Output.WriteLine(offer.Offer.Explicit.ToLibvirt(out IReadOnlyList<string> unsaid));
                console.Note(unsaid.Select(what => $"libvirt's XML has no element for {what}."));
                break;
            default:
                FlagsOutput.Table(offer, set, console);
                break;
        }
    }

    private static void Require(bool met, string message)
    {
        if (!met)
        {
            throw ToolFailure.Unusable("flags: " + message);
        }
    }
}
