using System.Globalization;
using System.Xml;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>What one domain of libvirt's XML says beside its enlightenments: machine, vCPUs, QEMU's own arguments.</summary>
internal sealed class LibvirtDomain(XmlReader reader, VmLines lines)
{
    private const string QemuNamespace = "http://libvirt.org/schemas/domain/qemu/1.0";

    // Of the paths below a domain, those that Take and TakeText know, and what leads to them.
    private static readonly ILookup<string, string> Known = new[]
    {
        "name", "vcpu", "os", "os/type", "features", "features/ioapic", "cpu", "cpu/feature", "clock", "clock/timer", "commandline", "commandline/arg",
        "override", "override/device", "override/device/frontend", "override/device/frontend/property",
    }.ToLookup(path => path.Substring(0, Math.Max(0, path.LastIndexOf('/'))), StringComparer.Ordinal);

    private static readonly HvSetting TscFrequency = HvNames.Setting("tsc-frequency")!;
    private static readonly HvSetting Hypervisor = HvNames.Setting("hypervisor")!;
    private readonly List<VmWord> _arguments = [];
    private readonly List<HvConfigurationEdit> _cpu = [];
    private QemuMachine? _machine;
    private QemuIrqchip _irqchip;
    private bool? _kvm;
    private int? _current;
    private int? _vcpus;

    /// <summary>Its enlightenments.</summary>
    public LibvirtElementReader Elements { get; } = new(reader);

    /// <summary>Its name; null where it has none.</summary>
    public string? Name { get; private set; }

    /// <summary>Where it begins.</summary>
    public HvTextPlace Place { get; } = PlaceOf(reader);

    // The attribute 'name' where it is an enlightenment's.
    private string? Flag => reader.GetAttribute("name") is { } name && HvNames.IsFlag(HvNames.Normalize(name)) ? name : null;

    /// <summary>The path of an element below another, or null where it is of no interest.</summary>
    /// <param name="path">The other's path, the domain's own being empty; null where it is of no interest.</param>
    /// <param name="name">The element's name.</param>
    public static string? Below(string? path, string name) =>
        path is null ? null : Known[path].FirstOrDefault(known => known.Ends(name) && known.Length == (path.Length == 0 ? 0 : path.Length + 1) + name.Length);

    /// <summary>Takes the element that the reader stands on.</summary>
    /// <param name="path">Its path below the domain, the domain itself being empty.</param>
    public void Take(string path)
    {
        RefuseMisplaced(path);
        switch (path)
        {
            case "":
                Type(reader.GetAttribute("type"));
                break;
            case "os/type":
                Architecture(reader.GetAttribute("arch"));
                _machine = reader.GetAttribute("machine") is { Length: > 0 } machine ? Word(machine).Machine() : null;
                break;
            case "features/ioapic":
                _irqchip = reader.GetAttribute("driver") switch
                {
                    "qemu" => QemuIrqchip.Split,
                    "kvm" => QemuIrqchip.On,
                    _ => _irqchip,
                };
                break;
            case "vcpu":
                _current = Number(reader.GetAttribute("current"));
                break;
            case "cpu/feature" when reader.GetAttribute("name") == Hypervisor.Flag && reader.GetAttribute("policy") is "disable" or "forbid":
                _cpu.Add(HvConfigurationEdit.Set(Hypervisor, "off") with { Place = PlaceOf(reader) });
                break;
            case "clock/timer" when reader.GetAttribute("name") == "tsc" && reader.GetAttribute("frequency") is { } frequency && TscFrequency.Take(HvConfiguration.Default, frequency) is not null:
                _cpu.Add(HvConfigurationEdit.Set(TscFrequency, frequency) with { Place = PlaceOf(reader) });
                break;
            case "commandline/arg" when reader.NamespaceURI == QemuNamespace:
                _arguments.Add(Word(reader.GetAttribute("value") ?? throw Elements.Error("<qemu:arg> has no value", null)));
                break;
            default:
                break;
        }
    }

    /// <summary>Takes the text of an element.</summary>
    /// <param name="path">The element's path below the domain.</param>
    /// <param name="text">The text.</param>
    public void TakeText(string path, string text)
    {
        Name = path == "name" ? text.Trim() : Name;
        _vcpus = path == "vcpu" ? Number(text.Trim()) : _vcpus;
    }

    /// <summary>All that it says.</summary>
    public VmDefinition ToDefinition()
    {
        VmDefinition arguments = QemuCommandLineReader.Read(_arguments);
        HvConfigurationEdits own = new HvConfigurationEdits([.. _cpu, .. Elements.Edits.Items]) { Mode = Elements.Edits.Mode, Language = HvConfigurationLanguage.Libvirt };
        string mode = own.Mode switch
        {
            HvConfigurationMode.Passthrough => "mode='passthrough'",
            HvConfigurationMode.HostModel => "mode='host-model'",
            _ => "",
        };
        string[] lost = arguments.NamesCpu ? [.. new[] { mode, own.ToString() }.Where(said => said.Length > 0)] : [];
        QemuMachine? machine = _irqchip == QemuIrqchip.Default ? _machine : (_machine ?? QemuMachine.Pc) with { KernelIrqchip = _irqchip };
        return new VmDefinition(VmLanguage.LibvirtXml, arguments.NamesCpu ? arguments.Edits : arguments.Edits.Items.Count == 0 ? own : arguments.Edits.Then(own))
        {
            Name = Name,
            Machine = arguments.Machine ?? machine,
            UsesKvm = arguments.UsesKvm ?? _kvm,
            Vcpus = _current ?? _vcpus,
            MaximumVcpus = _vcpus,
            Notes =
            [
                .. Elements.Notes,
                .. lost.Length > 0 ? [$"the -cpu in <qemu:commandline> takes the place of libvirt's own: what the elements say is lost, {string.Join(",", lost)}."] : Array.Empty<string>(),
                .. arguments.Notes,
            ],
        };
    }

    // An enlightenment where libvirt takes none, or passes it over.
    private void RefuseMisplaced(string path)
    {
        switch (path)
        {
            case "cpu/feature" when Flag is { } flag:
                throw Elements.Error($"'{Excerpt.Of(flag)}' is no CPU feature of libvirt's: expected an element in <hyperv>", null);
            case "commandline/arg" when reader.NamespaceURI != QemuNamespace && reader.GetAttribute("value")?.Split(',').Any(part => HvNames.IsFlag(HvNames.Normalize(part.Split('=')[0].TrimStart('+', '-')))) == true:
                throw Elements.Error($"<{Excerpt.Of(reader.Name)}> is not in QEMU's namespace, without which libvirt leaves it out: expected xmlns:qemu='{QemuNamespace}' in <domain>", null);
            // libvirt gives it to the device that is named, and a CPU is none (libvirt, docs/drvqemu.rst).
            case "override/device/frontend/property" when Flag is { } flag:
                throw Elements.Error($"'{Excerpt.Of(flag)}' stands in <qemu:override>, which is for devices and never for the CPU: expected an element in <hyperv>", null);
            default:
                break;
        }
    }

    private static HvTextPlace PlaceOf(XmlReader reader) => reader is IXmlLineInfo info ? HvTextPlace.At(info.LineNumber, info.LinePosition) : default;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private void Type(string? type) => _kvm = type switch
    {
        null => null,
        "kvm" => true,
        "qemu" => false,
        _ => throw Elements.Error($"<domain> has type '{Excerpt.Of(type)}': expected kvm, or qemu", null),
    };

    private void Architecture(string? name)
    {
        if (name is not (null or "x86_64" or "i686"))
        {
            throw Elements.Error($"<type> has arch='{Excerpt.Of(name)}': expected x86_64 or i686, whose guests alone have Hyper-V's leaves", null);
        }
    }

    // An attribute's value; its characters all stand where the element begins.
    private VmWord Word(string value)
    {
        int offset = lines.OffsetOf(PlaceOf(reader));
        return new VmWord(value, [.. Enumerable.Repeat(offset, value.Length + 1)], lines);
    }
}
