using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using HvCpuid.Kvm;
using HvCpuid.Text;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool;

/// <summary>The command line: parses, hands over to a verb, and turns whatever happens into an exit code of 0, 1 or 2.</summary>
internal static class ToolProgram
{
    // A file's name may begin with '@', and nothing here has a one-letter option to bundle.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">The arguments behind the tool's name.</param>
    /// <param name="console">Where to read and write.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, ToolConsole console)
    {
        try
        {
            int exitCode = Dispatch(arguments, console);
            console.Output.Flush();
            return exitCode;
        }
        catch (ToolFailure failure)
        {
            console.Complain(failure.Message, failure.Details);
            return failure.ExitCode;
        }
#pragma warning disable CA1031 // nobody is helped by a stack trace: what nobody foresaw is one line too
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string report = exception is IOException or UnauthorizedAccessException ? "" : " This was not foreseen: please report it, with the command line.";
            console.Complain($"hvcpuid: {exception.Message}{report}");
            return ExitCodes.Unusable;
        }
    }

    private static int Dispatch(string[] arguments, ToolConsole console)
    {
        RootCommand root = ToolCommand.Create(console);
        if (arguments is [['[', ..], ..])
        {
            Completions.AddTo(root); // the help would list all of it
        }

        ParseResult result = root.Parse(arguments, Parsing);
        if (arguments.Length == 0)
        {
            result = root.Parse(["--help"], Parsing);
            return result.Invoke(Invocation(console.Error, console)) == 0 ? ExitCodes.Unusable : ExitCodes.Wrong;
        }

        bool refused = result.Action is null or ParseErrorAction || UnknownOptions(result).Any();
        if (!refused && result.GetValue(ToolCommand.Kernels) is { } kernels)
        {
            console.Kernels = KvmKernels.BuiltIn.Behind(KernelsFile.Read(kernels));
        }

        return refused && result.Action is not { ClearsParseErrors: true } ? Refuse(result, console) : result.Invoke(Invocation(console.Output, console));
    }

    private static InvocationConfiguration Invocation(TextWriter output, ToolConsole console) =>
        new() { Output = output, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    private static int Refuse(ParseResult result, ToolConsole console)
    {
        Command command = result.CommandResult.Command;
        string verb = command is RootCommand ? "hvcpuid" : "hvcpuid " + command.Name;
        if (BeforeTheVerb(result) is { } wrongOrder)
        {
            console.Complain(wrongOrder);
            return ExitCodes.Unusable;
        }

        string[] unmatched = Unmatched(result);
        foreach (string word in unmatched)
        {
            console.Complain($"{verb}: '{Excerpt.Of(word)}' is not known here.{Suggestion.Question(word, Words(command, word))}{OneArgument(command, word)}");
        }

        foreach (ParseError error in unmatched.Length == 0 ? result.Errors : [])
        {
            console.Complain($"{verb}: {Message(error, command)}");
        }

        console.Complain($"See {verb} --help.");
        return ExitCodes.Unusable;
    }

    // Behind an option that is not known stands its value, or what is taken for it.
    private static string[] Unmatched(ParseResult result)
    {
        string[] words = [.. result.UnmatchedTokens.Concat(UnknownOptions(result)).Distinct()];
        string[] options = [.. words.Where(word => word.StartsWith("--", StringComparison.Ordinal))];
        return options.Length > 0 ? options : words;
    }

    // A word too many is most often one argument with blanks in it, and no quotes around.
    private static string OneArgument(Command command, string word) =>
        !word.StartsWith('-') && command.Arguments is [{ Arity.MaximumNumberOfValues: 1 } argument] ? $" Expected one {argument.Name}: put quotes around it if it has blanks." : "";

    private static string Message(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0, Option: { } option } => $"{option.Name} has no value: expected {option.Name} {option.HelpName ?? "VALUE"}.",
        CommandResult or ArgumentResult { Tokens.Count: 0 } when Missing(error.SymbolResult, command) is { } argument =>
            $"expected {argument.Name}, found nothing, e.g. {VerbExamples.First(command.Name)}",
        _ => error.Message,
    };

    private static Argument? Missing(SymbolResult where, Command command) => where is ArgumentResult result
        ? result.Argument
        : command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && where.GetResult(argument) is not { Tokens.Count: > 0 });

    // hvcpuid --format json supported: everything is known, in another order.
    private static string? BeforeTheVerb(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string[] words = [.. result.Tokens.Select(token => token.Value)];
        int verb = Array.IndexOf(words, command.Name);
        bool known = verb > 0 && command is not RootCommand && command.Options.Any(option => option.Name == words[0]);
        return known ? $"hvcpuid: {words[0]} stands before the verb: expected hvcpuid {Excerpt.Of(string.Join(' ', [command.Name, .. words[(verb + 1)..], .. words[..verb]]), 200)}" : null;
    }

    // System.CommandLine takes an option that it does not know for an argument where the verb has one to fill.
    private static IEnumerable<string> UnknownOptions(ParseResult result) => result.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens)
        .TakeWhile(_ => !result.Tokens.Any(token => token.Type == TokenType.DoubleDash))
        .Select(token => token.Value)
        .Where(word => word.StartsWith("--", StringComparison.Ordinal));

    private static IEnumerable<string> Words(Command command, string like) => like.StartsWith('-')
        ? command.Options.Select(option => option.Name)
        : command.Subcommands.Select(subcommand => subcommand.Name);
}
