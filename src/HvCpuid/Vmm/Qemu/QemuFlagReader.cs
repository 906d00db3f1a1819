using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Reads QEMU's CPU flags.</summary>
internal sealed class QemuFlagReader
{
    private const int MaxCharacters = 0x10000;
    private const string CpuOption = "-cpu";
    private const string OtherSeparators = " \t\r\n;:|";
    private static readonly char[] ValueSeparators = [' ', ';', ':', '='];
    private readonly List<string> _ignored = [];
    private readonly List<Item> _items = [];
    private string? _model;

    /// <summary>Reads them, or throws with the place.</summary>
    public static HvConfigurationEdits Read(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw Error($"The flags are too long: expected at most {MaxCharacters} characters, found {text.Length}.", MaxCharacters, null);
        }

        QemuFlagReader reader = new();
        reader.Split(text);

        // QEMU applies what is written with '=' in order, then all '+', then all '-': those win wherever they stand.
        return new HvConfigurationEdits(reader._items.OrderBy(item => item.Sign).Select(Edit)) { CpuModel = reader._model, Ignored = reader._ignored.AsReadOnly() };
    }

    // The end of a line is of whoever pastes it; QEMU takes blanks for part of a name or value.
    private void Split(string whole)
    {
        string text = whole.TrimEnd('\r', '\n');
        int start = text.Length - text.TrimStart('\r', '\n').Length;
        if (string.CompareOrdinal(text, start, CpuOption, 0, CpuOption.Length) == 0 && start + CpuOption.Length < text.Length && char.IsWhiteSpace(text[start + CpuOption.Length]))
        {
            start += CpuOption.Length;
            start += text.Length - start - text.Substring(start).TrimStart().Length;
        }

        while (start < text.Length)
        {
            int comma = text.IndexOf(',', start);
            int end = comma < 0 ? text.Length : comma;
            if (start < end)
            {
                Add(text.Substring(start, end - start), start);
                TellDoubledComma(text, end);
            }

            start = end + 1;
        }
    }

    private void Add(string text, int offset)
    {
        // The CPU model, and '+' and '-' before a name: x86_cpu_parse_featurestr in QEMU's target/i386/cpu.c.
        Sign sign = text[0] == '+' ? Sign.Plus : text[0] == '-' ? Sign.Minus : Sign.None;
        string[] pair = text.Split(['='], 2);
        string written = pair[0].Substring(sign == Sign.None ? 0 : 1);
        string name = HvNames.Normalize(written);
        string? value = pair.Length > 1 ? pair[1] : null;
        CheckName(text, written, name, offset);
        if (HvNames.Switch(name) is null && HvNames.Setting(name) is null)
        {
            CheckValue(text, value, offset);
            _model ??= _items.Count == 0 && _ignored.Count == 0 && sign == Sign.None && value is null ? text : null;
            _ignored.Add(HvNames.IsMeant(name.Trim()) ? throw Unknown(written, name, offset) : Excerpt.Of(text));
            return;
        }

        if (sign != Sign.None && value is not null)
        {
            throw Error($"'{Excerpt.Of(text)}' has a sign and a value: expected {(sign == Sign.Plus ? "+" : "-")}{name} or {name}={Excerpt.Of(value)}.", offset, null);
        }

        if (value is null && HvNames.Setting(name) is { Type: HvSettingType.Number or HvSettingType.Text } setting)
        {
            throw Error($"'{Excerpt.Of(text)}' has no value: expected {name}={(setting.Type == HvSettingType.Text ? "TEXT" : "N")}, {setting.Expected}.", offset, null);
        }

        if (sign != Sign.None)
        {
            CheckSigned(text, written, name, offset);
        }

        _items.Add(new Item(sign, name, value ?? (sign == Sign.Minus ? "off" : "on"), text, offset));
    }

    // flags=+hv-evmcs is Proxmox's: a property that QEMU does not know must not hide an enlightenment.
    private static void CheckValue(string text, string? value, int offset)
    {
        string? flag = value?.Split(ValueSeparators).Select(part => HvNames.Normalize(part.TrimStart('+', '-'))).FirstOrDefault(HvNames.IsFlag);
        if (flag is not null)
        {
            throw Error($"'{Excerpt.Of(text)}' has a flag for a value: expected {flag} as a flag of its own, behind a comma.", offset, flag);
        }
    }

    private static void CheckName(string text, string written, string name, int offset)
    {
        if (name != name.Trim() && (HvNames.Switch(name.Trim()) is not null || HvNames.Setting(name.Trim()) is not null))
        {
            throw Error($"'{Excerpt.Of(written)}' has a blank, which QEMU takes for part of the name: expected {name.Trim()}.", offset, name.Trim());
        }

        if (written.Length > 0 && written[0] is '+' or '-')
        {
            throw Error($"'{Excerpt.Of(text)}' has two signs: expected one, as in +{Excerpt.Of(name.TrimStart('+', '-'))}.", offset, null);
        }

        if (name.Trim().Length == 0)
        {
            throw Error($"'{Excerpt.Of(text)}' has no name: expected a flag such as hv-relaxed or hv-relaxed=on.", offset, null);
        }
    }

    // Behind a sign QEMU takes a name as it stands, and sets it to true or false.
    private static void CheckSigned(string text, string written, string name, int offset)
    {
        if (HvNames.Setting(name) is { Type: HvSettingType.Choice } choice)
        {
            throw Error($"'{Excerpt.Of(text)}' has a sign, which QEMU takes before what is on or off alone: expected {name}=on, off or auto.", offset, choice.Flag);
        }

        if (written != name)
        {
            throw Error($"'{Excerpt.Of(text)}' has an underscore, which QEMU does not take behind a sign: expected {text[0]}{name} or {written}={(text[0] == '+' ? "on" : "off")}.", offset, name);
        }
    }

    private static HvConfigurationException Unknown(string written, string name, int offset)
    {
        bool several = name.Any(letter => OtherSeparators.Contains(letter));
        string? suggestion = several ? null : HvNames.Nearest(name);
        string expected = several ? "; flags are joined by commas" : suggestion is null ? ": expected a flag of QEMU's such as hv-relaxed" : Suggestion.Clause(suggestion);
        return Error($"'{Excerpt.Of(written)}' is no enlightenment that is known{expected}", offset, suggestion);
    }

    // Elsewhere in QEMU ',,' is a comma within a value; -cpu splits at every one (strtok in x86_cpu_parse_featurestr, target/i386/cpu.c).
    private void TellDoubledComma(string text, int comma)
    {
        bool doubled = comma + 1 < text.Length && text[comma + 1] == ',';
        if (doubled && _items.Count > 0 && _items[_items.Count - 1] is { Sign: Sign.None } last && HvNames.Setting(last.Name)?.Type == HvSettingType.Text && last.Offset + last.Text.Length == comma)
        {
            _ignored.Add($"',,' at character {comma + 1}, behind {last.Name}: QEMU's -cpu has no way to write a comma in a value");
        }
    }

    private static HvConfigurationEdit Edit(Item item)
    {
        HvTextPlace place = HvTextPlace.At(item.Offset);
        if (HvNames.Switch(item.Name) is { } row)
        {
            return HvConfigurationEdit.Switch(row, OnOff(item)) with { Name = item.Name, Place = place, Written = item.Value, IsSigned = item.Sign != Sign.None };
        }

        HvSetting setting = HvNames.Setting(item.Name)!;
        return setting.Take(HvConfiguration.Default, item.Value) is null
            ? throw Error($"'{Excerpt.Of(item.Text)}': {setting.Flag} takes {setting.Expecting(item.Value)}.", item.Offset, null)
            : HvConfigurationEdit.Set(setting, item.Value) with { Place = place, IsSigned = item.Sign != Sign.None };
    }

    private static bool OnOff(Item item) => HvSettingTable.TryOnOff(item.Value, out bool on)
        ? on
        : throw Error($"'{Excerpt.Of(item.Text)}': {item.Name} takes on or off.", item.Offset, null);

    private static HvConfigurationException Error(string message, int offset, string? suggestion) =>
        new($"{message} (at character {offset + 1})") { Offset = offset, Suggestion = suggestion, Reason = message };

    private enum Sign
    {
        None,
        Plus,
        Minus,
    }

    private sealed record Item(Sign Sign, string Name, string Value, string Text, int Offset);
}
