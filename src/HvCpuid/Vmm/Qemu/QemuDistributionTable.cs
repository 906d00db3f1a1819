namespace HvCpuid.Vmm;

/// <summary>A machine type that a distribution adds to QEMU's own, by the name behind <c>pc-q35-</c> and <c>pc-i440fx-</c>.</summary>
/// <param name="Name">The name: <c>rhel8.5.0</c>, <c>jammy</c>.</param>
/// <param name="StandsOn">The release of QEMU whose versioned types have the same defaults of what goes to a leaf; the distribution's QEMU is of that release or later.</param>
/// <param name="Source">Where it is told.</param>
internal sealed record QemuDistributionRow(string Name, QemuRelease StandsOn, string Source);

/// <summary>
/// The machine types of distributions, as rows: Red Hat's and its rebuilds', which have no others, and Ubuntu's. Debian, Fedora, SUSE, Arch and others
/// have QEMU's own; Proxmox VE marks them with +pve.
/// </summary>
/// <remarks>
/// What is not here is not known: Red Hat's rhel7.5.0 and older, whose compat properties were not found, and aliases that name the newest of a package.
/// </remarks>
internal static class QemuDistributionTable
{
    private const string RedHat = "qemu-kvm of RHEL 9.4 and 9.8, patch \"Add x86_64 machine types\": hw/i386/pc.c, pc_rhel_7_6_compat to pc_rhel_9_6_compat";
    private const string RedHat10 = "qemu-kvm of RHEL 10.1, patch \"Add downstream x86_64 versioned 'pc' & 'q35' machine types\"";
    private const string Ubuntu = "qemu of Ubuntu 24.04, debian/patches/ubuntu/define-ubuntu-machine-types.patch";
    private const string LaterUbuntu = "Ubuntu Server documentation, QEMU, machine types: the QEMU of that release, or an older one";

    // What Ubuntu puts behind a name: host-phys-bits, more vCPUs, a second revision; none goes to a leaf.
    private static readonly string[] Suffixes = ["-maxcpus", "-hpb", "-v2"];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<QemuDistributionRow> Rows { get; } =
    [
        new("rhel7.6.0", new(3, 0), RedHat),
        new("rhel8.0.0", new(3, 1), RedHat),
        new("rhel8.1.0", new(4, 1), RedHat),
        new("rhel8.2.0", new(4, 2), RedHat),
        new("rhel8.3.0", new(5, 1), RedHat),
        new("rhel8.4.0", new(5, 2), RedHat),
        new("rhel8.5.0", new(6, 0), RedHat),
        new("rhel8.6.0", new(6, 2), RedHat),
        new("rhel9.0.0", new(6, 2), RedHat),
        new("rhel9.2.0", new(7, 2), RedHat),
        new("rhel9.4.0", new(8, 2), RedHat),
        new("rhel9.6.0", new(9, 1), RedHat),
        new("rhel10.0.0", new(9, 1), RedHat10),
        new("trusty", new(2, 0), Ubuntu),
        new("wily", new(2, 4), Ubuntu),
        new("xenial", new(2, 5), Ubuntu),
        new("yakkety", new(2, 6), Ubuntu),
        new("zesty", new(2, 8), Ubuntu),
        new("artful", new(2, 10), Ubuntu),
        new("bionic", new(2, 11), Ubuntu),
        new("cosmic", new(2, 11), Ubuntu),
        new("disco", new(3, 1), Ubuntu),
        new("eoan", new(4, 0), Ubuntu),
        new("focal", new(4, 0), Ubuntu),
        new("groovy", new(5, 0), Ubuntu),
        new("hirsute", new(5, 1), Ubuntu),
        new("impish", new(6, 0), Ubuntu),
        new("jammy", new(6, 2), Ubuntu),
        new("kinetic", new(7, 0), Ubuntu),
        new("lunar", new(7, 2), Ubuntu),
        new("mantic", new(8, 0), Ubuntu),
        new("noble", new(8, 2), Ubuntu),
        new("oracular", new(9, 0), LaterUbuntu),
        new("plucky", new(9, 2), LaterUbuntu),
        new("questing", new(10, 0), LaterUbuntu),
        new("resolute", new(10, 1), LaterUbuntu),
    ];

    /// <summary>The row of a machine type; null where there is none.</summary>
    /// <param name="type">The type: <c>pc-q35-rhel9.4.0</c>, <c>pc-i440fx-jammy-hpb</c>.</param>
    public static QemuDistributionRow? Find(string type)
    {
        string? family = type.Begins(QemuMachine.Q35) ? QemuMachine.Q35 : type.Begins(QemuMachine.I440fx) ? QemuMachine.I440fx : null;
        if (family is null)
        {
            return null;
        }

        string name = type.Substring(family.Length);
        for (string? suffix = Last(name); suffix is not null; suffix = Last(name))
        {
            name = name.Substring(0, name.Length - suffix.Length);
        }

        return Rows.FirstOrDefault(row => row.Name == name);
    }

    private static string? Last(string name) => Suffixes.FirstOrDefault(suffix => name.Ends(suffix));
}
