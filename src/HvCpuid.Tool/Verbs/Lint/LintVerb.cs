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
    private readonly ChoiceOption<CpuVendor> _cpu = CpuOption.Create();
    private readonly ChoiceOption<OnOff> _nested = VerbOptions.ChoiceOrNone(
        "--nested-exposed", "The guest is shown VMX or SVM. [default: off for a kvm: SOURCE with nonested, else not known]", OnOff.On, OnOff.Off);

    private readonly Option<string> _vcpus = new("--vcpus") { Description = "How many vCPUs the VM has. [default: not known]", HelpName = "N" };
    private readonly Option<bool> _all = new("--all") { Description = "Show what is only worth knowing too, severity info." };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        LintVerb verb = new();
        Command command = new("lint", "What is wrong with the leaves a guest is shown.")
        {
            verb._source.Argument, verb._cpu, verb._nested, verb._vcpus, verb._all,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        OnOff? nested = result.ChoiceOrNone(_nested);
        int? vcpus = result.IsGiven(_vcpus) ? KvmSource.ParseMaximum("--vcpus", result.GetValue(_vcpus)) : null;
        SourceSet source = _source.Read(result, console, parts: true);
        if (source.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        KvmHost? host = source.Query?.Host;
        if (nested == OnOff.On && host is { Nested: false })
        {
            throw ToolFailure.Unusable("--nested-exposed on: the SOURCE is a modelled host with nonested, which shows no guest VMX or SVM: expected off, or none.");
        }

        HvCheckInput input = new(source.Reading)
        {
            Vendor = result.Vendor(_cpu, host),
            NestedExposed = nested is { } isShown ? isShown == OnOff.On : host is { Nested: false } ? false : null,
            VcpuCount = vcpus,
            Kernel = host?.Kernel,
            InKernelLapic = source.Query is { Scope: KvmScope.Vcpu } query ? query.Vcpu.InKernelLapic : null,
            OtherVcpus = source.OtherCpus,
        };
        IReadOnlyList<HvFinding> findings = HvChecker.Check(input);
        IReadOnlyList<HvOpenCheck> open = HvChecker.NotJudged(input);
        bool all = result.GetValue(_all);
        HvFinding[] shown = [.. findings.Where(finding => all || finding.Severity != HvSeverity.Info)];
        Output.Write(
            format,
            new Answer<LintDocument>(page => LintText.Add(page, source.Description, findings, shown, open), () => LintDocument.From(shown, open)),
            console);
        return findings.Any(finding => finding.Severity == HvSeverity.Error) ? ExitCodes.Wrong : ExitCodes.Fine;
    }
}
