using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>
/// What a host offers to libvirt: <c>virsh domcapabilities</c> (libvirt, docs/formatdomaincaps.rst, "Hyper-V Enlightenments"). It tells some switches
/// and not others, and the bits of those that it tells.
/// </summary>
public sealed class LibvirtDomainCapabilities
{
    private const int MaxCharacters = 0x100000;
    private const string Root = "domainCapabilities";
    private const uint EvmcsVersion1 = 0x0101;

    // Whatever release: the elements of <hyperv>. What <defaults> has came with libvirt 11.
    private static readonly string[] NotInFeatures = ["stimer/direct", "tlbflush/direct", "tlbflush/extended"];

    private LibvirtDomainCapabilities(HvSwitches supported, HvSwitches told) => (Supported, Told) = (supported, told);

    /// <summary>The switches that it offers.</summary>
    public HvSwitches Supported { get; }

    /// <summary>The switches that it tells of; of the others it is not known whether the host supports them.</summary>
    public HvSwitches Told { get; }

    /// <summary>The spinlock retries of the host's default; null when it does not tell.</summary>
    public uint? SpinlockRetries { get; private init; }

    /// <summary>The vendor of the host's default; null when it does not tell.</summary>
    public string? Vendor { get; private init; }

    /// <summary>Whether a text is such a document, or has one in it.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <returns>False when it has none there.</returns>
    public static bool IsMeant(ReadOnlySpan<byte> start) => start.IndexOf("<domainCapabilities"u8) >= 0;

    /// <summary>Reads such a document; text may stand around it.</summary>
    /// <param name="xml">The XML; up to 1,048,576 characters, without a document type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="xml"/> is null.</exception>
    /// <exception cref="HvConfigurationException">It is no such XML, or names what is no enlightenment; the message says where.</exception>
    public static LibvirtDomainCapabilities Parse(string xml)
    {
        XElement root = Load(Cut(Guard.NotNull(xml)));
        XElement? hyperv = root.Element("features")?.Element("hyperv");
        if (hyperv is null)
        {
            return new LibvirtDomainCapabilities(HvSwitches.None, HvSwitches.None);
        }

        string supported = hyperv.Attribute("supported")?.Value ?? "";
        if (supported is not ("yes" or "no"))
        {
            throw LibvirtErrors.At(hyperv, $"<hyperv> has supported='{Excerpt.Of(supported)}': expected 'yes' or 'no'");
        }

        return supported == "no" ? new LibvirtDomainCapabilities(HvSwitches.None, Switches(Elements)) : Read(hyperv);
    }

    /// <summary>The bits that the host's KVM reports, as far as the switches tell them.</summary>
    /// <returns>A reading that tells a part.</returns>
    public HvReading ToReading()
    {
        HvReadingBuilder reading = new();
        foreach (BitAddress bit in HvEnlightenmentTable.For(Supported).SelectMany(row => row.Needs))
        {
            reading.Tell(bit, 1);
        }

        // KVM reports the bits of a switch together, so that those of one that is not offered are clear; but not those it shares, of which the first word stays.
        foreach (BitAddress bit in HvEnlightenmentTable.For(Told & ~Supported).SelectMany(row => row.Needs))
        {
            reading.Tell(bit, 0);
        }

        if ((Supported & HvSwitches.Evmcs) != 0)
        {
            // QEMU offers it only with the one version that exists.
            reading.Tell(HvBits.EnlightenedVmcsVersions, EvmcsVersion1);
        }

        return reading.ToReading(isComplete: false).Sorted();
    }

    /// <summary>The leaves with every bit that is not told as it is best for the guest: what is possible with these may be so.</summary>
    public HvCpuidSet AtBest()
    {
        HvCpuidSetBuilder best = ToReading().Set.ToBuilder();
        foreach (BitAddress bit in HvEnlightenmentTable.For(HvSwitches.All & ~Told).SelectMany(row => row.Needs))
        {
            best.ToSet().TryGet(bit.Function, out CpuidRegisters registers);
            best.Set(bit.Function, registers.With(bit.Register, bit.Bits.Insert(registers[bit.Register], bit.Bits.MaxValue)));
        }

        return best.ToSet();
    }

    private static IEnumerable<string> Elements => HvEnlightenmentTable.All
        .Where(row => row.Libvirt is { InHyperv: true }).Select(Name).Where(name => !NotInFeatures.Contains(name));

    private static LibvirtDomainCapabilities Read(XElement hyperv)
    {
        HvSwitches supported = HvSwitches.None;
        HvSwitches told = Switches(Elements);
        foreach (XElement value in hyperv.Elements("enum").Where(list => list.Attribute("name")?.Value == "features").SelectMany(list => list.Elements("value")))
        {
            HvEnlightenment? row = HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt is { InHyperv: true } && Name(row) == value.Value);
            bool isSetting = HvSettingTable.All.Any(setting => setting.Libvirt is { InHyperv: true } element && element.Name == value.Value);
            if (row is null && !isSetting)
            {
                throw LibvirtErrors.At(value, $"<value> has '{Excerpt.Of(value.Value)}': expected one of {string.Join(", ", Elements)}");
            }

            supported |= row?.Switch ?? HvSwitches.None;
        }

        (uint? retries, string? vendor) = (null, null);
        foreach (XElement value in hyperv.Element("defaults")?.Elements() ?? [])
        {
            HvEnlightenment? row = HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt is { InHyperv: true } && Name(row).Replace('/', '_') == value.Name.LocalName);
            if (row is not null)
            {
                bool isOn = value.Value == "on" || (value.Value == "off" ? false : throw LibvirtErrors.At(value, $"<{value.Name}> has '{Excerpt.Of(value.Value)}': expected 'on' or 'off'"));
                (told, supported) = (told | row.Switch, isOn ? supported | row.Switch : supported & ~row.Switch);
            }
            else if (value.Name == "spinlocks")
            {
                retries = uint.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
                    ? number
                    : throw LibvirtErrors.At(value, $"<spinlocks> has '{Excerpt.Of(value.Value)}': expected a number of 32 bits");
            }
            else if (value.Name == "vendor_id")
            {
                vendor = value.Value;
            }
        }

        return new LibvirtDomainCapabilities(supported, told) { SpinlockRetries = retries, Vendor = vendor };
    }

    private static string Name(HvEnlightenment row) => row.Libvirt!.Path.Substring(LibvirtElement.Hyperv.Length + 1);

    private static HvSwitches Switches(IEnumerable<string> names)
    {
        HashSet<string> wanted = [.. names];
        return HvEnlightenmentTable.All.Where(row => row.Libvirt is { InHyperv: true } && wanted.Contains(Name(row))).Aggregate(HvSwitches.None, (all, row) => all | row.Switch);
    }

    // The document alone, where it stood: blanks are in the place of what stands before it.
    private static string Cut(string text)
    {
        int start = Math.Max(0, text.IndexOf("<" + Root, StringComparison.Ordinal));
        string end = $"</{Root}>";
        int last = text.LastIndexOf(end, StringComparison.Ordinal);
        string document = last < start ? text.Substring(start) : text.Substring(start, last + end.Length - start);
        return new string([.. text.Take(start).Select(letter => letter is '\n' or '\r' ? letter : ' ')]) + document;
    }

    private static XElement Load(string xml)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
#pragma warning disable RS0030 // a reader over a string in memory: XmlReader takes text in no other way
        using StringReader text = new(xml);
#pragma warning restore RS0030
        try
        {
            using XmlReader reader = XmlReader.Create(text, settings);
            XElement root = XElement.Load(reader, LoadOptions.SetLineInfo);
            return root.Name == Root ? root : throw LibvirtErrors.At(root, $"<{Excerpt.Of(root.Name.LocalName)}> is not libvirt's: expected <{Root}>");
        }
        catch (XmlException e)
        {
            throw LibvirtErrors.Unreadable(xml, e, $"<{Root}>");
        }
    }
}
