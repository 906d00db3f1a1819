using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>
/// Reads the text formats piece by piece, as a log comes from a stream: in memory by what the text tells, whatever its length. Dumps are found
/// wherever they stand, in a mail, a journal or a bug report; quoting, quoted-printable and the wrapping of lines are undone.
/// </summary>
/// <remarks>
/// A line that is almost one of a dump is an error, and no line to skip: a wrong digit must not become a leaf that is not there. What is said twice is
/// told apart as several dumps, or refused where it contradicts.
/// </remarks>
public sealed class HvCpuidTextReader
{
    /// <summary>The longest text that is read, 4 GiB.</summary>
    public const long MaximumLength = 4L * 1024 * 1024 * 1024;

    private const int LongestLine = 1024 * 1024;
    private const int MaxWrapped = 4;
    private const string Cut = "; the text ends in the middle of this line";
    private readonly LineScanner _scanner;
    private readonly HvCpuidFormat? _only;
    private readonly LineBuffer _joined = new();
    private readonly LineBuffer _wrapped = new();
    private readonly LineBuffer _trial = new();
    private byte[] _rest = [];
    private int _restLength;
    private bool _isLong;
    private long _longLength;
    private bool _started;

    // As many bytes of a byte order mark as came so far, while it is not whole.
    private int _held;
    private int _longLines;
    private int _firstLong;
    private bool _quotedPrintable;
    private HvCpuidFormatError? _wrappedError;
    private HvCpuidFormatError? _error;
    private int _line;
    private long _offset;

    /// <summary>A reader.</summary>
    /// <param name="only">The one text format to look for; null for all of them.</param>
    public HvCpuidTextReader(HvCpuidFormat? only = null) => (_only, _scanner) = (only, new LineScanner(only));

    /// <summary>Whether a line has told something so far.</summary>
    internal bool HasAny => _scanner.Gatherer.HasAny;

    /// <summary>The format of the first line that told something.</summary>
    internal HvCpuidFormat? FirstFormat => _scanner.FirstFormat;

    /// <summary>Takes the next piece of the text.</summary>
    /// <param name="bytes">UTF-8 text; a piece may end within a line.</param>
    /// <returns>False once something is wrong: more of the text is of no use, and <see cref="TryFinish"/> says what it is.</returns>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        bytes = Begin(bytes);
        if (_offset > MaximumLength)
        {
            _error ??= HvCpuidFormatError.OfInput($"expected at most {MaximumLength} bytes of text, found more", int.MaxValue);
        }

        while (_error is null && !bytes.IsEmpty)
        {
            int length = bytes.IndexOf((byte)'\n');
            if (length < 0)
            {
                KeepRest(bytes);
                break;
            }

            EndLine(bytes.Slice(0, length));
            bytes = bytes.Slice(length + 1);
        }

        return _error is null;
    }

    /// <summary>Takes the last piece of the text, without a copy of the line that it ends in.</summary>
    internal void AppendLast(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.LastIndexOf((byte)'\n') + 1;
        if (Append(bytes.Slice(0, length)))
        {
            ReadOnlySpan<byte> last = Begin(bytes.Slice(length));
            if (!last.IsEmpty)
            {
                EndLine(last, isFinished: false);
            }
        }
    }

    /// <summary>Ends the text.</summary>
    /// <param name="dumps">The dumps, in the order of the text, the guest's before the host's; one at least.</param>
    /// <param name="error">The first thing that is wrong, or that the text holds no leaf.</param>
    /// <returns>False when it could not be read.</returns>
    public bool TryFinish([NotNullWhen(true)] out IReadOnlyList<HvCpuidDump>? dumps, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        dumps = null;
        Release();
        if (_error is null && (_restLength > 0 || _isLong))
        {
            EndLine(default, isFinished: false);
        }

        FlushJoined(isFinished: false);
        _error ??= _wrappedError;
        if (_error is null && _scanner.Gatherer.EndHeadings(out LinePlace heading) is { } wrong)
        {
            _error = AtStart(heading, wrong);
        }

        if ((error = _error ?? (HasAny ? null : NothingFound())) is not null)
        {
            return false;
        }

        dumps = _scanner.Gatherer.End(out string? note);
        string?[] notes = [LongNote(), note];
        foreach (string said in notes.OfType<string>())
        {
            dumps = [dumps[0].WithNote(said), .. dumps.Skip(1)];
        }

        return true;
    }

    private static HvCpuidFormatError AtStart(LinePlace heading, string reason) =>
        HvCpuidFormatError.AtLine(heading.Number, 1, LineBuffer.Clamp(heading.Offset), reason);

    private static bool IsBlank(ReadOnlySpan<byte> line) => Ascii.BlankRun(line) == line.Length;

    private string? LongNote() => _longLines == 0 ? null : $"line {_firstLong} is longer than {LongestLine} bytes and was not looked at ({_longLines} such {(_longLines == 1 ? "line" : "lines")}).";

    private HvCpuidFormatError NothingFound()
    {
        string expected = _only is { } format ? $"lines of {HvCpuidFormats.NameOf(format)}" : $"a text that holds hypervisor leaves ({HvCpuidFormats.TextNames})";
        string found = string.Format(CultureInfo.InvariantCulture, "found none in {0} {1}", _line, _line == 1 ? "line" : "lines");
        string hint = _scanner.SawDecoded ? "; this looks like decoded output, use cpuid -1 -r" : "";
        string unread = LongNote() is { } note ? "; " + note.TrimEnd('.') : "";
        return HvCpuidFormatError.AtLine(1, 1, 0, $"expected {expected}, {found}{hint}{unread}");
    }

    // Without the byte order mark before the first line.
    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> bytes)
    {
        if (_started || bytes.IsEmpty)
        {
            return bytes;
        }

        ReadOnlySpan<byte> mark = "\uFEFF"u8.Slice(_held);
        int same = 0;
        while (same < bytes.Length && same < mark.Length && bytes[same] == mark[same])
        {
            same++;
        }

        if (same == bytes.Length && same < mark.Length)
        {
            _held += same;
            return default;
        }

        if (same == mark.Length)
        {
            _offset += _held + same;
            (_started, _held) = (true, 0);
            return bytes.Slice(same);
        }

        Release();
        return bytes;
    }

    // What looked like the beginning of a byte order mark is text.
    private void Release()
    {
        _started = true;
        if (_held > 0)
        {
            KeepRest("\uFEFF"u8.Slice(0, _held));
            _held = 0;
        }
    }

    private void KeepRest(ReadOnlySpan<byte> bytes)
    {
        if (_isLong || _restLength + bytes.Length > LongestLine)
        {
            _longLength += _restLength + bytes.Length;
            (_isLong, _restLength) = (true, 0);
            _error = _longLength > HvCpuidFormats.MaximumLength
                ? HvCpuidFormatError.AtLine(_line + 1, 1, LineBuffer.Clamp(_offset), $"expected lines of at most {LongestLine} bytes, found one of more than {HvCpuidFormats.MaximumLength}")
                : null;
            return;
        }

        if (_rest.Length < _restLength + bytes.Length)
        {
            Array.Resize(ref _rest, Math.Min(LongestLine, Math.Max(2 * _rest.Length, _restLength + bytes.Length)));
        }

        bytes.CopyTo(_rest.AsSpan(_restLength));
        _restLength += bytes.Length;
    }

    private void EndLine(ReadOnlySpan<byte> end, bool isFinished = true)
    {
        _line++;
        int length = _restLength + end.Length;
        if (_isLong || length > LongestLine)
        {
            _firstLong = _longLines == 0 ? _line : _firstLong;
            _longLines++;
            (_isLong, _offset) = (false, _offset + _longLength + length + 1);
            (_longLength, _restLength) = (0, 0);
            return;
        }

        if (_restLength > 0)
        {
            KeepRest(end);
            end = _rest.AsSpan(0, _restLength);
            _restLength = 0;
        }

        ReadLine(end.Slice(0, end.Length - (end.EndsWith("\r"u8) ? 1 : 0)), isFinished);
        _offset += length + 1;
    }

    private void ReadLine(ReadOnlySpan<byte> line, bool isFinished)
    {
        if (TextNoise.IsQuotedPrintable(line) is { } quotedPrintable)
        {
            _quotedPrintable = quotedPrintable;
        }

        bool joins = _joined.Lines > 0;
        bool isSoft = TextNoise.IsSoftBreak(line, _quotedPrintable || joins) && _joined.Length < LineBuffer.Most;
        if (joins || isSoft || TextNoise.IsEncoded(line, _quotedPrintable))
        {
            bool decodes = _quotedPrintable || joins || isSoft || Ascii.Has(line, "=3D"u8);
            _joined.BeginLine(_line, _offset);
            ReadOnlySpan<byte> text = isSoft ? line.Slice(0, line.Length - 1) : line;

            // Quoting stands before each of the lines that a mail's program broke: before the mail was quoted again it was one.
            ReadOnlySpan<byte> content = joins && text.StartsWith(">"u8) ? TextNoise.Unquote(text) : text;
            _joined.AddEncoded(content, text.Length - content.Length, decodes);
            if (!isSoft)
            {
                FlushJoined(isFinished);
            }

            return;
        }

        Take(line, null, isFinished);
    }

    private void FlushJoined(bool isFinished)
    {
        if (_joined.Lines > 0 && _error is null)
        {
            Take(_joined.Text, _joined, isFinished);
            _joined.Clear();
        }
    }

    // A logical line: it may go on with what the line before was too short for.
    private void Take(ReadOnlySpan<byte> line, LineBuffer? buffer, bool isFinished)
    {
        LinePlace place = buffer?.Place ?? new LinePlace(_line, _offset);
        if (_wrappedError is not null)
        {
            if (IsBlank(line) || _wrapped.Lines >= MaxWrapped)
            {
                _error = _wrappedError;
                return;
            }

            GoOn(line, buffer);
            Scan(_wrapped.Text, _wrapped, _wrapped.Place, isFinished, goesOn: true);
            return;
        }

        Scan(line, buffer, place, isFinished, goesOn: false);
    }

    private void Scan(ReadOnlySpan<byte> line, LineBuffer? buffer, LinePlace place, bool isFinished, bool goesOn)
    {
        if (_scanner.Scan(line, place))
        {
            _wrappedError = null;
            _error = isFinished || !_scanner.IsStart ? null
                : AtStart(place, "expected a leaf line or a heading, found " + Excerpt.Quote(line) + Cut);
            return;
        }

        if (goesOn && _scanner.FailureStart == 0 && !_scanner.EndsTooSoon)
        {
            // The line that was joined does not continue it.
            _error = _wrappedError;
            return;
        }

        string reason = _scanner.Reason + (isFinished || !_scanner.EndsTooSoon ? "" : Cut);
        HvCpuidFormatError error = _scanner.FailureLine is { } heading ? AtStart(heading, reason)
            : buffer is null ? HvCpuidFormatError.AtLine(place.Number, _scanner.FailurePosition + 1, LineBuffer.Clamp(_offset + _scanner.FailurePosition), reason)
            : buffer.ErrorAt(_scanner.FailurePosition, reason);
        if (_scanner.EndsTooSoon && isFinished)
        {
            _wrappedError = goesOn && _scanner.FailureStart == 0 ? _wrappedError : error;
            KeepWrapped(line, buffer);
        }
        else
        {
            _error = error;
        }
    }

    // What was read of the line already must not be read again.
    private void KeepWrapped(ReadOnlySpan<byte> line, LineBuffer? buffer)
    {
        int start = _scanner.FailureStart;
        if (buffer is not null)
        {
            _trial.CopyFrom(buffer, start);
            _wrapped.CopyFrom(_trial, 0);
            return;
        }

        _wrapped.Clear();
        _wrapped.BeginLine(_line, _offset);
        for (int i = start; i < line.Length; i++)
        {
            _wrapped.Add(line[i], i);
        }
    }

    private void GoOn(ReadOnlySpan<byte> line, LineBuffer? buffer)
    {
        ReadOnlySpan<byte> content = TextNoise.Unquote(line);
        int column = line.Length - content.Length;
        bool withBlank = !_wrapped.Text.EndsWith("-"u8);
        if (buffer is not null)
        {
            _wrapped.GoOn(buffer, column, withBlank);
            return;
        }

        _wrapped.BeginLine(_line, _offset);
        if (withBlank)
        {
            _wrapped.Add((byte)' ', column);
        }

        for (int i = 0; i < content.Length; i++)
        {
            _wrapped.Add(content[i], column + i);
        }
    }
}
