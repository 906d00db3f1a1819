using System.CommandLine;
using HvCpuid.Kvm;
using HvCpuid.Tool.Output;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>history</c>: release by release, what KVM reports.</summary>
/// <remarks>
/// JSON: <c>{"changes":[{"id":"DirectTimersNeedLapic","release":"5.4","commit":"a073d7e3ad68","backports":["5.2.20","5.3.5"],"summary":"…",
/// "touches":["leaves"],"effects":[{"address":"CPUID.40000003H:EDX[19]","name":"DirectSyntheticTimers","condition":"…","value":1,"text":"…"}]}]}</c>; an effect on
/// a leaf itself has its function as the address and value null; <c>condition</c> is null where there is none.
/// </remarks>
internal sealed class HistoryVerb
{
    private readonly Argument<string[]> _targets = new("KERNEL|ADDRESS|NAME")
    {
        Description = "Kernels, two or more or a range FROM..TO: what changes from one to the next. Addresses and names: only what changed these bits, fields or leaves. "
            + "[default: everything, mainline release by release]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _format = VerbOptions.Format("table", "json");

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        HistoryVerb verb = new();
        Command command = new("history", "Release by release, or from kernel to kernel, what KVM reports.") { verb._targets, verb._format };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        bool json = result.Choice(_format) == "json";
        List<KvmKernel> kernels = [];
        List<FieldTarget> targets = [];
        foreach (string word in result.GetValue(_targets) ?? [])
        {
            KvmKernel[] named = Kernels(word, console.Kernels);
            kernels.AddRange(named);
            targets.AddRange(named.Length == 0 ? [FieldTarget.Parse(word)] : []);
        }

        if (kernels.Count > 0)
        {
            return Upgrade(kernels, targets, json, console);
        }

        HistoryOutput output = new(targets);
        if (json)
        {
            output.Json(console);
        }
        else
        {
            output.Text(console);
        }

        return ExitCodes.Fine;
    }

    // None for a word that names no kernel: an address or a name.
    private static KvmKernel[] Kernels(string word, KvmKernels kernels)
    {
        int dots = word.IndexOf("..", StringComparison.Ordinal);
        return dots > 0 ? [KvmSource.ParseKernel(word, word[..dots], kernels), KvmSource.ParseKernel(word, word[(dots + 2)..], kernels)]
            : kernels.TryParse(word, out KvmKernel? kernel) ? [kernel]
            : [];
    }

    private static int Upgrade(List<KvmKernel> kernels, List<FieldTarget> targets, bool json, ToolConsole console)
    {
        if (kernels.Count == 1)
        {
            throw ToolFailure.Unusable($"history: expected a second kernel behind {kernels[0].Text}, or FROM..TO; `hvcpuid kernels {kernels[0].Text}` tells what it is.");
        }

        console.Note(kernels.Select(kernel => kernel.Note).OfType<string>().Distinct());
        UpgradeOutput output = new([.. kernels.Zip(kernels.Skip(1)).SelectMany(pair => KvmUpgrade.Steps(pair.First, pair.Second))], targets);
        if (json)
        {
            output.Json(console);
        }
        else
        {
            output.Text(console);
        }

        return ExitCodes.Fine;
    }
}
