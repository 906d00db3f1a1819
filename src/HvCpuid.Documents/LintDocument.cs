using System.Text.Json.Serialization;
using HvCpuid.Checks;
using HvCpuid.Sets;

namespace HvCpuid.Documents;

/// <summary>What the checker finds wrong with the leaves that a guest is shown.</summary>
public sealed record LintDocument
{
    /// <summary>The findings.</summary>
    public required IReadOnlyList<LintFindingDocument> Findings { get; init; }

    /// <summary>The rules that could not be judged, or not wholly; left out where all were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OpenCheckDocument>? NotJudged { get; init; }

    /// <summary>Makes it of findings.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="open">The rules that could not be judged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="findings"/> or <paramref name="open"/> is null.</exception>
    public static LintDocument From(IEnumerable<HvFinding> findings, IReadOnlyCollection<HvOpenCheck> open)
    {
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(open);
        return new LintDocument { Findings = [.. findings.Select(LintFindingDocument.From)], NotJudged = open.Count == 0 ? null : [.. open.Select(OpenCheckDocument.From)] };
    }
}

/// <summary>What is wrong with leaves.</summary>
public sealed record LintFindingDocument
{
    /// <summary>The rule: <c>HV006</c>.</summary>
    public required string Id { get; init; }

    /// <summary>How bad it is.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvSeverity>))]
    public required HvSeverity Severity { get; init; }

    /// <summary>Where: <c>CPUID.40000003H:EAX[6]</c>.</summary>
    public required string Address { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What would put it right.</summary>
    public required string Fix { get; init; }

    /// <summary>The rule in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Makes it of a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <exception cref="ArgumentNullException"><paramref name="finding"/> is null.</exception>
    public static LintFindingDocument From(HvFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new LintFindingDocument
        {
            Id = finding.Id,
            Severity = finding.Severity,
            Address = finding.Address.ToString(),
            Message = finding.Message,
            Fix = finding.Fix,
            Title = finding.Check.Title,
        };
    }
}

/// <summary>A rule that could not be judged, or not wholly.</summary>
public sealed record OpenCheckDocument
{
    /// <summary>The rule: <c>HV006</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The rule in one line.</summary>
    public required string Title { get; init; }

    /// <summary>The addresses of what is not known.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>Whether it is not known either which other leaves there are.</summary>
    public required bool MissesLeaves { get; init; }

    /// <summary>Makes it of a rule.</summary>
    /// <param name="check">The rule.</param>
    /// <exception cref="ArgumentNullException"><paramref name="check"/> is null.</exception>
    public static OpenCheckDocument From(HvOpenCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new OpenCheckDocument { Id = check.Check.Id, Title = check.Check.Title, Unknown = DocumentText.Texts(check.Unknown), MissesLeaves = check.MissesLeaves };
    }
}
