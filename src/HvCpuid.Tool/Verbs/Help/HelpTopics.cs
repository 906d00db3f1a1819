namespace HvCpuid.Tool.Verbs;

/// <summary>What <c>help TOPIC</c> says: what several verbs share and no verb's help has room for. Lines fit 80 columns.</summary>
internal static class HelpTopics
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["sources"] = """
            SOURCE: where a set of Hyper-V CPUID leaves comes from

              FILE, -        what people paste: a cpuid dump, a guest's dmesg, a VMM's log,
                             JSON, kvm_cpuid2 bytes, gzipped or not. Recognised by content:
                             hvcpuid help formats
              kvm:KERNEL     what a modelled kernel answers: hvcpuid help kernels
              KERNEL         the same, where there is no file of that name
              host           what /dev/kvm of this machine answers
              cpu            what the CPUID instruction says here (of use inside a guest)

            Behind kvm:KERNEL, joined by commas:
              intel, amd     the processor; intel unless said
              nonested       kvm_intel or kvm_amd was loaded with nested=0
              nosmt          SMT cannot be switched on (forceoff or notsupported)
              nohyperv       built without CONFIG_KVM_HYPERV (an option since 6.8)
              maxvcpus=N     CONFIG_KVM_MAX_NR_VCPUS
            and how the call is made; for flags, without any of these, as the VMM makes it:
              system         on /dev/kvm (since 5.11)
              evmcs[=L..H]   on a vCPU on which Enlightened VMCS was enabled
              nolapic        on a vCPU without an in-kernel local APIC

            For --on, libvirt's domcapabilities XML is a host too.

            Examples:
              hvcpuid decode dmesg.txt
              hvcpuid decode kvm:rhel9.4,amd,nosmt
              hvcpuid flags hv-evmcs,hv-vapic --on kvm:6.12,intel --on host
            """,
        ["kernels"] = """
            KERNEL: how a kernel is named

              6.12                          a mainline release
              6.1.192                       a stable release, with its backports
              5.14.0-427.13.1.el9_4.x86_64  what uname -r prints
              rhel9.4, debian12, ubuntu24.04, …  a distribution's release
              ubuntu:5.15.0-141             where the number alone is not enough
              6.6+a8de7f100bb5-f84fcb66568c one's own: with that commit, without this

            A distribution's kernel is its base and the changes that its vendor put in or
            left out, each with the source of that knowledge. What is not known of one is
            said to be uncertain, never taken for 0.

            --kernels FILE adds kernels of your own, in the form in which
            hvcpuid kernels --format json prints the built-in ones; hvcpuid kernels
            --from CAPTURE makes such lines from what a live kernel answered.

            Examples:
              hvcpuid kernels
              hvcpuid kernels rhel9
              hvcpuid supported --kernel ubuntu24.04
            """,
        ["formats"] = """
            Formats: what is read, and what is written

            Read, recognised by content in the first 64 KiB, wherever in the text it begins
            (--input-format forces one; --cpu-index and --dump choose among several):
              raw            cpuid -r, and every text with a leaf and four words a line
              bin            struct kvm_cpuid2
              json           what this command writes, and kvm's leaves as others write them
              instlatx64, xen-cpuid, vmware, tycho, vbox, x86info
                             dumps and logs of those tools
              dmesg, freebsd what a guest's kernel printed: a part of the leaves
              firecracker    a CPU template

            Written with --format, where a verb can:
              table          for a terminal (the default)
              json           stable and complete, for programs
              raw, bin, instlatx64, firecracker
                             the leaves, for other tools
              qemu, libvirt, proxmox, kubevirt
                             switches, in that VMM's language

            What a dump does not tell is unknown, which is neither 0 nor "not supported".
            A line that is almost one is told, with its number.
            """,
    };

    /// <summary>The topics' names.</summary>
    public static IReadOnlyCollection<string> Names => Texts.Keys;

    /// <summary>A topic's text; null where there is no such topic.</summary>
    public static string? Find(string name) => Texts.TryGetValue(name, out string? text) ? text.ReplaceLineEndings("\n") + "\n" : null;
}
