using System.Text.Json;
using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Formats;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Verbs;

namespace HvCpuid.Fuzz.Targets;

/// <summary>JSON that this project writes itself, read back: documents, the parts of a baseline, hosts a line each.</summary>
internal static class DocumentTargets
{
    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All => [new BaselineTarget(), Document("document-supported", () => SupportedDocument.From(KvmQuery.Parse("6.12,intel,evmcs").Ask())), Document("document-diff", Diff), new HostLineTarget()];

    private static DiffDocument Diff() => DiffDocument.From(HvDiff.Between(SeedFiles.Answers[0], SeedFiles.Answers[^1]), "a", "b");

    private static DocumentTarget<T> Document<T>(string name, Func<T> example)
        where T : class => new(name, example);

    private static string[] Json => ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "1", "-1", "1e9", "0x40000003", "\\ud800", "\\u0000", "CPUID.40000003H:EAX[1]", "9223372036854775807"];

    /// <summary>A document: what was read is written, and read back as the same.</summary>
    private sealed class DocumentTarget<T>(string name, Func<T> example) : FuzzTarget(name, $"a {typeof(T).Name} as JSON")
        where T : class
    {
        /// <inheritdoc/>
        public override IEnumerable<byte[]> Seeds => [SeedFiles.Bytes(HvDocuments.ToText(example()))];

        /// <inheritdoc/>
        public override IEnumerable<string> Words => Json;

        /// <inheritdoc/>
        public override void Try(ReadOnlySpan<byte> input)
        {
            T document;
            try
            {
                document = HvDocuments.Read<T>(input);
            }
            catch (JsonException)
            {
                return;
            }

            string text = HvDocuments.ToText(document);
            Require(HvDocuments.ToText(HvDocuments.Read<T>(text)) == text, "A document is read as it was written", text);
        }
    }

    /// <summary>The parts of a baseline: what was read is a baseline, or refused.</summary>
    private sealed class BaselineTarget() : FuzzTarget("document-baseline", "the parts of a baseline as JSON")
    {
        /// <inheritdoc/>
        public override IEnumerable<byte[]> Seeds => [SeedFiles.Bytes(HvDocuments.ToText(BaselinePartsDocument.From(HvBaseline.From(Part()))))];

        /// <inheritdoc/>
        public override IEnumerable<string> Words => Json;

        /// <inheritdoc/>
        public override void Try(ReadOnlySpan<byte> input)
        {
            try
            {
                HvBaseline baseline = HvDocuments.Read<BaselinePartsDocument>(input).ToBaseline();
                string text = HvDocuments.ToText(BaselinePartsDocument.From(baseline));
                HvBaseline again = HvDocuments.Read<BaselinePartsDocument>(text).ToBaseline();
                Require(HvDocuments.ToText(BaselinePartsDocument.From(again)) == text, "A baseline is read as it was written", text);
                _ = BaselineDocument.From(baseline, null);
            }
            catch (JsonException)
            {
                // Documented.
            }
            catch (FormatException)
            {
                // Documented.
            }
        }

        private static HvBaselinePart Part()
        {
            HvBaselineFold fold = new();
            foreach ((int i, HvCpuidSet set) in SeedFiles.Answers.Take(5).Index())
            {
                fold.Add("host" + (char)('0' + i), set);
            }

            return fold.ToPart()!;
        }
    }

    /// <summary>A host a line: the quick readers take what the reader of any JSON takes, and read the same.</summary>
    private sealed class HostLineTarget() : FuzzTarget("host-line", "a line of baseline's input")
    {
        private readonly HostLineReader _reader = new();

        /// <inheritdoc/>
        public override IEnumerable<byte[]> Seeds => SeedFiles.Answers.Take(6).SelectMany(set => new[] { JsonFormat.Write(set), JsonFormat.Write(set).Replace("{\"entries\"", "{\"host\":\"a\",\"entries\"", StringComparison.Ordinal), JsonFormat.Write(set).Replace("\"index\":0,", "", StringComparison.Ordinal) })
            .Select(SeedFiles.Bytes);

        /// <inheritdoc/>
        public override IEnumerable<string> Words => [.. Json, "\"complete\":false,", "\"error\":\"E\",", "\"message\":\"m\",", "\"leaves\":[],", "\"host\":\"", "\"name\":\"", "\"entries\":[", "{\"function\":\"0x40000000\",\"index\":0,\"flags\":0,\"eax\":\"0x00000000\",\"ebx\":\"0x00000000\",\"ecx\":\"0x00000000\",\"edx\":\"0x00000000\"}"];

        /// <inheritdoc/>
        public override void Try(ReadOnlySpan<byte> input)
        {
            CpuidEntry[]? plain = _reader.TryReadPlain(input, isRest: false) ? _reader.Entries.ToArray() : null;
            string? refusal = _reader.Read(input);
            bool isRead = JsonFormat.TryRead(input, out HvCpuidDump? dump, out _);
            Require(plain is null || refusal is null, "What is read plainly is read as JSON", refusal ?? "");
            if (refusal is null)
            {
                Require(isRead && dump!.Cpus[0].Reading.IsWhole && dump.Cpus[0].Set.AsSpan().SequenceEqual(_reader.Entries), "A line is read as its JSON");
                Require(plain is null || _reader.Entries.SequenceEqual(plain), "A line is read as its JSON");
            }
            else
            {
                bool mayBeRefused = !isRead || !dump!.Cpus[0].Reading.IsWhole || dump.Cpus[0].Set.Count > 256
                    || refusal.Contains("surrogate", StringComparison.Ordinal) || refusal.Contains("UTF-8", StringComparison.Ordinal);
                Require(mayBeRefused, "A line is refused where its JSON is", refusal);
            }
        }
    }
}
