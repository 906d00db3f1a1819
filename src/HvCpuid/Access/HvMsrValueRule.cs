using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Access;

/// <summary>Which values a guest may write to an MSR.</summary>
/// <param name="Text">The rule in words, to follow "takes".</param>
/// <param name="Since">The change since which KVM holds guests to it.</param>
/// <param name="Accepts">Says whether a value is taken.</param>
public sealed record HvMsrValueRule(string Text, KvmChange Since, Func<ulong, HvAccessOptions, bool> Accepts)
{
    /// <summary>The bits of the value that need <see cref="GuardedBy"/>.</summary>
    public ulong GuardedBits { get; init; }

    /// <summary>The bit that must be set under enforcement for a value with one of <see cref="GuardedBits"/>; null when there is none.</summary>
    public BitAddress? GuardedBy { get; init; }
}
