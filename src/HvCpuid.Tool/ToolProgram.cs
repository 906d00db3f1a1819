using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
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
            console.Complain(failure.Message);
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
        string[] unmatched = [.. result.UnmatchedTokens.Concat(UnknownOptions(result)).Distinct()];
        foreach (string word in unmatched)
        {
            console.Complain($"{verb}: '{word}' is not known here.{NearestWord.Question(word, Words(command, word))}{OneArgument(command, word)}");
        }

        foreach (ParseError error in unmatched.Length == 0 ? result.Errors : [])
        {
            console.Complain($"{verb}: {Message(error)}");
        }

        console.Complain($"See {verb} --help.");
        return ExitCodes.Unusable;
    }

    // A word too many is most often one argument with blanks in it, and no quotes around.
    private static string OneArgument(Command command, string word) =>
        !word.StartsWith('-') && command.Arguments is [{ Arity.MaximumNumberOfValues: 1 } argument] ? $" Expected one {argument.Name}: put quotes around it if it has blanks." : "";

    private static string Message(ParseError error) => error.SymbolResult is OptionResult { Tokens.Count: 0, Option: { } option }
        ? $"{option.Name} has no value: expected {option.Name} {option.HelpName ?? "VALUE"}."
        : error.Message;

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
