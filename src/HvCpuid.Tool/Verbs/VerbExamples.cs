using System.Text;

namespace HvCpuid.Tool.Verbs;

/// <summary>What stands at the end of a verb's help: examples that work as pasted, and what its exit codes mean.</summary>
internal static class VerbExamples
{
    private static readonly Entry[] Entries =
    [
        new("supported", "the modelled kernel refuses the call or the enabling of eVMCS",
        [
            "hvcpuid supported",
            "hvcpuid supported 6.12 --evmcs",
            "hvcpuid supported --kernel 6.1.0-50-amd64 --cpu amd --format json",
        ]),
        new("decode", "the modelled kernel of a kvm: SOURCE refuses the call",
        [
            "hvcpuid decode kvm:6.12,intel,evmcs",
            "hvcpuid decode kvm:6.12 --leaf 3 --all",
            "hvcpuid supported --format raw | hvcpuid decode -",
        ]),
        new("explain", "there is no such bit or name, or the modelled kernel refuses the call",
        [
            "hvcpuid explain hv-stimer-direct hv-evmcs",
            "hvcpuid explain 0x40000004.eax.14 on kvm:5.10,intel",
            "hvcpuid explain A --format json",
        ]),
        new("history", "there is no such bit, name or kernel",
        [
            "hvcpuid history",
            "hvcpuid history 6.1..6.12",
            "hvcpuid history A 4.EAX[10]",
            "hvcpuid history rhel8 rhel9",
            "hvcpuid history debian12..debian13 4.EAX[10]",
        ]),
        new("kernels", "nothing is known that matches",
        [
            "hvcpuid kernels",
            "hvcpuid kernels rhel",
            "hvcpuid kernels 5.14.0-427.13.1.el9_4.x86_64",
        ]),
        new("flags", "a switch is not supported or a requirement is missing, --against\n     finds something left on the table, or the modelled kernel of a kvm:\n     SOURCE refuses the call",
        [
            "hvcpuid flags hv-stimer,hv-evmcs --close --on kvm:6.12,intel,evmcs",
            "hvcpuid flags --passthrough --on kvm:6.1,intel,evmcs --format qemu",
            "hvcpuid flags hv-spinlocks=8191 --preset recommended --on kvm:6.12,amd",
            "hvcpuid flags --preset proxmox:win11 --on kvm:6.12,intel --on kvm:5.10,amd",
        ]),
        new("guest", "the modelled kernel of a kvm: SOURCE refuses the call",
        [
            "hvcpuid flags hv-time --on 6.12 --format bin | hvcpuid guest -",
            "hvcpuid guest 6.12 --kernel 5.10.262 --enforce on",
            "hvcpuid flags hv-time --on 6.12 --format bin | hvcpuid guest - --as windows",
        ]),
        new("lint", "a finding is an error, or the modelled kernel of a kvm: SOURCE refuses\n     the call",
        [
            "hvcpuid lint kvm:6.12,intel,evmcs",
            "hvcpuid lint kvm:6.12 --on rhel9.2",
            "hvcpuid flags --preset minimal --on kvm:5.0 --format raw | hvcpuid lint -",
        ]),
        new("diff", "they differ, or one of them does not tell all that the other does",
        [
            "hvcpuid diff debian12 debian13",
            "hvcpuid diff kvm:6.12,intel,evmcs kvm:6.12,intel --format json",
            "hvcpuid supported 6.1 --format raw | hvcpuid diff - kvm:6.12,vcpu",
        ]),
        new("migrate", "the guest may not move there, or that is not known",
        [
            "hvcpuid migrate rhel9.3 rhel9.2",
            "hvcpuid flags hv-time --on 6.12 --format bin | hvcpuid migrate - debian12",
            "hvcpuid migrate 6.12,amd 5.10,amd --vmm qemu:5.2",
        ]),
        new("fit", "a host cannot run the VM, or that is not known",
        [
            "hvcpuid fit --preset recommended --on rhel9.2 --on debian13,amd",
            "hvcpuid fit hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext",
            "hvcpuid fit --labels --on rhel9.4 --format json",
        ]),
        new("baseline", "the hosts have no ground in common that a guest could use, or do not\n     hold the level of --as",
        [
            "hvcpuid baseline rhel9.2 debian12,amd 6.12 --why",
            "hvcpuid baseline rhel9.2 rhel9.4,amd --format libvirt",
            "hvcpuid baseline rhel9.2 debian12 --partial | hvcpuid baseline --merge -",
        ]),
        new("access", "the single access that was asked for is refused, or the modelled kernel\n     of a kvm: SOURCE refuses the call",
        [
            "hvcpuid access kvm:6.12,intel",
            "hvcpuid access kvm:6.12,intel --msr HV_X64_MSR_REFERENCE_TSC --write 0x1001",
            "hvcpuid flags hv-time --on 6.12 --format bin | hvcpuid access - --synic on",
        ]),
        new("host", "there is no /dev/kvm that can be used",
        [
            "hvcpuid host",
            "hvcpuid host --format json",
        ]),
        new("completion", "never",
        [
            "hvcpuid completion bash",
            "hvcpuid completion fish",
        ]),
        new("help", "never",
        [
            "hvcpuid help flags",
            "hvcpuid help sources",
            "hvcpuid help --man",
        ]),
    ];

    /// <summary>The commands that a verb's help shows, for the test that runs them.</summary>
    public static IEnumerable<string> Commands => Entries.SelectMany(entry => entry.Examples);

    /// <summary>A verb's examples; none for a command that is none.</summary>
    public static IEnumerable<string> Of(string verb) => Array.Find(Entries, entry => entry.Verb == verb)?.Examples ?? [];

    /// <summary>The first example of a verb; null for a command that is none.</summary>
    public static string? First(string verb) => Array.Find(Entries, entry => entry.Verb == verb)?.Examples[0];

    /// <summary>The section, or nothing for a command that is no verb.</summary>
    public static string Section(string verb)
    {
        if (Array.Find(Entries, entry => entry.Verb == verb) is not { } entry)
        {
            return "Exit code: 0 done, 1 done and what was asked about is wrong, refused or not\n"
                + "there, 2 the call or an input could not be used. See hvcpuid VERB --help.\n";
        }

        StringBuilder text = new("Examples:\n");
        foreach (string example in entry.Examples)
        {
            text.Append("  ").Append(example).Append('\n');
        }

        return text.Append("\nExit codes:\n  0  done\n  1  ").Append(entry.Wrong)
            .Append("\n  2  the call or an input could not be used\n").ToString();
    }

    private sealed record Entry(string Verb, string Wrong, string[] Examples);
}
