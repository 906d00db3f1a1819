using HvCpuid.Access;

namespace HvCpuid.Tool.Verbs;

/// <summary>A single access that is asked about.</summary>
internal abstract record AccessQuestion
{
    /// <summary>Asks.</summary>
    public abstract AccessAnswer Ask(HvAccess access);
}

/// <summary>An MSR.</summary>
/// <param name="Msr">Its number.</param>
/// <param name="Value">The value written; null for a read.</param>
internal sealed record MsrQuestion(uint Msr, ulong? Value) : AccessQuestion
{
    /// <inheritdoc/>
    public override AccessAnswer Ask(HvAccess access)
    {
        HvAccessResult read = access.ReadMsr(Msr);
        HvAccessResult result = Value is { } value ? access.WriteMsr(Msr, value) : read;
        bool writable = Value is null ? access.Msrs.Any(msr => msr.Row.Msr == Msr && msr.Write.IsAllowed) : result.IsAllowed;
        return new MsrAnswer(this, result, read.IsAllowed, writable);
    }
}

/// <summary>A hypercall.</summary>
/// <param name="Input">The input value.</param>
internal sealed record HypercallQuestion(ulong Input) : AccessQuestion
{
    /// <inheritdoc/>
    public override AccessAnswer Ask(HvAccess access)
    {
        // What CPUID says is the answer; how KVM takes this input value is told beside it.
        HvAccessResult meets = access.Hypercall(Input);
        HvAccessResult gate = access.HypercallGate(new HvHypercallInput(Input).Code);
        return new HypercallAnswer(this, meets.Outcome == HvAccessOutcome.UndefinedOpcode ? meets : gate, meets);
    }
}

/// <summary>What a single access meets.</summary>
/// <param name="Result">Allowed, or refused and why.</param>
internal abstract record AccessAnswer(HvAccessResult Result)
{
    /// <summary>True where the kernel is not known well enough to say.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>The word for it.</summary>
    public string Word => IsUnknown ? "unknown" : Result.EndWord();
}

/// <summary>What an access to an MSR meets.</summary>
/// <param name="Question">The access.</param>
/// <param name="Result">Allowed, or refused and why.</param>
/// <param name="Read">Whether it may be read.</param>
/// <param name="Write">Whether it may be written: the value asked about, else one that it takes.</param>
internal sealed record MsrAnswer(MsrQuestion Question, HvAccessResult Result, bool Read, bool Write) : AccessAnswer(Result);

/// <summary>What a hypercall meets.</summary>
/// <param name="Question">The hypercall.</param>
/// <param name="Result">What CPUID says, and whether it is #UD.</param>
/// <param name="Meets">What KVM answers in the end.</param>
internal sealed record HypercallAnswer(HypercallQuestion Question, HvAccessResult Result, HvAccessResult Meets) : AccessAnswer(Result);
