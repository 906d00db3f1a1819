using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>
/// The names of machine types and of their properties, to tell a slip from what a vendor's QEMU may have. QEMU's own are known; of others no more than
/// that they are none of QEMU's.
/// </summary>
/// <remarks>
/// Sources, QEMU 4.2 to 11.1: hw/core/machine.c, hw/i386/pc.c, hw/i386/x86.c, hw/i386/microvm.c, hw/i386/nitro_enclave.c, and the properties of the
/// accelerator that system/vl.c takes from -machine.
/// </remarks>
internal static class QemuMachineNames
{
    /// <summary>The property that says where interrupt controllers are.</summary>
    public const string Irqchip = "kernel-irqchip";

    // QEMU's empty machine has a CPU where one is asked for, but no guest (hw/core/null-machine.c).
    private const string Empty = "none";
    private static readonly string[] Unversioned = ["pc", "q35", "microvm", "isapc"];
    private static readonly string[] Families = [QemuMachine.Q35, QemuMachine.I440fx];

    // Of the machines of other architectures, those that VMs have in practice.
    private static readonly string[] OfOtherArchitectures = ["virt", "sbsa-ref", "pseries", "powernv", "s390-ccw-virtio"];
    private static readonly HashSet<string> Properties = new(StringComparer.Ordinal)
    {
        Irqchip, "type", "accel", "kvm-shadow-mem", "igd-passthru", "enforce-config-section", "kernel", "initrd", "append", "shim", "dtb", "dumpdtb", "phandle-start",
        "dt-compatible", "smp", "smp-cache", "boot", "memory", "memory-backend", "memory-encryption", "confidential-guest-support", "igvm-cfg", "dump-guest-core",
        "mem-merge", "usb", "graphics", "firmware", "suppress-vmdesc", "aux-ram-share", "nvdimm", "nvdimm-persistence", "hmat", "spcr", "iommu",
        "smm", "acpi", "pit", "pic", "rtc", "pcie", "ioapic2", "option-roms", "x-option-roms", "isa-serial", "auto-kernel-cmdline", "oem-id", "x-oem-id", "oem-table-id",
        "x-oem-table-id", "bus-lock-ratelimit", "sgx-epc", "vmport", "max-ram-below-4g", "smbus", "sata", "hpet", "i8042", "pcspk-audiodev", "pflash0", "pflash1",
        "default-bus-bypass-iommu", "max-fw-size", "smbios-entry-point-type", "fd-bootchk", "south-bridge", "x-south-bridge", "cxl", "cxl-fmw", "vsock", "id", "parent-role", "parent-id",
    };

    /// <summary>True of a type without a version that QEMU itself has.</summary>
    public static bool IsUnversioned(string type) => Unversioned.Contains(type);

    /// <summary>What is wrong with a type that no x86 QEMU can have, as the end of a message, and what is near; null where some QEMU may have it.</summary>
    public static (string Expected, string? Suggestion)? Slip(QemuMachine machine)
    {
        string name = machine.Name;
        return machine.IsUpstream || machine.Distribution is not null ? null
            : name == Empty ? ("the machine without anything, in which no guest runs: expected one such as q35 or pc-q35-6.1", null)
            : OfOtherArchitectures.Any(other => name == other || name.Begins(other + "-"))
                ? ("a machine of another architecture than x86, which alone has Hyper-V's leaves: expected one such as q35 or pc-q35-6.1", null)
            : Families.Any(family => name.Begins(family) && name.Skip(family.Length).All(letter => letter is '.' or (>= '0' and <= '9')))
                ? ("no machine type of any QEMU: expected its release behind it, such as pc-q35-6.1", null)
            : Nearest(name) is { } near ? ($"no machine type that is known{Suggestion.Clause(near)}", near)
            : null;
    }

    /// <summary>True of a property that machines of some QEMU have; what stands behind a dot is a part of it.</summary>
    public static bool IsProperty(string name) => Properties.Contains(name.Split('.')[0]);

    /// <summary>True of a name that is meant to be <see cref="Irqchip"/>, and is not.</summary>
    public static bool IsIrqchipMistyped(string name) => Suggestion.Nearest(name, [Irqchip]) is not null;

    // The names of a vendor's own types have a word of the vendor's; a family and a release, or a name without either, has none.
    private static string? Nearest(string name)
    {
        int behind = name.LastIndexOf('-') + 1;
        string release = name.Substring(behind);
        return QemuRelease.TryParse(release, out _)
            ? Suggestion.Nearest(name.Substring(0, behind), Families) is { } family ? family + release : null
            : Suggestion.Nearest(name, Unversioned);
    }
}
