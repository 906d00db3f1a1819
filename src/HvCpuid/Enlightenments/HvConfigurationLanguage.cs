namespace HvCpuid.Enlightenments;

/// <summary>The language that a configuration was written in: advice about it uses its words.</summary>
public enum HvConfigurationLanguage
{
    /// <summary>QEMU's flags.</summary>
    Qemu = 0,

    /// <summary>libvirt's domain XML.</summary>
    Libvirt,

    /// <summary>A Proxmox VE VM's configuration.</summary>
    Proxmox,

    /// <summary>KubeVirt's YAML.</summary>
    KubeVirt,
}
