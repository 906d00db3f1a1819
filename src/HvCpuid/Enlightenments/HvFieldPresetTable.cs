using static HvCpuid.Enlightenments.HvSwitches;

namespace HvCpuid.Enlightenments;

/// <summary>
/// The presets of the field: what a document recommends, or a management gives Windows guests of itself, as rows with their source and the day on
/// which it was looked up. They are here to compare a VM against, not as advice.
/// </summary>
public static class HvFieldPresetTable
{
    private const string LookedUp = "looked up 2026-11-26";
    private const string ProxmoxSource = "Proxmox VE, qemu-server, get_hyperv_enlightenments in src/PVE/QemuServer/CPUConfig.pm, machine types from 3.1 on; " + LookedUp;
    private const HvSwitches RedHat = Relaxed | Vapic | Time | VpIndex | Runtime | Synic | Stimer | StimerDirect | Frequencies | Reset | TlbFlush | Reenlightenment | Ipi | Evmcs;
    private const HvSwitches ProxmoxVista = Vapic | Time | Reset | VpIndex | Runtime;
    private const HvSwitches ProxmoxWindows7 = ProxmoxVista | Relaxed | Synic | Stimer | Ipi;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HvPreset> All { get; } =
    [
        Make("redhat:rhel10", "Windows guests on RHEL 10, as Red Hat documents them", RedHat, "KVM Hv") with
        {
            Source = "Red Hat Enterprise Linux 10, Configuring and managing Windows virtual machines, 4.2 Enabling Hyper-V enlightenments; " + LookedUp,
        },
        Make("redhat:rhel9", "Windows guests on RHEL 9: the list of RHEL 10's page, as RHEL 9's own was not found", RedHat, "KVM Hv") with
        {
            Source = "Red Hat Enterprise Linux 9, Configuring and managing virtualization, Enabling Hyper-V enlightenments: that page was not found; the list is that of RHEL 10, which took its procedure over; " + LookedUp,
        },
        Make("proxmox:win11", "ostype win11 of Proxmox VE: Windows 11, Server 2022 and 2025", ProxmoxWindows7) with { Source = ProxmoxSource },
        Make("proxmox:win10", "ostype win10 of Proxmox VE: Windows 10, Server 2016 and 2019", ProxmoxWindows7) with { Source = ProxmoxSource },
        Make("proxmox:win8", "ostype win8 of Proxmox VE: Windows 8, Server 2012", ProxmoxWindows7) with { Source = ProxmoxSource },
        Make("proxmox:win7", "ostype win7 of Proxmox VE: Windows 7, Server 2008 R2; with SeaBIOS", ProxmoxWindows7) with { Source = ProxmoxSource },
        Make("proxmox:w2k8", "ostypes w2k8 and wvista of Proxmox VE: Windows Vista, Server 2008; with SeaBIOS", ProxmoxVista) with { Source = ProxmoxSource },
        Make("virt-install:windows", "Windows guests of virt-install and virt-manager from 5.0 on", Relaxed | Vapic | Time | VpIndex | Runtime | Synic | Stimer | StimerDirect | Frequencies | TlbFlush | Ipi | Evmcs | Avic) with
        {
            Source = "virt-manager, _set_hyperv_defaults in virtinst/domain/features.py, pull request 674 (2024); before 5.0 relaxed, vapic, spinlocks and the clock alone; " + LookedUp,
        },
        Make("kubevirt:windows", "Windows guests of KubeVirt's templates and preferences", Relaxed | Vapic | Time | VpIndex | Runtime | Synic | Stimer | StimerDirect | Frequencies | Reset | TlbFlush | Reenlightenment | Ipi) with
        {
            Source = "KubeVirt, templates/windows2k25.tpl.yaml in common-templates and preferences/components/hyperv in common-instancetypes; " + LookedUp,
        },
    ];

    private static HvPreset Make(string name, string title, HvSwitches on, string? vendor = null) =>
        new(name, title, [.. HvEnlightenmentTable.All.Select(row => Choice(row, (on & row.Switch) != 0))])
        {
            Values =
            [
                new HvPresetValue(HvNames.Setting("hv-spinlocks")!, "0x1fff", "8191 tries, the value that all of the field's lists have"),
                .. vendor is null ? [] : new[] { new HvPresetValue(HvNames.Setting("hv-vendor-id")!, vendor, "the documented name; Linux guests recognise none but Microsoft Hv") },
            ],
        };

    private static HvPresetChoice Choice(HvEnlightenment row, bool on) =>
        new(row, on, on ? HvPresetTable.Recommended.Choices.First(choice => choice.Enlightenment == row) is { On: true } known ? known.Reason : row.Purpose : "this list does not have it");
}
