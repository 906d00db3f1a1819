using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>supported</c>: what KVM_GET_SUPPORTED_HV_CPUID answers on a modelled host.</summary>
/// <remarks>JSON: <see cref="SupportedDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class SupportedVerb
{
    private readonly Argument<string?> _source = new("KERNEL")
    {
        Description = "The kernel; or, in place of the options, host and vCPU as a SOURCE: kvm:KERNEL and words joined by commas, as in kvm:6.12,intel,evmcs.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _kernel = new("--kernel")
    {
        Description = $"The kernel: 5.0, 6.1.192, what `uname -r` prints, rhel9.4, ubuntu:5.15.0-141, 6.6+COMMIT-COMMIT. [default: {DefaultKernel.Help}]",
        HelpName = "KERNEL",
    };

    private readonly Option<string> _evmcs = new("--evmcs")
    {
        Description = "Enable eVMCS on the vCPU first (KVM_CAP_HYPERV_ENLIGHTENED_VMCS), with these versions. [default: not enabled; L..H: 1..1]",
        HelpName = "L..H",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _maxVcpus = new("--max-vcpus")
    {
        Description = "The most vCPUs a VM may have, KVM_MAX_VCPUS. [default: the release's]",
        HelpName = "N",
    };

    private readonly ChoiceOption<CpuVendor> _cpu = VerbOptions.Choice("--cpu", "The processor.", CpuVendor.Intel, CpuVendor.Amd);
    private readonly ChoiceOption<OnOff> _nested = VerbOptions.Choice("--nested", "The module parameter nested of kvm_intel or kvm_amd.", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<KvmScope> _scope = VerbOptions.Choice("--scope", "The call is made on a vCPU, or on /dev/kvm (system).", KvmScope.Vcpu, KvmScope.System);
    private readonly ChoiceOption<OnOff> _lapic = VerbOptions.Choice("--lapic", "The vCPU's local APIC is in the kernel.", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OnOff> _smt = VerbOptions.Choice("--smt", "SMT is possible on the host (off: nosmt=force, or none).", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OnOff> _hyperv = VerbOptions.Choice("--hyperv", "KVM is built with CONFIG_KVM_HYPERV.", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Raw, OutputFormat.InstLatX64, OutputFormat.Firecracker, OutputFormat.Bin);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        SupportedVerb verb = new();
        Command command = new("supported", "What KVM answers, by Linux release, host and vCPU.")
        {
            verb._source, verb._kernel, verb._cpu, verb._nested, verb._scope, verb._lapic, verb._evmcs, verb._smt, verb._maxVcpus, verb._hyperv, verb._format,
        };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        KvmReply reply = Query(result, console).Ask();
        IReadOnlyList<string> notes = InVain(result) is { } note ? [.. reply.Notes, note] : reply.Notes;
        console.Note(notes);
        if (reply.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        Output.Write(
            format,
            new Answer<SupportedDocument>(
                page => SupportedText.Add(page, reply, NamesKernel(result) ? null : DefaultKernel.Remark("--kernel R")),
                () => SupportedDocument.From(reply, notes))
            { Leaves = HvReading.From(reply.Set!) },
            console);
        return ExitCodes.Fine;
    }

    // A kernel alone goes with the options; a SOURCE says what they would.
    private KvmQuery Query(ParseResult result, ToolConsole console)
    {
        string? source = result.GetValue(_source);
        if (source is null || (console.Kernels.TryParse(source, out _) && !result.IsGiven(_kernel)))
        {
            return OfOptions(result, source, console);
        }

        Option[] beside = [_kernel, _cpu, _nested, _scope, _lapic, _evmcs, _smt, _maxVcpus, _hyperv];
        if (Array.Find(beside, result.IsGiven) is { } option)
        {
            throw ToolFailure.Unusable($"{option.Name}: '{Excerpt.Of(source)}' already names the kernel and its host: expected one or the other.");
        }

        return KvmSource.IsMeant(source, console.Kernels)
            ? KvmSource.Parse(source, console.Kernels).ToQuery()
            : throw ToolFailure.Unusable($"supported: '{Excerpt.Of(source)}' is no kernel: expected a release such as 6.12, or {KvmSource.Form}.");
    }

    private KvmQuery OfOptions(ParseResult result, string? argument, ToolConsole console)
    {
        string? named = argument ?? result.GetValue(_kernel);
        string text = named ?? DefaultKernel.Release.ToString();
        KvmKernel kernel = KvmSource.ParseKernel(argument is null ? "--kernel" : "supported", text, console.Kernels);
        RequireOption(result, kernel, text);
        KvmHost host = new()
        {
            Kernel = kernel,
            Vendor = result.Choice(_cpu),
            Nested = result.Switch(_nested),
            SmtPossible = result.Switch(_smt),
            HyperVCompiledIn = result.Switch(_hyperv) ? null : false,
            MaximumVcpus = result.IsGiven(_maxVcpus) ? KvmSource.ParseMaximum("--max-vcpus", result.GetValue(_maxVcpus)) : null,
        };
        return IsSystem(result)
            ? KvmQuery.OnSystem(host)
            : KvmQuery.OnVcpu(host, new VcpuState(result.Switch(_lapic), result.IsGiven(_evmcs) ? KvmSource.ParseRange("--evmcs", result.GetValue(_evmcs)) : null));
    }

    private bool IsSystem(ParseResult result) => result.Choice(_scope) == KvmScope.System;

    private bool NamesKernel(ParseResult result) => result.GetValue(_source) is not null || result.GetValue(_kernel) is not null;

    private string? InVain(ParseResult result) => IsSystem(result) && (result.IsGiven(_evmcs) || result.IsGiven(_lapic))
        ? "the call on /dev/kvm has no vCPU: --lapic and --evmcs have no effect on it."
        : null;

    // A distribution's kernel may have the option earlier than its number says.
    private void RequireOption(ParseResult result, KvmKernel kernel, string text)
    {
        KvmChange option = KvmChanges.HyperVOption;
        bool isDistributions = kernel.Line is not null || (UnameRelease.TryParse(text, out UnameRelease? name) && name.Suffix.Length > 0 && kernel.Added.Count + kernel.Removed.Count == 0);
        if (!result.Switch(_hyperv) && !option.IsIn(kernel) && !isDistributions)
        {
            throw ToolFailure.Unusable($"--hyperv off: Linux {kernel} always has KVM's Hyper-V support; it can be left out since {option.Release} (CONFIG_KVM_HYPERV).");
        }
    }
}
