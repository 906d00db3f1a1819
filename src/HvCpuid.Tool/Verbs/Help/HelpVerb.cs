using System.CommandLine;
using System.CommandLine.Completions;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>help</c>: what <c>--help</c> says, of the tool or of a verb; what several verbs share, by topic; all of it as a manual page.</summary>
internal static class HelpVerb
{
    /// <summary>The verb.</summary>
    /// <param name="root">The whole command line.</param>
    /// <param name="console">Where texts go.</param>
    public static Command Create(RootCommand root, ToolConsole console)
    {
        Argument<string?> topic = new("VERB|TOPIC")
        {
            Description = $"A verb, or a topic: {string.Join(", ", HelpTopics.Names)}. [default: the tool]",
            HelpName = "VERB|TOPIC",
            Arity = ArgumentArity.ZeroOrOne,
        };
        topic.CompletionSources.Add(_ => Known(root).Select(name => new CompletionItem(name)));
        Option<bool> man = new("--man") { Description = "The manual page of the whole tool, for man(1): hvcpuid help --man | man -l -" };
        Command command = new("help", "Help on the tool, a verb or a topic.") { topic, man };
        command.SetAction(result =>
        {
            if (!result.GetValue(man))
            {
                return Run(root, result.GetValue(topic), result.InvocationConfiguration, console);
            }

            console.Output.Write(ManualPage.Of(root));
            return ExitCodes.Fine;
        });
        return command;
    }

    private static IEnumerable<string> Known(RootCommand root) => root.Subcommands.Select(command => command.Name).Concat(HelpTopics.Names);

    private static int Run(RootCommand root, string? name, InvocationConfiguration invocation, ToolConsole console)
    {
        if (name is not null && HelpTopics.Find(name) is { } text)
        {
            console.Output.Write(text);
            return ExitCodes.Fine;
        }

        string[] known = [.. Known(root)];
        return name is null || known.Contains(name, StringComparer.Ordinal)
            ? root.Parse(name is null ? ["--help"] : [name, "--help"]).Invoke(invocation)
            : throw ToolFailure.Unusable($"help: '{Excerpt.Of(name)}' is no verb and no topic.{Suggestion.Question(name, known)} Expected {string.Join(", ", known)}.");
    }
}
