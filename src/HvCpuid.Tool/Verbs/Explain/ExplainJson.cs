using System.Text.Json;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Writes the JSON objects of <c>explain</c>.</summary>
internal static class ExplainJson
{
    /// <summary>Writes what is said of a leaf.</summary>
    public static void Leaf(Utf8JsonWriter writer, HvLeaf leaf, SupportedExplanation explanation, string host)
    {
        writer.WriteStartObject();
        writer.WriteString("function", BitAddress.FunctionText(leaf.Function));
        writer.WriteString("title", leaf.Title);
        writer.WriteString("source", leaf.Source);
        History(writer, explanation.Rows);
        Explanation(writer, explanation, host);
        writer.WriteEndObject();
    }

    /// <summary>Writes an element of <c>fields</c>.</summary>
    public static void Field(Utf8JsonWriter writer, HvField field, SupportedExplanation explanation, string host)
    {
        writer.WriteStartObject();
        writer.WriteString("address", field.Address.ToString());
        writer.WriteString("name", field.Name);
        writer.WriteString("linux", field.LinuxName);
        writer.WriteString("qemu", field.QemuFlags.Count == 0 ? null : string.Join(",", field.QemuFlags));
        writer.WriteTexts("aliases", field.Aliases);
        writer.WriteString("meaning", field.Meaning);
        writer.WriteString("source", field.Source);
        writer.WriteString("disagreement", field.Disagreement);
        History(writer, explanation.Rows);
        Explanation(writer, explanation, host);
        writer.WriteEndObject();
    }

    private static void History(Utf8JsonWriter writer, IEnumerable<KvmReportRule> rows)
    {
        writer.WriteStartArray("history");
        foreach (KvmReportRule row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("function", BitAddress.FunctionText(row.Function));
            writer.WriteString("address", row.Field?.ToString());
            writer.WriteString("since", row.Since.Release.ToString());
            writer.WriteString("until", row.Until?.Release.ToString());
            writer.WriteTexts("backports", row.Since.Backports.Select(release => release.ToString()));
            writer.WriteString("commit", row.Since.Commit);
            writer.WriteString("condition", row.Condition == KvmCondition.Always ? null : row.Condition.Text);
            writer.WritePropertyName("value");
            Number(writer, (row as KvmBitRule)?.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Explanation(Utf8JsonWriter writer, SupportedExplanation explanation, string host)
    {
        writer.WriteStartObject("explanation");
        writer.WriteString("host", host);
        writer.WritePropertyName("value");
        Number(writer, explanation.Refusal is null ? explanation.Value : null);
        writer.WriteString("reason", explanation.Reason);
        writer.WriteStartArray("flips");
        foreach (SupportedFlip flip in explanation.Flips)
        {
            writer.WriteStartArray();
            foreach (string step in flip.Steps)
            {
                writer.WriteStringValue(step);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, uint? value)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
            return;
        }

        writer.WriteNullValue();
    }
}
