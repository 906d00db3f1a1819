using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Access;

/// <summary>
/// What a guest that is shown a set of leaves may touch under KVM: synthetic MSRs and hypercalls. Everything that does not depend on the value
/// written or the input value is decided once, here; a look-up takes constant time and allocates nothing. Immutable, safe for several threads.
/// </summary>
/// <remarks>Source: hv_check_msr_access, hv_check_hypercall_access, kvm_hv_set_cpuid and their callers (arch/x86/kvm/hyperv.c, Linux 5.0 to 6.16, and guests on live kernels up to 7.3.4).</remarks>
public sealed partial class HvAccess
{
    private readonly HvAccessCause _notReached;
    private readonly HvAccessResult[] _reads;
    private readonly HvAccessResult[] _writes;
    private readonly HvMsrValueRule?[] _values;
    private readonly HvAccessResult[] _gates;
    private readonly HvAccessResult[] _bodies;
    private readonly bool[] _takesXmm;
    private readonly bool _variableHeaderChecked;
    private readonly bool _reservedBitsChecked;

    /// <summary>What a guest may touch.</summary>
    /// <param name="leaves">The Hyper-V leaves that the guest is shown.</param>
    /// <param name="options">What else decides; the defaults when null.</param>
    /// <exception cref="ArgumentNullException">There are no leaves.</exception>
    public HvAccess(HvCpuidSet leaves, HvAccessOptions? options = null)
    {
        Leaves = leaves ?? throw new ArgumentNullException(nameof(leaves));
        Options = options ?? new HvAccessOptions();
        IsAware = leaves.Interface is { IsHv1: true };
        IsEnforced = Options.Enforced && Options.HasHyperV && IsIn(KvmChanges.EnforceCpuid);
        _notReached =
            !Options.HasHyperV ? HvAccessCause.NotCompiledIn
            : !IsAware && IsIn(KvmChanges.OnlyAwareGuests) ? HvAccessCause.NotAware
            : HvAccessCause.Nothing;
        _variableHeaderChecked = IsIn(KvmChanges.VariableHeaderChecked);
        _reservedBitsChecked = IsIn(KvmChanges.ReservedBitsChecked);
        _reads = [.. HvMsrTable.All.Select(row => MsrResult(row, write: false))];
        _writes = [.. HvMsrTable.All.Select(row => MsrResult(row, write: true))];
        _values = [.. HvMsrTable.All.Select(row => IsIn(row.Values?.Since) ? row.Values : null)];
        _gates = [.. HvHypercallTable.All.Select(Gate)];
        _bodies = [.. HvHypercallTable.All.Select(Body)];
        _takesXmm = [.. HvHypercallTable.All.Select(row => IsIn(row.XmmInputSince))];
        AllowsXmmInput = !IsEnforced || IsMet(HvHypercallTable.XmmInput);
    }

    /// <summary>The leaves that the guest is shown.</summary>
    public HvCpuidSet Leaves { get; }

    /// <summary>What else decides.</summary>
    public HvAccessOptions Options { get; }

    /// <summary>
    /// What the guest may touch if the kernel is the other one that it may be (<see cref="KvmKernel.Neighbour"/>): where both differ, what it meets is not
    /// known. Null where the kernel is known.
    /// </summary>
    public HvAccess? Otherwise => Options.Kernel.Neighbour is { } other ? field ??= new HvAccess(Leaves, Options with { Kernel = other }) : null;

    /// <summary>True when CPUID.40000001H:EAX is <c>Hv#1</c>: KVM takes the guest for Hyper-V aware, whatever the vendor says (kvm_hv_set_cpuid).</summary>
    public bool IsAware { get; }

    /// <summary>True when the CPUID is enforced: asked for, on a release (Linux 5.14) and build that can.</summary>
    public bool IsEnforced { get; }

    /// <summary>True when a fast hypercall may have input in XMM registers, as far as CPUID goes.</summary>
    public bool AllowsXmmInput { get; }

    // Whether the guest comes to KVM's Hyper-V code at all.
    private bool IsReached => _notReached == HvAccessCause.Nothing;

    private bool IsIn(KvmChange? change) => change is not null && change.IsIn(Options.Kernel);

    private bool IsMet(BitAddress need)
    {
        uint value = Leaves.Extract(need);
        return value != 0 && (need.Bits.IsSingleBit || value != HvRecommendations.NeverNotify);
    }

    private BitAddress? FirstMissing(HvAccessRow row)
    {
        foreach (BitAddress need in row.Needs)
        {
            if (!IsMet(need))
            {
                return need;
            }
        }

        return null;
    }
}
