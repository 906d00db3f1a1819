using System.Globalization;
using System.Text;
using HvCpuid.Kvm;

namespace HvCpuid.Tool;

/// <summary>What the tool reads from and writes to: the process's own streams, or a test's.</summary>
internal sealed class ToolConsole
{
    /// <summary>The width of what is not a terminal, and of one that does not say.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Beyond this width running text is hard to read; tables stay within it.</summary>
    private const int WidestPage = 120;

    private const int NarrowestPage = 60;

    /// <summary>Opens standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output, for bytes; <see cref="Output"/> writes to the same.</summary>
    public required Stream OutputBytes { get; init; }

    /// <summary>Standard output, for text.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Columns of a page.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>True when standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>The kernels that are known: the built-in ones, behind those of <c>--kernels</c>.</summary>
    public KvmKernels Kernels { get; set; } = KvmKernels.BuiltIn;

    /// <summary>True when colours and weights are wanted: on a terminal, unless NO_COLOR says otherwise.</summary>
    public bool Color { get; init; }

    /// <summary>The process's own.</summary>
    public static ToolConsole OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected;
        bool plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";
        Stream output = Console.OpenStandardOutput();
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        return new ToolConsole
        {
            OpenInput = Console.OpenStandardInput,
            OutputBytes = output,
            Output = new StreamWriter(output, utf8) { NewLine = "\n" },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true },
            Width = terminal ? Math.Clamp(TerminalWidth(), NarrowestPage, WidestPage) : DefaultWidth,
            OutputIsTerminal = terminal,
            Color = terminal && !plain,
        };
    }

    /// <summary>Writes a message on standard error, a line of its own.</summary>
    public void Complain(string message) => Error.WriteLine(Printable(message));

    /// <summary>Writes notes on standard error, a line each.</summary>
    public void Note(IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            Complain("note: " + note);
        }
    }

    /// <summary>The text without control characters: what came in on a command line or in a file's name cannot steer the terminal.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(IsControl))
        {
            return text;
        }

        StringBuilder printable = new();
        foreach (char c in text)
        {
            _ = IsControl(c) ? printable.AppendFormat(CultureInfo.InvariantCulture, "\\x{0:X2}", (int)c) : printable.Append(c);
        }

        return printable.ToString();

        static bool IsControl(char c) => char.IsControl(c) && c != '\n';
    }

    private static int TerminalWidth()
    {
        int width = Console.WindowWidth;
        return width > 0 ? width : DefaultWidth;
    }
}
