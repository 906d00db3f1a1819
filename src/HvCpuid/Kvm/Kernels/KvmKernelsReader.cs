#if NET8_0_OR_GREATER
using System.Globalization;
using System.Text.Json;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>Reads lines from JSON; what is not understood is an error that says where.</summary>
internal static class KvmKernelsReader
{
    private static readonly string[] LineMembers =
        ["id", "distribution", "patterns", "base", "takesFeatures", "below", "levels", "names", "releases", "notLookedAt", "rows"];

    private static readonly string[] RowMembers =
        ["from", "seen", "add", "remove", "open", "maxVcpus", "openMaxVcpus", "hyperv", "sureness", "source"];

    public static IEnumerable<KvmKernelLine> Lines(JsonElement root)
    {
        Node node = Node.Of(root, "$", ["lines"]);
        return node.Items("lines").Select((item, index) => Line(Node.Of(item, $"lines[{index}]", LineMembers)));
    }

    private static KvmKernelLine Line(Node node)
    {
        KvmKernelLine line = new(node.Text("id"), node.Text("distribution"))
        {
            Patterns = [.. node.Texts("patterns", KvmKernelPattern.Parse)],
            Base = node.Optional("base", text => KvmRelease.TryParse(text, out KvmRelease release) ? release : throw new FormatException("expected a release, e.g. 5.14")),
            TakesFeatures = node.Flag("takesFeatures") ?? false,
            Below = node.Optional("below", KvmBuild.Parse),
            Levels = [.. node.Pairs("levels", (key, value) => new KeyValuePair<KvmBuild, int>(KvmBuild.Parse(key), Node.Number(value)))],
            Names = [.. node.Texts("names", name => name)],
            Releases = [.. node.Pairs("releases", (key, value) => new KeyValuePair<string, string>(key, Node.Text(value)))],
            NotLookedAt = [.. node.Texts("notLookedAt", Changes).SelectMany(changes => changes)],
            Rows = [.. node.Items("rows").Select((item, index) => Row(Node.Of(item, $"{node.Path}.rows[{index}]", RowMembers)))],
        };

        if (line.Patterns.Count == 0)
        {
            throw node.Wrong("patterns", "expected at least one form of names, e.g. \"5.14.0-{build}*.el9*\"");
        }

        for (int i = 1; i < line.Rows.Count; i++)
        {
            if (line.Rows[i].From <= line.Rows[i - 1].From)
            {
                throw new FormatException($"kernels, {node.Path}.rows[{i}].from: expected a build after {line.Rows[i - 1].From}, found {line.Rows[i].From}.");
            }
        }

        return line;
    }

    private static KvmKernelRow Row(Node node)
    {
        string source = node.Text("source");
        return new KvmKernelRow(KvmBuild.Parse(node.Text("from")), node.Required("sureness", Sureness), source.Trim().Length > 0 ? source : throw node.Wrong("source", "expected where the fact is from"))
        {
            Seen = node.Optional("seen", KvmBuild.Parse),
            Added = [.. node.Texts("add", Changes).SelectMany(changes => changes)],
            Removed = [.. node.Texts("remove", Changes).SelectMany(changes => changes)],
            Open = [.. node.Texts("open", Changes).SelectMany(changes => changes)],
            MaximumVcpus = node.Vcpus("maxVcpus"),
            OpenMaximumVcpus = node.Vcpus("openMaxVcpus"),
            HyperVCompiledIn = node.Flag("hyperv"),
        };
    }

    // A change by its id, or those of a commit.
    private static IReadOnlyList<KvmChange> Changes(string word)
    {
        if (KvmChanges.ById(word) is { } change)
        {
            return [change];
        }

        IReadOnlyList<KvmChange> changes = KvmChanges.IsCommit(word) ? KvmChanges.ByCommit(word) : [];
        string? near = Suggestion.Nearest(word, KvmChanges.All.Select(known => known.Id));
        return changes.Count > 0 ? changes : throw new FormatException($"there is no change '{Excerpt.Of(word)}'{Suggestion.Clause(near)}; expected an id or a commit");
    }

    private static KvmSureness Sureness(string word)
    {
        KvmSureness[] known = Enum.GetValues<KvmSureness>();
        int index = Array.FindIndex(known, sureness => sureness.ToString().Equals(word, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? known[index] : throw new FormatException($"expected {string.Join(", ", known).ToLowerInvariant()}, found '{Excerpt.Of(word)}'");
    }

    /// <summary>An object, and where it is.</summary>
    private sealed record Node(JsonElement Element, string Path)
    {
        public static Node Of(JsonElement element, string path, string[] members)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"kernels, {path}: expected an object with {string.Join(", ", members)}.");
            }

            HashSet<string> seen = [];
            foreach (JsonProperty member in element.EnumerateObject().Where(member => !members.Contains(member.Name) || !seen.Add(member.Name)))
            {
                throw new FormatException(members.Contains(member.Name)
                    ? $"kernels, {path}: '{member.Name}' is there twice; expected it once."
                    : $"kernels, {path}: '{Excerpt.Of(member.Name)}' is not known; expected {string.Join(", ", members)}.");
            }

            return new Node(element, path);
        }

        public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException("expected a text");

        public static int Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0
            ? number
            : throw new FormatException("expected a number");

        public FormatException Wrong(string member, string reason) => new($"kernels, {Path}.{member}: {reason}.");

        public string Text(string member) => Required(member, text => text);

        public T Required<T>(string member, Func<string, T> read) => Element.TryGetProperty(member, out JsonElement value)
            ? Read(member, () => read(Text(value)))
            : throw Wrong(member, "expected it to be there");

        public T? Optional<T>(string member, Func<string, T> read)
            where T : struct => Element.TryGetProperty(member, out JsonElement value) ? Read<T?>(member, () => read(Text(value))) : null;

        public bool? Flag(string member) => !Element.TryGetProperty(member, out JsonElement value) ? null
            : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
            : throw Wrong(member, "expected true or false");

        public int? Vcpus(string member) => Element.TryGetProperty(member, out JsonElement value)
            ? Read<int?>(member, () => Number(value) is > 0 and var number ? number : throw new FormatException("expected a number of vCPUs, from 1 on"))
            : null;

        public JsonElement[] Items(string member) => !Element.TryGetProperty(member, out JsonElement value) ? []
            : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
            : throw Wrong(member, "expected an array");

        public IEnumerable<T> Texts<T>(string member, Func<string, T> read) =>
            Items(member).Select((item, index) => Read(string.Create(CultureInfo.InvariantCulture, $"{member}[{index}]"), () => read(Text(item))));

        public IEnumerable<T> Pairs<T>(string member, Func<string, JsonElement, T> read) => !Element.TryGetProperty(member, out JsonElement value) ? []
            : value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(pair => Read($"{member}.{pair.Name}", () => read(pair.Name, pair.Value)))
            : throw Wrong(member, "expected an object");

        private T Read<T>(string member, Func<T> read)
        {
            try
            {
                return read();
            }
            catch (FormatException exception)
            {
                throw new FormatException($"kernels, {Path}.{member}: {exception.Message.TrimEnd('.')}.", exception);
            }
        }
    }
}
#endif
