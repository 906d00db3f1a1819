using System.Text.Json.Serialization;

namespace HvCpuid.Documents;

/// <summary>Every document, for the serializer. Metadata alone, so that a long one is written as it is made, never held whole.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AccessDocument))]
[JsonSerializable(typeof(BaselineDocument))]
[JsonSerializable(typeof(BaselinePartsDocument))]
[JsonSerializable(typeof(DecodeDocument))]
[JsonSerializable(typeof(DiffDocument))]
[JsonSerializable(typeof(ExplainDocument))]
[JsonSerializable(typeof(FitDocument))]
[JsonSerializable(typeof(FlagsDocument))]
[JsonSerializable(typeof(FlagsFindingsDocument))]
[JsonSerializable(typeof(FlagsHostsDocument))]
[JsonSerializable(typeof(GuestDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(HostDocument))]
[JsonSerializable(typeof(HypercallAccessDocument))]
[JsonSerializable(typeof(LabelsDocument))]
[JsonSerializable(typeof(LintDocument))]
[JsonSerializable(typeof(MigrateDocument))]
[JsonSerializable(typeof(MsrAccessDocument))]
[JsonSerializable(typeof(RefusalDocument))]
[JsonSerializable(typeof(SupportedDocument))]
[JsonSerializable(typeof(TermsDocument))]
[JsonSerializable(typeof(UpgradeDocument))]
internal sealed partial class HvDocumentsContext : JsonSerializerContext;
