using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HvCpuid.Documents;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Documents;

/// <summary>The schemas in docs/json are those of the records, with the records' own docs as descriptions.</summary>
public partial class SchemaTests
{
    private const string Folder = "docs/json";

    // Its form is that of the library's KvmKernels, which reads it, too; its schema is written by hand.
    private const string ByHand = "kernels.schema.json";

    private static readonly Dictionary<string, string> Summaries = XDocument.Load(Path.ChangeExtension(typeof(HvDocuments).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    public static TheoryData<Type> Documents => [.. Registered()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Schema_OfADocument_IsThatOfTheBaseline(Type document)
    {
        JsonObject schema = HvDocuments.Options.GetJsonSchemaAsNode(
            document, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", document.Name);

        Baseline.Check($"{Folder}/{FileName(document)}", schema.ToJsonString(new JsonSerializerOptions(HvDocuments.Options) { TypeInfoResolver = null }) + "\n");
    }

    [Fact]
    public void Schemas_InTheDocs_AreThoseOfDocumentsAndTold()
    {
        string folder = Path.Combine(Repository.Root, "docs", "json");
        string readme = File.ReadAllText(Path.Combine(folder, "README.md"));
        string[] expected = [.. Registered().Select(FileName).Append(ByHand).Order(StringComparer.Ordinal)];

        Assert.Equal(expected, Directory.EnumerateFiles(folder, "*.schema.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Empty(expected.Where(file => !readme.Contains($"]({file})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Members_OfDocuments_HaveDocs() =>
        Assert.Empty(
            from type in typeof(HvDocuments).Assembly.GetExportedTypes()
            from id in type.GetProperties().Where(property => property.DeclaringType == type).Select(property => $"P:{type.FullName}.{property.Name}").Append("T:" + type.FullName)
            where !Summaries.ContainsKey(id)
            select id);

    private static IEnumerable<Type> Registered() => HvDocuments.Options.TypeInfoResolver!.GetType().GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
        .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!);

    // FlagsHostsDocument: flags-hosts.schema.json.
    private static string FileName(Type document) => JsonNamingPolicy.KebabCaseLower.ConvertName(document.Name[..^"Document".Length]) + ".schema.json";

    // A member's description stands before the rest of what is said of it. One that is left out when it is null is never null.
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        string id = context.PropertyInfo is { } member ? $"P:{member.DeclaringType.FullName}.{char.ToUpperInvariant(member.Name[0])}{member.Name[1..]}" : "T:" + context.TypeInfo.Type.FullName;
        if (schema is JsonObject found && Summaries.TryGetValue(id, out string? summary))
        {
            found.Insert(0, "description", summary);
        }

        if (schema is JsonObject left && context.PropertyInfo?.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: false) == true)
        {
            WithoutNull(left, "type", "null");
            WithoutNull(left, "enum", null);
        }

        return schema;
    }

    private static void WithoutNull(JsonObject schema, string keyword, string? name)
    {
        if (schema[keyword] is JsonArray choices)
        {
            JsonNode?[] others = [.. choices.Where(choice => choice?.GetValue<string>() != name).Select(choice => choice?.DeepClone())];
            schema[keyword] = others.Length == 1 && keyword == "type" ? others[0] : new JsonArray(others);
        }
    }

    // <see cref="P:…Document.Entries"/> is the member "entries".
    private static string Plain(XElement summary)
    {
        foreach (XElement element in summary.Elements().ToArray())
        {
            string name = element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value;
            element.ReplaceWith(element.Name == "see" ? $"`{JsonNamingPolicy.CamelCase.ConvertName(name)}`" : $"`{name}`");
        }

        return Blanks().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
