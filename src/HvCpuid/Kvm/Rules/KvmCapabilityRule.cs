namespace HvCpuid.Kvm;

/// <summary>What KVM_CHECK_EXTENSION answers for a capability.</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Value">The answer, 0 for "not there"; what it is without the host's own where <see cref="From"/> names one.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect; always when null.</param>
public sealed record KvmCapabilityRule(KvmCapability Capability, int Value, KvmChange Since, KvmCondition? Condition = null)
    : KvmRule(Since, Condition ?? KvmCondition.Always)
{
    /// <summary>Where the answer comes from: the row, or <see cref="KvmHost.MaximumVcpus"/>.</summary>
    public KvmValueSource From { get; init; }

    /// <summary>True where the value is a number for each vCPU that a VM may have.</summary>
    public bool PerVcpu { get; init; }

    /// <summary>The value that the row gives: for a VM, or for each vCPU that it may have.</summary>
    /// <param name="query">Who asks whom.</param>
    public int ValueFor(KvmQuery query) => From == KvmValueSource.MaximumVcpus ? query.Host.BuiltForVcpus ?? Value : Value;
}

/// <summary>What KVM_ENABLE_CAP on a vCPU answers for a capability; eVMCS has rows of its own, <see cref="KvmRuleTable.Enabling"/>.</summary>
/// <param name="Capability">The capability.</param>
/// <param name="Outcome">What becomes of the call.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect; always when null.</param>
public sealed record KvmEnableCapRule(KvmCapability Capability, KvmOutcome Outcome, string Reason, KvmChange Since, KvmCondition? Condition = null)
    : KvmRule(Since, Condition ?? KvmCondition.Always);
