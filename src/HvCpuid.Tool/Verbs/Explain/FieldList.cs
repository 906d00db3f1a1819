using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Lists many fields, one a line, with the values that a vCPU has.</summary>
internal static class FieldList
{
    /// <summary>Adds the list to a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="target">Whose fields.</param>
    /// <param name="reply">What the modelled host answers on the vCPU.</param>
    public static void Add(Page page, FieldTarget target, KvmReply reply)
    {
        HvCpuidSet set = reply.Set ?? HvCpuidSet.Empty;
        page.Line(target.Fields.Count == 0 ? "No bit of it has a name." : $"{target.Asked}: {target.Fields.Count} fields, and their values on {reply.Query.ToSource()}:");
        HvDecodedField[] fields = [.. target.Fields.Select(field => new HvDecodedField(field, set.Extract(field.Address)))];
        Grid table = page.Table(
            2, fields.Select(field => field.Field.Address.ToString().Length).DefaultIfEmpty().Max(), fields.Select(field => field.Text.Length).DefaultIfEmpty(1).Max());
        foreach (HvDecodedField field in fields)
        {
            table.AddRow(Page.Cell(field.Field.Address.ToString()), Page.ValueCell(field.Text, field.Value == 0), Page.StrongCell(field.Field.Name));
        }

        page.Add(table);
        if (fields.Length > 0)
        {
            page.Line($"More on one of them: hvcpuid explain {fields[0].Field.Name}");
        }
    }
}
