using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>What the model says of probes, made one after the other on one VM.</summary>
internal sealed class Expectation(GuestCpuid cpuid, HvAccessOptions options)
{
    private const uint KvmSchedYield = 11; // KVM_HC_SCHED_YIELD (include/uapi/linux/kvm_para.h), the same number as HvCallSendSyntheticClusterIpi

    // Before Linux 6.14 kvm_cpuid takes the bit away only where the host has it: SF(CONSTANT_TSC), arch/x86/kvm/cpuid.c.
    private static readonly KvmRelease HiddenOnAnyHost = new(6, 14);
    private static readonly bool HostHasInvariantTsc = File.ReadAllText("/proc/cpuinfo").Contains(" constant_tsc", StringComparison.Ordinal);

    private HvAccess _access = new(cpuid.HyperV, options);

    /// <summary>A hypercall that does not come to KVM's Hyper-V code.</summary>
    public static (string Text, string Reason) NotHyperV(Probe probe) =>
        (unchecked((uint)probe.Value) == KvmSchedYield ? nameof(HvAccessOutcome.Allowed) : nameof(HvAccessOutcome.NotHyperV), "it is none of Hyper-V's");

    /// <summary>From now on the guest is held to its CPUID.</summary>
    public void Enforce() => Change(_access.Options with { Enforced = true });

    /// <summary>What a probe meets in protected mode.</summary>
    public (string Text, string Reason) Of(Probe probe)
    {
        if (probe.Kind == ProbeKind.Cpuid)
        {
            bool hidden = _access.ReadMsr(ProbeScript.TscInvariantControl).IsImplemented && !_access.Options.InvariantTscSet
                && (HostHasInvariantTsc || options.Kernel.Base >= HiddenOnAnyHost);
            CpuidRegisters registers = cpuid.Query((uint)probe.Value, probe.Number, invariantTscEnabled: !hidden);
            return ($"{registers.Edx:X8}H", "bit 8 goes with MSR 40000118H");
        }

        HvAccessResult result = probe.Kind == ProbeKind.Hypercall
            ? _access.Hypercall(probe.Value)
            : _access.Msr(probe.Number, probe.Kind == ProbeKind.Write, probe.Value);
        if (probe is { Kind: ProbeKind.Write, Number: ProbeScript.TscInvariantControl, Value: 1 } && result.IsAllowed)
        {
            Change(_access.Options with { InvariantTscSet = true });
        }

        return Text(probe, result);
    }

    /// <summary>What a hypercall meets in real mode.</summary>
    public (string Text, string Reason) InRealMode(Probe probe) => Text(probe, _access.Hypercall(probe.Value, privileged: false));

    private (string Text, string Reason) Text(Probe probe, HvAccessResult result) => result switch
    {
        { Outcome: HvAccessOutcome.NotHyperV } => NotHyperV(probe),
        { IsAllowed: true, IsImplemented: false } => (nameof(HvAccessOutcome.InvalidHypercallCode), result.Reason),

        // Nothing is bound to the connection, and without a SynIC user space is not asked for what is.
        { IsAllowed: true } when probe.Kind == ProbeKind.Hypercall && (ushort)(probe.Value & 0xFFFF) == ProbeScript.SignalEvent && !_access.Options.SynicActive =>
            (nameof(HvAccessOutcome.InvalidHypercallInput), result.Reason),
        _ => (result.Outcome.ToString(), result.Reason),
    };

    private void Change(HvAccessOptions options) => _access = new HvAccess(cpuid.HyperV, options);
}
