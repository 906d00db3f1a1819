using System.Xml.Linq;
using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>Writes libvirt's XML.</summary>
internal static class LibvirtWriter
{
    /// <summary>A domain with the configuration, and what it cannot say.</summary>
    public static string Write(HvConfiguration configuration, out IReadOnlyList<string> notExpressible)
    {
        List<string> left = [];
        XElement domain = new("domain");
        string mode = configuration.Mode switch
        {
            HvConfigurationMode.Passthrough => "passthrough",
            HvConfigurationMode.HostModel => "host-model",
            _ => "custom",
        };
        Find(domain, LibvirtElement.Hyperv).SetAttributeValue("mode", mode);
        left.AddRange(HvEnlightenmentTable.For(configuration.Switches).Where(row => !TryPut(domain, row, configuration, on: true)).Select(row => row.Flag));
        HvSwitches off = configuration.Mode == HvConfigurationMode.HostModel ? configuration.Excluded & ~configuration.Switches : HvSwitches.None;
        HvConfiguration all = configuration with { Switches = configuration.Switches | off };
        left.AddRange(HvEnlightenmentTable.For(off).Where(row => !TryPut(domain, row, all, on: false)).Select(row => $"{row.Flag}=off"));
        left.AddRange(configuration.Settings
            .Where(value => !TryPut(domain, value.Setting, configuration) && value.Setting != HvSettingTable.Passthrough)
            .Select(value => value.ToString()));
        left.AddRange((configuration with { Mode = HvConfigurationMode.Custom }).NotInFlags);
        notExpressible = left.AsReadOnly();
        return domain.ToString();
    }

    // A nested element needs the one around it switched on.
    private static bool IsRoomFor(HvConfiguration configuration, LibvirtElement element)
    {
        HvEnlightenment? around = HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt?.Path == element.Parent);
        return around is null || (configuration.Switches & around.Switch) != 0;
    }

    private static bool TryPut(XElement domain, HvEnlightenment row, HvConfiguration configuration, bool on)
    {
        if (row.Libvirt is not { } element || !IsRoomFor(configuration, element) || (!on && element.StateAttribute is null))
        {
            return false;
        }

        Put(domain, element, on ? element.On : element.Off);
        return true;
    }

    private static bool TryPut(XElement domain, HvSetting setting, HvConfiguration configuration)
    {
        string value = setting.Print(configuration);
        bool tooSmall = HvNumber.TryParse(value, out long number) && number < setting.LibvirtMinimum;
        if (setting.Libvirt is not { ValueAttribute: { } attribute } element || tooSmall)
        {
            return false;
        }

        Put(domain, element, element.On).SetAttributeValue(attribute, setting.Type == HvSettingType.Number ? $"{number}" : value);
        return true;
    }

    private static XElement Put(XElement domain, LibvirtElement element, string state)
    {
        XElement found = Find(domain, element.Path);
        if (element.KeyAttribute is not null)
        {
            found.SetAttributeValue(element.KeyAttribute, element.KeyValue);
        }

        if (element.StateAttribute is not null)
        {
            found.SetAttributeValue(element.StateAttribute, state);
        }

        return found;
    }

    private static XElement Find(XElement domain, string path)
    {
        XElement element = domain;
        foreach (string name in path.Split('/'))
        {
            XElement? child = element.Element(name);
            if (child is null)
            {
                child = new XElement(name);
                element.Add(child);
            }

            element = child;
        }

        return element;
    }
}
