using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Access;

/// <summary>A synthetic MSR that KVM implements: a row of <see cref="HvMsrTable"/>.</summary>
/// <param name="Msr">Its number.</param>
/// <param name="Name">Its name in Linux.</param>
/// <param name="Needs">The bits that must be set under enforcement (hv_check_msr_access).</param>
/// <param name="Since">The change of KVM that brought it.</param>
public sealed record HvMsrRow(uint Msr, string Name, IReadOnlyList<BitAddress> Needs, KvmChange Since) : HvAccessRow(Name, Needs, Since)
{
    /// <summary>Whether a guest reads it, writes it, or both.</summary>
    public HvMsrDirection Direction { get; init; }

    /// <summary>True when a guest read needs an active SynIC.</summary>
    public bool ReadNeedsSynic { get; init; }

    /// <summary>The change since which a guest write needs an active SynIC; null when it never does.</summary>
    public KvmChange? WriteNeedsSynicSince { get; init; }

    /// <summary>Which values a guest may write; null for any, as far as KVM can say without looking at guest memory.</summary>
    public HvMsrValueRule? Values { get; init; }

    /// <inheritdoc/>
    public override string Number => BitAddress.FunctionText(Msr);

    /// <summary>Number and name: <c>40000010H HV_X64_MSR_VP_RUNTIME</c>.</summary>
    public override string ToString() => $"{Number} {Name}";
}

/// <summary>Which way a guest may use an MSR.</summary>
public enum HvMsrDirection
{
    /// <summary>It is read and written.</summary>
    ReadWrite = 0,

    /// <summary>It is read; a guest's write is #GP.</summary>
    ReadOnly,

    /// <summary>It is written; a guest's read is #GP.</summary>
    WriteOnly,
}
