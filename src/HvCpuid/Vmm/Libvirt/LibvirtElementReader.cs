using System.Xml;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>What the elements of libvirt's XML say, one by one.</summary>
internal sealed class LibvirtElementReader(XmlReader reader)
{
    private static readonly Dictionary<string, HvConfigurationMode> Modes = new(StringComparer.Ordinal)
    {
        ["custom"] = HvConfigurationMode.Custom,
        ["passthrough"] = HvConfigurationMode.Passthrough,
        ["host-model"] = HvConfigurationMode.HostModel,
    };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<HvConfigurationEdit> _edits = [];
    private readonly List<string> _notes = [];
    private HvConfigurationMode? _mode;
    private int _offDepth = int.MaxValue;

    /// <summary>What was read so far.</summary>
    public HvConfigurationEdits Edits => new(_edits) { Mode = _mode };

    /// <summary>What is there twice.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private HvTextPlace Place => reader is IXmlLineInfo place ? HvTextPlace.At(place.LineNumber, place.LinePosition) : default;

    /// <summary>Takes the element that the reader stands on.</summary>
    public void Take(string path)
    {
        // An element that is off switches off what stands in it.
        _offDepth = reader.Depth <= _offDepth ? int.MaxValue : _offDepth;
        if (path == LibvirtElement.Hyperv)
        {
            string mode = reader.GetAttribute("mode") ?? "custom";
            _mode = Modes.TryGetValue(mode, out HvConfigurationMode known)
                ? known
                : throw Error($"<hyperv> has mode '{Excerpt.Of(mode)}': expected {string.Join(", ", Modes.Keys)}", HvNames.Nearest(mode, Modes.Keys));
        }
        else if (HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt is { } element && Matches(element, path)) is { } row)
        {
            _edits.Add(HvConfigurationEdit.Switch(row, State(row.Libvirt!)) with { Place = Place });
        }
        else if (HvSettingTable.All.FirstOrDefault(setting => setting.Libvirt is { } element && Matches(element, path)) is { } setting)
        {
            Set(setting, State(setting.Libvirt!));
        }
        else if (path.Begins(LibvirtElement.Hyperv + "/"))
        {
            string? suggestion = LibvirtNames.Nearest(path);
            throw Error($"<{Excerpt.Of(reader.Name)}> is no enlightenment that is known here{Suggestion.Clause(suggestion is null ? null : $"<{suggestion}>")}", suggestion);
        }
    }

    private bool Matches(LibvirtElement element, string path) =>
        element.Path == path && (element.KeyAttribute is null || reader.GetAttribute(element.KeyAttribute) == element.KeyValue);

    private bool State(LibvirtElement element)
    {
        if (element.InHyperv && !_seen.Add(element.Path))
        {
            // virDomainFeaturesHyperVDefParse in libvirt's src/conf/domain_conf.c takes one child after the other.
            _notes.Add($"<{element.Name}> is there twice: libvirt takes the last, {Place}.");
        }

        string? state = element.StateAttribute is null ? element.On : reader.GetAttribute(element.StateAttribute);
        bool known = state == element.On || state == element.Off || (state is null && !element.InHyperv);
        if (!known)
        {
            string found = state is null ? $"has no {element.StateAttribute}" : $"has {element.StateAttribute}='{Excerpt.Of(state)}'";
            throw Error($"<{element.Name}> {found}: expected '{element.On}' or '{element.Off}'", null);
        }

        bool on = state == element.On;
        if (!on)
        {
            _offDepth = Math.Min(_offDepth, reader.Depth);
        }

        return on && _offDepth == int.MaxValue;
    }

    private void Set(HvSetting setting, bool on)
    {
        if (!on)
        {
            return;
        }

        LibvirtElement element = setting.Libvirt!;
        HvSetting taken = setting with { Minimum = setting.LibvirtMinimum ?? setting.Minimum };
        string value = reader.GetAttribute(element.ValueAttribute!) ?? throw Error($"<{element.Name}> has no {element.ValueAttribute}: expected {taken.Expected}", null);
        bool tooSmall = setting.LibvirtMinimum is { } least && HvNumber.TryParse(value, out long number) && number < least;
        _edits.Add(tooSmall || setting.Take(HvConfiguration.Default, value) is null
            ? throw Error($"<{element.Name}> has {element.ValueAttribute}='{Excerpt.Of(value)}': expected {taken.Expecting(value)}", null)
            : HvConfigurationEdit.Set(setting, value) with { Place = Place });
    }

    /// <summary>An error at the place that the reader has come to.</summary>
    public HvConfigurationException Error(string message, string? suggestion) => LibvirtErrors.At((IXmlLineInfo)reader, message, suggestion);
}
