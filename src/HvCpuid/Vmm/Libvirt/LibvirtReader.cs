using System.Xml;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads libvirt's XML, in time and memory that its length bounds, and without ever following a reference.</summary>
internal sealed class LibvirtReader
{
    private const int MaxCharacters = 0x100000;
    private const int MaxDepth = 64;
    private const string Domain = "domain";
    private const string Expected = "expected <domain>, <features> or <hyperv>";

    // A domain, and the parts of one that people paste.
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal)
    {
        [Domain] = "",
        ["features"] = "features",
        ["hyperv"] = LibvirtElement.Hyperv,
        ["clock"] = "clock",
    };

    // What domains stand in: lists of one's own, libvirt's state and snapshots.
    private static readonly HashSet<string> Around = new(StringComparer.Ordinal) { "domains", "domstatus", "domainsnapshot", "domaincheckpoint" };

    private readonly XmlReader _reader;
    private readonly VmLines _lines;
    private readonly List<LibvirtDomain> _domains = [];

    // Of the elements around: whether they are a domain's, and their path below it, for what is said of the VM and of its enlightenments; null where nothing of that is below.
    private readonly List<(bool InDomain, string? OfVm, string? OfInterest)> _paths = [];

    private LibvirtReader(XmlReader reader, VmLines lines) => (_reader, _lines) = (reader, lines);

    /// <summary>Reads it, or throws with the place.</summary>
    public static VmDefinition Read(string xml, string? name)
    {
        if (xml.Length > MaxCharacters)
        {
            throw new HvConfigurationException($"The XML is too long: expected at most {MaxCharacters} characters, found {xml.Length}.") { Line = 1, Column = 1 };
        }

        XmlReaderSettings settings = new()
        {
            ConformanceLevel = ConformanceLevel.Fragment,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
        };
#pragma warning disable RS0030 // a reader over a string in memory: XmlReader takes text in no other way
        using StringReader text = new(xml);
#pragma warning restore RS0030
        try
        {
            using XmlReader reader = XmlReader.Create(text, settings);
            LibvirtReader read = new(reader, new VmLines(xml));
            read.Walk();
            return Choose(read._domains, name).ToDefinition();
        }
        catch (XmlException e)
        {
            throw LibvirtErrors.Unreadable(xml, e, "<domain>, <features> or <hyperv>");
        }
    }

    private static LibvirtDomain Choose(List<LibvirtDomain> domains, string? name)
    {
        LibvirtDomain[] found = [.. domains.Where(domain => name is null || domain.Name == name)];
        string names = string.Join(", ", domains.Select(domain => Excerpt.Of(domain.Name ?? "one without a name")));
        return found.Length == 1 ? found[0]
            : domains.Count == 0 ? throw VmErrors.At(HvTextPlace.At(1, 1), $"There is no domain in it: {Expected}")
            : found.Length == 0 ? throw VmErrors.At(domains[0].Place, $"There is no domain '{Excerpt.Of(name!)}' in it: expected {names}")
            : throw VmErrors.At(found[1].Place, $"There are several domains in it: expected --domain and one of {names}");
    }

    private void Walk()
    {
        while (_reader.Read())
        {
            if (_reader.NodeType == XmlNodeType.Element)
            {
                Enter();
            }
            else if (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                Text();
            }
        }
    }

    private void Text()
    {
        // Blanks that are longer than the reader's buffer are text to it (.NET, XmlTextReaderImpl).
        if (string.IsNullOrWhiteSpace(_reader.Value))
        {
            return;
        }

        if (_reader.Depth == 0)
        {
            throw Error($"Text stands outside of every element: {Expected}");
        }

        if (_paths.Count >= _reader.Depth && _paths[_reader.Depth - 1].OfVm is { } path)
        {
            _domains[_domains.Count - 1].TakeText(path, _reader.Value);
        }
    }

    private void Enter()
    {
        int depth = _reader.Depth;
        if (depth >= MaxDepth)
        {
            throw Error($"The XML is nested too deep: expected at most {MaxDepth} elements in one another");
        }

        _paths.RemoveRange(depth, _paths.Count - depth);
        _paths.Add(depth > 0 && _paths[depth - 1].InDomain ? Below(_paths[depth - 1]) : Root(depth));
        if (_paths[depth].OfVm is { } ofVm)
        {
            _domains[_domains.Count - 1].Take(ofVm);
        }

        if (_paths[depth].OfInterest is { } path)
        {
            _domains[_domains.Count - 1].Elements.Take(path);
        }
    }

    private (bool InDomain, string? OfVm, string? OfInterest) Below((bool InDomain, string? OfVm, string? OfInterest) around)
    {
        string? ofInterest = LibvirtNames.Below(around.OfInterest, _reader.Name);
        if (ofInterest is null && around.OfVm is not null && LibvirtNames.Home(_reader.Name) is { } home)
        {
            // libvirt looks for it in its own place alone, and passes over it elsewhere.
            throw Error($"<{Excerpt.Of(_reader.Name)}> stands where libvirt does not look for it: expected it in <{home}>");
        }

        if (ofInterest is null && LibvirtNames.Meant(around.OfInterest, _reader.Name) is { } meant)
        {
            throw Error($"<{Excerpt.Of(_reader.Name)}> is no element of libvirt's: expected <{meant}>");
        }

        return (true, LibvirtDomain.Below(around.OfVm, _reader.LocalName), ofInterest);
    }

    private (bool InDomain, string? OfVm, string? OfInterest) Root(int depth)
    {
        if (Roots.TryGetValue(_reader.Name, out string? root) && (depth == 0 || root.Length == 0))
        {
            // Parts of one domain that were pasted one after the other are one domain.
            if (root.Length == 0 || _domains.Count == 0)
            {
                _domains.Add(new LibvirtDomain(_reader, _lines));
            }

            return (true, root, root);
        }

        bool offers = depth == 0 && _reader.Name == "domainCapabilities";
        return depth > 0 || Around.Contains(_reader.Name) ? (false, null, null)
            : throw Error($"<{Excerpt.Of(_reader.Name)}> {(offers ? "says what a host offers, not what a VM is given: give it to --on, and here" : "is not libvirt's:")} {Expected}");
    }

    private HvConfigurationException Error(string message) =>
        VmErrors.At(_reader is IXmlLineInfo place ? HvTextPlace.At(place.LineNumber, place.LinePosition) : default, message);
}
