namespace HvCpuid.Enlightenments;

/// <summary>Who chooses the enlightenments.</summary>
public enum HvConfigurationMode
{
    /// <summary>The configuration: exactly its switches and values (libvirt: <c>mode='custom'</c>).</summary>
    Custom = 0,

    /// <summary>The host: the kernel's answer becomes the guest's leaves as they are (QEMU: <c>hv-passthrough</c>; libvirt: <c>mode='passthrough'</c>).</summary>
    Passthrough = 1,

    /// <summary>
    /// The host, by named switches: every switch that it supports, closed under its requirements, but those asked for only by name and those of
    /// <see cref="HvConfiguration.Excluded"/> (libvirt: <c>mode='host-model'</c>). QEMU has no such flag.
    /// </summary>
    HostModel = 2,
}
