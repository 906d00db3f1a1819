using System.CommandLine;
using HvCpuid.Checks;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>lint</c>: holds the leaves that a guest is shown to the checker's rules.</summary>
/// <remarks>JSON: <see cref="LintDocument"/>; with <c>--all</c> also findings of severity info. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class LintVerb
{
    private readonly SourceOptions _source = new();
    private readonly ChoiceOption<CpuVendor> _cpu = CpuOption.Create(", or what the ordinary leaves of a dump say");
    private readonly ChoiceOption<OnOff> _nested = VerbOptions.ChoiceOrNone(
        "--nested-exposed", "The guest is shown VMX or SVM. [default: what the ordinary leaves of a dump say; off for a kvm: SOURCE with nonested, else not known]", OnOff.On, OnOff.Off);

    private readonly Option<string> _vcpus = new("--vcpus") { Description = "How many vCPUs the VM has. [default: as many as a dump has, where it has several, else not known]", HelpName = "N" };
    private readonly ChoiceOption<OnOff> _enforce = VerbOptions.ChoiceOrNone("--enforce", "Accesses are held to the leaves (QEMU: hv-enforce-cpuid). [default: not known]", OnOff.On, OnOff.Off);
    private readonly Option<string> _on = new("--on") { Description = "A host: each bit of the SOURCE that its kernel does not report is told, with the kernels that do. A SOURCE, or libvirt's domain capabilities.", HelpName = "HOST" };
    private readonly Option<bool> _all = new("--all") { Description = "Show what is only worth knowing too, severity info." };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        LintVerb verb = new();
        Command command = new("lint", "What is wrong with the leaves a guest is shown.")
        {
            verb._source.Argument, verb._on, verb._cpu, verb._nested, verb._vcpus, verb._enforce, verb._all,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        SourceSet source = _source.Read(result, console, parts: true);
        if (source.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        SourceSet? on = result.IsGiven(_on) ? _source.Read(result, result.GetValue(_on), console, parts: true) : null;
        if (on?.Refusal is { } refused)
        {
            return Output.Refuse(format, refused, console);
        }

        HvCheckInput input = Input(result, source, on);
        console.Note([.. input.Contradictions.Select(contradiction => $"{source.Description}: {contradiction}; the option counts.")]);
        IReadOnlyList<HvFinding> findings = HvChecker.Check(input);
        IReadOnlyList<HvOpenCheck> open = HvChecker.NotJudged(input);
        bool all = result.GetValue(_all);
        HvFinding[] shown = [.. findings.Where(finding => all || finding.Severity != HvSeverity.Info)];
        Output.Write(
            format,
            new Answer<LintDocument>(page => LintText.Add(page, source.Description, HvOrigin.From(source.Reading).Conclusion, findings, shown, open), () => LintDocument.From(shown, open)),
            console);
        return findings.Any(finding => finding.Severity == HvSeverity.Error) ? ExitCodes.Wrong : ExitCodes.Fine;
    }

    private HvCheckInput Input(ParseResult result, SourceSet source, SourceSet? on)
    {
        OnOff? nested = result.ChoiceOrNone(_nested);
        int? vcpus = result.IsGiven(_vcpus) ? KvmSource.ParseMaximum("--vcpus", result.GetValue(_vcpus)) : null;
        KvmHost? host = source.Query?.Host;
        if (nested == OnOff.On && host is { Nested: false })
        {
            throw ToolFailure.Unusable("--nested-exposed on: the SOURCE is a modelled host with nonested, which shows no guest VMX or SVM: expected off, or none.");
        }

        return new HvCheckInput(source.Reading)
        {
            Ordinary = source.Ordinary,
            Vendor = result.Vendor(_cpu, host),
            NestedExposed = nested is { } isShown ? isShown == OnOff.On : host is { Nested: false } ? false : null,
            VcpuCount = vcpus ?? source.CpuCount,
            Enforced = result.ChoiceOrNone(_enforce) is { } enforced ? enforced == OnOff.On : null,
            Kernel = host?.Kernel,
            InKernelLapic = source.Query is { Scope: KvmScope.Vcpu } query ? query.Vcpu.InKernelLapic : null,
            OtherVcpus = source.OtherCpus,
            Host = on is null ? null : Host(on),
        };
    }

    // A modelled host is asked as a VMM asks it, unless it is said how.
    private static HvCheckHost Host(SourceSet on) => on.Query is not { } query ? new HvCheckHost(on.Observation is null ? on.Description : "this host", on.Reading)
        : (on.Modelled?.Query is null ? HvCheckHost.From(query.Host) : null) ?? new HvCheckHost($"Linux {query.Host.Kernel.Text}", on.Reading) { Query = query };
}
