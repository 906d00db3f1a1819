using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>A hypervisor and what its leaves are signed with: a row of <see cref="HypervisorTable"/>.</summary>
/// <param name="Interface">Whose interface it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Source">The public source of its signature.</param>
public sealed record Hypervisor(HypervisorInterface Interface, string Name, string Source)
{
    /// <summary>What stands in EBX, ECX and EDX of its first leaf; several where its releases differ.</summary>
    public IReadOnlyList<AsciiSignature> Signatures { get; init; } = [];

    /// <summary>The public source that says that the leaf 10H above its first tells the frequencies of TSC and bus; null where none does.</summary>
    public string? FrequencySource { get; init; }

    /// <summary>The same row for a signature.</summary>
    internal Hypervisor Signed(params string[] signatures) => this with { Signatures = [.. signatures.Select(AsciiSignature.Parse)] };
}

/// <summary>The hypervisors whose signatures are known.</summary>
public static class HypervisorTable
{
    private const string Systemd = "systemd, src/basic/virt.c";
    private const string VirtWhat = "virt-what, virt-what-cpuid-helper.c";

    private static readonly Hypervisor[] Rows =
    [
        new Hypervisor(HypervisorInterface.HyperV, "Hyper-V", "TLFS, Hypervisor CPUID leaves; Linux, kvm_get_hv_cpuid (5.0)").Signed("Microsoft Hv", "Linux KVM Hv"),
        new Hypervisor(HypervisorInterface.Kvm, "KVM", "Linux, Documentation/virt/kvm/x86/cpuid.rst")
        {
            FrequencySource = "QEMU, vmware-cpuid-freq, kvm_arch_init_vcpu in target/i386/kvm/kvm.c",
        }.Signed("KVMKVMKVM"),
        new Hypervisor(HypervisorInterface.Xen, "Xen", "Xen, public/arch-x86/cpuid.h").Signed("XenVMMXenVMM"),
        new Hypervisor(HypervisorInterface.VMware, "VMware", "VMware, Mechanisms to determine if software is running in a VMware virtual machine (1009458)")
        {
            FrequencySource = "VMware, Mechanisms to determine if software is running in a VMware virtual machine (1009458)",
        }.Signed("VMwareVMware"),
        new Hypervisor(HypervisorInterface.VirtualBox, "VirtualBox", "VirtualBox, src/VBox/VMM/VMMR3/GIMHv.cpp")
        {
            FrequencySource = "VirtualBox, src/VBox/VMM/VMMR3/GIMMinimal.cpp",
        }.Signed("VBoxVBoxVBox"),
        new Hypervisor(HypervisorInterface.Bhyve, "bhyve", "FreeBSD, sys/amd64/vmm/x86.c").Signed("bhyve bhyve ", "BHyVE BHyVE "),
        new Hypervisor(HypervisorInterface.Acrn, "ACRN", "Linux, Documentation/virt/acrn/cpuid.rst")
        {
            FrequencySource = "Linux, ACRN_CPUID_TIMING_INFO in arch/x86/include/asm/acrn.h",
        }.Signed("ACRNACRNACRN"),
        new Hypervisor(HypervisorInterface.QemuTcg, "QEMU's TCG", "QEMU, cpu_x86_cpuid in target/i386/cpu.c").Signed("TCGTCGTCGTCG"),
        new Hypervisor(HypervisorInterface.Nvmm, "NVMM", "NetBSD, sys/dev/nvmm/x86").Signed("___ NVMM ___"),
        new Hypervisor(HypervisorInterface.Parallels, "Parallels", VirtWhat).Signed(" lrpepyh  vr", " lrpepyh vr ", " prl hyperv ", "prl hyperv  "),
        new Hypervisor(HypervisorInterface.Qnx, "the QNX Hypervisor", Systemd).Signed("QNXQVMBSQG", " QNXQVMBSQG "),
        new Hypervisor(HypervisorInterface.Jailhouse, "Jailhouse", "Linux, arch/x86/kernel/jailhouse.c").Signed("Jailhouse"),
        new Hypervisor(HypervisorInterface.AppleVirtualization, "Apple's Virtualization framework", Systemd).Signed("Apple VZ"),
        new Hypervisor(HypervisorInterface.OpenBsdVmm, "OpenBSD's vmm", "OpenBSD, sys/arch/amd64/include/vmmvar.h").Signed("OpenBSDVMM58"),
        new Hypervisor(HypervisorInterface.Haxm, "HAXM", "Intel HAXM, core/cpuid.c").Signed("HAXMHAXMHAXM"),
        new Hypervisor(HypervisorInterface.UnisysSPar, "Unisys s-Par", "Linux, drivers/visorbus (UNISYS_VISOR_ID)").Signed("UnisysSpar64"),
        new Hypervisor(HypervisorInterface.Sre, "LMHS SRE", Systemd).Signed("SRESRESRESRE"),
    ];

    /// <summary>Every row, Hyper-V's first.</summary>
    public static IReadOnlyList<Hypervisor> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The hypervisor that signs so.</summary>
    /// <param name="signature">What stands in EBX, ECX and EDX of its first leaf.</param>
    /// <returns>Its row; null when none is known.</returns>
    public static Hypervisor? Find(AsciiSignature signature) => Array.Find(Rows, row => row.Signatures.Contains(signature));

    /// <summary>The row of an interface.</summary>
    /// <param name="kind">The interface.</param>
    /// <returns>Its row; null for <see cref="HypervisorInterface.Other"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such interface.</exception>
    public static Hypervisor? For(HypervisorInterface kind)
    {
        _ = Guard.Defined(kind);
        return Array.Find(Rows, row => row.Interface == kind);
    }
}
