using System.Xml;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads libvirt's XML, in time and memory that its length bounds, and without ever following a reference.</summary>
internal sealed class LibvirtReader
{
    private const int MostCharacters = 0x100000;
    private const int MostDepth = 64;
    private const int LongestReason = 400;
    private const string DocumentType = "<!DOCTYPE";
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        ["domain"] = "",
        ["features"] = "features",
        ["hyperv"] = LibvirtElement.Hyperv,
    };

    private readonly XmlReader _reader;

    // Of the elements around: their path, or null where nothing below is of interest.
    private readonly List<string?> _paths = [];
    private readonly LibvirtElementReader _elements;

    private LibvirtReader(XmlReader reader) => (_reader, _elements) = (reader, new LibvirtElementReader(reader));

    /// <summary>Reads it, or throws with the place.</summary>
    public static HvConfigurationEdits Read(string xml)
    {
        if (xml.Length > MostCharacters)
        {
            throw new HvConfigurationException($"The XML is too long: expected at most {MostCharacters} characters, found {xml.Length}.") { Line = 1, Column = 1 };
        }

        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
#pragma warning disable RS0030 // a reader over a string in memory: XmlReader takes text in no other way
        using StringReader text = new(xml);
#pragma warning restore RS0030
        try
        {
            using XmlReader reader = XmlReader.Create(text, settings);
            return new LibvirtReader(reader).Walk().Edits;
        }
        catch (XmlException e)
        {
            // A document type is refused without a place (.NET, XmlTextReaderImpl.ParseDoctypeDecl).
            bool documentType = e.LineNumber <= 0 && xml.Contains(DocumentType);
            (int line, int column) = e.LineNumber > 0 ? (e.LineNumber, e.LinePosition) : PlaceOf(xml, DocumentType);
            string what = documentType
                ? $"{DocumentType} is never taken, nor entities of one's own: expected libvirt's elements alone, <domain>, <features> or <hyperv>."
                : Excerpt.Of(WithoutPlace(e.Message), LongestReason);
            throw new HvConfigurationException($"The XML cannot be read (line {line}, column {column}): {what}", e)
            {
                Line = line,
                Column = column,
            };
        }
    }

    private static (int Line, int Column) PlaceOf(string xml, string word)
    {
        int offset = Math.Max(0, xml.IndexOf(word, StringComparison.Ordinal));
        string before = xml.Substring(0, offset);
        return (before.Count(letter => letter == '\n') + 1, offset - before.LastIndexOf('\n'));
    }

    // .NET ends its message with the place, which ours begins with.
    private static string WithoutPlace(string message)
    {
        int place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return place > 0 ? message.Substring(0, place) : message;
    }

    private LibvirtElementReader Walk()
    {
        while (_reader.Read())
        {
            if (_reader.NodeType == XmlNodeType.Element)
            {
                Enter();
            }
        }

        return _elements;
    }

    private void Enter()
    {
        int depth = _reader.Depth;
        if (depth >= MostDepth)
        {
            throw _elements.Error($"The XML is nested too deep: expected at most {MostDepth} elements in one another", null);
        }

        _paths.RemoveRange(depth, _paths.Count - depth);
        _paths.Add(depth > 0 ? LibvirtNames.Below(_paths[depth - 1], _reader.Name)
            : Roots.TryGetValue(_reader.Name, out string? root) ? root
            : throw _elements.Error($"<{Excerpt.Of(_reader.Name)}> is not libvirt's: expected <domain>, <features> or <hyperv>", null));
        if (_paths[depth] is { } path)
        {
            _elements.Take(path);
        }
    }
}
