using HvCpuid.Enlightenments;
using static HvCpuid.Enlightenments.HvSwitches;

namespace HvCpuid.Vmm;

/// <summary>An enlightenment that Proxmox VE gives Windows guests of itself.</summary>
/// <param name="Switches">The switches.</param>
/// <param name="Since">The machine type's version from which on it does.</param>
/// <param name="Windows">The least Windows, by the number of its ostype.</param>
internal sealed record ProxmoxAddition(HvSwitches Switches, QemuRelease Since, int Windows);

/// <summary>
/// What Proxmox VE adds by <c>ostype</c> (qemu-server, get_hyperv_enlightenments in src/PVE/QemuServer/CPUConfig.pm, and windows_version in
/// PVE::QemuServer::Helpers; unchanged from version 5 to 9).
/// </summary>
internal static class ProxmoxAdditions
{
    /// <summary>The vendor that a GPU given with x-vga=1 brings.</summary>
    public const string GpuVendor = "proxmox";

    private const int Vista = 6;
    private const int Windows7 = 7;
    private const int LeastWithOvmf = 8;
    private static readonly QemuRelease Qemu23 = new(2, 3);
    private static readonly HvSetting Spinlocks = HvNames.Setting("hv-spinlocks")!;
    private static readonly ProxmoxAddition[] Rows =
    [
        new(Vapic | Time, Qemu23, Vista),
        new(Reset | VpIndex | Runtime, new(2, 6), Vista),
        new(Relaxed, new(0, 0), Windows7),
        new(Synic | Stimer, new(2, 12), Windows7),
        new(Ipi, new(3, 1), Windows7),
    ];

    /// <summary>The ostypes of Windows, by the number that Proxmox gives them.</summary>
    public static IReadOnlyDictionary<string, int> Windows { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["wxp"] = 5,
        ["w2k"] = 5,
        ["w2k3"] = 5,
        ["w2k8"] = Vista,
        ["wvista"] = Vista,
        ["win7"] = Windows7,
        ["win8"] = 8,
        ["win10"] = 10,
        ["win11"] = 11,
    };

    /// <summary>The ostypes of others.</summary>
    public static IReadOnlyList<string> Others { get; } = ["l24", "l26", "other", "solaris"];

    /// <summary>What an ostype adds.</summary>
    /// <param name="ostype">The ostype.</param>
    /// <param name="machine">The machine type's version; null for the newest.</param>
    /// <param name="ovmf">Whether the firmware is OVMF.</param>
    public static IReadOnlyList<HvConfigurationEdit> Of(string ostype, QemuRelease? machine = null, bool ovmf = false)
    {
        if (!Windows.TryGetValue(ostype, out int windows) || windows < Vista || (ovmf && windows < LeastWithOvmf))
        {
            return [];
        }

        bool IsIn(QemuRelease since) => machine is not { } version || version >= since;
        HvSwitches switches = Rows.Where(row => windows >= row.Windows && IsIn(row.Since)).Aggregate(None, (all, row) => all | row.Switches);
        return
        [
            HvConfigurationEdit.Set(Spinlocks, IsIn(Qemu23) ? "0x1fff" : "0xffff"),
            .. HvEnlightenmentTable.For(switches).Select(row => HvConfigurationEdit.Switch(row, true)),
        ];
    }
}
