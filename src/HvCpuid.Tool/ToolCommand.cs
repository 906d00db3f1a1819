using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Reflection;
using HvCpuid.Tool.Terminal;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Tool;

/// <summary>The command line: the verbs, <c>--help</c> and <c>--version</c>.</summary>
internal static class ToolCommand
{
    /// <summary><c>--kernels FILE</c>, of every verb.</summary>
    public static Option<string> Kernels { get; } = new("--kernels")
    {
        Description = "Kernels of your own, as `hvcpuid kernels --format json` prints the built-in ones; they go before these.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The whole of it.</summary>
    public static RootCommand Create(ToolConsole console)
    {
        RootCommand root = new("The Hyper-V CPUID leaves that KVM offers a virtual machine: which, on which Linux release, and why.")
        {
            SupportedVerb.Create(console),
            DecodeVerb.Create(console),
            ExplainVerb.Create(console),
            HistoryVerb.Create(console),
            FlagsVerb.Create(console),
            GuestVerb.Create(console),
            LintVerb.Create(console),
            DiffVerb.Create(console),
            MigrateVerb.Create(console),
            FitVerb.Create(console),
            BaselineVerb.Create(console),
            AccessVerb.Create(console),
            KernelsVerb.Create(console),
            HostVerb.Create(console),
            CompletionVerb.Create(console),
            Kernels,
        };
        root.Add(HelpVerb.Create(root, console));
        foreach (Option option in root.Options)
        {
            option.Action = option switch
            {
                HelpOption => new Help(console.Width),
                VersionOption => new Version(),
                _ => option.Action,
            };
        }

        return root;
    }

    /// <summary>System.CommandLine's help, and a section of ours behind it.</summary>
    private sealed class Help(int width) : SynchronousCommandLineAction
    {
        private readonly HelpAction _standard = new() { MaxWidth = width };

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            InvocationConfiguration invocation = parseResult.InvocationConfiguration;
            TextWriter output = invocation.Output;
            using StringWriter text = new(CultureInfo.InvariantCulture);
            invocation.Output = text;
            int exitCode = _standard.Invoke(parseResult);
            invocation.Output = output;

            // System.CommandLine calls a tool as its assembly, not as the command that it is installed as.
            string usage = text.ToString().Replace($"  {parseResult.RootCommandResult.Command.Name} ", "  hvcpuid ", StringComparison.Ordinal);
            foreach (string line in usage.TrimEnd().Split('\n'))
            {
                output.WriteLine(line.TrimEnd());
            }

            output.WriteLine();
            output.Write(VerbExamples.Section(parseResult.CommandResult.Command.Name));
            return exitCode;
        }
    }

    private sealed class Version : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Assembly assembly = typeof(ToolCommand).Assembly;
            string? version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            parseResult.InvocationConfiguration.Output.WriteLine($"hvcpuid {version ?? assembly.GetName().Version?.ToString()}");
            return ExitCodes.Fine;
        }
    }
}
