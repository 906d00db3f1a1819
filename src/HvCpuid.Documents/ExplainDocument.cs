using System.Text.Json.Serialization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Documents;

/// <summary>What leaves and fields mean, which kernels report them, and why a modelled host's vCPU has them or not.</summary>
public sealed record ExplainDocument
{
    /// <summary>The errno's name where the modelled kernel refuses the call; left out where it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Why it refuses; left out where it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>The leaf, where one was asked about as a whole; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExplainedLeafDocument? Leaf { get; init; }

    /// <summary>The leaves, where several were asked about as a whole; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExplainedLeafDocument>? Leaves { get; init; }

    /// <summary>The fields, each once.</summary>
    public required IReadOnlyList<ExplainedFieldDocument> Fields { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Explains leaves and fields.</summary>
    /// <param name="reply">What the modelled host answers on the vCPU.</param>
    /// <param name="leaves">The leaves that are asked about as a whole.</param>
    /// <param name="fields">The fields.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ExplainDocument From(KvmReply reply, IEnumerable<HvLeaf> leaves, IEnumerable<HvField> fields)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentNullException.ThrowIfNull(fields);
        ExplainedLeafDocument[] explained = [.. leaves.Distinct().Select(leaf => ExplainedLeafDocument.From(reply.Query, leaf))];
        return new ExplainDocument
        {
            Error = reply.Refusal?.Name,
            Message = reply.Refusal?.Message,
            Leaf = explained.Length == 1 ? explained[0] : null,
            Leaves = explained.Length > 1 ? explained : null,
            Fields = [.. fields.Distinct().Select(field => ExplainedFieldDocument.From(reply.Query, field))],
            Notes = reply.Notes,
        };
    }
}

/// <summary>A leaf, explained.</summary>
public sealed record ExplainedLeafDocument
{
    /// <summary>The function: <c>40000003H</c>.</summary>
    public required string Function { get; init; }

    /// <summary>What it holds.</summary>
    public required string Title { get; init; }

    /// <summary>The public document or header that defines it.</summary>
    public required string Source { get; init; }

    /// <summary>Which kernels report it, a row each.</summary>
    public required IReadOnlyList<HistoryRowDocument> History { get; init; }

    /// <summary>Why it is there or not; its value is 1 for there and 0 for not.</summary>
    public required ExplanationDocument Explanation { get; init; }

    /// <summary>Explains a leaf.</summary>
    /// <param name="query">The modelled host and vCPU.</param>
    /// <param name="leaf">The leaf.</param>
    /// <exception cref="ArgumentNullException"><paramref name="leaf"/> is null.</exception>
    public static ExplainedLeafDocument From(KvmQuery query, HvLeaf leaf)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        SupportedExplanation explanation = SupportedExplainer.ExplainLeaf(query, leaf.Function);
        return new ExplainedLeafDocument
        {
            Function = BitAddress.FunctionText(leaf.Function),
            Title = leaf.Title,
            Source = leaf.Source,
            History = [.. explanation.Rows.Select(HistoryRowDocument.From)],
            Explanation = ExplanationDocument.From(explanation, query),
        };
    }
}

/// <summary>A field, explained.</summary>
public sealed record ExplainedFieldDocument
{
    /// <summary>The address: <c>CPUID.40000003H:EAX[0]</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The name, the TLFS's where it has one.</summary>
    public required string Name { get; init; }

    /// <summary>Linux's name; null where it has none.</summary>
    public required string? Linux { get; init; }

    /// <summary>QEMU's flag, several joined by commas; null where there is none.</summary>
    public required string? Qemu { get; init; }

    /// <summary>Other names.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What it means, in one line.</summary>
    public required string Meaning { get; init; }

    /// <summary>The public document or header that defines it.</summary>
    public required string Source { get; init; }

    /// <summary>Where the sources differ about it; null where they agree.</summary>
    public required string? Disagreement { get; init; }

    /// <summary>What else is worth knowing of it; null where there is nothing.</summary>
    public required string? Remark { get; init; }

    /// <summary>Which kernels report it, a row each; a row about the leaf itself has no address and no value.</summary>
    public required IReadOnlyList<HistoryRowDocument> History { get; init; }

    /// <summary>Why the modelled vCPU has it or not.</summary>
    public required ExplanationDocument Explanation { get; init; }

    /// <summary>Explains a field.</summary>
    /// <param name="query">The modelled host and vCPU.</param>
    /// <param name="field">The field.</param>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    public static ExplainedFieldDocument From(KvmQuery query, HvField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        SupportedExplanation explanation = SupportedExplainer.Explain(query, field.Address);
        return new ExplainedFieldDocument
        {
            Address = field.Address.ToString(),
            Name = field.Name,
            Linux = field.LinuxName,
            Qemu = DocumentText.Joined(field.QemuFlags),
            Aliases = field.Aliases,
            Meaning = field.Meaning,
            Source = field.Source,
            Disagreement = field.Disagreement,
            Remark = field.Remark,
            History = [.. explanation.Rows.Select(HistoryRowDocument.From)],
            Explanation = ExplanationDocument.From(explanation, query),
        };
    }
}

/// <summary>A rule of the kernel: what is reported, from one change to another.</summary>
public sealed record HistoryRowDocument
{
    /// <summary>The leaf: <c>40000003H</c>.</summary>
    public required string Function { get; init; }

    /// <summary>The field; null for the leaf itself.</summary>
    public required string? Address { get; init; }

    /// <summary>The release of mainline that it came with.</summary>
    public required string Since { get; init; }

    /// <summary>The release of mainline that ended it; null while it lasts.</summary>
    public required string? Until { get; init; }

    /// <summary>The stable releases that it came with, too.</summary>
    public required IReadOnlyList<string> Backports { get; init; }

    /// <summary>The commit; null where none is known.</summary>
    public required string? Commit { get; init; }

    /// <summary>When it holds; null for always.</summary>
    public required string? Condition { get; init; }

    /// <summary>The value of the field; null for the leaf itself.</summary>
    public required uint? Value { get; init; }

    /// <summary>Makes it of a rule.</summary>
    /// <param name="row">The rule.</param>
    /// <exception cref="ArgumentNullException"><paramref name="row"/> is null.</exception>
    public static HistoryRowDocument From(KvmReportRule row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new HistoryRowDocument
        {
            Function = BitAddress.FunctionText(row.Function),
            Address = row.Field?.ToString(),
            Since = row.Since.Release.ToString(),
            Until = row.Until?.Release.ToString(),
            Backports = [.. row.Since.Backports.Select(release => release.ToString())],
            Commit = row.Since.Commit,
            Condition = row.Condition == KvmCondition.Always ? null : row.Condition.Text,
            Value = (row as KvmBitRule)?.Value,
        };
    }
}

/// <summary>Why a modelled vCPU has a leaf or field or not, and what would change that.</summary>
public sealed record ExplanationDocument
{
    /// <summary>The modelled host and vCPU: <c>kvm:6.12,intel,evmcs</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The value; null where the call is refused.</summary>
    public required uint? Value { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>What would change it: ways, each a list of steps to take together.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Flips { get; init; }

    /// <summary>Makes it of an explanation.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="query">The modelled host and vCPU, as asked.</param>
    /// <exception cref="ArgumentNullException"><paramref name="explanation"/> is null.</exception>
    public static ExplanationDocument From(SupportedExplanation explanation, KvmQuery query)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new ExplanationDocument
        {
            Host = $"kvm:{query}",
            Value = explanation.Refusal is null ? explanation.Value : null,
            Reason = explanation.Reason,
            Flips = [.. explanation.Flips.Select(flip => flip.Steps)],
        };
    }
}
