using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Access;

/// <summary>Something a guest may touch: a row of <see cref="HvMsrTable"/> or <see cref="HvHypercallTable"/>.</summary>
/// <param name="Name">Its name: Linux's of an MSR, the TLFS's of a hypercall.</param>
/// <param name="Needs">
/// What the guest's CPUID must show under enforcement, all of it. A single bit must be set; the whole register CPUID.40000004H:EBX, the spinlock
/// retries, must be neither 0 nor FFFFFFFFH (hv_check_hypercall_access).
/// </param>
/// <param name="Since">The change of KVM that brought it; <see cref="KvmChanges.IoctlAdded"/> for what was there by Linux 5.0, the first release that is known here.</param>
public abstract record HvAccessRow(string Name, IReadOnlyList<BitAddress> Needs, KvmChange Since)
{
    /// <summary>The bit that must be set with or without enforcement; null when there is none.</summary>
    public BitAddress? AlwaysNeeds { get; init; }

    /// <summary>The change since which it needs an in-kernel local APIC; null when it never does.</summary>
    public KvmChange? NeedsLapicSince { get; init; }

    /// <summary>The number as messages spell it: <c>40000090H</c>, <c>005CH</c>, <c>8002H to 8041H</c>.</summary>
    public abstract string Number { get; }
}
