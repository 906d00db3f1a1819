using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>The faults ordered, each with its count. Without any, a call costs one read of a field that nobody writes.</summary>
internal sealed class KvmFaultPlan
{
    private Countdown[]? _countdowns;

    public void Add(KvmFault fault)
    {
        Countdown added = new(fault);
        Countdown[]? present;
        Countdown[] next;
        do
        {
            present = Volatile.Read(ref _countdowns);
            next = present is null ? [added] : [.. present, added];
        }
        while (Interlocked.CompareExchange(ref _countdowns, next, present) != present);
    }

    /// <summary>Counts a call.</summary>
    /// <returns>The error it fails with, or <see cref="KvmErrno.None"/>.</returns>
    public KvmErrno Next(KvmRequest request) => Volatile.Read(ref _countdowns) is { } countdowns ? Next(countdowns, request) : KvmErrno.None;

    private static KvmErrno Next(Countdown[] countdowns, KvmRequest request)
    {
        KvmErrno errno = KvmErrno.None;
        foreach (Countdown countdown in countdowns)
        {
            if (countdown.Fault.Request == request && countdown.Reaches() && errno == KvmErrno.None)
            {
                errno = countdown.Fault.Errno;
            }
        }

        return errno;
    }

    private sealed class Countdown(KvmFault fault)
    {
        private int _left = fault.Nth;

        public KvmFault Fault { get; } = fault;

        // Stops at -1: counting further down would wrap after two thousand million calls.
        public bool Reaches() => Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) == 0;
    }
}
