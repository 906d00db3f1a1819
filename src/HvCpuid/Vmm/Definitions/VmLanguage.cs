namespace HvCpuid.Vmm;

/// <summary>The languages in which people write what a VM is given.</summary>
public enum VmLanguage
{
    /// <summary>QEMU's CPU flags: a <c>-cpu</c> value, or a file of flags.</summary>
    QemuFlags = 0,

    /// <summary>A whole QEMU command line: typed, in a script, in a log, or as ps prints it.</summary>
    QemuCommandLine,

    /// <summary>libvirt's domain XML.</summary>
    LibvirtXml,

    /// <summary>A Proxmox VE VM's configuration, <c>/etc/pve/qemu-server/100.conf</c>.</summary>
    ProxmoxConfig,

    /// <summary>A KubeVirt VirtualMachine, VirtualMachineInstance or preference, in YAML or JSON.</summary>
    KubeVirtYaml,

    /// <summary>The JSON of QMP's query-cpu-model-expansion.</summary>
    QmpJson,
}
