using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>A row of <see cref="KvmRuleTable"/>: from one change to another, under a condition, KVM does something.</summary>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public abstract record KvmRule(KvmChange Since, KvmCondition Condition)
{
    /// <summary>The change that ended it; null while it lasts.</summary>
    public KvmChange? Until { get; init; }

    /// <summary>True when the kernel has this row, whatever the host and the vCPU.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public bool IsIn(KvmKernel kernel) => Since.IsIn(kernel) && Until?.IsIn(kernel) != true;

    /// <summary>True when the row takes effect.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <exception cref="ArgumentException">The query is the default value, without a host.</exception>
    public bool Applies(KvmQuery query) => IsIn(query.Asked().Kernel) && Holds(query);

    /// <summary>True when the row takes effect on a query whose kernel has it.</summary>
    internal virtual bool Holds(KvmQuery query) => Condition.Holds(query);
}

/// <summary>A row about what is reported: a leaf or bits of one.</summary>
/// <param name="Function">The leaf.</param>
/// <param name="Field">The bits; null for a row about the leaf itself.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public abstract record KvmReportRule(uint Function, BitAddress? Field, KvmChange Since, KvmCondition Condition) : KvmRule(Since, Condition)
{
    /// <summary>The leaf.</summary>
    public uint Function { get; } = Function;

    /// <summary>The bits; null for a row about the leaf itself.</summary>
    public BitAddress? Field { get; } = Field;
}

/// <summary>A leaf is part of the answer.</summary>
/// <param name="Function">The leaf.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect; always when null.</param>
public sealed record KvmLeafRule(uint Function, KvmChange Since, KvmCondition? Condition = null) : KvmReportRule(Function, null, Since, Condition ?? KvmCondition.Always)
{
    /// <summary>The design that the row belongs to; null for the leaves that are not argued about.</summary>
    public NestedFeaturesEmission? Emission { get; init; }

    /// <inheritdoc/>
    internal override bool Holds(KvmQuery query) => IsChosen(query.Host) && Condition.Holds(query);

    /// <summary>True when the host follows the design that the row belongs to.</summary>
    /// <param name="host">The host.</param>
    internal bool IsChosen(KvmHost host) => Emission is null || Emission == host.NestedFeaturesEmission;

    /// <summary>The row on one line.</summary>
    public override string ToString() => $"leaf {BitAddress.FunctionText(Function)} {Condition}";
}

/// <summary>Bits of a leaf have a value.</summary>
/// <param name="Address">The bits.</param>
/// <param name="Value">Their value, the lowest bit at bit 0; what it is without the host's or the vCPU's own where <see cref="From"/> names one.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect; always when null.</param>
public sealed record KvmBitRule(BitAddress Address, uint Value, KvmChange Since, KvmCondition? Condition = null)
    : KvmReportRule(Address.Function, Address, Since, Condition ?? KvmCondition.Always)
{
    /// <summary>The bits.</summary>
    public BitAddress Address { get; } = Address;

    /// <summary>Where the value comes from.</summary>
    public KvmValueSource From { get; init; }

    /// <summary>The value that the row gives.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <returns>The value, its lowest bit at bit 0.</returns>
    public uint ValueFor(KvmQuery query)
    {
        uint evmcs = query.Scope == KvmScope.Vcpu && query.Vcpu.Evmcs is { } range ? range.Word : EvmcsVersionRange.Version1.Word;
        return From switch
        {
            KvmValueSource.MaximumVcpus => (uint?)query.Host.BuiltForVcpus ?? Value,
            KvmValueSource.EvmcsVersions => Address.Bits.Extract(evmcs),
            KvmValueSource.Signature => query.Host.Signature.Word(Address.Register),
            _ => Value,
        };
    }

    /// <summary>The row on one line.</summary>
    public override string ToString() => $"{Address} = {Value:X}H {Condition}";
}

/// <summary>The call gives no answer.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmRefusalRule(KvmOutcome Outcome, string Reason, KvmChange Since, KvmCondition Condition) : KvmRule(Since, Condition);

/// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU answers.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Versions">The versions written back on success; null where there are none: the word written is 0, and no answer changes.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmEnablingRule(KvmOutcome Outcome, EvmcsVersionRange? Versions, string Reason, KvmChange Since, KvmCondition Condition)
    : KvmRule(Since, Condition);

/// <summary>Where the value of a <see cref="KvmBitRule"/> comes from.</summary>
public enum KvmValueSource
{
    /// <summary>It is the row's own.</summary>
    Row = 0,

    /// <summary><see cref="KvmHost.MaximumVcpus"/>, else the row's own.</summary>
    MaximumVcpus,

    /// <summary>The vCPU's eVMCS version range; 1..1 on /dev/kvm.</summary>
    EvmcsVersions,

    /// <summary><see cref="KvmHost.Signature"/>.</summary>
    Signature,
}
