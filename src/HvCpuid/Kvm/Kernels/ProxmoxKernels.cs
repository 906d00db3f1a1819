using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>Proxmox VE: Ubuntu's trees with patches of its own, none of which touches what KVM answers.</summary>
/// <remarks>The three numbers look like a stable release and are none: 6.8.12-14-pve is Ubuntu-6.8.0-80. Source: proxmox/pve-kernel, debian/changelog and patches of 17 branches.</remarks>
internal static class ProxmoxKernels
{
    private const string Changelogs = "github.com/proxmox/pve-kernel, debian/changelog of 17 branches; vCPUs as Ubuntu configures them";

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("pve-6.8.12", "Proxmox VE 8 (6.8.12)")
        {
            Patterns = Forms("6.8.12-{build}-pve*"),
            Base = new(6, 8),
            Names = ["pve", "proxmox"],
            Releases = Releases("8.3=6.8.12-4-pve 8.4=6.8.12-9-pve"),
            Rows =
            [
                Row("0", Changelog, Changelogs) with { MaximumVcpus = 4096, HyperVCompiledIn = true },
                Row("14", Changelog, "github.com/proxmox/pve-kernel: 6.8.12-14 is made from Ubuntu-6.8.0-80.80") with { Added = Ipi },
            ],
        },
        new("pve", "Proxmox VE")
        {
            Patterns = Forms("{series}.{number}-{build}-pve*"),
            Names = ["pve", "proxmox"],
            Releases = Releases(
                """
                7.4=5.15.102-1-pve 8.0=6.2.16-3-pve 8.1=6.5.11-4-pve 8.2=6.8.4-2-pve 9.0=6.14.8-2-pve 9.1=6.17.2-1-pve
                """),
            Rows = [Row("0", Changelog, Changelogs) with { MaximumVcpus = 4096, HyperVCompiledIn = true }],
        },
    ];
}
