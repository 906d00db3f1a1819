using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Testing;

/// <summary>Comparisons that fail with the bits that differ, what each is called and means, and, against a modelled kernel, why.</summary>
public static class HvCpuidExpectation
{
    /// <summary>Expects two sets to be the same: leaves, order and flags.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What was found.</param>
    /// <exception cref="ArgumentNullException">One of them is null.</exception>
    /// <exception cref="HvCpuidExpectationException">They differ; the message has a line for each difference.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet expected = KvmQuery.Parse("6.12").Ask().Set!;
    /// HvCpuidSet actual = KvmQuery.Parse("6.1").Ask().Set!;
    /// try
    /// {
    ///     HvCpuidExpectation.IsSame(expected, actual);
    /// }
    /// catch (HvCpuidExpectationException difference)
    /// {
    ///     Console.WriteLine(difference.Differences[0]); // CPUID.40000003H:EAX[15] AccessTscInvariantControls: 1, then 0
    /// }
    /// </code>
    /// </example>
    public static void IsSame(HvCpuidSet expected, HvCpuidSet actual) => Fail(HvDiff.Between(Guard.NotNull(expected), Guard.NotNull(actual)), "The leaves are not those expected", _ => null);

    /// <summary>Expects what a modelled kernel answers on a vCPU.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <param name="actual">What was found.</param>
    /// <exception cref="ArgumentNullException">There is no host, or nothing was found.</exception>
    /// <exception cref="ArgumentException">The modelled kernel refuses the call.</exception>
    /// <exception cref="HvCpuidExpectationException">They differ; the message has a line for each difference, and below it why the kernel answers so.</exception>
    public static void IsAnswerOf(KvmHost host, VcpuState vcpu, HvCpuidSet actual)
    {
        KvmQuery query = KvmQuery.OnVcpu(Guard.NotNull(host), vcpu);
        SupportedAnswer answer = new SupportedHvCpuid(host).ForVcpu(vcpu);
        if (answer.Refusal is { } refusal)
        {
            throw new ArgumentException($"The modelled kernel refuses the call: {refusal}", nameof(host));
        }

        Fail(HvDiff.Between(answer.GetSet(), Guard.NotNull(actual)), $"The leaves are not those of {query}", difference => Why(query, difference));
    }

    /// <summary>Expects a bit or field to have a value.</summary>
    /// <param name="set">The set.</param>
    /// <param name="address">The bit or field.</param>
    /// <param name="value">The value; 0 is also what an absent leaf has.</param>
    /// <exception cref="ArgumentNullException">There is no set.</exception>
    /// <exception cref="HvCpuidExpectationException">It has another value.</exception>
    public static void Has(HvCpuidSet set, BitAddress address, uint value = 1)
    {
        uint found = Guard.NotNull(set).Extract(address);
        if (found != value)
        {
            string names = string.Join(", ", Leaves.HvFieldTable.Find(address).Select(field => $"{field.Name}: {field.Meaning}"));
            throw new HvCpuidExpectationException($"{address} is {found}, expected {value}. {names}".TrimEnd(), []);
        }
    }

    private static void Fail(HvDiff diff, string what, Func<HvDifference, string?> why)
    {
        if (diff.IsEmpty)
        {
            return;
        }

        StringBuilder text = new(what);
        text.Append(": ").Append(diff.Differences.Count).Append(" differences, as expected and as found.\n");
        foreach (HvDifference difference in diff.Differences)
        {
            text.Append("  ").Append(difference).Append('\n');
            foreach (string line in new[] { difference.Meaning, why(difference) }.OfType<string>())
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        if (diff.IsReordered)
        {
            text.Append("  the leaves that both have come in another order\n");
        }

        foreach (uint function in diff.OtherFlags)
        {
            text.Append("  leaf ").Append(BitAddress.FunctionText(function)).Append(": other flags\n");
        }

        throw new HvCpuidExpectationException(text.ToString(), diff.Differences);
    }

    private static string? Why(KvmQuery query, HvDifference difference)
    {
        string reason = difference.Address is { } address && difference.Field is not null
            ? SupportedExplainer.Explain(query, address).Reason
            : SupportedExplainer.ExplainLeaf(query, difference.Function).Reason;
        return reason.Length == 0 ? null : reason;
    }
}
