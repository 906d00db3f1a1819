using HvCpuid.Ioctl;

namespace HvCpuid.Linux;

/// <summary>How long a guest may run: both bounds hold.</summary>
/// <param name="MaxExits">The most exits, one at least.</param>
/// <param name="Longest">The longest time, not negative and no longer than a timer takes (about 49 days), or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
public sealed record GuestRunLimits(int MaxExits, TimeSpan Longest)
{
    /// <summary>A hundred thousand exits, ten seconds.</summary>
    public static GuestRunLimits Default { get; } = new(100_000, TimeSpan.FromSeconds(10));

    internal void ThrowUnlessBounds()
    {
        if (MaxExits < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxExits), MaxExits, "A guest comes back once at least: expected a positive number of exits.");
        }

        if (Longest != Timeout.InfiniteTimeSpan && (Longest < TimeSpan.Zero || Longest.TotalMilliseconds >= uint.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(Longest), Longest, "Expected a time that is not negative and below 4294967295 ms, or Timeout.InfiniteTimeSpan.");
        }
    }
}

/// <summary>Runs a guest from exit to exit until it halts, within bounds.</summary>
public static class GuestRun
{
    /// <summary>Runs a vCPU until its guest executes HLT.</summary>
    /// <param name="vcpu">The vCPU, its memory and registers ready.</param>
    /// <param name="onOut">Is told every OUT; an IN reads ones.</param>
    /// <param name="limits">The bounds; null for <see cref="GuestRunLimits.Default"/>.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <returns>How many exits it took, the last one included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is none.</exception>
    /// <exception cref="GuestRunException">The guest did not come to HLT: it ran too long, shut down, or did what a prototype does not serve.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="KvmException">KVM refuses.</exception>
    public static int UntilHalt(LinuxVcpu vcpu, Action<KvmExit> onOut, GuestRunLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vcpu);
        ArgumentNullException.ThrowIfNull(onOut);
        limits ??= GuestRunLimits.Default;
        limits.ThrowUnlessBounds();
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(limits.Longest);
        for (int exits = 1; exits <= limits.MaxExits; exits++)
        {
            KvmExit exit = RunBounded(vcpu, limits, bound.Token, cancellation);
            switch (exit.Reason)
            {
                case KvmExitReason.Hlt:
                    return exits;
                case KvmExitReason.Io when exit.IsOut:
                    onOut(exit);
                    break;
                case KvmExitReason.Io:
                    break;
                default:
                    throw GuestRunException.Unserved(exit, vcpu.GetRegisters());
            }
        }

        throw GuestRunException.TooManyExits(limits.MaxExits, vcpu.GetRegisters());
    }

    private static KvmExit RunBounded(LinuxVcpu vcpu, GuestRunLimits limits, CancellationToken bound, CancellationToken cancellation)
    {
        try
        {
            return vcpu.Run(bound);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw GuestRunException.TooLong(limits.Longest, vcpu.GetRegisters());
        }
    }
}
