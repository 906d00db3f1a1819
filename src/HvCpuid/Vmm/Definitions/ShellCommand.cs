using System.Text;
using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Words of a shell's commands: quotes, backslashes, continued lines and comments, each word with its place (POSIX, Shell Command Language, 2.2).</summary>
internal sealed class ShellCommand
{
    private readonly string _text;
    private readonly VmLines _lines;
    private readonly Predicate<string> _ofInterest;
    private readonly Func<int, HvTextPlace> _placeOf;
    private readonly List<List<VmWord>> _commands = [];
    private readonly StringBuilder _word = new();
    private readonly List<int> _offsets = [];
    private List<VmWord> _words = [];
    private bool _inWord;
    private bool _inArray;
    private char _quote;
    private int _quoteAt;

    private ShellCommand(string text, Predicate<string> ofInterest, Func<int, HvTextPlace>? placeOf)
    {
        (_text, _lines, _ofInterest) = (text, new VmLines(text), ofInterest);
        _placeOf = placeOf ?? _lines.PlaceOf;
    }

    /// <summary>The commands of a text, each its words.</summary>
    /// <param name="text">The text; words that end in NUL, as in /proc/PID/cmdline, are one command.</param>
    /// <param name="ofInterest">Words whose command is meant: in others a quote that is not closed on its line is an apostrophe.</param>
    /// <param name="placeOf">Where a character stands, of a text that is a part of another; null where it is none.</param>
    /// <exception cref="HvConfigurationException">A quote of a command of interest is never closed.</exception>
    public static IReadOnlyList<IReadOnlyList<VmWord>> Split(string text, Predicate<string> ofInterest, Func<int, HvTextPlace>? placeOf = null)
    {
        ShellCommand shell = new(text, ofInterest, placeOf);
        return text.Any(letter => letter == '\0') ? Of([.. shell.Zeros()]) : shell.Run();
    }

    // NULs alone are no command.
    private static IReadOnlyList<IReadOnlyList<VmWord>> Of(VmWord[] words) => words.Length > 0 ? [words] : [];

    private IEnumerable<VmWord> Zeros() => VmWord.Of(_text, 0, _text.Length, _lines).Split('\0').Where(word => word.Text.Length > 0);

    private List<List<VmWord>> Run()
    {
        for (int at = 0; at < _text.Length; at++)
        {
            at = _quote == '\0' ? Plain(at) : Quoted(at);
        }

        if (_quote != '\0' && IsOfInterest)
        {
            throw VmErrors.At(_placeOf(_quoteAt), $"The quote {_quote} is not closed: expected another {_quote}");
        }

        EndCommand();
        return _commands;
    }

    private bool IsOfInterest => _words.Exists(word => _ofInterest(word.Text));

    private int Plain(int at)
    {
        char letter = _text[at];
        if (letter is '\'' or '"')
        {
            (_quote, _quoteAt, _inWord) = (letter, at, true);
        }
        else if (letter == '\\')
        {
            return Escaped(at);
        }
        else if (letter == '#' && !_inWord)
        {
            int end = at;
            while (end < _text.Length && _text[end] != '\n')
            {
                end++;
            }

            return end - 1;
        }
        else if (letter is ';' or '|' or '&' || (letter == '\n' && !_inArray))
        {
            EndCommand();
        }
        else if (char.IsWhiteSpace(letter) || letter is '(' or ')')
        {
            // What an array's parentheses enclose is one list, over lines too.
            _inArray = letter == '(' ? _word.Length > 0 && _word[_word.Length - 1] == '=' : _inArray && letter != ')';
            EndWord(at);
        }
        else
        {
            Take(letter, at);
        }

        return at;
    }

    // A backslash before a line's end continues the line; it is no part of the word.
    private int Escaped(int at)
    {
        int next = at + 1;
        next += next + 1 < _text.Length && _text[next] == '\r' && _text[next + 1] == '\n' ? 1 : 0;
        if (next >= _text.Length)
        {
            Take('\\', at);
        }
        else if (_text[next] != '\n')
        {
            Take(_text[next], next);
        }

        return next;
    }

    private int Quoted(int at)
    {
        char letter = _text[at];
        if (letter == _quote)
        {
            _quote = '\0';
        }
        else if (_quote == '"' && letter == '\\' && at + 1 < _text.Length && _text[at + 1] is '"' or '\\' or '$' or '`' or '\n')
        {
            return Escaped(at);
        }
        else if (letter == '\n' && !IsOfInterest)
        {
            // An apostrophe in a log's prose.
            _quote = '\0';
            EndCommand();
        }
        else
        {
            Take(letter, at);
        }

        return at;
    }

    private void Take(char letter, int at)
    {
        _inWord = true;
        _word.Append(letter);
        _offsets.Add(at);
    }

    private void EndWord(int at)
    {
        if (_inWord)
        {
            _words.Add(new VmWord(_word.ToString(), [.. _offsets, _offsets.Count > 0 ? _offsets[_offsets.Count - 1] + 1 : at], _lines));
        }

        _inWord = false;
        _word.Clear();
        _offsets.Clear();
    }

    private void EndCommand()
    {
        EndWord(_text.Length);
        if (_words.Count > 0)
        {
            _commands.Add(_words);
            _words = [];
        }
    }
}
