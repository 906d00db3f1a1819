using System.CommandLine;
using System.Globalization;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>history</c>: release by release, what KVM reports.</summary>
/// <remarks>JSON: <see cref="HistoryDocument"/>; from kernel to kernel <see cref="UpgradeDocument"/>. All in docs/json.</remarks>
internal sealed class HistoryVerb
{
    private const int MostSuggestions = 3;
    private readonly Argument<string[]> _targets = new("FROM..TO|ADDRESS|NAME")
    {
        HelpName = "FROM..TO|NAME",
        Description = "Only what came with these releases, 6.1..6.12, 6.1.. or 6.12 alone, ends included; from one distribution's kernel to the next, rhel8 rhel9 or "
            + "debian12..debian13; only what changed these bits, fields or leaves. [default: everything]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        HistoryVerb verb = new();
        Command command = new("history", "What changed, by release or from kernel to kernel.") { verb._targets, verb._format };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        string[] words = result.GetValue(_targets) ?? [];
        KvmKernel[] kernels = [.. words.SelectMany(word => Kernels(word, console.Kernels))];
        if (kernels.Any(IsOfADistribution))
        {
            return Upgrade(kernels, [.. words.Where(word => Kernels(word, console.Kernels).Length == 0).Select(FieldTarget.Parse)], format, console);
        }

        ReleaseRange[] ranges = [.. words.Select(ReleaseRange.ParseOrNull).OfType<ReleaseRange>()];
        FieldTarget[] targets = [.. words.Where(word => ReleaseRange.ParseOrNull(word) is null).Select(FieldTarget.Parse)];
        (KvmChange Change, KvmEffect[] Effects)[] changes = [.. Changes(ranges, targets)];
        Output.Write(
            format,
            new Answer<HistoryDocument>(
                page => HistoryText.Add(page, changes, ranges, ofAll: targets.Length == 0),
                () => new HistoryDocument { Changes = [.. changes.Select(one => HistoryChangeDocument.From(one.Change, one.Effects))] }),
            console);
        return ExitCodes.Fine;
    }

    private static IEnumerable<(KvmChange Change, KvmEffect[] Effects)> Changes(ReleaseRange[] ranges, FieldTarget[] targets) =>
        from change in KvmChanges.All
        let effects = KvmHistory.Effects(change).Where(effect => FieldTarget.Ask(targets, effect)).ToArray()
        where targets.Length == 0 || effects.Length > 0
        where ranges.Length == 0 || ranges.Any(range => range.Has(change))
        orderby change.Release
        select (change, effects);

    // None for a word that names no kernel: an address, a name or half a range.
    private static KvmKernel[] Kernels(string word, KvmKernels kernels)
    {
        string[] ends = word.Split("..");
        KvmKernel[] found = [.. ends.Select(end => kernels.TryParse(end, out KvmKernel? kernel) ? kernel : RequireNoName(end, kernels)).OfType<KvmKernel>()];
        return found.Any(IsOfADistribution) && found.Length < ends.Length
            ? throw ToolFailure.Unusable($"history: '{Excerpt.Of(word)}' is no range of kernels: expected FROM..TO, e.g. debian12..debian13.")
            : BitAddress.TryParse(word, out _) ? [] : found;
    }

    // A distribution's name with a number behind it means a kernel, known or not.
    private static KvmKernel? RequireNoName(string word, KvmKernels kernels)
    {
        string? name = kernels.Lines.SelectMany(line => line.Names).FirstOrDefault(name => word.StartsWith(name, StringComparison.OrdinalIgnoreCase) && Numbers(word[name.Length..]) is not null);
        if (name is null || FieldTarget.IsField(word))
        {
            return null;
        }

        int asked = Numbers(word[name.Length..])!.Value;
        string[] near =
        [
            .. kernels.Releases.Select(release => release.Key).Where(release => release.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Distinct()
                .OrderBy(release => Math.Abs((Numbers(release[name.Length..]) ?? 0) - asked)).Take(MostSuggestions),
        ];
        throw ToolFailure.Unusable($"history: no kernel '{Excerpt.Of(word)}' is known{(near.Length == 0 ? "" : $": the nearest are {string.Join(", ", near)}")}; `hvcpuid kernels {name}` lists those known, and what `uname -r` prints there is taken too.");
    }

    // 9.4 as 9004, to say what is near; null where no number begins.
    private static int? Numbers(string text)
    {
        const int PerMajor = 1000;
        int[] numbers = [.. text.TrimStart('-').Split('.', '-').TakeWhile(part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit)).Take(2).Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return numbers.Length == 0 ? null : (numbers[0] * PerMajor) + numbers.ElementAtOrDefault(1);
    }

    // A release has its place in the history; whatever else has a kernel before it and one after it.
    private static bool IsOfADistribution(KvmKernel kernel) => kernel.Line is not null || kernel.Added.Count + kernel.Removed.Count > 0;

    private static int Upgrade(KvmKernel[] kernels, FieldTarget[] targets, OutputFormat format, ToolConsole console)
    {
        if (kernels.Length == 1)
        {
            throw ToolFailure.Unusable($"history: expected a second kernel behind {kernels[0].Text}, or FROM..TO; `hvcpuid kernels {kernels[0].Text}` tells what it is.");
        }

        console.Note(kernels.Select(kernel => kernel.Note).OfType<string>().Distinct());
        KvmUpgrade[] steps = [.. kernels.Zip(kernels.Skip(1)).SelectMany(pair => KvmUpgrade.Steps(pair.First, pair.Second))];
        Output.Write(format, new Answer<UpgradeDocument>(new UpgradeText(steps, targets).Add, () => UpgradeDocument.From(steps)), console);
        return ExitCodes.Fine;
    }
}
