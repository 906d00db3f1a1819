using HvCpuid.Registers;

namespace HvCpuid.Enlightenments;

/// <summary>What a <see cref="HvSetting"/> takes.</summary>
public enum HvSettingType
{
    /// <summary>A number, decimal or with 0x hexadecimal.</summary>
    Number = 0,

    /// <summary>Up to 12 printable ASCII characters without comma and backslash.</summary>
    Text = 1,

    /// <summary><c>on</c> or <c>off</c>.</summary>
    Switch = 2,

    /// <summary><c>on</c>, <c>off</c> or <c>auto</c>.</summary>
    Choice = 3,
}

/// <summary>A value that a VMM takes beside the enlightenments: a row of <see cref="HvSettingTable"/>.</summary>
/// <param name="Flag">Its name in QEMU, <c>hv-spinlocks</c>.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Default">What it is when not given, as text.</param>
/// <param name="Meaning">What it says, in one line.</param>
public sealed record HvSetting(string Flag, HvSettingType Type, string Default, string Meaning)
{
    /// <summary>The least number it takes.</summary>
    public long Minimum { get; init; }

    /// <summary>The greatest number it takes.</summary>
    public long Maximum { get; init; }

    /// <summary>True when the number reads best in hexadecimal.</summary>
    public bool Hexadecimal { get; init; }

    /// <summary>Where it goes; empty for what is no CPUID bit.</summary>
    public IReadOnlyList<BitAddress> GoesTo { get; init; } = [];

    /// <summary>Where libvirt says it; null where libvirt cannot, or says it by <see cref="HvConfigurationMode"/>.</summary>
    public LibvirtElement? Libvirt { get; init; }

    /// <summary>The least number that libvirt takes, where that is more than <see cref="Minimum"/>.</summary>
    public long? LibvirtMinimum { get; init; }

    /// <summary>The value in a configuration, as text.</summary>
    internal Func<HvConfiguration, string> Print { get; init; } = _ => "";

    /// <summary>The configuration with a value, or null when the text is none that it takes.</summary>
    internal Func<HvConfiguration, string, HvConfiguration?> Take { get; init; } = (_, _) => null;

    /// <summary>What it takes, for a message about a value that it does not take.</summary>
    internal string Expecting(string value) => Type == HvSettingType.Number ? Expected + HvNumber.LeadingZero(value) : Expected;

    /// <summary>What it takes, for messages.</summary>
    internal string Expected => Type switch
    {
        HvSettingType.Number => $"a number from {Minimum} to {Maximum}, decimal or with 0x hexadecimal",
        HvSettingType.Text => $"up to {AsciiSignature.Length} printable ASCII characters without comma and backslash",
        HvSettingType.Choice => "on, off or auto",
        _ => "on or off",
    };
}
