using System.CommandLine;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>help</c>: what <c>--help</c> says, of the tool or of a verb.</summary>
internal static class HelpVerb
{
    /// <summary>The verb.</summary>
    /// <param name="root">The whole command line.</param>
    public static Command Create(RootCommand root)
    {
        Argument<string?> verb = new("VERB") { Description = "The verb. [default: the tool]", HelpName = "VERB", Arity = ArgumentArity.ZeroOrOne };
        verb.CompletionSources.Add(_ => root.Subcommands.Select(command => new System.CommandLine.Completions.CompletionItem(command.Name)));
        Command command = new("help", "The same as --help, of the tool or a verb.") { verb };
        command.SetAction(result => Run(root, result.GetValue(verb), result.InvocationConfiguration));
        return command;
    }

    private static int Run(RootCommand root, string? verb, InvocationConfiguration invocation)
    {
        string[] verbs = [.. root.Subcommands.Select(command => command.Name)];
        return verb is null || verbs.Contains(verb, StringComparer.Ordinal)
            ? root.Parse(verb is null ? ["--help"] : [verb, "--help"]).Invoke(invocation)
            : throw ToolFailure.Unusable($"help: '{Excerpt.Of(verb)}' is no verb.{Suggestion.Question(verb, verbs)} Expected {string.Join(", ", verbs)}.");
    }
}
