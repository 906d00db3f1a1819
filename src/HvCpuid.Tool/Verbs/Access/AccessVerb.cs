using System.CommandLine;
using System.Globalization;
using HvCpuid.Access;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>access</c>: which synthetic MSRs and hypercalls a guest may use that is shown a SOURCE's leaves.</summary>
/// <remarks>JSON: <see cref="AccessDocument"/>; with <c>--msr</c> <see cref="MsrAccessDocument"/>, with <c>--hypercall</c> <see cref="HypercallAccessDocument"/>. A refusal: <see cref="RefusalDocument"/>. All in docs/json.</remarks>
internal sealed class AccessVerb
{
    private readonly SourceOptions _source = new();
    private readonly ChoiceOption<OnOff> _enforce = VerbOptions.Choice("--enforce", "KVM_CAP_HYPERV_ENFORCE_CPUID is enabled on the vCPU.", OnOff.On, OnOff.Off);
    private readonly ChoiceOption<OnOff> _synic = VerbOptions.Choice("--synic", "KVM_CAP_HYPERV_SYNIC or KVM_CAP_HYPERV_SYNIC2 is enabled on the vCPU.", OnOff.Off, OnOff.On);
    private readonly Option<string> _kernel = new("--kernel")
    {
        Description = $"The kernel that the guest runs on, whose MSRs and hypercalls count. [default: that of a kvm: SOURCE, else {DefaultKernel.Help}]",
        HelpName = "KERNEL",
    };

    private readonly Option<string> _msr = new("--msr")
    {
        Description = "Only reading this MSR, 40000000H to 4000FFFFH or its name, HV_X64_MSR_VP_INDEX; with --write, only writing it.",
        HelpName = "N|NAME",
    };

    private readonly Option<string> _write = new("--write") { Description = "The value written to the MSR.", HelpName = "V" };
    private readonly Option<string> _hypercall = new("--hypercall")
    {
        Description = "Only this hypercall, by name, HvCallPostMessage, or input value, all 64 bits, e.g. 0x1005c for code 005CH with the fast bit. It is allowed, denied "
            + "(HV_STATUS_ACCESS_DENIED), invalid_code (HV_STATUS_INVALID_HYPERCALL_CODE), ud (#UD, XMM input) or not_hyperv (the guest is not "
            + "Hyper-V aware); that KVM refuses one that CPUID allows for its form or for want of a SynIC, invalid_input (HV_STATUS_INVALID_HYPERCALL_INPUT) or "
            + "invalid_parameter (HV_STATUS_INVALID_PARAMETER), is told beside it.",
        HelpName = "N|NAME",
    };

    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        AccessVerb verb = new();
        Command command = new("access", "Which MSRs and hypercalls a guest may use.")
        {
            verb._source.Argument, verb._enforce, verb._synic, verb._kernel, verb._msr, verb._write, verb._hypercall,
        };
        verb._source.AddTo(command);
        command.Add(verb._format);
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        bool enforce = result.Switch(_enforce);
        bool synic = result.Switch(_synic);
        KvmKernel? kernel = Kernel(result, console);
        uint? msr = AskedMsr(result, out ulong? value);
        ulong? input = result.IsGiven(_hypercall) ? HypercallInput(result) : null;
        SourceSet source = _source.Read(result, console);
        if (source.Refusal is { } refusal)
        {
            return Output.Refuse(format, refusal, console);
        }

        HvAccess access = new(source.Set, new HvAccessOptions
        {
            Kernel = kernel ?? source.Query?.Host.Kernel ?? DefaultKernel.Release,
            Enforced = enforce,
            SynicActive = synic,
            InKernelLapic = source.Query is not { Scope: KvmScope.Vcpu } query || query.Vcpu.InKernelLapic,
        });
        console.Note([.. new[] { kernel?.Note }.OfType<string>(), .. Notes(access)]);
        AccessText text = new(access, source, isDefaultKernel: kernel is null && source.Query is null);
        return msr is { } number ? Msr(text, number, value, format, console)
            : input is { } word ? Hypercall(text, word, format, console)
            : All(text, format, console);
    }

    private static int All(AccessText text, OutputFormat format, ToolConsole console)
    {
        Output.Write(format, new Answer<AccessDocument>(text.Add, () => AccessDocument.From(text.Access)), console);
        return ExitCodes.Fine;
    }

    private static int Msr(AccessText text, uint msr, ulong? value, OutputFormat format, ToolConsole console)
    {
        HvAccess access = text.Access;
        HvAccessResult result = Ask(access);
        bool unknown = IsUnknown(access, result, Ask);
        bool read = access.ReadMsr(msr).IsAllowed;
        bool write = value is null ? access.Msrs.Any(one => one.Row.Msr == msr && one.Write.IsAllowed) : result.IsAllowed;
        string asked = value is { } written
            ? string.Create(CultureInfo.InvariantCulture, $"Writing {written:X}H to MSR {msr:X8}H")
            : string.Create(CultureInfo.InvariantCulture, $"Reading MSR {msr:X8}H");
        AccessWord end = AccessWords.EndOf(result);
        Output.Write(
            format,
            new Answer<MsrAccessDocument>(
                page => text.AddOne(page, $"{asked}: {(unknown ? AccessWord.Unknown : end).ToText()}", unknown ? end : null, result.Reason),
                () => MsrAccessDocument.From(msr, value, read, write, result.Reason)),
            console);
        return ExitCode(result, unknown);

        HvAccessResult Ask(HvAccess asked) => value is { } written ? asked.WriteMsr(msr, written) : asked.ReadMsr(msr);
    }

    private static int Hypercall(AccessText text, ulong input, OutputFormat format, ToolConsole console)
    {
        HvAccessResult outcome = text.Access.Hypercall(input);
        HvAccessResult result = Ask(text.Access);
        bool unknown = IsUnknown(text.Access, result, Ask);
        (AccessWord end, AccessWord inTheEnd) = (AccessWords.EndOf(result), AccessWords.EndOf(outcome));
        AccessWord word = unknown ? AccessWord.Unknown : end;
        string told = word.ToText();
        if (!unknown && inTheEnd != end)
        {
            told = $"{told} by CPUID, {inTheEnd.ToText()} by KVM";
            console.Note([$"CPUID allows it, but KVM answers this input value with {inTheEnd.ToText()}: {outcome.Reason}"]);
        }

        // Of a hypercall that CPUID allows: what comes after.
        string reason = result.IsAllowed ? outcome.Reason : result.Reason;
        Output.Write(
            format,
            new Answer<HypercallAccessDocument>(
                page => text.AddOne(page, string.Create(CultureInfo.InvariantCulture, $"Hypercall {input:X16}H: {told}"), unknown ? end : null, reason),
                () => HypercallAccessDocument.From(input, word, inTheEnd, reason)),
            console);
        return ExitCode(result, unknown);

        // What CPUID says is the answer; how KVM takes this input value is told beside it.
        HvAccessResult Ask(HvAccess asked)
        {
            HvAccessResult all = asked.Hypercall(input);
            return all.Outcome == HvAccessOutcome.UndefinedOpcode ? all : asked.HypercallGate(new HvHypercallInput(input).Code);
        }
    }

    // A kernel that is not known in full may answer otherwise.
    private static bool IsUnknown(HvAccess access, HvAccessResult result, Func<HvAccess, HvAccessResult> ask) =>
        access.Otherwise is { } other && AccessWords.EndOf(ask(other)) != AccessWords.EndOf(result);

    private static int ExitCode(HvAccessResult result, bool unknown) => result is { IsAllowed: true, IsImplemented: true } && !unknown ? ExitCodes.Fine : ExitCodes.Wrong;

    private KvmKernel? Kernel(ParseResult result, ToolConsole console)
    {
        if (!result.IsGiven(_kernel))
        {
            return null;
        }

        KvmKernel kernel = KvmSource.ParseKernel("--kernel", result.GetValue(_kernel) ?? "", console.Kernels);
        return kernel.Base >= KvmRelease.First || kernel.Has(KvmChanges.IoctlAdded)
            ? kernel
            : throw ToolFailure.Unusable($"--kernel: which MSRs and hypercalls Linux {kernel.Text} has is not known here: expected {KvmRelease.First} or later.");
    }

    private ulong MsrNumber(ParseResult result)
    {
        string text = result.GetValue(_msr) ?? "";
        return HvMsrTable.FindByName(text) is { } row ? row.Msr : result.NumberOrName(_msr, "the name of an MSR that KVM has", HvMsrTable.All.Select(row => row.Name));
    }

    // The digits of an MSR's number without its 0x or H are a decimal number to this option.
    private static ToolFailure NoMsr(ulong number)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture);
        string question = ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong meant) && IsSynthetic(meant) ? $" Did you mean {digits}H?" : "";
        return ToolFailure.Unusable(string.Create(
            CultureInfo.InvariantCulture, $"--msr: {number:X8}H is no synthetic MSR: those are {HvMsrTable.First:X8}H to {HvMsrTable.Last:X8}H.{question}"));
    }

    private static bool IsSynthetic(ulong msr) => msr is >= HvMsrTable.First and <= HvMsrTable.Last;

    private ulong HypercallInput(ParseResult result)
    {
        string text = result.GetValue(_hypercall) ?? "";
        return HvHypercallTable.FindByName(text) is { } row ? row.Code
            : result.NumberOrName(_hypercall, "the name of a hypercall that KVM has", HvHypercallTable.All.Select(row => row.Name));
    }

    private static IEnumerable<string> Notes(HvAccess access)
    {
        if (!access.IsAware)
        {
            yield return "the guest is not Hyper-V aware: CPUID.40000001H:EAX is not 'Hv#1'.";
        }

        if (access.Options.Enforced && !access.IsEnforced)
        {
            yield return $"nothing is enforced: Linux {access.Options.Kernel.Text} has no KVM_CAP_HYPERV_ENFORCE_CPUID, which came with {KvmChanges.EnforceCpuid}.";
        }
    }

    private uint? AskedMsr(ParseResult result, out ulong? value)
    {
        value = null;
        if (result.IsGiven(_msr) && result.IsGiven(_hypercall))
        {
            throw ToolFailure.Unusable("access: --msr or --hypercall, not both.");
        }

        if (result.IsGiven(_write) && !result.IsGiven(_msr))
        {
            throw ToolFailure.Unusable("--write: expected --msr N with it, the MSR that is written.");
        }

        if (!result.IsGiven(_msr))
        {
            return null;
        }

        ulong msr = MsrNumber(result);
        if (!IsSynthetic(msr))
        {
            throw NoMsr(msr);
        }

        value = result.IsGiven(_write) ? result.Number(_write) : null;
        return (uint)msr;
    }
}
