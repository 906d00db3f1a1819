using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>The lines of a text, which end in a line feed, a carriage return or both, as in XML: tells an offset's line and column.</summary>
internal sealed class VmLines
{
    private static readonly char[] Ends = ['\r', '\n'];
    private readonly List<int> _starts = [0];

    public VmLines(string text)
    {
        for (int at = text.IndexOfAny(Ends); at >= 0; at = text.IndexOfAny(Ends, at + 1))
        {
            at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 1 : 0;
            _starts.Add(at + 1);
        }
    }

    /// <summary>The place of an offset.</summary>
    public HvTextPlace PlaceOf(int offset)
    {
        int line = _starts.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        return HvTextPlace.At(line + 1, offset - _starts[line] + 1);
    }

    /// <summary>The offset of a place; of none, that of the text.</summary>
    public int OffsetOf(HvTextPlace place) => place.Line is { } line && line <= _starts.Count ? _starts[line - 1] + (place.Column ?? 1) - 1 : 0;
}
