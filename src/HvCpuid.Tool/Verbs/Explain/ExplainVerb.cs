using System.CommandLine;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>explain</c>: what a bit or field means, which releases report it, and why a modelled vCPU has it or not.</summary>
/// <remarks>JSON: <see cref="ExplainDocument"/>; of what is no bit <see cref="TermsDocument"/>. All in docs/json.</remarks>
internal sealed class ExplainVerb
{
    private readonly Argument<string[]> _words = new("ADDRESS|NAME")
    {
        Description = "An address (CPUID.4000000AH:EAX[15:8], A.EAX[15:8], the leaf A) or a name (the TLFS's, Linux's, QEMU's), or several; an MSR, a hypercall, a KVM_CAP_, a finding's id, libvirt's or KubeVirt's name, or QEMU's or libvirt's message; then, if wanted, "
            + $"the word on and a kvm: SOURCE, the modelled host. [default host: {DefaultKernel.Help}, Intel]",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _on = new("--on") { Description = "The same as the word on: a kvm: SOURCE.", HelpName = "SOURCE" };
    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        ExplainVerb verb = new();
        Command command = new("explain", "What a bit means, since when it is there, and why.")
        {
            verb._words, verb._on, verb._format,
        };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    // QEMU's messages begin with its name, which may be kvm: as Proxmox has it.
    private static bool IsHost(string word) => word.Length > KvmSource.Prefix.Length && word.StartsWith(KvmSource.Prefix, StringComparison.Ordinal) && !word.Contains(' ');

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        string[] words = result.GetValue(_words) ?? [];
        int on = Array.FindIndex(words, word => word.Equals("on", StringComparison.OrdinalIgnoreCase));
        string[] names = on < 0 ? words : words[..on];
        if (on >= 0 && on == words.Length - 1)
        {
            throw ToolFailure.Unusable($"explain: expected {KvmSource.Form} behind the word on, found nothing.");
        }

        if (Array.Find(names, IsHost) is { } host)
        {
            throw ToolFailure.Unusable($"explain: '{Excerpt.Of(host)}' is a host: expected the word on before it, e.g. hvcpuid explain A on kvm:6.12,intel.");
        }

        if (names.Length == 0)
        {
            throw ToolFailure.Unusable("explain: expected ADDRESS|NAME before the word on, e.g. hvcpuid explain A on kvm:6.12,intel.");
        }

        KvmQuery? named = Host(on < 0 ? [] : words[(on + 1)..], result.GetValue(_on), console.Kernels);
        if (!Array.TrueForAll(names, FieldTarget.IsField) && Terms(names) is { Count: > 0 } terms)
        {
            Output.Write(format, new Answer<TermsDocument>(page => TermText.Add(page, terms), () => TermsDocument.From(terms)), console);
            return ExitCodes.Fine;
        }

        RequireNoTerm(string.Join(' ', names));
        console.Note([.. names.Select(HvTermTable.FindMsr).OfType<HvTerm>().Select(msr => $"that is an MSR's number too, {msr.Name}: hvcpuid explain {msr.Name.Split(' ')[1]}")]);
        return Explain([.. names.Select(FieldTarget.Parse)], named, format, console);
    }

    private static int Explain(FieldTarget[] targets, KvmQuery? named, OutputFormat format, ToolConsole console)
    {
        KvmReply reply = (named ?? KvmQuery.OnVcpu(new KvmHost { Kernel = DefaultKernel.Release }, VcpuState.Ordinary)).Ask();
        ExplainText text = new(targets, reply, named is null ? DefaultKernel.Remark("on kvm:5.10,intel") : null);
        console.Note(reply.Notes);
        Output.Write(
            format,
            new Answer<ExplainDocument>(text.Add, () => ExplainDocument.From(reply, targets.Select(target => target.Leaf).OfType<HvLeaf>(), targets.SelectMany(target => target.Fields))),
            console);
        if (reply.Refusal is { } refusal)
        {
            Output.Complain(refusal, console);
        }

        return reply.Refusal is null ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    // One name of several words, or several names.
    private static IReadOnlyList<HvTerm> Terms(string[] names)
    {
        IReadOnlyList<HvTerm> one = HvTermTable.Find(string.Join(' ', names));
        IReadOnlyList<HvTerm>[] each = one.Count > 0 ? [one] : [.. names.Select(HvTermTable.Find)];
        return Array.TrueForAll(each, found => found.Count > 0) ? [.. each.SelectMany(found => found)] : [];
    }

    // A number behind its kind is no name of a bit: what was expected are the numbers that there are.
    private static void RequireNoTerm(string text)
    {
        string? expected = text.Split(' ')[0].ToLowerInvariant() switch
        {
            "msr" when text.Contains(' ') => "no synthetic MSR that KVM has: expected its number, 0x40000010 or 40000010H, or its name, HV_X64_MSR_VP_RUNTIME; hvcpuid access 6.12 lists them",
            "hypercall" when text.Contains(' ') => "no hypercall that KVM has: expected its code, 0x5c or 005CH, or its name, HvCallPostMessage; hvcpuid access 6.12 lists them",
            "cap" when text.Contains(' ') => "no capability that is known here: expected its number in decimal, 148, or its name, KVM_CAP_HYPERV_SYNIC2",
            _ => null,
        };
        if (expected is not null)
        {
            throw ToolFailure.NotThere($"explain: '{Excerpt.Of(text)}' is {expected}.");
        }
    }

    private static KvmQuery? Host(string[] behindOn, string? option, KvmKernels kernels)
    {
        if (behindOn.Length > 1)
        {
            throw ToolFailure.Unusable($"explain: expected one {KvmSource.Prefix} SOURCE behind the word on, found '{Excerpt.Of(string.Join(' ', behindOn))}'.");
        }

        if (behindOn.Length == 1 && option is not null)
        {
            throw ToolFailure.Unusable($"explain: one host at a time: found on {behindOn[0]} and --on {option}.");
        }

        string? source = option ?? (behindOn.Length == 0 ? null : behindOn[0]);
        return source is null ? null
            : KvmSource.IsMeant(source, kernels) ? KvmSource.Parse(source, kernels).ToQuery()
            : throw ToolFailure.Unusable($"explain: '{Excerpt.Of(source)}' says what is, not why: expected {KvmSource.Form}.");
    }
}
