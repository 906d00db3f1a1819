using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what a modelled kernel answers.</summary>
internal static class SupportedText
{
    /// <summary>Adds a table, a leaf a line, and where to go from there.</summary>
    /// <param name="page">The page.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="kernelRemark">What to say of the kernel; null for nothing.</param>
    public static void Add(Page page, KvmReply reply, string? kernelRemark)
    {
        HvCpuidSet set = reply.Set!;
        page.Heading(reply.Query.Describe(kernelRemark));
        page.Line();
        LeafTable.Add(page, set);
        page.Line();
        AddSureness(page, reply);
        page.Line($"Bit by bit: hvcpuid decode {reply.Query.ToSource()}");
        if (!set.Contains(HvNestedFeatures.Function))
        {
            page.Line($"Why there is no leaf A: hvcpuid explain A on {reply.Query.ToSource()}");
        }
    }

    private static void AddSureness(Page page, KvmReply reply)
    {
        if (reply.Basis is not null)
        {
            page.Line($"Basis: {reply.Basis}");
        }

        foreach (BitAddress field in reply.Uncertain)
        {
            string names = string.Join(", ", HvFieldTable.Find(field).Select(named => named.Name));
            page.Line($"Uncertain: {field}{(field.Bits.Mask == uint.MaxValue && names.Contains(',', StringComparison.Ordinal) ? "" : " " + names)}");
        }
    }
}
