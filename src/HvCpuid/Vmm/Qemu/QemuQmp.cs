using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>What QMP's query-cpu-model-expansion says of a CPU model, and the question itself.</summary>
public static class QemuQmp
{
    private static readonly string[] Places = ["return/model/props", "arguments/model/props", "model/props", "props"];
    private static readonly string[] Heads = ["return", "QMP", "execute", "error"];

    /// <summary>Reads the properties of an expanded CPU model: <c>{"return":{"model":{"name":"base","props":{"hv-relaxed":true,…}}}}</c>.</summary>
    /// <param name="documents">The JSON, read by some library; of several documents the last that has properties counts.</param>
    /// <exception cref="HvConfigurationException">There are none, or one is wrong; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentException">One of the documents is null.</exception>
    public static VmDefinition Read(IReadOnlyList<VmNode> documents)
    {
        Guard.NotNullItems(documents);
        VmNode? properties = documents.Select(Properties).LastOrDefault(found => found is not null);
        if (properties is not null)
        {
            return new VmDefinition(VmLanguage.QmpJson, new HvConfigurationEdits(properties.Members.Select(Edit).OfType<HvConfigurationEdit>()));
        }

        VmNode? error = documents.Select(document => document.Find("error/desc")).LastOrDefault(found => found is not null);
        throw error is not null
            ? error.Error($"QEMU answered with an error, {Excerpt.Of(error.Scalar ?? "")}: expected the answer of query-cpu-model-expansion, with return.model.props")
            : VmErrors.At(documents.Count > 0 ? documents[0].Place : HvTextPlace.At(1, 1), "There is no CPU model in it: expected the answer of QMP's query-cpu-model-expansion, with return.model.props");
    }

    /// <summary>True of a document of QMP.</summary>
    internal static bool IsIn(VmNode document) => Properties(document) is not null || Heads.Any(name => document.Find(name) is not null);

    private static VmNode? Properties(VmNode document) => Places.Select(document.Find).FirstOrDefault(node => node is { IsMapping: true });

    private static HvConfigurationEdit? Edit(VmNodeMember member)
    {
        string name = HvNames.Normalize(member.Name);
        string value = member.Value.Scalar ?? throw member.Value.Error($"{Excerpt.Of(member.Name)} has no value: expected true, false, a number or text");
        if (HvNames.Switch(name) is { } row)
        {
            return HvConfigurationEdit.Switch(row, Boolean(member, value)) with { Name = name, Place = member.Place };
        }

        if (HvNames.Setting(name) is not { } setting)
        {
            string? suggestion = HvNames.Nearest(name);
            return name.Begins("hv-") || name.Begins("x-hv-")
                ? throw VmErrors.At(member.Place, $"'{Excerpt.Of(member.Name)}' is no enlightenment that is known{Suggestion.Clause(suggestion)}", suggestion)
                : null;
        }

        // An expansion names every property: text that nobody gave is empty, a frequency that nobody gave is 0, and what is off by default is off.
        value = setting.Type == HvSettingType.Switch ? (Boolean(member, value) ? "on" : "off") : value;
        HvConfiguration? taken = setting.Take(HvConfiguration.Default, value);
        return value.Length == 0 || (value == "0" && setting.Minimum > 0) || (setting.Type == HvSettingType.Switch && taken == HvConfiguration.Default) ? null
            : taken is null
                ? throw member.Value.Error(string.Format(CultureInfo.InvariantCulture, "{0} has {1}: expected {2}", Excerpt.Of(member.Name), Excerpt.Of(value), setting.Expecting(value)))
                : HvConfigurationEdit.Set(setting, value) with { Place = member.Place };
    }

    private static bool Boolean(VmNodeMember member, string value) => value switch
    {
        "true" when !member.Value.IsQuoted => true,
        "false" when !member.Value.IsQuoted => false,
        _ => throw member.Value.Error($"{Excerpt.Of(member.Name)} has {Excerpt.Of(value)}: expected true or false"),
    };
}
