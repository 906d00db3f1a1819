namespace HvCpuid.Access;

// Hypercalls.
public sealed partial class HvAccess
{
    /// <summary>Every hypercall that some release of KVM implements, with what CPUID says of it and what a guest meets.</summary>
    public IEnumerable<HvHypercallAccess> Hypercalls => HvHypercallTable.All.Select((row, place) => new HvHypercallAccess(
        row, HypercallGate(row.Code), _gates[place].IsAllowed ? _bodies[place] : _gates[place]));

    /// <summary>What CPUID alone says of a call code, without looking at the input value, the SynIC and the local APIC, except where it harms the host.</summary>
    /// <param name="code">The call code.</param>
    /// <returns>
    /// Allowed, denied, an invalid code (the debugger's without CPUID.40000082H:EAX[1]), not Hyper-V's at all, or, where CPUID allows it,
    /// <see cref="HvAccessOutcome.HostOops"/>.
    /// </returns>
    public HvAccessResult HypercallGate(ushort code)
    {
        int place = HvHypercallTable.PlaceOf(code);
        return place < 0 ? UnknownCode()
            : _gates[place].IsAllowed && _bodies[place].Cause is HvAccessCause.AlwaysNeededBitClear or HvAccessCause.Flaw ? _bodies[place]
            : _gates[place];
    }

    /// <summary>
    /// What a guest meets making a hypercall, in KVM's order: privilege, CPUID, reserved bits, XMM input, then what the call itself checks of its
    /// input value (kvm_hv_hypercall). What the call reads from guest memory is not looked at.
    /// </summary>
    /// <param name="input">The hypercall input value, all 64 bits, see <see cref="HvHypercallInput"/>.</param>
    /// <param name="privileged">False when the guest calls from CPL 1 to 3 or from real mode.</param>
    /// <returns>
    /// What it meets; <see cref="HvAccessOutcome.Allowed"/> also for a code that KVM does not implement, since no bit of CPUID guards it: see
    /// <see cref="HvAccessResult.IsImplemented"/>. For a guest whose GUEST_OS_ID is 0 KVM does not come here at all.
    /// </returns>
    public HvAccessResult Hypercall(ulong input, bool privileged = true)
    {
        HvHypercallInput call = new(input);
        int place = HvHypercallTable.PlaceOf(call.Code);
        HvAccessResult gate = place < 0 ? UnknownCode() : _gates[place];
        HvAccessCause cause =
            IsReached && !privileged ? HvAccessCause.NotPrivileged
            : !gate.IsAllowed ? gate.Cause
            : _reservedBitsChecked && call.Reserved != 0 ? HvAccessCause.ReservedBits
            : !gate.IsImplemented ? gate.Cause
            : InputCause(HvHypercallTable.At(place), _takesXmm[place], call);
        return cause == HvAccessCause.Nothing ? _bodies[place] : cause == gate.Cause ? gate : Refused(cause, gate.Row);
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
}

/// <summary>What a guest meets at one hypercall.</summary>
/// <param name="Row">The hypercall.</param>
/// <param name="Gate">What CPUID alone says, see <see cref="HvAccess.HypercallGate"/>.</param>
/// <param name="Result">Making it with a well-formed input value, its input in memory.</param>
public sealed record HvHypercallAccess(HvHypercallRow Row, HvAccessResult Gate, HvAccessResult Result);
