using System.Globalization;
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
/// <example>
/// <code>
/// var access = new HvAccess(KvmQuery.Parse("6.12,intel").Ask().Set!);
/// HvAccessResult result = access.ReadMsr(0x40000002); // HV_X64_MSR_VP_INDEX
/// Console.WriteLine(result.Outcome); // Allowed
/// Console.WriteLine(access.WriteMsr(0x40000002, 1).Reason); // HV_X64_MSR_VP_INDEX (40000002H) is read-only for a guest.
/// </code>
/// </example>
public sealed class HvAccess
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
        Leaves = Guard.NotNull(leaves);
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
    /// What the guest may touch if the kernel is the other one that it may be (<see cref="KvmKernel.Neighbour"/>): where both differ, the result is not
    /// known. Null where the kernel is known.
    /// </summary>
    public HvAccess? Otherwise => Options.Kernel.Neighbour is { } other ? field ??= new HvAccess(Leaves, Options with { Kernel = other }) : null;

    /// <summary>True when CPUID.40000001H:EAX is <c>Hv#1</c>: KVM takes the guest for Hyper-V aware, whatever the vendor says (kvm_hv_set_cpuid).</summary>
    public bool IsAware { get; }

    /// <summary>True when the CPUID is enforced: asked for, on a release (Linux 5.14) and build that can.</summary>
    public bool IsEnforced { get; }

    /// <summary>True when a fast hypercall may have input in XMM registers, as far as CPUID goes.</summary>
    public bool AllowsXmmInput { get; }

    /// <summary>Every MSR that KVM implements, with what KVM answers a read, and a write of a value that it takes.</summary>
    public IEnumerable<HvMsrAccess> Msrs => HvMsrTable.All.Select((row, index) => new HvMsrAccess(row, _reads[index], _writes[index]));

    /// <summary>Every hypercall that some release of KVM implements, with what CPUID says of it and what KVM answers.</summary>
    public IEnumerable<HvHypercallAccess> Hypercalls => HvHypercallTable.All.Select((row, index) => new HvHypercallAccess(
        row, HypercallGate(row.Code), _gates[index].IsAllowed ? _bodies[index] : _gates[index]));

    // Whether the guest comes to KVM's Hyper-V code at all.
    private bool IsReached => _notReached == HvAccessCause.Nothing;

    /// <summary>What KVM answers a guest that reads an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult ReadMsr(uint msr) => Msr(msr, write: false, value: 0);

    /// <summary>What KVM answers a guest that writes an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <param name="value">The value.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult WriteMsr(uint msr, ulong value) => Msr(msr, write: true, value);

    /// <summary>What KVM answers a guest's access to an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <param name="write">True for a write.</param>
    /// <param name="value">The value written; without effect on a read.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult Msr(uint msr, bool write, ulong value)
    {
        int index = HvMsrTable.IndexOf(msr);
        if (index < 0)
        {
            return msr is >= HvMsrTable.First and <= HvMsrTable.Last
                ? new(HvAccessCause.NoSuchMsr, HvAccessOutcome.GeneralProtection, null)
                : throw NotSynthetic(msr);
        }

        if (!write)
        {
            return _reads[index];
        }

        HvAccessResult result = _writes[index];
        return _values[index] is { } rule && result.IsAllowed ? WithValue(result, rule, value) : result;
    }

    /// <summary>What CPUID alone says of a call code, without looking at the input value, the SynIC and the local APIC, except where it harms the host.</summary>
    /// <param name="code">The call code.</param>
    /// <returns>
    /// Allowed, denied, an invalid code (the debugger's without CPUID.40000082H:EAX[1]), not Hyper-V's at all, or, where CPUID allows it,
    /// <see cref="HvAccessOutcome.HostOops"/>.
    /// </returns>
    public HvAccessResult HypercallGate(ushort code)
    {
        int index = HvHypercallTable.IndexOf(code);
        return index < 0 ? UnknownCode()
            : _gates[index].IsAllowed && _bodies[index].Cause is HvAccessCause.AlwaysNeededBitClear or HvAccessCause.Flaw ? _bodies[index]
            : _gates[index];
    }

    /// <summary>
    /// What KVM answers a hypercall, in its own order of checks: privilege, CPUID, reserved bits, XMM input, then what the call itself checks of its
    /// input value (kvm_hv_hypercall). What the call reads from guest memory is not looked at.
    /// </summary>
    /// <param name="input">The hypercall input value, all 64 bits, see <see cref="HvHypercallInput"/>.</param>
    /// <param name="privileged">False when the guest calls from CPL 1 to 3 or from real mode.</param>
    /// <returns>
    /// The result; <see cref="HvAccessOutcome.Allowed"/> also for a code that KVM does not implement, since no bit of CPUID guards it: see
    /// <see cref="HvAccessResult.IsImplemented"/>. For a guest whose GUEST_OS_ID is 0 KVM does not come here at all.
    /// </returns>
    public HvAccessResult Hypercall(ulong input, bool privileged = true)
    {
        HvHypercallInput call = new(input);
        int index = HvHypercallTable.IndexOf(call.Code);
        HvAccessResult gate = index < 0 ? UnknownCode() : _gates[index];
        HvAccessCause cause =
            IsReached && !privileged ? HvAccessCause.NotPrivileged
            : !gate.IsAllowed ? gate.Cause
            : _reservedBitsChecked && call.Reserved != 0 ? HvAccessCause.ReservedBits
            : !gate.IsImplemented ? gate.Cause
            : InputCause(HvHypercallTable.At(index), _takesXmm[index], call);
        return cause == HvAccessCause.Nothing ? _bodies[index] : cause == gate.Cause ? gate : Refused(cause, gate.Row);
    }

    private static ArgumentOutOfRangeException NotSynthetic(uint msr) => new(
        nameof(msr),
        msr,
        string.Format(CultureInfo.InvariantCulture, "MSR {0:X8}H is not synthetic: those are {1:X8}H to {2:X8}H.", msr, HvMsrTable.First, HvMsrTable.Last));

    private HvAccessResult WithValue(HvAccessResult result, HvMsrValueRule rule, ulong value)
    {
        if (IsEnforced && (value & rule.GuardedBits) != 0 && rule.GuardedBy is { } guard && !IsMet(guard))
        {
            return new(HvAccessCause.ValueNeedsBit, HvAccessOutcome.GeneralProtection, result.Row, guard);
        }

        return rule.Accepts(value, Options) ? result : new(HvAccessCause.ValueRefused, HvAccessOutcome.GeneralProtection, result.Row);
    }

    // All refusals are #GP, so that their order shows in the reason only: first what no bit of CPUID would change.
    private HvAccessResult MsrResult(HvMsrRow row, bool write)
    {
        HvAccessCause cause =
            !IsIn(row.Since) ? HvAccessCause.NotInRelease
            : !IsReached ? _notReached
            : write && row.Direction == HvMsrDirection.ReadOnly ? HvAccessCause.ReadOnly
            : !write && row.Direction == HvMsrDirection.WriteOnly ? HvAccessCause.WriteOnly
            : IsEnforced && FirstMissing(row) is not null ? HvAccessCause.BitClear
            : row.AlwaysNeeds is { } bit && !IsMet(bit) ? HvAccessCause.AlwaysNeededBitClear
            : !Options.SynicActive && (write ? IsIn(row.WriteNeedsSynicSince) : row.ReadNeedsSynic) ? HvAccessCause.SynicInactive
            : !Options.InKernelLapic && IsIn(row.NeedsLapicSince) ? HvAccessCause.NoInKernelLapic
            : HvAccessCause.Nothing;
        return cause switch
        {
            HvAccessCause.Nothing => new(cause, HvAccessOutcome.Allowed, row),
            HvAccessCause.BitClear => new(cause, HvAccessOutcome.GeneralProtection, row, FirstMissing(row)),
            HvAccessCause.AlwaysNeededBitClear => new(cause, HvAccessOutcome.GeneralProtection, row, row.AlwaysNeeds),
            _ => new(cause, HvAccessOutcome.GeneralProtection, row),
        };
    }

    private HvAccessResult UnknownCode() => IsReached
        ? new(HvAccessCause.NoSuchHypercall, HvAccessOutcome.Allowed, null)
        : new(_notReached, HvAccessOutcome.NotHyperV, null);

    private HvAccessCause InputCause(HvHypercallRow row, bool takesXmm, HvHypercallInput call)
    {
        if (call.IsFast && row.Fast != HvHypercallFast.Taken && (row.Fast == HvHypercallFast.Refused || !takesXmm || !AllowsXmmInput))
        {
            return row.Fast == HvHypercallFast.Refused || !takesXmm ? HvAccessCause.FastRefused : HvAccessCause.XmmInputClear;
        }

        if (_variableHeaderChecked && row.IsFixedSize && call.VariableHeader != 0)
        {
            return HvAccessCause.VariableHeader;
        }

        return row.Reps switch
        {
            HvHypercallReps.Simple when call.RepCount != 0 || call.RepStart != 0 => HvAccessCause.RepOfSimple,
            HvHypercallReps.Rep when call.RepCount == 0 || call.RepStart != 0 => HvAccessCause.RepCountMissing,
            _ => HvAccessCause.Nothing,
        };
    }

    private static HvAccessResult Refused(HvAccessCause cause, HvAccessRow? row) => cause switch
    {
        HvAccessCause.NotPrivileged => new(cause, HvAccessOutcome.UndefinedOpcode, row),
        HvAccessCause.XmmInputClear => new(cause, HvAccessOutcome.UndefinedOpcode, row, HvHypercallTable.XmmInput),
        HvAccessCause.FastRefused when row is HvHypercallRow { Fast: HvHypercallFast.Refused } => new(cause, HvAccessOutcome.InvalidParameter, row),
        _ => new(cause, HvAccessOutcome.InvalidHypercallInput, row),
    };

    // What comes before the input value is looked at. Without the debugger its calls pass, to be answered as unknown (hv_check_hypercall_access).
    private HvAccessResult Gate(HvHypercallRow row)
    {
        if (!IsReached)
        {
            return new(_notReached, HvAccessOutcome.NotHyperV, row);
        }

        if (!IsIn(row.Since))
        {
            return new(HvAccessCause.NoSuchHypercall, HvAccessOutcome.Allowed, row);
        }

        bool guarded = IsEnforced && (row.AlwaysNeeds is not { } bit || IsMet(bit));
        return guarded && FirstMissing(row) is { } missing
            ? new(HvAccessCause.BitClear, HvAccessOutcome.AccessDenied, row, missing)
            : new(HvAccessCause.Nothing, HvAccessOutcome.Allowed, row);
    }

    // What comes after the input value has been looked at.
    private HvAccessResult Body(HvHypercallRow row) =>
        !IsIn(row.Since) ? new(HvAccessCause.NoSuchHypercall, HvAccessOutcome.Allowed, row)
        : row.AlwaysNeeds is { } bit && !IsMet(bit) ? new(HvAccessCause.AlwaysNeededBitClear, HvAccessOutcome.InvalidHypercallCode, row, bit)
        : row.NeedsSynic && !Options.SynicActive ? new(HvAccessCause.SynicInactive, HvAccessOutcome.InvalidHypercallInput, row)
        : !Options.InKernelLapic && row.NeedsLapicSince is { } needed
            ? needed.IsIn(Options.Kernel) ? new(HvAccessCause.NoInKernelLapic, HvAccessOutcome.InvalidHypercallInput, row) : new(HvAccessCause.Flaw, HvAccessOutcome.HostOops, row)
        : new(HvAccessCause.Nothing, HvAccessOutcome.Allowed, row);

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

/// <summary>A guest's access to one MSR.</summary>
/// <param name="Row">The MSR.</param>
/// <param name="Read">Reading it.</param>
/// <param name="Write">Writing a value that it takes.</param>
public sealed record HvMsrAccess(HvMsrRow Row, HvAccessResult Read, HvAccessResult Write);

/// <summary>A guest's access to one hypercall.</summary>
/// <param name="Row">The hypercall.</param>
/// <param name="Gate">What CPUID alone says, see <see cref="HvAccess.HypercallGate"/>.</param>
/// <param name="Result">Making it with a well-formed input value, its input in memory.</param>
public sealed record HvHypercallAccess(HvHypercallRow Row, HvAccessResult Gate, HvAccessResult Result);
