using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Enlightenments;

/// <summary>The values that a VMM takes beside the enlightenments, as rows (QEMU, docs/system/i386/hyperv.rst, and the CPU properties of target/i386/cpu.c).</summary>
public static class HvSettingTable
{
    // Of QEMU's enumerations, unlike its switches, only the names themselves are values.
    private static readonly Dictionary<string, HvCoreSharing> Sharing = new(StringComparer.Ordinal)
    {
        ["on"] = HvCoreSharing.On,
        ["off"] = HvCoreSharing.Off,
        ["auto"] = HvCoreSharing.Auto,
    };

    /// <summary><c>hv-passthrough</c>, which is <see cref="HvConfiguration.Mode"/> as a flag.</summary>
    internal static HvSetting Passthrough { get; } = Switch("hv-passthrough", c => c.Mode == HvConfigurationMode.Passthrough, (c, on) => c with { Mode = on ? HvConfigurationMode.Passthrough : HvConfigurationMode.Custom }, "all that KVM supports; prevents migration");

    private static readonly HvSetting[] Rows =
    [
        Number("hv-spinlocks", c => c.SpinlockRetries, (c, v) => c with { SpinlockRetries = (uint)v }, uint.MaxValue, "how often to try a spinlock before telling the hypervisor; 0xffffffff never", hexadecimal: true)
            with { GoesTo = [HvBits.SpinlockRetries], Libvirt = Value("spinlocks", "retries"), LibvirtMinimum = 4095 },
        new("hv-vendor-id", HvSettingType.Text, HvConfiguration.Default.VendorId.ToString(), "the signature; Linux guests recognise no other than the default")
        {
            GoesTo = [HvBits.SignatureEbx, HvBits.SignatureEcx, HvBits.SignatureEdx],
            Libvirt = Value("vendor_id", "value"),
            Print = c => c.VendorId.ToString(),
            Take = (c, text) => HvConfiguration.IsVendor(text) ? c with { VendorId = AsciiSignature.Parse(text) } : null,
        },
        Version("build", v => v.BuildNumber, (v, n) => v with { BuildNumber = (uint)n }, uint.MaxValue, HvBits.BuildNumber, hexadecimal: true),
        Version("major", v => v.Major, (v, n) => v with { Major = (ushort)n }, ushort.MaxValue, HvBits.Major, hexadecimal: true),
        Version("minor", v => v.Minor, (v, n) => v with { Minor = (ushort)n }, ushort.MaxValue, HvBits.Minor),
        Version("spack", v => v.ServicePack, (v, n) => v with { ServicePack = (uint)n }, uint.MaxValue, HvBits.ServicePack),
        Version("sbranch", v => v.ServiceBranch, (v, n) => v with { ServiceBranch = (byte)n }, byte.MaxValue, HvBits.ServiceBranch),
        Version("snumber", v => v.ServiceNumber, (v, n) => v with { ServiceNumber = (uint)n }, 0xFFFFFF, HvBits.ServiceNumber),
        new("hv-no-nonarch-coresharing", HvSettingType.Choice, "off", "whether only SMT siblings share a core; on is right only with pinned vCPUs")
        {
            GoesTo = [HvBits.NoNonArchitecturalCoreSharing],
            Print = c => c.NoNonarchCoreSharing == HvCoreSharing.Auto ? "auto" : OnOff(c.NoNonarchCoreSharing == HvCoreSharing.On),
            Take = (c, text) => Sharing.TryGetValue(text, out HvCoreSharing sharing) ? c with { NoNonarchCoreSharing = sharing } : null,
        },
        Switch("hv-enforce-cpuid", c => c.EnforceCpuid, (c, on) => c with { EnforceCpuid = on }, "KVM refuses what the guest's leaves do not permit (KVM_CAP_HYPERV_ENFORCE_CPUID, since Linux 5.14)"),
        Passthrough,
        Number("x-hv-max-vps", c => c.MaximumVps, (c, v) => c with { MaximumVps = (int)v }, int.MaxValue, "how many vCPUs the guest is told it may have; -1 no limit", minimum: -1)
            with { GoesTo = [HvBits.MaximumVirtualProcessors] },
        Switch("x-hv-synic-kvm-only", c => c.SynicKvmOnly, (c, on) => c with { SynicKvmOnly = on }, "hv-synic as QEMU before 3.1 has it: no messages and events, no hv-vpindex needed"),
        Switch("hypervisor", c => c.HypervisorBit, (c, on) => c with { HypervisorBit = on }, "whether the guest is told that there is a hypervisor; off hides every leaf of this kind") with { Default = "on" },
        new("tsc-frequency", HvSettingType.Number, "", "the guest's TSC frequency in Hz; migration with hv-reenlightenment needs it")
        {
            Minimum = 1,
            Maximum = long.MaxValue,
            Print = c => c.TscFrequency?.ToString(CultureInfo.InvariantCulture) ?? "",
            Take = (c, text) => HvNumber.TryParse(text, out long value) && value >= 1 ? c with { TscFrequency = value } : null,
        },
    ];

    /// <summary>All rows.</summary>
    public static IReadOnlyList<HvSetting> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>Reads <c>on</c>, <c>off</c> and what else QEMU takes for them.</summary>
    internal static bool TryOnOff(string text, out bool on)
    {
        on = text is "on" or "yes" or "true" or "y";
        return on || text is "off" or "no" or "false" or "n";
    }

    internal static string OnOff(bool on) => on ? "on" : "off";

    private static HvSetting Number(
        string flag, Func<HvConfiguration, long> get, Func<HvConfiguration, long, HvConfiguration> set, long maximum, string meaning, bool hexadecimal = false, long minimum = 0) =>
        new(flag, HvSettingType.Number, Text(get(HvConfiguration.Default), hexadecimal), meaning)
        {
            Minimum = minimum,
            Maximum = maximum,
            Hexadecimal = hexadecimal,
            Print = c => Text(get(c), hexadecimal),
            Take = (c, text) => HvNumber.TryParse(text, out long value) && value >= minimum && value <= maximum ? set(c, value) : null,
        };

    private static HvSetting Version(
        string part, Func<HvSystemIdentity, long> get, Func<HvSystemIdentity, long, HvSystemIdentity> set, long maximum, BitAddress goesTo, bool hexadecimal = false)
    {
        string meaning = $"the {part} of the version that the guest sees";
        HvSetting row = Number($"hv-version-id-{part}", c => get(c.Version), (c, v) => c with { Version = set(c.Version, v) }, maximum, meaning, hexadecimal);
        return row with { GoesTo = [goesTo] };
    }

    private static HvSetting Switch(string flag, Func<HvConfiguration, bool> get, Func<HvConfiguration, bool, HvConfiguration> set, string meaning) =>
        new(flag, HvSettingType.Switch, "off", meaning)
        {
            Print = c => OnOff(get(c)),
            Take = (c, text) => TryOnOff(text, out bool on) ? set(c, on) : null,
        };

    private static string Text(long value, bool hexadecimal) =>
        value.ToString(hexadecimal ? "x" : "d", CultureInfo.InvariantCulture).Insert(0, hexadecimal ? "0x" : "");

    private static LibvirtElement Value(string name, string attribute) => new($"{LibvirtElement.Hyperv}/{name}") { ValueAttribute = attribute };
}
