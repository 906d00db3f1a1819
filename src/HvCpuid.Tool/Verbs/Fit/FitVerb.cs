using System.CommandLine;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>fit</c>: which hosts can run a VM, and the oldest kernels that can; or the labels that KubeVirt sets on them.</summary>
internal sealed class FitVerb
{
    private readonly Argument<string?> _wishes = new("WISHES")
    {
        Description = "What the VM is given, as FLAGS of the verb flags: QEMU's flags or command line, libvirt's XML, a Proxmox VM's configuration, KubeVirt's YAML, QMP's JSON; as it is, a file, or -.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly SourceOptions _source = new();
    private readonly Option<string> _preset = VerbOptions.NameOrNone("--preset", "Start from a preset; WISHES change it.", VmmChoice.Presets());
    private readonly Option<bool> _passthrough = new("--passthrough") { Description = "The VM is given all that the host supports, as by hv-passthrough." };
    private readonly Option<string> _domain = new("--domain") { Description = "Which VM of a file with several, by its name.", HelpName = "NAME" };
    private readonly Option<string> _vmm = new("--vmm") { Description = "The VMM: qemu, qemu:VERSION from 4.2 on, or copy. [default: the newest QEMU]", HelpName = "qemu[:VERSION]|copy" };
    private readonly Option<string> _machine = new("--machine") { Description = "QEMU's machine, as its -machine. [default: pc]", HelpName = "TYPE[,kernel-irqchip=KIND]" };
    private readonly Option<bool> _labels = new("--labels") { Description = "The labels hyperv.node.kubevirt.io/* that KubeVirt's node labeller sets on each host, and nothing else." };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        FitVerb verb = new();
        verb._source.OnSeveral.Description = "A host, or several, each behind an --on of its own: a SOURCE as of flags. Without one, the oldest kernels that can alone.";
        Command command = new("fit", "Which hosts can run a VM, and since which kernel.")
        {
            verb._wishes, verb._source.OnSeveral, verb._preset, verb._passthrough, verb._domain, verb._vmm, verb._machine, verb._labels,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        string[] sources = result.GetValue(_source.OnSeveral) ?? [];
        string? wishes = result.GetValue(_wishes);
        string? preset = result.NameOrNone(_preset, VmmChoice.Presets());
        if (wishes == "-" && sources.Contains("-"))
        {
            throw ToolFailure.Unusable("fit: WISHES and --on are both -: standard input is there once. Expected a file, kvm:KERNEL or host for one of them.");
        }

        if (result.GetValue(_labels))
        {
            return Labels(result, sources, format, console);
        }

        bool passthrough = result.GetValue(_passthrough);
        if (wishes is null && preset is null && !passthrough)
        {
            throw ToolFailure.Unusable("fit: which? Expected WISHES such as \"hv-relaxed,hv-time\" or a file with libvirt's XML, --preset or --passthrough; or --labels.");
        }

        if (preset is not null && passthrough)
        {
            throw ToolFailure.Unusable("fit: --preset or --passthrough, not both.");
        }

        Wishes? text = wishes is null ? null : Wishes.Read(wishes, result.GetValue(_domain), console);
        VmmChoice.RequireKvm(text);
        HvVmm vmm = VmmChoice.Read(result.GetValue(_vmm), result.GetValue(_machine), text?.Definition, console);
        console.Note([.. VmmChoice.Notes(vmm), .. text?.Notes ?? []]);
        HvConfigurationEdits wished = text?.Edits ?? HvConfigurationEdits.None;
        HvConfigurationEdits edits = preset is not null ? QemuFlags.ParseEdits(HvPresetTable.Find(preset)!.Configuration.ToQemu()).Then(wished)
            : passthrough ? wished.Then(QemuFlags.ParseEdits("hv-passthrough"))
            : wished;
        HvFit fit = HvFit.Check(vmm, edits, [.. sources.Select(source => Candidate(_source.Read(result, source, console, parts: true), result))]);
        Dictionary<CpuVendor, IReadOnlyList<KvmOldestKernel>> oldest = Enum.GetValues<CpuVendor>().ToDictionary(cpu => cpu, cpu => HvFit.Oldest(vmm, edits, new KvmHost { Vendor = cpu }, console.Kernels));
        Output.Write(format, new Answer<FitDocument>(page => FitText.Add(page, fit, oldest), () => FitDocument.From(fit, oldest)), console);
        return fit.AllCan ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    private int Labels(ParseResult result, string[] sources, OutputFormat format, ToolConsole console)
    {
        if (sources.Length == 0)
        {
            throw ToolFailure.Unusable("fit: the labels of which host? Expected --on SOURCE, e.g. --on host or --on rhel9.4.");
        }

        HvFitCandidate[] candidates = [.. sources.Select(source => Candidate(_source.Read(result, source, console, parts: true), result))];
        foreach (HvFitCandidate candidate in candidates.Where(candidate => candidate.AtBest is not null))
        {
            IEnumerable<string> unknown = KubeVirtNodeLabels.For(candidate.AtBest!).Except(KubeVirtNodeLabels.For(candidate.Host)).Select(label => label.Name);
            console.Note($"{candidate.Name}: it tells a part; whether these are set is unknown: {string.Join(", ", unknown)}.");
        }

        (string Name, IReadOnlyList<KubeVirtNodeLabel> Labels)[] hosts = [.. candidates.Select(candidate => (candidate.Name, KubeVirtNodeLabels.For(candidate.Host)))];
        Output.Write(
            format,
            new Answer<LabelsDocument>(
                page => FitText.AddLabels(page, hosts),
                () => new LabelsDocument { Hosts = [.. hosts.Select(host => HostLabelsDocument.From(host.Name, host.Labels))] }),
            console);
        return ExitCodes.Fine;
    }

    // What libvirt tells of a host is a part of its answer: at best, it has the rest too.
    private static HvFitCandidate Candidate(SourceSet source, ParseResult result)
    {
        SourceOptions.RequireWhole(result, source, or: source.Capabilities is not null);
        return new HvFitCandidate(source.HostName, source.Host) { AtBest = source.Capabilities is { } capabilities ? HvHost.From(capabilities.AtBest()) : null };
    }
}
