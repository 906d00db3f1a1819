using System.CommandLine;
using HvCpuid.Kvm;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>kernels</c>: the kernels of distributions that are known, and the rows that a capture implies.</summary>
/// <remarks>
/// JSON: the form of <c>--kernels FILE</c>, <c>{"lines":[{"id","distribution","patterns","base","rows":[{"from","add","maxVcpus","sureness","source"}]}]}</c>,
/// see docs/json/kernels.schema.json.
/// </remarks>
internal sealed class KernelsVerb
{
    private readonly Argument<string?> _pattern = new("PATTERN")
    {
        Description = "A part of a distribution's name, or a kernel in any spelling. [default: all]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _from = new("--from")
    {
        Description = "Print the rows and the test vector that a capture implies: what `hvcpuid host --format json` printed.",
        HelpName = "CAPTURE",
    };

    private readonly ChoiceOption<OutputFormat> _format = VerbOptions.Format(OutputFormat.Table, OutputFormat.Json);

    /// <summary>The verb.</summary>
    public static Command Create(ToolConsole console)
    {
        KernelsVerb verb = new();
        Command command = new("kernels", "Which distributions' kernels are known, and how.") { verb._pattern, verb._from, verb._format };
        command.SetAction(result => verb.Run(result, console));
        return command;
    }

    private int Run(ParseResult result, ToolConsole console)
    {
        OutputFormat format = result.Choice(_format);
        string pattern = result.GetValue(_pattern) ?? "";
        if (result.GetValue(_from) is { } capture)
        {
            KernelsText.Implied(CaptureReader.Read(capture, console), format, console);
            return ExitCodes.Fine;
        }

        KvmKernels found = new(pattern.Length == 0 ? console.Kernels.Lines : Matching(pattern, console.Kernels));
        if (found.Lines.Count == 0)
        {
            console.Complain($"kernels: nothing that is known here matches '{Excerpt.Of(pattern)}'.");
            return ExitCodes.Wrong;
        }

        if (format == OutputFormat.Json)
        {
            KernelsText.File(found, console);
            return ExitCodes.Fine;
        }

        Page page = new(console);
        KernelsText.Add(page, found, pattern.Length > 0 && console.Kernels.TryParse(pattern, out KvmKernel? kernel) ? kernel : null);
        page.Print();
        return ExitCodes.Fine;
    }

    private static IReadOnlyList<KvmKernelLine> Matching(string pattern, KvmKernels kernels) =>
        kernels.TryParse(pattern, out KvmKernel? kernel) && kernel.Line is { } line ? [line] : kernels.Matching(pattern);
}
