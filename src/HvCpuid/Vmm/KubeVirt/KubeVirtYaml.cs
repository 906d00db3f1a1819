using HvCpuid.Enlightenments;

namespace HvCpuid.Vmm;

/// <summary>KubeVirt's VirtualMachine, VirtualMachineInstance and preferences: <c>features.hyperv</c>, <c>hypervPassthrough</c>, <c>clock.timer.hyperv</c>, read and written.</summary>
public static class KubeVirtYaml
{
    /// <summary>
    /// Reads a VM: a whole object, a list or template of them, its <c>domain</c>, <c>features</c> or <c>hyperv</c> alone. What KubeVirt switches on of itself,
    /// because something requires it, is among the edits.
    /// </summary>
    /// <param name="documents">The YAML or JSON, read by some library.</param>
    /// <param name="name">Which VM of several, by metadata.name; null where there is one.</param>
    /// <exception cref="HvConfigurationException">There is none or several, or a field is wrong; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentException">One of the documents is null.</exception>
    public static VmDefinition Read(IReadOnlyList<VmNode> documents, string? name = null) => KubeVirtReader.Read(Guard.NotNullItems(documents), name);

    /// <summary>A configuration as the <c>spec</c> of a VirtualMachineInstance that holds nothing else, and what KubeVirt has no field for.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="notExpressible">The QEMU flags, and what else, that it leaves out.</param>
    /// <exception cref="ArgumentNullException">There is no configuration.</exception>
    public static string ToKubeVirt(this HvConfiguration configuration, out IReadOnlyList<string> notExpressible) =>
        KubeVirtWriter.Write(Guard.NotNull(configuration), out notExpressible);
}
