using HvCpuid.Documents;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Terminal;

/// <summary>Writes answers to standard output in the form that was asked for.</summary>
internal static class Output
{
    /// <summary>Writes an answer.</summary>
    /// <typeparam name="TDocument">The record that its JSON is.</typeparam>
    /// <param name="format">The form.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="console">Where to.</param>
    /// <exception cref="ToolFailure">Bytes for a terminal.</exception>
    public static void Write<TDocument>(OutputFormat format, Answer<TDocument> answer, ToolConsole console)
        where TDocument : class
    {
        switch (format)
        {
            case OutputFormat.Table:
                Page page = new(console);
                answer.Table(page);
                page.Print();
                break;
            case OutputFormat.Json:
                Json(answer.Document(), console);
                break;
            case OutputFormat.Raw:
                console.Output.Write(CpuidRawFormat.Write(Leaves(format, answer).Set, answer.CpuNumber));
                break;
            case OutputFormat.InstLatX64:
                console.Output.Write(InstLatx64Format.Write(Leaves(format, answer).Set, answer.CpuNumber));
                break;
            case OutputFormat.Firecracker:
                console.Output.WriteLine(FirecrackerFormat.Write(Leaves(format, answer)));
                break;
            case OutputFormat.Bin:
                Bytes(Leaves(format, answer).Set, console);
                break;
            default:
                console.Output.Write((answer.Switches ?? throw NoForm(format))(format));
                break;
        }
    }

    /// <summary>Tells a refusal: the errno, why, and what helps, on standard error, and as JSON on standard output too.</summary>
    /// <param name="format">The form that was asked for.</param>
    /// <param name="refusal">The refusal.</param>
    /// <param name="console">Where to.</param>
    /// <returns>The exit code, 1.</returns>
    public static int Refuse(OutputFormat format, KvmRefusal refusal, ToolConsole console)
    {
        Complain(refusal, console);
        if (format == OutputFormat.Json)
        {
            Json(RefusalDocument.From(refusal), console);
        }

        return ExitCodes.Wrong;
    }

    /// <summary>Tells a refusal on standard error: <c>ENOTTY: why. What helps: ….</c></summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="console">Where to.</param>
    public static void Complain(KvmRefusal refusal, ToolConsole console) => console.Messages.Write(MessageKind.Refused, $"{refusal.Name}: {refusal.Message}");

    private static void Json<TDocument>(TDocument document, ToolConsole console)
        where TDocument : class
    {
        console.Output.Flush();
        HvDocuments.Write(console.OutputBytes, document);
        console.OutputBytes.Write("\n"u8);
        console.OutputBytes.Flush();
    }

    private static void Bytes(HvCpuidSet set, ToolConsole console)
    {
        if (console.OutputIsTerminal)
        {
            throw ToolFailure.Unusable("--format bin writes bytes, not text: send it to a file or a program, not to a terminal.");
        }

        byte[] bytes = new byte[KvmCpuid2Format.GetByteCount(set)];
        KvmCpuid2Format.Write(set, bytes);
        console.Output.Flush();
        console.OutputBytes.Write(bytes);
        console.OutputBytes.Flush();
    }

    private static HvReading Leaves<TDocument>(OutputFormat format, Answer<TDocument> answer) => answer.Leaves ?? throw NoForm(format);

    // A verb lists in its option the forms that its answers have.
    private static InvalidOperationException NoForm(OutputFormat format) => new($"This answer has no form '{format}'.");
}

/// <summary>A verb's answer, in the forms that it has; each is made when it is asked for.</summary>
/// <typeparam name="TDocument">The record that its JSON is.</typeparam>
/// <param name="Table">Lays it out for people.</param>
/// <param name="Document">Makes its JSON.</param>
internal sealed record Answer<TDocument>(Action<Page> Table, Func<TDocument> Document)
{
    /// <summary>Its leaves, for the forms that other programs read; null where it is none.</summary>
    public HvReading? Leaves { get; init; }

    /// <summary>The number that a dump has for the CPU; null where there is none.</summary>
    public int? CpuNumber { get; init; }

    /// <summary>Its switches in a language in which VMs are described; null where it has none.</summary>
    public Func<OutputFormat, string>? Switches { get; init; }
}
