namespace HvCpuid.Formats;

/// <summary>A line that is made of several, or of one that was encoded, and where each of its bytes stands in the input.</summary>
internal sealed class LineBuffer
{
    /// <summary>As many bytes as lines are joined to.</summary>
    public const int Most = 64 * 1024;

    private byte[] _bytes = [];
    private int[] _places = [];
    private readonly List<int> _lineStarts = [];
    private long _offset;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The first of its lines, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Where the first of its lines stands.</summary>
    public LinePlace Place => new(Line, _offset);

    /// <summary>How many lines it has.</summary>
    public int Lines => _lineStarts.Count;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        _lineStarts.Clear();
    }

    /// <summary>Begins another line of the input, at an offset.</summary>
    public void BeginLine(int line, long offset)
    {
        if (_lineStarts.Count == 0)
        {
            (Line, _offset) = (line, offset);
        }

        _lineStarts.Add(checked((int)(offset - _offset)));
    }

    /// <summary>Adds a byte that stands at a column of the line that was begun last.</summary>
    public void Add(byte value, int column) => AddAt(value, _lineStarts[_lineStarts.Count - 1] + column);

    private void AddAt(byte value, int place)
    {
        if (Length == _bytes.Length)
        {
            int size = Math.Max(256, 2 * Length);
            Array.Resize(ref _bytes, size);
            Array.Resize(ref _places, size);
        }

        _bytes[Length] = value;
        _places[Length] = place;
        Length++;
    }

    /// <summary>Adds a line of the input, undoing its encoding.</summary>
    public void AddEncoded(ReadOnlySpan<byte> text, int column, bool quotedPrintable)
    {
        for (int i = 0; i < text.Length;)
        {
            int taken = TextNoise.Next(text.Slice(i), quotedPrintable, out byte character);
            bool isNul = text[i] == 0 || text.Slice(i).StartsWith("=00"u8);
            if (character != 0 || isNul)
            {
                Add(character, column + i);
            }

            i += taken;
        }
    }

    /// <summary>Takes the end of another line, with its places.</summary>
    public void CopyFrom(LineBuffer other, int start)
    {
        Clear();
        (Line, _offset) = (other.Line, other._offset);
        _lineStarts.AddRange(other._lineStarts);
        for (int i = start; i < other.Length; i++)
        {
            AddAt(other._bytes[i], other._places[i]);
        }
    }

    /// <summary>Goes on with another line that is made of several, with its places.</summary>
    /// <param name="other">The line below.</param>
    /// <param name="start">Where in it what goes on begins.</param>
    /// <param name="withBlank">Whether a blank stands between.</param>
    public void GoOn(LineBuffer other, int start, bool withBlank)
    {
        int shift = checked((int)(other._offset - _offset));
        _lineStarts.AddRange(other._lineStarts.Select(line => line + shift));
        for (int i = start; i < other.Length; i++)
        {
            int place = other._places[i] + shift;
            if (i == start && withBlank)
            {
                AddAt((byte)' ', place);
            }

            AddAt(other._bytes[i], place);
        }
    }

    /// <summary>The error at a place of the text.</summary>
    public HvCpuidFormatError ErrorAt(int position, string reason)
    {
        int place = position < Length ? _places[position] : _places[Length - 1] + 1;
        int line = 0;
        while (line + 1 < _lineStarts.Count && _lineStarts[line + 1] <= place)
        {
            line++;
        }

        return HvCpuidFormatError.AtLine(Line + line, place - _lineStarts[line] + 1, Clamp(_offset + place), reason);
    }

    /// <summary>An offset as errors have it.</summary>
    public static int Clamp(long offset) => (int)Math.Min(int.MaxValue, offset);
}
