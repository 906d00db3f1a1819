using System.Text;
using HvCpuid.Enlightenments;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What VMMs of several releases and machine types make of flags on hosts that lack something, whole: how they asked, what they enable, the leaves that are not zero, every finding.</summary>
public class VmmWordsTests
{
    // VMM, machine, host, flags; of an answer the host is '@' and the host whose answer it is.
    private static readonly string[] Cases =
    [
        "qemu:11.1|pc-q35-99.0|6.12|hv-relaxed", "qemu:7.2|pc-q35-99.0|6.12|hv-relaxed", "qemu:11.1|pc-q35-rhel99.0.0|6.12|hv-relaxed", "qemu:11.1|q35,foo=1,bar=2|6.12|hv-relaxed", "qemu:11.1|pc-q35-rhel9.4.0,a=1|6.12|",
        "qemu:11.1|q35,kernel-irqchip=off|6.12|hv-stimer", "qemu:7.2|q35,kernel-irqchip=off|6.12|hv-stimer", "qemu:8.0|q35,kernel-irqchip=off|5.10|hv-stimer", "qemu:5.2|q35,kernel-irqchip=off|6.12|hv-vpindex,hv-synic",
        "qemu:7.2|q35,kernel-irqchip=off|6.12|hv-vpindex,hv-synic", "qemu:7.2|q35,kernel-irqchip=off|5.4|hv-vpindex,hv-ipi", "qemu:7.2|q35,kernel-irqchip=split|6.12|hv-vpindex,hv-synic,hv-ipi", "qemu:7.2|q35,kernel-irqchip=off|6.12|hv-vpindex,hv-ipi",
        "qemu:7.2|q35,kernel-irqchip=off|5.15.0-foo|hv-vpindex,hv-ipi", "qemu:7.2|q35,kernel-irqchip=off|6.12.99|hv-vpindex,hv-ipi", "qemu:7.2|q35,kernel-irqchip=off|5.15|hv-tlbflush,hv-vpindex,hv-stimer",
        "qemu:11.1||4.12|hv-vpindex", "qemu:11.1||4.12|hv-vpindex=off,hv-vpindex", "qemu:11.1||4.12|hv-vpindex,hv-vpindex=off", "qemu:11.1||4.12|+hv-vpindex", "qemu:11.1||4.12|=hv-vpindex", "qemu:11.1||4.12|=hv-relaxed", "qemu:11.1||3.10|hv-relaxed,hv-vapic",
        "qemu:11.1||6.12,nohyperv|hv-vpindex", "qemu:11.1||6.12,nohyperv|hv-relaxed,hv-crash", "qemu:11.1||6.12,nohyperv|hv-relaxed,hv-spinlocks=64", "qemu:11.1||6.12,nohyperv|hv-spinlocks=64", "qemu:11.1||6.12,nohyperv|hv-passthrough",
        "qemu:11.1||6.12,nohyperv|hv-time,hv-vapic,hv-synic,hv-reenlightenment,hv-vpindex", "qemu:11.1||6.12,nohyperv|=hv-time,hv-vapic", "qemu:11.1||6.12,nohyperv|hv-enforce-cpuid", "qemu:11.1||6.12,nohyperv|hv-vpindex,hv-relaxed", "qemu:11.1||6.12,nohyperv|",
        "qemu:5.2||6.12,nohyperv|hv-synic,hv-relaxed", "qemu:5.2||6.12,nohyperv|hv-relaxed", "qemu:5.2||6.12,nohyperv|hv-time,hv-synic", "qemu:5.2|pc-q35-3.0|6.12,nohyperv|hv-synic", "qemu:5.2|pc-q35-3.0|6.12|hv-synic", "qemu:6.1|pc-q35-3.0|6.12|hv-synic,hv-relaxed",
        "qemu:11.1||5.0,system|hv-relaxed", "qemu:11.1||4.20,system|hv-relaxed", "qemu:11.1||6.12,nohyperv,system|hv-relaxed", "copy||5.0,system|", "copy||5.0,system|hv-relaxed", "copy||6.12,system|hv-relaxed,hv-time", "copy||6.12|", "copy||@6.12,intel,evmcs|hv-evmcs", "copy||4.20|hv-passthrough",
        "qemu:11.1||6.12,amd|hv-vapic,hv-evmcs", "qemu:5.2||6.12,amd|hv-vapic,hv-evmcs", "qemu:5.2||6.1,amd|hv-evmcs", "qemu:5.2||5.0,amd|hv-passthrough,hv-evmcs", "qemu:6.0||5.10,nonested|hv-vapic,hv-evmcs", "qemu:11.1||5.10,nonested|hv-vapic,hv-evmcs", "qemu:11.1||7.2,nonested|hv-passthrough",
        "qemu:11.1||6.12,evmcs=3..9|hv-vapic,hv-evmcs", "qemu:11.1||6.12,evmcs=1..5|hv-vapic,hv-evmcs", "qemu:11.1||6.12,evmcs=2..3|hv-passthrough", "qemu:5.2||6.12,evmcs=2..3|hv-vapic,hv-evmcs", "qemu:5.2||6.12|hv-vapic,hv-evmcs", "qemu:5.2||6.12|hv-passthrough", "qemu:5.2||4.20|hv-passthrough",
        "qemu:5.2||4.20|hv-passthrough,hv-spinlocks=64", "qemu:6.1||4.20|hv-passthrough,hv-spinlocks=64", "qemu:6.1||6.12|hv-passthrough", "qemu:7.2||6.12|hv-passthrough", "qemu:9.1||6.12|hv-passthrough", "qemu:11.1||6.12|hv-passthrough", "qemu:11.1||6.12|hv-passthrough,hv-syndbg",
        "qemu:11.1||@6.12,intel,evmcs|hv-passthrough", "qemu:11.1||@6.12,intel,evmcs|hv-vapic,hv-evmcs,hv-spinlocks=100,x-hv-max-vps=4097", "qemu:11.1||@6.12,amd|hv-vapic,hv-evmcs,hv-tlbflush-direct", "qemu:11.1||@5.0|hv-stimer-direct,hv-xmm-input,hv-avic", "qemu:5.2||@6.12|hv-passthrough,hv-synic",
        "qemu:11.1||5.13|hv-relaxed,hv-enforce-cpuid", "qemu:11.1||6.12|hv-relaxed,hv-enforce-cpuid", "qemu:5.2||6.12|hv-relaxed,hv-enforce-cpuid", "qemu:6.1||6.12|=hv-relaxed,hv-enforce-cpuid", "qemu:11.1||6.12,nohyperv,vcpu|hv-relaxed,hv-enforce-cpuid", "qemu:11.1||4.20|hv-relaxed,hv-enforce-cpuid",
        "qemu:11.1||6.12|hv-relaxed,hypervisor=off", "qemu:11.1||6.12|hypervisor=off", "qemu:11.1||6.12|hv-frequencies,hv-reenlightenment", "qemu:5.2||6.12|hv-frequencies,hv-reenlightenment", "qemu:11.1||6.12|hv-reenlightenment,tsc-frequency=5", "qemu:11.1||6.12|hv-passthrough,hv-reenlightenment",
        "qemu:11.1||6.12|hv-emsr-bitmap", "qemu:11.1||6.12,amd|hv-emsr-bitmap", "qemu:11.1||@6.12,amd|hv-emsr-bitmap", "qemu:11.1||6.12,nonested|hv-emsr-bitmap,hv-reenlightenment", "qemu:11.1||4.4|hv-reenlightenment,hv-vapic,hv-avic", "qemu:11.1||6.12|hv-tlbflush-direct,hv-tlbflush-ext,hv-vpindex",
        "qemu:11.1||6.12|hv-spinlocks=4095", "qemu:11.1||6.12|hv-spinlocks=4094", "qemu:11.1||6.12|hv-relaxed,x-hv-max-vps=4096", "qemu:11.1||6.12|hv-relaxed,x-hv-max-vps=4097", "qemu:11.1||4.20|hv-relaxed,x-hv-max-vps=4097", "qemu:11.1||6.12|hv-spinlocks=5,x-hv-max-vps=5000,hv-no-nonarch-coresharing=auto,hv-reenlightenment",
        "qemu:11.1||6.12,nosmt|hv-relaxed,hv-no-nonarch-coresharing=auto", "qemu:11.1||6.12|hv-passthrough,hv-no-nonarch-coresharing=auto", "qemu:11.1||6.12,nosmt|hv-passthrough,hv-no-nonarch-coresharing=off", "qemu:5.2||6.12,nosmt|hv-passthrough,hv-no-nonarch-coresharing=on",
        "qemu:11.1||6.12|hv-passthrough,hv-relaxed=off,hv-time,hv-spinlocks=64,hv-vendor-id=A,x-hv-max-vps=4,hv-evmcs=off,hv-syndbg=off", "qemu:5.2||6.12|hv-passthrough,hv-relaxed=off,hv-spinlocks=0xffffffff,hv-evmcs=off", "qemu:11.1||6.1|hv-passthrough,hv-tlbflush-ext,hv-tlbflush-direct",
        "qemu:11.1||5.10|hv-passthrough,hv-avic,hv-xmm-input,hv-emsr-bitmap", "qemu:11.1||5.14.0-390.el9.x86_64|hv-tlbflush-ext,hv-tlbflush,hv-vpindex,hv-relaxed", "qemu:11.1||4.18.0-100.el8.x86_64|hv-relaxed", "qemu:11.1||5.15.0-foo,nolapic|hv-vpindex,hv-ipi", "qemu:5.2||5.15.0-foo,nolapic|hv-ipi",
        "qemu:11.1||6.12,nolapic|hv-vpindex,hv-ipi", "qemu:11.1||6.12,vcpu|hv-vpindex,hv-ipi", "qemu:11.1|pc-q35-6.1|6.12|hv-relaxed,hv-spinlocks=64", "qemu:11.1|pc-q35-6.1|6.12|=hv-relaxed,hv-version-id-build=1", "qemu:6.1||6.12|hv-version-id-build=1,hv-relaxed,hv-vapic", "qemu:5.2||6.12|=hv-avic,hv-version-id-build=1",
        "qemu:7.0||6.12|foo,hv-xmm-input=off,+hv-syndbg", "qemu:11.1||6.12|x-hv-synic-kvm-only=on,hv-synic", "qemu:10.2||6.12|x-hv-synic-kvm-only=on,hv-synic", "qemu:6.2||5.10|hv-vapic,hv-time,hv-crash", "qemu:6.1||5.0|hv-vapic", "qemu:11.1||6.12|hv-vpindex,hv-synic,hv-syndbg,hv-vapic,hv-avic",
        "qemu:11.1||6.12|hv-relaxed,hv-spinlocks=4095,x-hv-max-vps=4096,hv-no-nonarch-coresharing=auto", "qemu:11.1||4.4|hv-passthrough,hv-ipi", "qemu:11.1||4.18|hv-passthrough,hv-ipi", "qemu:11.1||4.12|hv-passthrough,hv-ipi",
        "qemu:5.2||6.12,vcpu|hv-passthrough", "qemu:5.2||@6.12,intel,evmcs|hv-vapic,hv-evmcs", "qemu:11.1||6.12,evmcs=1..2|hv-vapic,hv-evmcs", "qemu:6.1||6.12,evmcs=1..2|hv-passthrough",
        "qemu:11.1||5.14.21-150500.55.88-default,nolapic|hv-vpindex,hv-ipi", "qemu:11.1||5.4|hv-relaxed,hv-vpindex,hv-synic,hv-syndbg", "qemu:11.1||5.0,amd|hv-syndbg,hv-emsr-bitmap,hv-tlbflush-direct", "qemu:5.2||4.20|hv-passthrough,hv-spinlocks=0xffffffff",
        "qemu:5.2||6.12|hv-stimer,hv-evmcs", "qemu:5.2||4.4|hv-passthrough", "qemu:5.2||4.4|hv-passthrough,hv-frequencies,hv-ipi,hv-synic", "qemu:5.2||4.10|hv-passthrough,hv-synic", "qemu:6.0||6.12|hv-passthrough,hv-stimer,hv-tlbflush-direct", "qemu:4.2||5.4|hv-passthrough,hv-stimer-direct,hv-evmcs",
    ];

    [Fact]
    public void Resolve_EveryCase_IsWhatTheFileSays()
    {
        StringBuilder text = new("# What VMMs make of flags: VMM|machine|host|flags; '=' before flags that come as a configuration, '@' before a host of which nothing but the answer is known.\n");
        foreach (string one in Cases)
        {
            string[] parts = one.Split('|');
            text.Append('\n').Append(one).Append('\n').Append(Outcome(HvVmm.Parse(parts[0], parts[1].Length == 0 ? null : QemuMachine.Parse(parts[1])), Host(parts[2]), parts[3]));
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/vmms.txt", text.ToString());
    }

    private static HvHost Host(string text) => text.StartsWith('@') ? HvHost.From(CopyVmm.Instance.Ask(HvHost.Parse(text.Substring(1))).GetSet()) : HvHost.Parse(text);

    private static string Outcome(HvVmm vmm, HvHost host, string flags)
    {
        HvResolution resolution = flags.StartsWith('=') ? vmm.Resolve(QemuFlags.Parse(flags.Substring(1)), host) : vmm.Resolve(QemuFlags.ParseEdits(flags), host);
        StringBuilder text = new();
        text.Append(FormattableString.Invariant($"  {(resolution.Starts ? "starts" : "does not start")}, {vmm.Describe(resolution.Answer.AskedOn)}; supports {Flags(vmm.Supports(host))}\n"));
        text.Append(FormattableString.Invariant($"  {resolution.Configuration.Mode}/{resolution.Effective.Mode} [{resolution.Effective.ToQemu()}] on: {Flags(resolution.Switches)}; eVMCS {resolution.EvmcsVersions?.ToString() ?? "none"}; enables {string.Join(", ", resolution.Enabled.Select(one => one.AfterLeaves ? $"{one} after the leaves" : $"{one}"))}\n"));
        text.AppendJoin("", (resolution.Set ?? HvCpuidSet.Empty).Where(entry => entry.Registers != default).Select(entry => $"    {entry}\n"));
        return text.AppendJoin("", resolution.Findings.Select(Words)).ToString();
    }

    private static string Words(HvSwitchFinding finding) =>
        $"  {finding.Severity} {finding.Id} '{finding.Flag}'{(finding.StopsVmm ? " stops" : "")}: {finding.Message} | {finding.Fix} | {string.Join(' ', finding.Addresses)}\n";

    private static string Flags(HvSwitches switches) => switches == HvSwitches.None ? "nothing" : string.Join(' ', HvEnlightenmentTable.For(switches).Select(row => row.Flag.Substring(3)));
}
