using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>What the changes of <see cref="KvmChanges"/> did to the answer, read off the rows.</summary>
public static class KvmHistory
{
    /// <summary>The effects of a change, in the order of the rows; empty for a change that touches no leaf.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public static IReadOnlyList<KvmEffect> Effects(KvmChange change)
    {
        Guard.NotNull(change);
        List<KvmReportRule> known = [.. KvmRuleTable.Leaves.Where(rule => rule.Emission is null or NestedFeaturesEmission.AsRelease), .. KvmRuleTable.Bits];
        return
        [
            .. known.Where(rule => rule.Since == change)
                .Select(rule => new KvmEffect(rule, known.Find(other => other.Until == change && (other.Function, other.Field) == (rule.Function, rule.Field)))),
            .. known.Where(rule => rule.Until == change && !known.Exists(next => next.Since == change && (next.Function, next.Field) == (rule.Function, rule.Field)))
                .Select(rule => new KvmEffect(rule, rule) { Ends = true }),
        ];
    }

    /// <summary>The effects on an address, of all changes, in order.</summary>
    /// <param name="address">The address; one bit shared is enough.</param>
    /// <returns>The effects, those on the leaf itself included.</returns>
    /// <example>
    /// <code>
    /// KvmEffect first = KvmHistory.For(HvBits.DirectSyntheticTimers)[0];
    /// Console.WriteLine(first.Row.Since.Release); // 5.0
    /// </code>
    /// </example>
    public static IReadOnlyList<KvmEffect> For(BitAddress address) =>
        [.. All().Where(effect => effect.Address?.Overlaps(address) ?? effect.Function == address.Function)];

    /// <summary>The effects on a leaf and everything in it, of all changes, in order.</summary>
    /// <param name="function">The leaf.</param>
    public static IReadOnlyList<KvmEffect> For(uint function) => [.. All().Where(effect => effect.Function == function)];

    private static IEnumerable<KvmEffect> All() => KvmChanges.All.SelectMany(Effects);
}

/// <summary>What a change did in one place of the answer.</summary>
/// <param name="Row">The row that the change brought: a <see cref="KvmLeafRule"/> or a <see cref="KvmBitRule"/>.</param>
/// <param name="Before">The row that it replaced; null when the place is new.</param>
public sealed record KvmEffect(KvmReportRule Row, KvmReportRule? Before)
{
    /// <summary>The leaf.</summary>
    public uint Function => Row.Function;

    /// <summary>The bits; null when the effect is on the leaf itself.</summary>
    public BitAddress? Address => Row.Field;

    /// <summary>True when the change ended the row and put nothing in its place.</summary>
    public bool Ends { get; init; }

    /// <summary>What is reported now, and what before: <c>1, with eVMCS</c>, <c>1024 (was 288)</c>, <c>always (was with eVMCS)</c>.</summary>
    public string Text
    {
        get
        {
            if (Ends)
            {
                return $"{(Row is KvmBitRule ? "0" : "gone")} (was {Describe(Row)})";
            }

            string now = Describe(Row, Before is not null && Row.Condition != Before.Condition);
            return Before is null ? now : $"{now} (was {Describe(Before, Row.Condition != Before.Condition)})";
        }
    }

    private static string Describe(KvmReportRule row, bool always = false)
    {
        string condition = row.Condition == KvmCondition.Always ? always ? "unconditional" : "" : row.Condition.Text;
        string value = row is KvmBitRule bit ? Value(bit) : "";
        return string.Join(", ", new[] { value, condition }.Where(part => part.Length > 0));
    }

    private static string Value(KvmBitRule bit) => bit switch
    {
        { From: KvmValueSource.Signature } => $"'{AsciiSignature.Text(bit.Value)}'",
        { From: KvmValueSource.MaximumVcpus } when bit.Since == KvmChanges.ConfigurableVcpus => "the build's, taken as 4096",
        { Value: > 9999 } => string.Format(CultureInfo.InvariantCulture, "{0:X8}H", bit.Value),
        _ => bit.Value.ToString(CultureInfo.InvariantCulture),
    };
}
