using System.Text.Json;
using System.Text.Json.Serialization;

namespace HvCpuid.Documents;

/// <summary>Writes the names of an enum as words of JSON: <c>error</c>, <c>vcpu</c>, <c>invalid_code</c>.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class LowerCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
