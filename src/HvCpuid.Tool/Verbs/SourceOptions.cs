using System.CommandLine;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>A verb's SOURCE, and the options that say how a file is read.</summary>
internal sealed class SourceOptions
{
    private const string Forms = "a file; - for standard input; host, the live /dev/kvm; cpu, the CPUID instruction of this machine; or a modelled kernel, "
        + "kvm:KERNEL and words joined by commas: intel, amd, system, evmcs, evmcs=L..H, nolapic, nosmt, nonested, nohyperv, maxvcpus=N; or the kernel alone, 6.12, rhel9.4.";

    private readonly Option<string> _inputFormat = VerbOptions.InputFormat();
    private readonly Option<string> _cpuIndex = VerbOptions.CpuIndex();
    private readonly Option<string> _dump = VerbOptions.Dump();

    /// <summary>The SOURCE as an argument.</summary>
    public Argument<string> Argument { get; } = new("SOURCE") { Description = "Where the leaves come from: " + Forms };

    /// <summary>The SOURCE as an option, <c>--on</c>, of a verb whose argument is another.</summary>
    public Option<string> On { get; } = new("--on") { Description = "The host, always to be given; where its leaves come from: " + Forms, HelpName = "SOURCE" };

    /// <summary>The SOURCEs as an option that may be written several times.</summary>
    public Option<string[]> OnSeveral { get; } = new("--on") { Description = "The host, always to be given, or several, each behind an --on of its own; where its leaves come from: " + Forms, HelpName = "SOURCE" };

    /// <summary>Adds the options about files to a verb, behind those that it has.</summary>
    public void AddTo(Command command)
    {
        command.Add(_inputFormat);
        command.Add(_cpuIndex);
        command.Add(_dump);
    }

    /// <summary>Reads a SOURCE, and notes what a reader has to know.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="source">The SOURCE.</param>
    /// <param name="console">For standard input and the notes.</param>
    /// <param name="parts">True where a part of the leaves is of use.</param>
    /// <exception cref="ToolFailure">It could not be used.</exception>
    public SourceSet Read(ParseResult result, string? source, ToolConsole console, bool parts = false)
    {
        FileChoice choice = new(result.ForcedFormat(_inputFormat), result.CpuNumber(_cpuIndex), result.DumpNumber(_dump));
        SourceSet set = SourceReader.Read(source ?? "", choice, console);
        console.Note(set.Notes);
        RequireWhole(result, set, parts);
        return set;
    }

    /// <summary>Refuses a SOURCE that tells a part.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="set">What the SOURCE gave.</param>
    /// <param name="or">True where a part will do.</param>
    /// <exception cref="ToolFailure">It tells a part, and that will not do.</exception>
    public static void RequireWhole(ParseResult result, SourceSet set, bool or)
    {
        if (!set.Reading.IsWhole && !or)
        {
            throw ToolFailure.Unusable($"{set.Description}: it tells only a part of the leaves, and {result.CommandResult.Command.Name} needs all of them: {PartNote.Unknown(set.Reading)}.");
        }
    }

    /// <summary>Reads the SOURCE that <see cref="Argument"/> names.</summary>
    /// <inheritdoc cref="Read(ParseResult, string?, ToolConsole, bool)"/>
    public SourceSet Read(ParseResult result, ToolConsole console, bool parts = false) => Read(result, result.GetValue(Argument), console, parts);
}
