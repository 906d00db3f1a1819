using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what fields mean, since when they are reported, and why a vCPU has them or not.</summary>
/// <param name="targets">What was asked about.</param>
/// <param name="reply">What the modelled host answers on the vCPU.</param>
/// <param name="kernelRemark">What to say of the kernel; null for nothing.</param>
internal sealed class ExplainText(IReadOnlyList<FieldTarget> targets, KvmReply reply, string? kernelRemark)
{
    private const int LabelWidth = 10;
    private const int MaxInFull = 6;
    private const int MaxFlips = 6;

    /// <summary>Adds what was asked about, one behind the other.</summary>
    public void Add(Page page)
    {
        foreach (FieldTarget target in targets)
        {
            if (target != targets[0])
            {
                page.Line();
            }

            Add(page, target);
        }
    }

    private void Add(Page page, FieldTarget target)
    {
        bool inFull = target.Leaf is null && target.Fields.Count <= MaxInFull;
        if (target.Leaf is { } leaf)
        {
            Leaf(page, target.Asked, leaf);
        }

        foreach (HvField field in inFull ? target.Fields : [])
        {
            if (field != target.Fields[0])
            {
                page.Line();
            }

            Field(page, field);
        }

        if (!inFull)
        {
            FieldList.Add(page, target, reply);
        }
    }

    private void Leaf(Page page, string asked, HvLeaf leaf)
    {
        SupportedExplanation explanation = SupportedExplainer.ExplainLeaf(reply.Query, leaf.Function);
        page.Heading($"{asked}  {leaf.Title}");
        Grid table = page.Table(2, LabelWidth);
        Row(table, "Source", leaf.Source);
        Reported(table, [.. KvmHistory.For(leaf.Function).Where(effect => effect.Address is null)]);
        Why(table, explanation, explanation.LeafIsThere ? "the leaf is part of the answer" : "the leaf is not part of the answer");
        page.Add(table);
        page.Line();
    }

    private void Field(Page page, HvField field)
    {
        page.Heading($"{field.Address}  {field.Name}");
        Grid table = page.Table(2, LabelWidth);
        Row(table, "Linux", field.LinuxName);
        Row(table, "QEMU", field.QemuFlags.Count == 0 ? null : string.Join(", ", field.QemuFlags));
        Row(table, "Also", field.Aliases.Count == 0 ? null : string.Join(", ", field.Aliases));
        Row(table, "Meaning", field.Meaning);
        Row(table, "Source", field.Source);
        Row(table, "Disputed", field.Disagreement);
        Row(table, "Remark", field.Remark);
        Reported(table, [.. KvmHistory.For(field.Address).Where(effect => effect.Address is not null || IsConditional(effect))]);
        SupportedExplanation explanation = SupportedExplainer.Explain(reply.Query, field.Address);
        Why(table, explanation, new HvDecodedField(field, explanation.Value).Text + (explanation.LeafIsThere ? "" : ": its leaf is not part of the answer"));
        page.Add(table);
    }

    private static bool IsConditional(KvmEffect effect) => effect.Before is not null || effect.Row.Condition != KvmCondition.Always;

    private static void Row(Grid table, string label, string? text)
    {
        if (text is not null)
        {
            table.AddRow(Page.Cell(label), Page.Cell(text));
        }
    }

    private static void Reported(Grid table, IReadOnlyList<KvmEffect> effects)
    {
        string label = "Reported";
        foreach (KvmEffect effect in effects)
        {
            string what = effect.Address is null ? $"leaf {BitAddress.FunctionText(effect.Function)}" : "";
            string text = string.Join(", ", new[] { what, effect.Text }.Where(part => part.Length > 0));
            Row(table, label, $"{effect.Row.Since}: {text}");
            label = "";
        }
    }

    private void Why(Grid table, SupportedExplanation explanation, string value)
    {
        Row(table, "On", reply.Query.Describe(kernelRemark));
        Row(table, "Value", explanation.Refusal is null ? value : "none: there is no answer");
        Row(table, "Why", explanation.Reason);
        string label = "To change";
        foreach (SupportedFlip flip in explanation.Flips.Take(MaxFlips))
        {
            Row(table, label, flip.ToString());
            label = "or";
        }

        int more = explanation.Flips.Count - MaxFlips;
        Row(table, "", more > 0 ? string.Create(CultureInfo.InvariantCulture, $"({more} more ways: --format json)") : null);
    }
}
