using System.Globalization;

namespace HvCpuid.Linux;

/// <summary>A guest that did not come to HLT.</summary>
public sealed class GuestRunException : Exception
{
    private GuestRunException(string message, KvmExitReason? reason, KvmRegisters registers)
        : base(string.Create(CultureInfo.InvariantCulture, $"The guest {message} (RIP {registers.Rip:X}H).")) => (Reason, Registers) = (reason, registers);

    /// <summary>The exit that a prototype does not serve; null when the guest ran into a bound.</summary>
    public KvmExitReason? Reason { get; }

    /// <summary>The registers where it ended.</summary>
    public KvmRegisters Registers { get; }

    internal static GuestRunException TooLong(TimeSpan longest, KvmRegisters registers) =>
        new(string.Create(CultureInfo.InvariantCulture, $"was stopped: it ran for {longest.TotalSeconds:0.###} s without halting"), null, registers);

    internal static GuestRunException TooManyExits(int most, KvmRegisters registers) =>
        new(string.Create(CultureInfo.InvariantCulture, $"was stopped: it came back {most} times without halting"), null, registers);

    internal static GuestRunException Unserved(KvmExit exit, KvmRegisters registers) => new(
        exit.Reason switch
        {
            KvmExitReason.Shutdown => "shut down: a triple fault, an exception for which it has no handler",
            KvmExitReason.FailEntry => string.Create(CultureInfo.InvariantCulture, $"cannot be entered: the processor refuses with {exit.Detail:X}H"),
            KvmExitReason.InternalError => string.Create(CultureInfo.InvariantCulture, $"made KVM give up: internal error {exit.Detail}, as on an instruction that it cannot emulate"),
            KvmExitReason.Mmio => "used an address where it has no memory",
            KvmExitReason.SystemEvent => string.Create(CultureInfo.InvariantCulture, $"asked for a system event, number {exit.Detail}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"came back with KVM_EXIT number {(int)exit.Reason}, which is not served here"),
        },
        exit.Reason,
        registers);
}
