using System.Xml;

namespace HvCpuid.Enlightenments;

/// <summary>Reads libvirt's XML, in time and memory that its length bounds, and without ever following a reference.</summary>
internal sealed class LibvirtReader
{
    private const int MostCharacters = 0x100000;
    private const int MostDepth = 64;
    private const int DeepestPath = 8;
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        ["domain"] = "",
        ["features"] = "features",
        ["hyperv"] = LibvirtElement.Hyperv,
    };

    private readonly XmlReader _reader;
    private readonly List<string> _names = [];
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
        if (_reader.Depth >= MostDepth)
        {
            throw _elements.Error($"The XML is nested more than {MostDepth} elements deep", null);
        }

        if (_reader.Depth == 0)
        {
            _names.Add(Roots.TryGetValue(_reader.Name, out string? prefix)
                ? prefix
                : throw _elements.Error($"<{HvNames.Excerpt(_reader.Name)}> is not libvirt's: expected <domain>, <features> or <hyperv>", null));
        }
        else
        {
            _names.RemoveRange(_reader.Depth, _names.Count - _reader.Depth);
            _names.Add(_reader.Name);
        }

        if (_reader.Depth < DeepestPath)
        {
            _elements.Take(string.Join("/", _names.Where(name => name.Length > 0)));
        }
    }
}
