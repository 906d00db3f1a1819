using System.Globalization;
using System.Text;
using HvCpuid.Sets;
using HvCpuid.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HvCpuid.Tool.Terminal;

/// <summary>
/// Text for people: laid out to the console's width by Spectre.Console, without markup (nothing that comes from outside is ever parsed as
/// such), without blanks at the ends of lines, and without escape codes where colour is not wanted.
/// </summary>
internal sealed class Page
{
    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Faint = new(decoration: Decoration.Dim);
    private static readonly Style Good = new(Color.Green, decoration: Decoration.Bold);
    private static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    private static readonly Style Odd = new(Color.Yellow, decoration: Decoration.Bold);
    private readonly StringBuilder _text = new();
    private readonly ToolConsole _console;
    private readonly IAnsiConsole _ansi;

    /// <summary>An empty page.</summary>
    public Page(ToolConsole console)
    {
        _console = console;
        _ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = console.Color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = console.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new Sheet(new StringWriter(_text, CultureInfo.InvariantCulture) { NewLine = "\n" }, console.Width),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }

    /// <summary>How many columns there are.</summary>
    public int Width => _console.Width;

    /// <summary>A cell that wraps at its column's width.</summary>
    public static IRenderable Cell(string text) => new Spectre.Console.Text(Excerpt.Escape(text));

    /// <summary>A cell that stands out where there is colour.</summary>
    public static IRenderable StrongCell(string text) => new Spectre.Console.Text(Excerpt.Escape(text), Strong);

    /// <summary>A cell whose text is good news or bad, in the colour of that.</summary>
    public static IRenderable JudgedCell(string text, bool good) => new Spectre.Console.Text(Excerpt.Escape(text), good ? Good : Bad);

    /// <summary>A cell with a value: one that is 0 stands back.</summary>
    public static IRenderable ValueCell(string text, bool isZero) => new Spectre.Console.Text(Excerpt.Escape(text), isZero ? Faint : Strong);

    /// <summary>A cell of a name that stands out, and text behind it.</summary>
    public static IRenderable NamedCell(string name, string text)
    {
        Paragraph paragraph = new();
        paragraph.Append(Excerpt.Escape(name), Strong);
        paragraph.Append(Excerpt.Escape(text));
        return paragraph;
    }

    /// <summary>A table without lines around it, its columns of fixed widths, a blank between them; the last column takes what is left.</summary>
    /// <param name="indent">Blanks before the first column.</param>
    /// <param name="widths">The widths of all columns but the last.</param>
    public Grid Table(int indent, params ReadOnlySpan<int> widths)
    {
        Grid table = new();
        int left = Width - indent;
        int before = indent;
        foreach (int width in widths)
        {
            table.AddColumn(Column(width, before));
            left -= width + 1;
            before = 1;
        }

        return table.AddColumn(Column(left, before));
    }

    /// <summary>Adds a line, wrapped where it is too long; what is wrapped begins where the line does.</summary>
    public void Line(string text = "")
    {
        string escaped = Excerpt.Escape(text);
        string words = escaped.TrimStart(' ');
        int indent = escaped.Length - words.Length;
        _ansi.Write(indent > 0 && escaped.Length > Width
            ? new Padder(new Spectre.Console.Text(words), new Padding(indent, 0, 0, 0))
            : new Spectre.Console.Text(escaped + "\n"));
    }

    /// <summary>Adds a line as it is, however long: one that others print, and that is searched for or pasted.</summary>
    public void Verbatim(string text) => _text.Append(Excerpt.Escape(text)).Append('\n');

    /// <summary>Adds a heading.</summary>
    public void Heading(string text) => _ansi.Write(new Spectre.Console.Text(Excerpt.Escape(text) + "\n", Strong));

    /// <summary>Adds a heading with a severity in it, in the colour of that.</summary>
    public void Heading(string before, HvSeverity severity, string behind)
    {
        Paragraph paragraph = new();
        paragraph.Append(Excerpt.Escape(before), Strong);
        paragraph.Append(severity.ToString().ToLowerInvariant(), severity switch { HvSeverity.Error => Bad, HvSeverity.Warning => Odd, _ => Faint });
        paragraph.Append(Excerpt.Escape(behind) + "\n", Strong);
        _ansi.Write(paragraph);
    }

    /// <summary>Adds a table.</summary>
    public void Add(Grid table)
    {
        if (table.Rows.Count > 0)
        {
            _ansi.Write(table);
        }
    }

    /// <summary>Writes the page to standard output; it is empty then, and goes on.</summary>
    public void Print()
    {
        if (_text.Length == 0)
        {
            return;
        }

        foreach (string line in _text.ToString().TrimEnd('\n').Split('\n'))
        {
            _console.Output.WriteLine(line.TrimEnd());
        }

        _text.Clear();
    }

    private static GridColumn Column(int width, int before) => new() { Width = width, Padding = new Padding(before, 0, 0, 0) };

    /// <summary>Tells Spectre.Console what it would else ask the terminal, slowly.</summary>
    private sealed class Sheet(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => int.MaxValue;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
