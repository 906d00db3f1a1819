namespace HvCpuid.Formats;

/// <summary>The forms in which hypervisor leaves are read and written. docs/inputs.md has a line of each.</summary>
public enum HvCpuidFormat
{
    /// <summary>The text that <c>cpuid -r</c> prints (Todd Allen's cpuid, manual page cpuid(1)), of one CPU or several.</summary>
    CpuidRaw = 0,

    /// <summary>The bytes of <c>struct kvm_cpuid2</c> (Linux, include/uapi/linux/kvm.h), little endian.</summary>
    KvmCpuid2 = 1,

#if NET8_0_OR_GREATER
    /// <summary>JSON, <c>{"entries":[…]}</c>. Only on the targets that have System.Text.Json in the box: not on netstandard2.0.</summary>
    Json = 2,
#endif

    /// <summary>The dumps of InstLatx64 and AIDA64: <c>CPUID 40000003: 00003FFF-002BB9FF-00000002-10FFFBF2</c>.</summary>
    InstLatx64 = 3,

    /// <summary>What <c>xen-cpuid -p</c> prints (Xen, tools/misc/xen-cpuid.c), each policy a dump: <c>40000000:ffffffff -> 4000000a:7263694d:666f736f:76482074</c>.</summary>
    XenCpuid = 4,

    /// <summary>VMware's vmware.log: <c>guestCPUID level 40000000, 0: 0x4000000a 0x7263694d 0x666f736f 0x76482074</c>; hostCPUID is a dump of its own.</summary>
    VmwareLog = 5,

    /// <summary>The dumps of tycho/cpuid: <c>CPUID 40000003:00 = 00000262 00000000 00000000 00000008 | b...</c>.</summary>
    TychoCpuid = 6,

    /// <summary>VirtualBox's VBox.log, its lines of the guest: <c>Gst: 40000003/0000  00000262 00000000 00000000 00000008</c>.</summary>
    VBoxLog = 7,

    /// <summary>What <c>x86info -r</c> prints: <c>eax in: 0x40000000, eax = 4000000a ebx = 7263694d ecx = 666f736f edx = 76482074</c>.</summary>
    X86Info = 8,

    /// <summary>A Linux guest's log (Linux, arch/x86/kernel/cpu/mshyperv.c, ms_hyperv_init_platform): <c>Hyper-V: privilege flags low 0x2e7f, …</c>. Tells a part.</summary>
    LinuxDmesg = 9,

    /// <summary>A FreeBSD guest's log (FreeBSD, sys/dev/hyperv/vmbus/hyperv.c, hyperv_identify): <c>Hyper-V Version: 10.0.20348 [SP1]</c> and the lines below. Tells a part.</summary>
    FreeBsdDmesg = 10,

#if NET8_0_OR_GREATER
    /// <summary>Firecracker's CPU templates and fingerprints (docs/cpu_templates/cpu-templates.md), JSON with <c>cpuid_modifiers</c>. May tell a part. Not on netstandard2.0.</summary>
    Firecracker = 11,
#endif
}
