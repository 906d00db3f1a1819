using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads what a VM is given, in whichever language it is written: recognised by its content, never by a file's name.</summary>
public static class VmDefinitions
{
    /// <summary>The most characters that a text may have.</summary>
    public const int MaximumLength = 0x100000;

    /// <summary>The language of a text; flags, where it is no other.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static VmLanguage Recognize(string text)
    {
        text = WithoutMark(Guard.NotNull(text));
        string start = text.TrimStart(' ', '\t', '\r', '\n');
        return start.Begins('<') ? VmLanguage.LibvirtXml
            : start.Begins('{') || (start.Begins('[') && start.Contains('"')) ? IsKubernetes(start) ? VmLanguage.KubeVirtYaml : VmLanguage.QmpJson
            : ProxmoxReader.IsIn(text) ? VmLanguage.ProxmoxConfig
            : QemuCommandLine.IsIn(text) ? VmLanguage.QemuCommandLine
            : IsYaml(start) ? VmLanguage.KubeVirtYaml
            : VmLanguage.QemuFlags;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; up to <see cref="MaximumLength"/> characters.</param>
    /// <param name="readTree">Reads YAML, of which JSON is a part, into one node a document; it throws <see cref="HvConfigurationException"/> with the place where it cannot.</param>
    /// <param name="name">Which VM of several, by its name; null where there is one.</param>
    /// <exception cref="HvConfigurationException">It is not understood: the message says where, and what was expected.</exception>
    /// <exception cref="ArgumentNullException">There is no text, or nothing that reads trees.</exception>
    public static VmDefinition Parse(string text, Func<string, IReadOnlyList<VmNode>> readTree, string? name = null)
    {
        text = WithoutMark(Guard.NotNull(text));
        Guard.NotNull(readTree);
        if (text.Length > MaximumLength)
        {
            throw VmErrors.At(HvTextPlace.At(1, 1), $"It is too long: expected at most {MaximumLength} characters, found {text.Length}");
        }

        VmDefinition definition = Recognize(text) switch
        {
            VmLanguage.LibvirtXml => LibvirtXml.ParseDefinition(text, name),
            VmLanguage.ProxmoxConfig => ProxmoxConfig.Parse(text),
            VmLanguage.QemuCommandLine => QemuCommandLineReader.Read(text, name),
            VmLanguage.KubeVirtYaml => KubeVirtYaml.Read(readTree(text), name),
            VmLanguage.QmpJson => OfJson(readTree(text), name),
            _ => text.Contains('\n') || text.Contains('#') ? QemuFlagText.ReadLines(text) : QemuFlagText.Read(text),
        };
        return name is null || definition.Name == name ? definition
            : throw VmErrors.At(HvTextPlace.At(1, 1), $"There is no VM '{Excerpt.Of(name)}' in it: expected {(definition.Name is { } there ? Excerpt.Of(there) : "a text that names VMs")}");
    }

    private static VmDefinition OfJson(IReadOnlyList<VmNode> documents, string? name) =>
        documents.Any(QemuQmp.IsIn) || !documents.Any(KubeVirtReader.IsIn) ? QemuQmp.Read(documents) : KubeVirtYaml.Read(documents, name);

    // A byte order mark is no part of any language.
    private static string WithoutMark(string text) => text.TrimStart('\uFEFF');

    private static bool IsKubernetes(string text) => text.Contains("\"apiVersion\"") || text.Contains("\"hyperv\"");

    // A key on a line of its own, as no flag has it.
    private static bool IsYaml(string text) => text.Begins("---") || text.Split('\n').Any(line =>
    {
        string said = line.Trim();
        int colon = said.IndexOf(':');
        return colon > 0 && said.Take(colon).All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/')
            && (colon + 1 == said.Length || said[colon + 1] == ' ');
    });
}
