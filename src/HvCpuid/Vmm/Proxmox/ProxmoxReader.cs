using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads a Proxmox VE VM's configuration.</summary>
internal sealed class ProxmoxReader(string text)
{
    /// <summary>The switches that <c>flags=</c> of a VM's <c>cpu:</c> takes (qemu-server, supported_cpu_flags in CPUConfig.pm).</summary>
    internal const HvSwitches TakenInFlags = HvSwitches.TlbFlush | HvSwitches.Evmcs;

    private static readonly HashSet<string> Telling = ["cpu", "args", "machine", "ostype", "cores", "sockets", "memory", "scsihw", "smbios1", "vmgenid", "agent", "bios", "numa", "boot", "bootdisk", "meta", "onboot", "vcpus", "balloon", "kvm"];
    private readonly Dictionary<string, VmWord> _values = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];

    /// <summary>True for text that is such a configuration: every line a key of its own, one of them Proxmox's.</summary>
    public static bool IsIn(string text)
    {
        bool telling = false;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd()).TakeWhile(line => line.Length == 0 || line[0] != '['))
        {
            int colon = line.IndexOf(':');
            bool key = colon > 0 && line.Take(colon).All(IsKeyLetter) && (colon + 1 == line.Length || line[colon + 1] == ' ');
            if (line.Length > 0 && line[0] != '#' && !key)
            {
                return false;
            }

            telling |= key && Telling.Contains(line.Substring(0, colon)) && colon + 1 != line.Length;
        }

        return telling;
    }

    /// <summary>Reads it.</summary>
    public VmDefinition Read()
    {
        Lines();
        VmDefinition args = Args();
        QemuMachine? machine = Machine(args.Machine);
        bool kvm = Boolean(Value("kvm")) != false;
        HvConfigurationEdits edits = args.Edits;
        bool replaced = args.NamesCpu;
        HvConfigurationEdits own = Own(machine, kvm);
        if (replaced && own.Items.Count > 0)
        {
            _notes.Add($"the -cpu in args: takes the place of Proxmox's own: what ostype and cpu: bring is lost, {own}.");
        }

        return new VmDefinition(VmLanguage.ProxmoxConfig, InLanguage(replaced ? edits : edits.Then(own)))
        {
            Name = Value("name")?.Text.Trim(),
            Machine = machine,
            UsesKvm = args.UsesKvm ?? kvm,
            Vcpus = Number("vcpus") ?? Cores(),
            MaximumVcpus = Cores(),
            Notes = [.. _notes, .. args.Notes],
        };
    }

    /// <summary>True for what Proxmox takes as hv-vendor-id (cpu_fmt in CPUConfig.pm).</summary>
    internal static bool IsVendor(string text) => text.Length is >= 1 and <= 12 && text.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'));

    private static bool IsKeyLetter(char letter) => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-';

    private static HvConfigurationEdits InLanguage(HvConfigurationEdits edits) => new(edits.Items)
    {
        Mode = edits.Mode,
        CpuModel = edits.CpuModel,
        Language = HvConfigurationLanguage.Proxmox,
        Ignored = edits.Ignored,
    };

    private VmWord? Value(string key) => _values.TryGetValue(key, out VmWord? value) ? value : null;

    private int? Number(string key) => int.TryParse(Value(key)?.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private int? Cores() => VmCounts.Product(Number("cores"), Number("sockets"));

    // As Proxmox reads what people write (check_type in PVE::QemuServer).
    private static bool? Boolean(VmWord? said) => said?.Text.Trim().ToLowerInvariant() switch
    {
        "1" or "on" or "yes" or "true" => true,
        "0" or "off" or "no" or "false" => false,
        _ => null,
    };

    private void Lines()
    {
        VmWord whole = VmWord.Of(text, 0, text.Length, new VmLines(text));
        foreach (VmWord line in whole.Split('\n'))
        {
            string said = line.Text.TrimEnd();
            if (said.Begins('['))
            {
                // A snapshot's or a pending change's section: what runs is above.
                break;
            }

            if (said.Length == 0 || said[0] == '#')
            {
                continue;
            }

            int colon = said.IndexOf(':');
            if (colon <= 0 || !said.Take(colon).All(IsKeyLetter))
            {
                throw line.Error($"'{line.Trim().Shown()}' is not understood: expected a line of a Proxmox VM's configuration, key: value");
            }

            string key = said.Substring(0, colon);
            _notes.AddRange(_values.ContainsKey(key) ? [$"{Excerpt.Of(key)}: is there twice: the last counts, {line.Place}."] : []);
            _values[key] = line.Slice(colon + 1, said.Length - colon - 1).Trim();
            Misplaced(key, _values[key]);
        }
    }

    private static void Misplaced(string key, VmWord value)
    {
        if (HvNames.Normalize(key).Begins("hv-"))
        {
            throw value.Error($"'{Excerpt.Of(key)}:' is no key of Proxmox's: expected flags=+hv-tlbflush in cpu:, or a -cpu in args:");
        }

        if (key == "arch" && value.Text is not "x86_64")
        {
            throw value.Error($"arch is '{value.Shown()}': expected x86_64, whose guests alone have Hyper-V's leaves");
        }

        foreach (VmWord part in key is "cpu" or "args" or "name" or "description" or "tags" ? [] : value.Split(',').SelectMany(part => part.Split(';')))
        {
            (VmWord before, VmWord? behind) = part.Pair();
            if (new[] { before, behind }.OfType<VmWord>().Any(word => HvNames.IsFlag(HvNames.Normalize(word.Text.Trim().TrimStart('+', '-')))))
            {
                throw part.Error($"'{part.Shown()}' stands in {Excerpt.Of(key)}: expected in cpu: or args:");
            }
        }
    }

    private VmDefinition Args()
    {
        VmWord? args = Value("args");
        IReadOnlyList<VmWord> words = args is null ? [] : [.. ShellCommand.Split(args.Text, _ => true, args.PlaceOf).SelectMany(words => words).Select(word => word.Within(args))];
        return QemuCommandLineReader.Read(words);
    }

    private QemuMachine? Machine(QemuMachine? ofArgs) => ofArgs ?? Value("machine")?.Machine();

    private HvConfigurationEdits Own(QemuMachine? machine, bool kvm)
    {
        List<HvConfigurationEdit> edits = [];
        string? ostype = Ostype();
        VmWord? vendor = null;
        List<HvConfigurationEdit> flags = Cpu(ref vendor, out string? model);
        HvTextPlace place = Value("ostype")?.Place ?? default;
        IReadOnlyList<HvConfigurationEdit> added = kvm && ostype is not null ? ProxmoxAdditions.Of(ostype, machine?.Version, Value("bios")?.Text.Trim() == "ovmf") : [];
        edits.AddRange(added.Select(edit => edit with { Place = place }));
        if (added.Count > 0)
        {
            _notes.Add($"Proxmox adds for ostype {ostype}: {new HvConfigurationEdits(added)}.");
            edits.AddRange(Vendor(vendor));
        }
        else if (vendor is not null)
        {
            _notes.Add("hv-vendor-id does nothing: Proxmox gives it to Windows from Vista on alone, by ostype.");
        }

        edits.AddRange(kvm ? flags : []);
        return new HvConfigurationEdits(edits) { CpuModel = model };
    }

    private string? Ostype()
    {
        VmWord? word = Value("ostype");
        string? ostype = word?.Text.Trim();
        bool known = ostype is null || ProxmoxAdditions.Windows.ContainsKey(ostype) || ProxmoxAdditions.Others.Contains(ostype);
        IEnumerable<string> all = ProxmoxAdditions.Windows.Keys.Concat(ProxmoxAdditions.Others);
        return known ? ostype : throw word!.Error($"'{word.Shown()}' is no ostype: expected {string.Join(", ", all)}", 0, HvNames.Nearest(ostype!, all));
    }

    private IEnumerable<HvConfigurationEdit> Vendor(VmWord? vendor)
    {
        HvSetting setting = HvNames.Setting("hv-vendor-id")!;
        bool gpu = _values.Any(pair => pair.Key.Begins("hostpci") && pair.Value.Split(',').Select(part => part.Pair()).Any(part => part.Name.Text.Trim() == "x-vga" && Boolean(part.Value) == true));
        if (vendor is not null)
        {
            yield return !IsVendor(vendor.Text)
                ? throw vendor.Error($"hv-vendor-id has '{vendor.Shown()}': expected 1 to 12 letters and digits")
                : HvConfigurationEdit.Set(setting, vendor.Text) with { Place = vendor.Place };
        }
        else if (gpu)
        {
            _notes.Add($"Proxmox gives hv-vendor-id={ProxmoxAdditions.GpuVendor} because of x-vga=1.");
            yield return HvConfigurationEdit.Set(setting, ProxmoxAdditions.GpuVendor);
        }
    }

    private List<HvConfigurationEdit> Cpu(ref VmWord? vendor, out string? model)
    {
        List<HvConfigurationEdit> edits = [];
        model = null;
        foreach (VmWord part in Value("cpu")?.Split(',').Select(part => part.Trim()) ?? [])
        {
            (VmWord name, VmWord? value) = part.Pair();
            switch (name.Text)
            {
                case "flags":
                    edits.AddRange((value?.Split(';') ?? []).Select(Flag).OfType<HvConfigurationEdit>());
                    break;
                case "hv-vendor-id":
                    vendor = value ?? throw part.Error("hv-vendor-id has no value: expected hv-vendor-id=TEXT");
                    break;
                case "cputype":
                    model = value?.Text;
                    break;
                default:
                    model = value is null ? name.Text : model;
                    NoFlag(part);
                    break;
            }
        }

        return edits;
    }

    private static void NoFlag(VmWord part)
    {
        if (HvNames.Normalize(part.Text.TrimStart('+', '-')).Begins("hv-"))
        {
            throw part.Error($"'{part.Shown()}' is no property of cpu: expected flags=+hv-tlbflush;+hv-evmcs, or a -cpu in args: for other enlightenments");
        }
    }

    // +hv-tlbflush or -hv-tlbflush; of the enlightenments Proxmox takes these two alone.
    private static HvConfigurationEdit? Flag(VmWord flag)
    {
        string name = flag.Text.TrimStart('+', '-');
        bool signed = flag.Text.Length == name.Length + 1;
        return HvNames.Switch(name) is { } row && (row.Switch & TakenInFlags) != 0 && signed ? HvConfigurationEdit.Switch(row, flag.Text[0] == '+') with { Place = flag.Place }
            : name.Begins("hv")
                ? throw flag.Error($"'{flag.Shown()}' is no flag that Proxmox takes: expected +hv-tlbflush or +hv-evmcs, joined by ';', or a -cpu in args: for other enlightenments")
            : null;
    }
}
