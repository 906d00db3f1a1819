namespace HvCpuid.Tool.Terminal;

/// <summary>How an answer is printed: the words of <c>--format</c>, in lower case.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>A document of HvCpuid.Documents.</summary>
    Json,

    /// <summary>The text of <c>cpuid -r</c>.</summary>
    Raw,

    /// <summary>A dump of InstLatx64.</summary>
    InstLatX64,

    /// <summary>A CPU template of Firecracker.</summary>
    Firecracker,

    /// <summary>The bytes of struct kvm_cpuid2.</summary>
    Bin,

    /// <summary>QEMU's flags.</summary>
    Qemu,

    /// <summary>libvirt's XML.</summary>
    Libvirt,

    /// <summary>Lines of a Proxmox VM's configuration.</summary>
    Proxmox,

    /// <summary>KubeVirt's YAML.</summary>
    KubeVirt,
}
