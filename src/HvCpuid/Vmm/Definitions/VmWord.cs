using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>A piece of a text after its quotes are taken away: every character knows where it stood.</summary>
/// <param name="text">The piece.</param>
/// <param name="offsets">Of each character, and of the end, the offset in the text.</param>
/// <param name="lines">The text's lines.</param>
internal sealed class VmWord(string text, int[] offsets, VmLines lines)
{
    /// <summary>The piece.</summary>
    public string Text => text;

    /// <summary>The lines of the text.</summary>
    public VmLines Lines => lines;

    /// <summary>Where it begins.</summary>
    public HvTextPlace Place => PlaceOf(0);

    /// <summary>A piece that stands in its text as it is.</summary>
    public static VmWord Of(string whole, int start, int length, VmLines lines) => new(whole.Substring(start, length), [.. Enumerable.Range(start, length + 1)], lines);

    /// <summary>The offset of a character in the text.</summary>
    public int Offset(int index) => offsets[index];

    /// <summary>Where a character stands.</summary>
    public HvTextPlace PlaceOf(int index) => lines.PlaceOf(offsets[Math.Min(Math.Max(index, 0), offsets.Length - 1)]);

    /// <summary>A part of it.</summary>
    public VmWord Slice(int start, int length) => new(text.Substring(start, length), [.. offsets.Skip(start).Take(length + 1)], lines);

    /// <summary>It, read from another word's text, with that word's places.</summary>
    public VmWord Within(VmWord around) => new(text, [.. offsets.Select(around.Offset)], around.Lines);

    /// <summary>It, a character and another piece as one; the character stands where it ends.</summary>
    public VmWord Then(char joint, VmWord next) => new(text + joint + next.Text, [.. offsets, .. Enumerable.Range(0, next.Text.Length + 1).Select(next.Offset)], lines);

    /// <summary>It without blanks at its ends.</summary>
    public VmWord Trim()
    {
        int start = text.Length - text.TrimStart().Length;
        return Slice(start, text.Trim().Length);
    }

    /// <summary>Its parts between separators.</summary>
    public IEnumerable<VmWord> Split(char separator)
    {
        int start = 0;
        for (int end = text.IndexOf(separator); end >= 0; end = text.IndexOf(separator, start))
        {
            yield return Slice(start, end - start);
            start = end + 1;
        }

        yield return Slice(start, text.Length - start);
    }

    /// <summary>Name and value of <c>name=value</c>; the value is null without '='.</summary>
    public (VmWord Name, VmWord? Value) Pair()
    {
        int equals = text.IndexOf('=');
        return equals < 0 ? (this, null) : (Slice(0, equals), Slice(equals + 1, text.Length - equals - 1));
    }

    /// <summary>An error at a character of it.</summary>
    public HvConfigurationException Error(string message, int index = 0, string? suggestion = null) => VmErrors.At(PlaceOf(index), message, suggestion);

    /// <summary>What it says as QEMU's CPU flags, with places in the text.</summary>
    public HvConfigurationEdits Flags() => Read(QemuFlags.ParseEdits, edits => edits.MovedTo(place => PlaceOf(place.Offset ?? 0)));

    /// <summary>What it says as QEMU's machine.</summary>
    public QemuMachine Machine() => Read(QemuMachine.Parse, machine => machine);

    /// <summary>A message's excerpt of it.</summary>
    public string Shown() => Excerpt.Of(text);

    private TResult Read<TRead, TResult>(Func<string, TRead> read, Func<TRead, TResult> then)
    {
        try
        {
            return then(read(text));
        }
        catch (HvConfigurationException e)
        {
            throw Error(e.Reason, e.Offset ?? 0, e.Suggestion);
        }
    }
}
