using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads WISHES, what a VM is given: flags, a command line, XML, YAML, a Proxmox configuration or QMP's JSON, as text, a file or standard input.</summary>
/// <param name="Definition">What it says.</param>
/// <param name="Notes">What a reader has to know of it, a sentence each.</param>
internal sealed record Wishes(VmDefinition Definition, IReadOnlyList<string> Notes)
{
    /// <summary>What was expected, for messages.</summary>
    public const string Expected = "Expected flags such as \"hv-relaxed,hv-time\", or a file with flags, a QEMU command line, libvirt's XML, a Proxmox VM's configuration, KubeVirt's YAML or QMP's JSON";

    /// <summary>Room for as many characters as a definition may have, whatever they are.</summary>
    private const int LongestFile = 4 * VmDefinitions.MaximumLength;

    private static readonly string[] Endings = [".xml", ".yaml", ".yml", ".json", ".conf", ".cfg", ".log", ".txt", ".sh"];

    /// <summary>What it says about enlightenments.</summary>
    public HvConfigurationEdits Edits => Definition.Edits;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, the name of a file, or <c>-</c> for standard input.</param>
    /// <param name="domain">Which VM of several; null where there is one.</param>
    /// <param name="console">For standard input.</param>
    /// <exception cref="ToolFailure">It is not understood; the message names the place and what was expected.</exception>
    public static Wishes Read(string text, string? domain, ToolConsole console)
    {
        if (!IsFile(text))
        {
            return Parse(text, "flags", domain);
        }

        FileBytes bytes = new(text, console) { Maximum = LongestFile, Expected = Expected };
        using StreamReader reader = new(new MemoryStream(bytes.Read().ToArray()), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return Parse(reader.ReadToEnd(), bytes.Name, domain);
    }

    /// <summary>Reads a text whose words are its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Where it stands, for messages.</param>
    /// <param name="domain">Which VM of several; null where there is one.</param>
    /// <exception cref="ToolFailure">It is not understood.</exception>
    public static Wishes Parse(string text, string name, string? domain = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw ToolFailure.Unusable($"{name}: expected flags such as \"hv-relaxed,hv-time\", or libvirt's XML, found nothing.");
        }

        try
        {
            VmDefinition definition = VmDefinitions.Parse(text, VmTree.Read, domain);
            IEnumerable<string> ignored = definition.Edits.Ignored.Where(what => what != definition.Edits.CpuModel || definition.Language == VmLanguage.QemuFlags);
            IEnumerable<string> idle = definition.Language == VmLanguage.QemuFlags ? ignored.Select(what => $"without effect here: {what}.") : [];
            return new Wishes(definition, [.. definition.Notes.Concat(idle).Select(note => $"{name}: {note}")]);
        }
        catch (HvConfigurationException exception)
        {
            throw ToolFailure.Unusable($"{name}: {exception.Message}");
        }
    }

    // What is there as a file is read as one. What looks like a file's name and is none is a slip, never a CPU model; a vendor may end in '.xml', behind a '='.
    private static bool IsFile(string text) => text == "-" || File.Exists(text) || Directory.Exists(text)
        || (text.IndexOfAny(['=', ',', '<', '{', '\n', ' ']) < 0 && (text.Contains('/', StringComparison.Ordinal) || Array.Exists(Endings, ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase))));
}
