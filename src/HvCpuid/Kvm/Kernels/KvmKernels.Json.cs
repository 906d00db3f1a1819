#if NET8_0_OR_GREATER
using System.Text.Json;

namespace HvCpuid.Kvm;

// The lines as JSON; the schema is docs/json/kernels.schema.json.
public sealed partial class KvmKernels
{
    /// <summary>
    /// Loads lines from JSON, as <see cref="Save"/> writes it and docs/json/kernels.schema.json describes it:
    /// <c>{"lines":[{"id":"el9","distribution":"…","patterns":["5.14.0-{build}*.el9*"],"base":"5.14","rows":[{"from":"427","add":["TscInvariant"],"maxVcpus":4096,
    /// "sureness":"computed","source":"…"}]}]}</c>.
    /// </summary>
    /// <param name="stream">The JSON, in UTF-8.</param>
    /// <exception cref="ArgumentNullException">There is no stream.</exception>
    /// <exception cref="FormatException">It is no such JSON; the message says where, and what was expected.</exception>
    public static KvmKernels Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return new KvmKernels([.. KvmKernelsReader.Lines(document.RootElement)]);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"kernels: expected JSON in UTF-8. {exception.Message}", exception); // half a surrogate pair
        }
        catch (JsonException exception)
        {
            throw new FormatException($"kernels, line {exception.LineNumber + 1}: expected JSON, {{\"lines\":[…]}}. {exception.Message}", exception);
        }
    }

    /// <summary>Saves the lines as JSON, which <see cref="Load"/> reads back.</summary>
    /// <param name="stream">Where to.</param>
    /// <exception cref="ArgumentNullException">There is no stream.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using Utf8JsonWriter writer = new(stream, KvmKernelsWriter.Options);
        KvmKernelsWriter.Write(writer, Lines);
    }
}
#endif
