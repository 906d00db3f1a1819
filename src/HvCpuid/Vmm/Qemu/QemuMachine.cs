using System.Globalization;
using HvCpuid.Enlightenments;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>Where a machine's interrupt controllers are: QEMU's <c>-machine kernel-irqchip=</c>.</summary>
public enum QemuIrqchip
{
    /// <summary>As the machine type has it: in the kernel, all of them.</summary>
    Default = 0,

    /// <summary>All in the kernel.</summary>
    On,

    /// <summary>All in QEMU, local APICs too. Releases before 8.0 take it.</summary>
    Off,

    /// <summary>Local APICs in the kernel, the others in QEMU.</summary>
    Split,
}

/// <summary>QEMU's machine: its type, and where its interrupt controllers are.</summary>
/// <param name="Type">The type as it is written: <c>q35</c>, <c>pc-q35-6.1</c>, <c>pc-i440fx-2.12</c>, <c>microvm</c>.</param>
public sealed record QemuMachine(string Type)
{
    /// <summary>The type as it is written: <c>q35</c>, <c>pc-q35-6.1</c>, <c>pc-i440fx-2.12</c>, <c>microvm</c>.</summary>
    public string Type
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Type);

    private const string Irqchip = QemuMachineNames.Irqchip;
    private const string Suffix = "+pve";
    internal const string Q35 = "pc-q35-";
    internal const string I440fx = "pc-i440fx-";
    /// <summary>The families of versioned types, by what comes before the version; <c>pc-1.3</c> is older than <c>pc-i440fx-1.4</c>.</summary>
    internal static IReadOnlyList<string> Families { get; } = [Q35, I440fx, "pc-"];

    /// <summary>The newest pc, with its interrupt controllers in the kernel: what QEMU takes when nobody names one.</summary>
    public static QemuMachine Pc { get; } = new("pc");

    /// <summary>Where the interrupt controllers are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public QemuIrqchip KernelIrqchip
    {
        get;
        init => field = Guard.Defined(value);
    }

    /// <summary>The QEMU release whose machine it is: <c>6.1</c> of <c>pc-q35-6.1</c>; null where the type names none.</summary>
    public QemuRelease? Version => VersionOf(Name, out QemuRelease version) is not null ? version : null;

    /// <summary>True of the types that QEMU itself has: <c>pc</c>, <c>q35</c>, <c>microvm</c>, <c>isapc</c>, and versioned ones. False of those that a distribution adds.</summary>
    public bool IsUpstream => QemuMachineNames.IsUnversioned(Name) || Version is not null;

    /// <summary>The row of a type that a distribution adds: <c>pc-q35-rhel9.4.0</c>, <c>pc-i440fx-jammy-hpb</c>; null of QEMU's own, and where nothing is known of it.</summary>
    internal QemuDistributionRow? Distribution => IsUpstream ? null : QemuDistributionTable.Find(Type);

    /// <summary>True when the local APICs are in the kernel.</summary>
    public bool InKernelLapic => KernelIrqchip != QemuIrqchip.Off;

    /// <summary>The family of a versioned type; null of others.</summary>
    internal string? Family => VersionOf(Name, out _);

    /// <summary>The type without Proxmox's own revision of it: <c>pc-q35-7.2</c> of <c>pc-q35-7.2+pve0</c>.</summary>
    internal string Name => Type.IndexOf(Suffix, StringComparison.Ordinal) is >= 0 and int at ? Type.Substring(0, at) : Type;

    /// <summary>The properties that were given and are not known here, joined by commas; empty for none.</summary>
    internal string UnknownProperties { get; private init; } = "";

    /// <summary>
    /// Reads a machine: <c>TYPE[,kernel-irqchip=on|off|split][,…]</c>, as <c>-machine</c> takes it. Other properties change no leaf and are passed over; of one that
    /// is not known, resolving tells.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="HvConfigurationException">It names no type, one that no QEMU of x86 has, or an unknown kind of interrupt controller.</exception>
    public static QemuMachine Parse(string text)
    {
        string[] parts = Guard.NotNull(text).Split(',');
        string first = parts[0].Begins("type=") ? parts[0].Substring("type=".Length) : parts[0];
        QemuMachine machine = IsType(first) ? new QemuMachine(first) : throw Error($"'{Excerpt.Of(parts[0])}' is no machine type: expected one such as q35, pc-q35-6.1 or pc-i440fx-2.12", 0);
        if (QemuMachineNames.Slip(machine) is { } slip)
        {
            throw Error($"'{Excerpt.Of(first)}' is {slip.Expected}", parts[0].Length - first.Length, slip.Suggestion);
        }

        int offset = parts[0].Length + 1;
        foreach (string part in parts.Skip(1))
        {
            machine = machine.With(part, offset);
            offset += part.Length + 1;
        }

        return machine;
    }

    /// <summary><c>pc-q35-6.1</c>, or with interrupt controllers that were asked for <c>pc-q35-6.1,kernel-irqchip=split</c>.</summary>
    public override string ToString() => KernelIrqchip switch
    {
        QemuIrqchip.On => $"{Type},{Irqchip}=on",
        QemuIrqchip.Off => $"{Type},{Irqchip}=off",
        QemuIrqchip.Split => $"{Type},{Irqchip}=split",
        _ => Type,
    };

    private QemuMachine With(string property, int offset)
    {
        string[] pair = property.Split(['='], 2);
        string name = HvNames.Normalize(pair[0]);
        string? value = pair.Length > 1 ? pair[1] : null;
        return name == Irqchip ? this with { KernelIrqchip = Kind(value ?? "on", offset) }
            : value is not null && QemuMachineNames.IsProperty(name) ? this
            : value is null || name.Length == 0 || QemuMachineNames.IsIrqchipMistyped(name) ? throw Error($"'{Excerpt.Of(property)}' is no property of a machine: expected {Irqchip}=on, off or split", offset)
            : this with { UnknownProperties = UnknownProperties.Length == 0 ? name : $"{UnknownProperties},{name}" };
    }

    private static bool IsType(string text) => text.Length > 0 && text.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '+' or '_');

    private static QemuIrqchip Kind(string value, int offset) => value switch
    {
        "on" => QemuIrqchip.On,
        "off" => QemuIrqchip.Off,
        "split" => QemuIrqchip.Split,
        _ => throw Error($"'{Excerpt.Of(value)}' is no place for interrupt controllers: {Irqchip} takes on, off or split", offset),
    };

    private static string? VersionOf(string type, out QemuRelease version)
    {
        foreach (string family in Families)
        {
            if (type.Begins(family) && QemuRelease.TryParse(type.Substring(family.Length), out version))
            {
                return family;
            }
        }

        version = default;
        return null;
    }

    private static HvConfigurationException Error(string message, int offset, string? suggestion = null) =>
        new(string.Format(CultureInfo.InvariantCulture, "{0}{1} (at character {2})", message, message.Ends('?') ? "" : ".", offset + 1)) { Offset = offset, Reason = message, Suggestion = suggestion };
}
