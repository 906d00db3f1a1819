using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>A piece of a text after its quotes are taken away: every character knows where it stood.</summary>
internal sealed class VmWord
{
    private readonly string _text;
    private readonly VmLines _lines;

    // Of each character from the start on, and of the end, the offset in the text; null of a piece that stands there as it is.
    private readonly int[]? _offsets;
    private readonly int _start;

    /// <summary>A piece.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="offsets">Of each character, and of the end, the offset in the text.</param>
    /// <param name="lines">The text's lines.</param>
    public VmWord(string text, int[] offsets, VmLines lines)
        : this(text, offsets, 0, lines)
    {
    }

    private VmWord(string text, int[]? offsets, int start, VmLines lines) => (_text, _offsets, _start, _lines) = (text, offsets, start, lines);

    /// <summary>The piece.</summary>
    public string Text => _text;

    /// <summary>The lines of the text.</summary>
    public VmLines Lines => _lines;

    private IEnumerable<int> Offsets => Enumerable.Range(0, _text.Length + 1).Select(Offset);

    /// <summary>Where it begins.</summary>
    public HvTextPlace Place => PlaceOf(0);

    /// <summary>A piece that stands in its text as it is.</summary>
    public static VmWord Of(string whole, int start, int length, VmLines lines) => new(whole.Substring(start, length), null, start, lines);

    /// <summary>The offset of a character in the text.</summary>
    public int Offset(int index) => _offsets is null ? _start + index : _offsets[_start + index];

    /// <summary>Where a character stands.</summary>
    public HvTextPlace PlaceOf(int index) => _lines.PlaceOf(Offset(Math.Min(Math.Max(index, 0), _text.Length)));

    /// <summary>A part of it.</summary>
    public VmWord Slice(int from, int length) => new(_text.Substring(from, length), _offsets, _start + from, _lines);

    /// <summary>It, read from another word's text, with that word's places.</summary>
    public VmWord Within(VmWord around) => new(_text, [.. Offsets.Select(around.Offset)], around.Lines);

    /// <summary>It, a character and another piece as one; the character stands where it ends.</summary>
    public VmWord Then(char joint, VmWord next) => new(_text + joint + next._text, [.. Offsets, .. next.Offsets], _lines);

    /// <summary>It without blanks at its ends.</summary>
    public VmWord Trim()
    {
        int from = _text.Length - _text.TrimStart().Length;
        return Slice(from, _text.Trim().Length);
    }

    /// <summary>Its parts between separators.</summary>
    public IEnumerable<VmWord> Split(char separator)
    {
        int from = 0;
        for (int end = _text.IndexOf(separator); end >= 0; end = _text.IndexOf(separator, from))
        {
            yield return Slice(from, end - from);
            from = end + 1;
        }

        yield return Slice(from, _text.Length - from);
    }

    /// <summary>Name and value of <c>name=value</c>; the value is null without '='.</summary>
    public (VmWord Name, VmWord? Value) Pair()
    {
        int equals = _text.IndexOf('=');
        return equals < 0 ? (this, null) : (Slice(0, equals), Slice(equals + 1, _text.Length - equals - 1));
    }

    /// <summary>An error at a character of it.</summary>
    public HvConfigurationException Error(string message, int index = 0, string? suggestion = null) => VmErrors.At(PlaceOf(index), message, suggestion);

    /// <summary>What it says as QEMU's CPU flags, with places in the text.</summary>
    public HvConfigurationEdits Flags() => Read(QemuFlags.ParseEdits, edits => edits.MovedTo(place => PlaceOf(place.Offset!.Value)));

    /// <summary>What it says as QEMU's machine.</summary>
    public QemuMachine Machine() => Read(QemuMachine.Parse, machine => machine);

    /// <summary>A message's excerpt of it.</summary>
    public string Shown() => Excerpt.Of(_text);

    private TResult Read<TRead, TResult>(Func<string, TRead> read, Func<TRead, TResult> then)
    {
        try
        {
            return then(read(_text));
        }
        catch (HvConfigurationException e)
        {
            throw Error(e.Reason, e.Offset!.Value, e.Suggestion);
        }
    }
}
