using System.Xml;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Errors in libvirt's XML, with the place in the text.</summary>
internal static class LibvirtErrors
{
    private const int LongestReason = 400;
    private const string DocumentType = "<!DOCTYPE";

    /// <summary>An error at an element, or where a reader has come to.</summary>
    public static HvConfigurationException At(IXmlLineInfo place, string message, string? suggestion = null) =>
        VmErrors.At(HvTextPlace.At(place.LineNumber, place.LinePosition), message, suggestion);

    /// <summary>What .NET's reader refuses.</summary>
    /// <param name="xml">The text that it read.</param>
    /// <param name="e">The refusal.</param>
    /// <param name="expected">The elements that it may begin with.</param>
    public static HvConfigurationException Unreadable(string xml, XmlException e, string expected)
    {
        // A document type and a text that is too long are refused without a place (.NET, XmlTextReaderImpl).
        bool documentType = xml.Contains(DocumentType) && e.Message.Contains("DTD");
        (int line, int column) = documentType ? PlaceOf(xml, DocumentType) : e.LineNumber > 0 ? (e.LineNumber, e.LinePosition) : (1, 1);
        string what = documentType
            ? $"{DocumentType} is never taken, nor entities of one's own: expected libvirt's elements alone, {expected}."
            : Excerpt.Of(WithoutPlace(e.Message), LongestReason);
        return new HvConfigurationException($"The XML cannot be read (line {line}, column {column}): {what}", e)
        {
            Line = line,
            Column = column,
        };
    }

    private static (int Line, int Column) PlaceOf(string xml, string word)
    {
        int offset = xml.IndexOf(word, StringComparison.Ordinal);
        string before = xml.Substring(0, offset);
        return (before.Count(letter => letter == '\n') + 1, offset - before.LastIndexOf('\n'));
    }

    // .NET ends its message with the place, which ours begins with.
    private static string WithoutPlace(string message)
    {
        int place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return place > 0 ? message.Substring(0, place) : message;
    }
}
