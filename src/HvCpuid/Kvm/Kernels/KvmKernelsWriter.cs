#if NET8_0_OR_GREATER
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HvCpuid.Kvm;

/// <summary>Writes lines as JSON; members that say nothing are left out.</summary>
internal static class KvmKernelsWriter
{
    public static JsonWriterOptions Options => new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
#if NET9_0_OR_GREATER
        NewLine = "\n",
#endif
    };

    public static void Write(Utf8JsonWriter writer, IEnumerable<KvmKernelLine> lines)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("lines");
        foreach (KvmKernelLine line in lines)
        {
            Write(writer, line);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, KvmKernelLine line)
    {
        writer.WriteStartObject();
        writer.WriteString("id", line.Id);
        writer.WriteString("distribution", line.Distribution);
        Texts(writer, "patterns", line.Patterns.Select(pattern => pattern.ToString()));
        Text(writer, "base", line.Base?.ToString());
        Flag(writer, "takesFeatures", line.TakesFeatures ? true : null);
        Text(writer, "below", line.Below?.ToString());
        Members(writer, "levels", line.Levels.Select(level => (level.Key.ToString(), (Action<string>)(name => writer.WriteNumber(name, level.Value)))));
        Texts(writer, "names", line.Names);
        Members(writer, "releases", line.Releases.Select(release => (release.Key, (Action<string>)(name => writer.WriteString(name, release.Value)))));
        Texts(writer, "notLookedAt", Ids(line.NotLookedAt));
        writer.WriteStartArray("rows");
        foreach (KvmKernelRow row in line.Rows)
        {
            Write(writer, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter writer, string name, IEnumerable<(string Name, Action<string> Write)> members)
    {
        (string Name, Action<string> Write)[] all = [.. members];
        if (all.Length == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach ((string member, Action<string> write) in all)
        {
            write(member);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, KvmKernelRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("from", row.From.ToString());
        Text(writer, "seen", row.Seen?.ToString());
        Texts(writer, "add", Ids(row.Added));
        Texts(writer, "remove", Ids(row.Removed));
        Texts(writer, "open", Ids(row.Open));
        Number(writer, "maxVcpus", row.MaximumVcpus);
        Number(writer, "openMaxVcpus", row.OpenMaximumVcpus);
        Flag(writer, "hyperv", row.HyperVCompiledIn);
        writer.WriteString("sureness", row.Sureness.ToString().ToLowerInvariant());
        writer.WriteString("source", row.Source);
        writer.WriteEndObject();
    }

    private static IEnumerable<string> Ids(IEnumerable<KvmChange> changes) => changes.Select(change => change.Id);

    private static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool? flag)
    {
        if (flag is { } value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        if (all.Length == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in all)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
#endif
