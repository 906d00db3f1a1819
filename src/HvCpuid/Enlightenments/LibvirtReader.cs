using System.Xml;

namespace HvCpuid.Enlightenments;

/// <summary>Reads libvirt's XML, in time and memory that its length bounds, and without ever following a reference.</summary>
internal sealed class LibvirtReader
{
    private const int MostCharacters = 0x100000;
    private const int MostDepth = 64;
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
    public static HvConfiguration Read(string xml)
    {
        if (xml.Length > MostCharacters)
        {
            throw new HvConfigurationException($"The XML is longer than {MostCharacters} characters.") { Line = 1, Column = 1 };
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
            return new LibvirtReader(reader).Walk();
        }
        catch (XmlException e)
        {
            throw new HvConfigurationException($"The XML cannot be read (line {e.LineNumber}, column {e.LinePosition}; document types and entities are never taken): {e.Message}", e)
            {
                Line = e.LineNumber,
                Column = e.LinePosition,
            };
        }
    }

    private HvConfiguration Walk()
    {
        while (_reader.Read())
        {
            if (_reader.NodeType == XmlNodeType.Element)
            {
                Enter();
            }
        }

        return _elements.Configuration;
    }

    private void Enter()
    {
        int depth = _reader.Depth;
        if (depth >= MostDepth)
        {
            throw _elements.Error($"The XML is nested more than {MostDepth} elements deep", null);
        }

        _paths.RemoveRange(depth, _paths.Count - depth);
        _paths.Add(depth > 0 ? LibvirtNames.Below(_paths[depth - 1], _reader.Name)
            : Roots.TryGetValue(_reader.Name, out string? root) ? root
            : throw _elements.Error($"<{HvNames.Excerpt(_reader.Name)}> is not libvirt's: expected <domain>, <features> or <hyperv>", null));
        if (_paths[depth] is { } path)
        {
            _elements.Take(path);
        }
    }
}
