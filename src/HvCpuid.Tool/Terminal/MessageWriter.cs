using HvCpuid.Text;

namespace HvCpuid.Tool.Terminal;

/// <summary>
/// Messages on standard error, one a paragraph. On a terminal each begins with the word for its kind, coloured where colour is wanted, and wraps between
/// words; elsewhere each is one line, <c>file:7: reason</c> as compilers write it, notes behind <c>note: </c>. What cannot be written is lost without a
/// word: a result never depends on a message. Nothing that came from outside can begin a line or steer the terminal.
/// </summary>
/// <param name="writer">Standard error.</param>
internal sealed class MessageWriter(TextWriter writer)
{
    private const int Indent = 2;
    private bool _broken;

    /// <summary>Columns of the terminal; null where standard error is none.</summary>
    public int? Width { get; init; }

    /// <summary>True when colours are wanted.</summary>
    public bool Color { get; init; }

    /// <summary>Writes a message.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="message">The message, on one line.</param>
    /// <param name="details">What belongs to it, each on a line of its own, indented.</param>
    public void Write(MessageKind kind, string message, params IEnumerable<string> details)
    {
        string label = Width is not null || kind == MessageKind.Note ? Word(kind) + ":" : "";
        Paragraph(label, kind, message);
        Details(details);
    }

    /// <summary>Writes a finding.</summary>
    /// <param name="kind">How bad it is.</param>
    /// <param name="id">The rule.</param>
    /// <param name="message">The message, on one line.</param>
    /// <param name="details">What belongs to it, each on a line of its own, indented.</param>
    public void Finding(MessageKind kind, string id, string message, params IEnumerable<string> details)
    {
        Paragraph(Word(kind), kind, $"{id}: {message}");
        Details(details);
    }

    private static string Word(MessageKind kind) => kind.ToString().ToLowerInvariant();

    private static string Colour(MessageKind kind) => kind switch
    {
        MessageKind.Error or MessageKind.Refused => "\u001b[1;31m",
        MessageKind.Warning => "\u001b[1;33m",
        _ => "\u001b[1;36m",
    };

    private void Details(IEnumerable<string> details)
    {
        foreach (string detail in details)
        {
            Line(Wrapped(new string(' ', Indent) + Excerpt.Escape(detail)));
        }
    }

    private void Paragraph(string label, MessageKind kind, string message)
    {
        string text = Wrapped((label.Length == 0 ? "" : label + " ") + Excerpt.Escape(message));
        Line(Color && label.Length > 0 ? Colour(kind) + label + "\u001b[0m" + text[label.Length..] : text);
    }

    // A word that is longer than a line stays whole: a path or a command is there to be copied.
    private string Wrapped(string text)
    {
        if (Width is not { } width || text.Length <= width)
        {
            return text;
        }

        List<string> lines = [];
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Trim().Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = new string(' ', Indent) + word;
                continue;
            }

            line = lines.Count == 0 && line.Length == 0 ? word : line + " " + word;
        }

        return string.Join('\n', lines.Append(line));
    }

    private void Line(string text)
    {
        try
        {
            if (!_broken)
            {
                writer.WriteLine(text);
                writer.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            _broken = true;
        }
    }
}
