using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads KubeVirt's objects.</summary>
internal sealed class KubeVirtReader
{
    /// <summary>The fewest spinlock retries that KubeVirt takes.</summary>
    internal const long LeastRetries = 4096;

    private const string Expected = "expected a KubeVirt VirtualMachine or VirtualMachineInstance, with spec.domain or spec.template.spec.domain, or its features or hyperv alone";
    private static readonly HvSetting Hypervisor = HvNames.Setting("hypervisor")!;
    private readonly List<HvConfigurationEdit> _edits = [];
    private readonly List<string> _notes = [];

    private KubeVirtReader()
    {
    }

    /// <summary>True of a document that is one of KubeVirt's, or a part.</summary>
    public static bool IsIn(VmNode document) => KubeVirtDomain.In([document]).Count > 0 || document.Find("apiVersion") is not null || document.Find("kind") is not null;

    /// <summary>Reads the one VM of a text, or the one that is named.</summary>
    public static VmDefinition Read(IReadOnlyList<VmNode> documents, string? name)
    {
        IReadOnlyList<KubeVirtDomain> all = KubeVirtDomain.In(documents);
        foreach (VmNode document in documents)
        {
            KubeVirtDomain.RefuseMisplaced(document, all);
        }

        KubeVirtDomain[] found = [.. all.Where(domain => name is null || domain.Name == name)];
        HvTextPlace first = documents.Count > 0 ? documents[0].Place : HvTextPlace.At(1, 1);
        string names = string.Join(", ", all.Select(domain => domain.Name ?? "one without a name"));
        return found.Length == 1 ? new KubeVirtReader().Read(found[0])
            : all.Count == 0 ? throw VmErrors.At(first, $"There is no VM in it: {Expected}")
            : found.Length == 0 ? throw VmErrors.At(first, $"There is no VM '{Excerpt.Of(name!)}' in it: expected {names}")
            : throw found[1].Domain.Error($"There are several VMs in it: expected --domain and one of {names}");
    }

    private VmDefinition Read(KubeVirtDomain domain)
    {
        bool passthrough = Hyperv(domain);
        if (domain.Timer is { } timer && State(timer, "clock.timer.hyperv", "present") is { } time)
        {
            _edits.Add(HvConfigurationEdit.Switch(HvNames.Switch("hv-time")!, time) with { Place = timer.Place });
        }

        foreach (VmNode device in domain.Domain.Find("devices/panicDevices")?.Items ?? [])
        {
            _edits.AddRange(device.Find("model")?.Scalar == "hyperv" ? [HvConfigurationEdit.Switch(HvNames.Switch("hv-crash")!, true) with { Place = device.Place }] : []);
        }

        foreach (VmNode feature in domain.Domain.Find("cpu/features")?.Items ?? [])
        {
            bool hidden = feature.Find("name")?.Scalar == "hypervisor" && feature.Find("policy")?.Scalar is "disable" or "forbid";
            _edits.AddRange(hidden ? [HvConfigurationEdit.Set(Hypervisor, "off") with { Place = feature.Place }] : []);
        }

        VmNode? cpu = domain.Domain.Find("cpu");
        int? sockets = Number(cpu, "sockets");
        _notes.AddRange(domain.Preference is { } preference ? [$"the preference {Excerpt.Of(preference)} may bring more: it is not read."] : []);
        return new VmDefinition(VmLanguage.KubeVirtYaml, new HvConfigurationEdits(_edits)
        {
            Mode = passthrough ? HvConfigurationMode.Passthrough : null,
            Language = HvConfigurationLanguage.KubeVirt,
        })
        {
            Name = domain.Name,
            Machine = Machine(domain.Domain.Find("machine/type")),
            Vcpus = Cpus(cpu, sockets),
            MaximumVcpus = Cpus(cpu, Number(cpu, "maxSockets") ?? sockets),
            Notes = _notes,
        };
    }

    private bool Hyperv(KubeVirtDomain domain)
    {
        bool passthrough = domain.Passthrough is { } node && State(node, "hypervPassthrough", "enabled") == true;
        if (domain.Hyperv is not { } hyperv)
        {
            return passthrough;
        }

        if (passthrough)
        {
            throw domain.Passthrough!.Error("hypervPassthrough stands beside hyperv, which KubeVirt refuses: expected one of them");
        }

        if (!hyperv.IsMapping && !hyperv.IsNull)
        {
            throw hyperv.Error("hyperv is no mapping: expected fields such as relaxed: {}");
        }

        Dictionary<string, bool> states = new(StringComparer.Ordinal);
        foreach (VmNodeMember member in hyperv.Members)
        {
            Field(member, null, states);
        }

        Require(hyperv, states);
        return false;
    }

    private void Field(VmNodeMember member, KubeVirtField? around, Dictionary<string, bool> states)
    {
        string name = around is null ? member.Name : $"{around.Name}/{member.Name}";
        KubeVirtField field = KubeVirtField.Named(name) ?? throw Unknown(member, name, around);

        if (State(member.Value, name.Replace('/', '.'), "enabled", field) is not { } on)
        {
            return;
        }

        bool counts = on && (around is null || states[around.Name]);
        states[name] = counts;
        if (field.Row is { } row)
        {
            _edits.Add(HvConfigurationEdit.Switch(row, counts) with { Place = member.Place });
        }
        else if (counts)
        {
            _edits.Add(Value(field, member));
        }

        foreach (VmNodeMember inner in member.Value.Members.Where(inner => inner.Name != "enabled" && inner.Name != field.ValueField))
        {
            Field(inner, field, states);
        }
    }

    private static HvConfigurationException Unknown(VmNodeMember member, string name, KubeVirtField? around)
    {
        KubeVirtField[] beside = [.. KubeVirtField.All.Where(field => field.Around == around?.Name)];
        string? suggestion = KubeVirtField.Of("hv" + member.Name)?.Name ?? HvNames.Nearest(name, beside.Select(field => field.Name));
        string expected = string.Join(", ", beside.Select(field => around is null ? field.Name : field.Name.Substring(around.Name.Length + 1)));
        return VmErrors.At(member.Place, $"'{Excerpt.Of(member.Name)}' is no field of {around?.Name ?? "hyperv"}{(suggestion is null ? $": expected {expected}" : Suggestion.Clause(suggestion))}", suggestion);
    }

    // {} is on, enabled: false is off; null is a field that is not there.
    private bool? State(VmNode node, string name, string enabled, KubeVirtField? field = null)
    {
        if (node.IsNull)
        {
            _notes.Add($"{name} is null ({node.Place}), which is nothing: on is {name}: {{}}.");
            return null;
        }

        bool within = field is not null && KubeVirtField.All.Any(other => other.Around == field.Name);
        VmNodeMember? unknown = node.Members.FirstOrDefault(member => member.Name != enabled && member.Name != field?.ValueField && !within);
        VmNode? state = node.Find(enabled);
        return !node.IsMapping ? throw node.Error($"{name} is no mapping: expected {name}: {{}}, or {enabled}: true or false below it")
            : unknown is not null ? throw VmErrors.At(unknown.Place, $"'{Excerpt.Of(unknown.Name)}' is no field of {name}: expected {enabled}{(field?.ValueField is { } value ? " or " + value : "")}")
            : state is null || state.IsNull ? true
            : state is { Scalar: "true", IsQuoted: false } ? true
            : state is { Scalar: "false", IsQuoted: false } ? false
            : throw state.Error($"{name}.{enabled} has '{Excerpt.Of(state.Scalar ?? "")}': expected true or false");
    }

    // The API server holds types apart (kubevirt.io/api core/v1: Retries is a uint32, VendorID a string): a number in quotes is text, and text that YAML takes
    // for a number or a truth is none.
    private static HvConfigurationEdit Value(KubeVirtField field, VmNodeMember member)
    {
        HvSetting setting = HvNames.Setting(field.Flag)!;
        VmNode? node = member.Value.Find(field.ValueField!) is { IsNull: false } said ? said : null;
        string text = node?.Scalar ?? field.Default ?? throw member.Value.Error($"{field.Name} has no {field.ValueField}: expected {field.ValueField} and {setting.Expected}");
        bool number = setting.Type == HvSettingType.Number;
        bool quoted = node?.IsQuoted == true;
        bool typed = number ? !quoted : quoted || !IsOtherThanText(text);
        bool plain = !number || (!text.Begins('0') && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count >= LeastRetries);
        string written = quoted ? $"\"{Excerpt.Of(text)}\"" : $"'{Excerpt.Of(text)}'";
        return typed && plain && setting.Take(HvConfiguration.Default, text) is not null
            ? HvConfigurationEdit.Set(setting, text) with { Place = node?.Place ?? member.Place }
            : throw node!.Error($"{field.Name} has {field.ValueField} {written}: expected {(number ? "a number from 4096 on" : setting.Expected)}{(typed ? "" : number ? ", without quotes" : ", in quotes")}");
    }

    // YAML 1.1, as Kubernetes reads it: 1234, 0x12, 1.5e3, true, off.
    private static bool IsOtherThanText(string text) =>
        HvNumber.TryParse(text, out _) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || text.ToLowerInvariant() is "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";

    private void Require(VmNode hyperv, Dictionary<string, bool> states)
    {
        foreach ((string name, string required) in KubeVirtField.Dependencies)
        {
            bool on = states.TryGetValue(name, out bool state) && state;
            if (on && !states.ContainsKey(required))
            {
                states[required] = true;
                _edits.Add(HvConfigurationEdit.Switch(KubeVirtField.Named(required)!.Row!, true) with { Place = hyperv.Place });
                _notes.Add($"KubeVirt adds {required}, which {name} requires.");
            }
        }
    }

    private static QemuMachine? Machine(VmNode? type)
    {
        try
        {
            return string.IsNullOrEmpty(type?.Scalar) ? null : QemuMachine.Parse(type!.Scalar!);
        }
        catch (HvConfigurationException e)
        {
            throw type!.Error(e.Reason, e.Suggestion);
        }
    }

    private static int? Cpus(VmNode? cpu, int? sockets) => VmCounts.Product(Number(cpu, "cores"), Number(cpu, "threads"), sockets);

    private static int? Number(VmNode? cpu, string name) => int.TryParse(cpu?.Find(name)?.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
