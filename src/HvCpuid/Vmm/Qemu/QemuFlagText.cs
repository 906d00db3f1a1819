using System.Text;
using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Reads QEMU's CPU flags where nobody says that they are flags: a word on a command line, or a file of flags. What does not look like them is refused.</summary>
internal static class QemuFlagText
{
    private const string Expected = "expected QEMU's flags such as hv-relaxed,hv-time";

    /// <summary>Reads flags in one line.</summary>
    public static VmDefinition Read(string text)
    {
        HvConfigurationEdits edits = QemuFlags.ParseEdits(text);
        return Checked(edits, text.Trim().Length > 0
            ? VmWord.Of(text, 0, text.Length, new VmLines(text))
            : throw Nothing());
    }

    /// <summary>Reads a file of flags: on one line or several, joined by commas or by line ends, with comments behind #.</summary>
    public static VmDefinition ReadLines(string text)
    {
        VmWord word = Join(text);
        return word.Text.Length > 0 ? Checked(word.Flags(), word) : throw Nothing();
    }

    private static HvConfigurationException Nothing() => VmErrors.At(HvTextPlace.At(1, 1), $"There is nothing in it: {Expected}");

    private static VmWord Join(string text)
    {
        VmLines lines = new(text);
        StringBuilder joined = new();
        List<int> offsets = [];
        foreach (VmWord line in VmWord.Of(text, 0, text.Length, lines).Split('\n'))
        {
            int comment = line.Text.IndexOf('#');
            VmWord said = (comment < 0 ? line : line.Slice(0, comment)).Trim();
            said = said.Text.Ends('\\') ? said.Slice(0, said.Text.Length - 1).Trim() : said;
            for (int i = 0; i < said.Text.Length; i++)
            {
                joined.Append(said.Text[i]);
                offsets.Add(said.Offset(i));
            }

            if (said.Text.Length > 0)
            {
                joined.Append(',');
                offsets.Add(said.Offset(said.Text.Length));
            }
        }

        return new VmWord(joined.ToString(), [.. offsets, text.Length], lines);
    }

    // The reader of flags passes over properties that are none of ours: here, it has to be seen that they are properties.
    private static VmDefinition Checked(HvConfigurationEdits edits, VmWord word)
    {
        VmWord[] parts = [.. word.Split(',').Select(part => part.Trim())];
        foreach (VmWord part in parts)
        {
            if (part.Pair().Name.Text.Any(char.IsWhiteSpace) || part.Text.Any(letter => letter < ' '))
            {
                throw part.Error($"'{part.Shown()}' is not understood: {Expected}, joined by commas");
            }
        }

        VmWord first = parts[0];
        bool model = edits.CpuModel is null || QemuCpuModels.IsModel(edits.CpuModel);
        if (edits.Items.Count == 0 && (!model || edits.CpuModel is null))
        {
            throw first.Error($"'{first.Shown()}' is no flag of QEMU's for enlightenments, no CPU model, and no file that is there: {Expected}, or a file's name");
        }

        return new VmDefinition(VmLanguage.QemuFlags, edits)
        {
            Notes = model ? [] : [$"'{first.Shown()}' is no CPU model that is known here: a QEMU that does not have it refuses it."],
        };
    }
}
