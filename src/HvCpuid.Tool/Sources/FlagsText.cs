using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads a configuration from a command line: QEMU flags as they are, or a file with flags or libvirt's XML.</summary>
/// <param name="Edits">What it says.</param>
/// <param name="Notes">What of it does nothing, a sentence each.</param>
internal sealed record FlagsText(HvConfigurationEdits Edits, IReadOnlyList<string> Notes)
{
    /// <summary>Room for as many characters as libvirt's XML may have, whatever they are.</summary>
    private const int LongestFile = 4 * 1024 * 1024;

    /// <summary>Reads a text.</summary>
    /// <param name="text">Flags, XML, the name of a file that ends in <c>.xml</c>, or <c>-</c> for standard input.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It says nothing sensible; the message names the place and what is near.</exception>
    public static FlagsText Read(string text, ToolConsole console)
    {
        // A vendor may end in '.xml'; then there is a '=' before it.
        bool file = text == "-" || (text.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) && (File.Exists(text) || !text.Contains('=', StringComparison.Ordinal)));
        if (!file)
        {
            return Parse(text, "flags");
        }

        FileBytes bytes = new(text, console) { Maximum = LongestFile, Expected = "Expected flags such as \"hv-relaxed,hv-time\", or a file with libvirt's XML" };
        using StreamReader reader = new(new MemoryStream(bytes.Read().ToArray()), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return Parse(reader.ReadToEnd(), bytes.Name);
    }

    /// <summary>Reads flags or XML.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Where it stands, for messages.</param>
    /// <exception cref="ToolFailure">It says nothing sensible.</exception>
    public static FlagsText Parse(string text, string name)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw ToolFailure.Unusable($"{name}: expected flags such as \"hv-relaxed,hv-time\", or libvirt's XML, found nothing.");
        }

        try
        {
            HvConfigurationEdits edits = text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal) ? LibvirtXml.ParseEdits(text) : QemuFlags.ParseEdits(text);
            return new FlagsText(edits, [.. edits.Ignored.Select(what => $"{name}: without effect here: {what}.")]);
        }
        catch (HvConfigurationException exception)
        {
            throw ToolFailure.Unusable($"{name}: {exception.Message}");
        }
    }
}
