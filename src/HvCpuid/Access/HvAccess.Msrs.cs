using System.Globalization;

namespace HvCpuid.Access;

// Synthetic MSRs.
public sealed partial class HvAccess
{
    /// <summary>Every MSR that KVM implements, with what a guest meets reading it, and writing a value that it takes.</summary>
    public IEnumerable<HvMsrAccess> Msrs => HvMsrTable.All.Select((row, place) => new HvMsrAccess(row, _reads[place], _writes[place]));

    /// <summary>What a guest meets reading an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult ReadMsr(uint msr) => Msr(msr, write: false, value: 0);

    /// <summary>What a guest meets writing an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <param name="value">The value.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult WriteMsr(uint msr, ulong value) => Msr(msr, write: true, value);

    /// <summary>What a guest meets at an MSR.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <param name="write">True for a write.</param>
    /// <param name="value">The value written; without effect on a read.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult Msr(uint msr, bool write, ulong value)
    {
        int place = HvMsrTable.PlaceOf(msr);
        if (place < 0)
        {
            return msr is >= HvMsrTable.First and <= HvMsrTable.Last
                ? new(HvAccessCause.NoSuchMsr, HvAccessOutcome.GeneralProtection, null)
                : throw NotSynthetic(msr);
        }

        if (!write)
        {
            return _reads[place];
        }

        HvAccessResult result = _writes[place];
        return _values[place] is { } rule && result.IsAllowed ? WithValue(result, rule, value) : result;
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
}

/// <summary>What a guest meets at one MSR.</summary>
/// <param name="Row">The MSR.</param>
/// <param name="Read">Reading it.</param>
/// <param name="Write">Writing a value that it takes.</param>
public sealed record HvMsrAccess(HvMsrRow Row, HvAccessResult Read, HvAccessResult Write);
