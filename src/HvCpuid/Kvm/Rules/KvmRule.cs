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
    /// <returns>Whether it does.</returns>
    public virtual bool Applies(SupportedQuery query) => IsIn(query.Host.Kernel) && Condition.Holds(query);
}

/// <summary>A leaf is part of the answer.</summary>
/// <param name="Function">The leaf.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmLeafRule(uint Function, KvmChange Since, KvmCondition Condition = KvmCondition.Always) : KvmRule(Since, Condition)
{
    /// <summary>The design that the row belongs to; null for the leaves that are not argued about.</summary>
    public NestedFeaturesEmission? Emission { get; init; }

    /// <inheritdoc/>
    public override bool Applies(SupportedQuery query) => base.Applies(query) && IsChosen(query.Host);

    /// <summary>True when the host follows the design that the row belongs to.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Whether it does.</returns>
    internal bool IsChosen(KvmHost host) => Emission is null || Emission == host.NestedFeaturesEmission;

    /// <summary>The row on one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"leaf {BitAddress.FunctionText(Function)} {Condition.Text()}";
}

/// <summary>Bits of a leaf have a value.</summary>
/// <param name="Address">The bits.</param>
/// <param name="Value">Their value, the lowest bit at bit 0; what it is without the host's or the vCPU's own where <see cref="From"/> names one.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmBitRule(BitAddress Address, uint Value, KvmChange Since, KvmCondition Condition = KvmCondition.Always) : KvmRule(Since, Condition)
{
    /// <summary>Where the value comes from.</summary>
    public KvmValueSource From { get; init; }

    /// <summary>The value that the row gives.</summary>
    /// <param name="query">Who asks whom.</param>
    /// <returns>The value, its lowest bit at bit 0.</returns>
    public uint ValueFor(SupportedQuery query)
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
    /// <returns>The text.</returns>
    public override string ToString() => $"{Address} = {Value:X}H {Condition.Text()}";
}

/// <summary>The call is refused.</summary>
/// <param name="Errno">The error; <see cref="KvmErrno.None"/> where the call does not come back.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmRefusalRule(KvmErrno Errno, string Reason, KvmChange Since, KvmCondition Condition) : KvmRule(Since, Condition);

/// <summary>What KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS) on a vCPU answers.</summary>
/// <param name="Errno">The error; <see cref="KvmErrno.None"/> for success.</param>
/// <param name="VersionWord">The version word written back on success; 0 says none.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="Since">The change that brought it.</param>
/// <param name="Condition">When it takes effect.</param>
public sealed record KvmEnablingRule(KvmErrno Errno, ushort VersionWord, string Reason, KvmChange Since, KvmCondition Condition)
    : KvmRule(Since, Condition);

/// <summary>Where the value of a <see cref="KvmBitRule"/> comes from.</summary>
public enum KvmValueSource
{
    /// <summary>It is the row's own.</summary>
    Row = 0,

    /// <summary><see cref="KvmHost.MaximumVcpus"/>, else the row's own.</summary>
    MaximumVcpus,

    /// <summary>The vCPU's eVMCS version range; 1..1 in the system form.</summary>
    EvmcsVersions,

    /// <summary><see cref="KvmHost.Signature"/>.</summary>
    Signature,
}
