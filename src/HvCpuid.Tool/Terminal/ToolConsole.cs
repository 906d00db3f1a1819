using System.Text;
using HvCpuid.Kvm;

namespace HvCpuid.Tool.Terminal;

/// <summary>What the tool reads from and writes to: the process's own streams, or a test's.</summary>
internal sealed class ToolConsole
{
    /// <summary>The width of what is not a terminal, and of one that does not say.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Beyond this width running text is hard to read; tables stay within it.</summary>
    private const int WidestPage = 120;

    private const int NarrowestPage = 60;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output, for bytes; <see cref="Output"/> writes to the same.</summary>
    public required Stream OutputBytes { get; init; }

    /// <summary>Standard output, for text.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error, for what is no message: the help that nobody asked for.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard error, for messages; by default as those of no terminal.</summary>
    public MessageWriter Messages { get => field ??= new MessageWriter(Error); init; }

    /// <summary>Columns of a page.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>True when standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>The kernels that are known: the built-in ones, behind those of <c>--kernels</c>.</summary>
    public KvmKernels Kernels { get; set; } = KvmKernels.BuiltIn;

    /// <summary>True when colours and weights are wanted: on a terminal that can show them, unless NO_COLOR says otherwise.</summary>
    public bool Color { get; init; }

    /// <summary>The process's own.</summary>
    public static ToolConsole OfProcess()
    {
        bool outputIsTerminal = !Console.IsOutputRedirected;
        bool errorIsTerminal = !Console.IsErrorRedirected;
        bool color = WantsColor(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows());
        Stream output = StandardStream.OpenOutput();
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        StreamWriter error = new(StandardStream.OpenError(), utf8) { NewLine = "\n" };
        return new ToolConsole
        {
            OpenInput = StandardStream.OpenInput,
            OutputBytes = output,
            Output = new StreamWriter(output, utf8) { NewLine = "\n" },
            Error = error,
            Messages = new MessageWriter(error) { Width = errorIsTerminal ? WidthOf(2) : null, Color = errorIsTerminal && color },
            Width = outputIsTerminal ? WidthOf(1) : DefaultWidth,
            OutputIsTerminal = outputIsTerminal,
            Color = outputIsTerminal && color,
        };
    }

    /// <summary>True when a terminal may be sent colours: TERM names one that knows them, and NO_COLOR is not set (https://no-color.org).</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="windows">True on Windows, where nobody sets TERM.</param>
    internal static bool WantsColor(Func<string, string?> variable, bool windows) =>
        string.IsNullOrEmpty(variable("NO_COLOR")) && (variable("TERM") is { Length: > 0 } term ? term != "dumb" : windows);

    /// <summary>Writes a message on standard error: what could not be used, or is not there.</summary>
    /// <param name="message">The message.</param>
    /// <param name="details">What belongs to it, a line each.</param>
    public void Complain(string message, params IEnumerable<string> details) => Messages.Write(MessageKind.Error, message, details);

    /// <summary>Writes notes on standard error, each once, however many sources it is said of.</summary>
    public void Note(params IEnumerable<string> notes)
    {
        foreach (string note in notes.Where(_told.Add))
        {
            Messages.Write(MessageKind.Note, note);
        }
    }

    private static int WidthOf(int descriptor) => TerminalSize.Columns(descriptor) is > 0 and var columns ? Math.Clamp(columns, NarrowestPage, WidestPage) : DefaultWidth;
}
