using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>The lines of a text: tells an offset's line and column.</summary>
internal sealed class VmLines
{
    private readonly List<int> _starts = [0];

    public VmLines(string text)
    {
        for (int at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
        {
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
