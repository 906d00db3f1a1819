#if NET8_0_OR_GREATER
using System.Text.Json.Serialization;

namespace HvCpuid.Formats;

/// <summary>The members of a document that are looked at.</summary>
internal sealed class JsonSetDocument
{
    public JsonRows<JsonEntry>? Entries { get; set => field = JsonMember.Once(field, value); }

    public JsonRows<JsonLeaf>? Leaves { get; set => field = JsonMember.Once(field, value); }

    public JsonPlace? Error { get; set => field = JsonMember.Once(field, value); }

    public JsonPlace? Message { get; set => field = JsonMember.Once(field, value); }
}

/// <summary>How documents are read and written, generated at build time: nothing is looked up by reflection.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = JsonFormat.MaximumDepth)]
[JsonSerializable(typeof(JsonSetDocument))]
[JsonSerializable(typeof(JsonEntry))]
internal sealed partial class JsonFormatContext : JsonSerializerContext;
#endif
