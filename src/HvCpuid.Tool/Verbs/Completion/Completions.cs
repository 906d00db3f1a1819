using System.CommandLine;
using System.CommandLine.Completions;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;

namespace HvCpuid.Tool.Verbs;

/// <summary>What may stand for an argument or an option's value, for the shells' completion: kernels, distributions, switches, names of fields.</summary>
internal static class Completions
{
    private static readonly string[] SourceWords = ["intel", "amd", "system", "evmcs", "nolapic", "nosmt", "nonested", "nohyperv", "maxvcpus="];

    /// <summary>Gives every argument and option of the verbs its words, by what its help calls it. Nothing is computed before a shell asks.</summary>
    /// <param name="root">The whole command line.</param>
    public static void AddTo(RootCommand root)
    {
        foreach (Command verb in root.Subcommands)
        {
            foreach (Argument argument in verb.Arguments)
            {
                Add(argument.CompletionSources, argument.HelpName ?? argument.Name);
            }

            foreach (Option option in verb.Options)
            {
                Add(option.CompletionSources, option.Name == "--kernel" ? "KERNEL" : option.HelpName ?? "");
            }
        }
    }

    private static void Add(List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, string what)
    {
        Func<string, IEnumerable<string>>? words = what switch
        {
            "SOURCE" or "A" or "B" or "GUEST" or "HOST" => Sources,
            "KERNEL" or "PATTERN" => _ => Kernels(),
            "FLAGS" or "WISHES" => Switches,
            "ADDRESS|NAME" => _ => [.. Names(), "on"],
            "FROM..TO|NAME" => _ => [.. Kernels(), .. Names()],
            "qemu[:VERSION]|copy" => _ => ["qemu", "qemu:", "copy"],
            _ => null,
        };
        if (words is not null)
        {
            sources.Add(context => words(context.WordToComplete).Distinct(StringComparer.Ordinal).Select(word => new CompletionItem(word)));
        }
    }

    private static IEnumerable<string> Kernels() => KvmKernels.BuiltIn.Releases.Select(release => release.Key).Concat(Releases());

    // Each series that a rule, a call or an access changes in, and the newest.
    private static IEnumerable<string> Releases() => KvmChanges.All.Select(change => change.Release.Series).Append(KvmRelease.Newest).Distinct().Order().Select(release => release.ToString());

    private static IEnumerable<string> Sources(string word)
    {
        int comma = word.LastIndexOf(',');
        return comma < 0
            ? ["host", "cpu", "-", .. Kernels().SelectMany(kernel => new[] { kernel, "kvm:" + kernel })]
            : SourceWords.Select(next => word[..(comma + 1)] + next);
    }

    private static IEnumerable<string> Switches(string word)
    {
        string before = word[..(word.LastIndexOf(',') + 1)];
        string[] there = before.Split(',');
        return HvEnlightenmentTable.All.Select(row => row.Flag)
            .Concat(HvSettingTable.All.Select(row => row.Flag + "="))
            .Append("hv-passthrough")
            .Where(flag => !there.Contains(flag))
            .Select(flag => before + flag);
    }

    private static IEnumerable<string> Names() => HvFieldTable.All
        .SelectMany(field => new[] { field.Name, field.LinuxName }.Concat(field.QemuFlags))
        .OfType<string>()
        .Where(name => name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal));
}
