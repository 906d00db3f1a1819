using System.Text.Json.Serialization;
using HvCpuid.Compare;
using HvCpuid.Sets;

namespace HvCpuid.Documents;

/// <summary>Whether a running guest may move to a host.</summary>
public sealed record MigrateDocument
{
    /// <summary>Where the guest's leaves come from.</summary>
    public required string Guest { get; init; }

    /// <summary>Where it is to go.</summary>
    public required string Host { get; init; }

    /// <summary>Whether it may.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvVerdict>))]
    public required HvVerdict Verdict { get; init; }

    /// <summary>Everything found, in the order of the fields.</summary>
    public required IReadOnlyList<MigrateFindingDocument> Findings { get; init; }

    /// <summary>Makes it of a judgement.</summary>
    /// <param name="migration">The judgement.</param>
    /// <param name="guest">Where the guest's leaves come from.</param>
    /// <exception cref="ArgumentNullException"><paramref name="migration"/> is null.</exception>
    public static MigrateDocument From(HvMigration migration, string guest)
    {
        ArgumentNullException.ThrowIfNull(migration);
        return new MigrateDocument
        {
            Guest = guest,
            Host = migration.Destination.Name,
            Verdict = migration.Verdict,
            Findings = [.. migration.Findings.Select(MigrateFindingDocument.From)],
        };
    }
}

/// <summary>Something that a move found.</summary>
public sealed record MigrateFindingDocument
{
    /// <summary>The rule: <c>HVM001</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>error</c> where it stands against the move, or may; <c>warning</c> where it does not.</summary>
    [JsonConverter(typeof(LowerCaseConverter<HvSeverity>))]
    public required HvSeverity Severity { get; init; }

    /// <summary>Where: <c>CPUID.40000003H:EDX[14]</c>; null where it is about no field.</summary>
    public required string? Address { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What would solve it; empty where nothing is known.</summary>
    public required string Fix { get; init; }

    /// <summary>The field's name; null for a bit or register without one.</summary>
    public required string? Field { get; init; }

    /// <summary>What a move needs of such a field, in a few words; null without a field.</summary>
    public required string? Policy { get; init; }

    /// <summary>The switch that gives it to the guest; null where none does.</summary>
    public required string? Switch { get; init; }

    /// <summary>The guest's value; null where it is not known.</summary>
    public required uint? GuestValue { get; init; }

    /// <summary>The host's value; null where it is not known.</summary>
    public required uint? HostValue { get; init; }

    /// <summary>The MSRs and hypercalls that stand on it.</summary>
    public required IReadOnlyList<string> Uses { get; init; }

    /// <summary>True where it rests on what is not known; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Unknown { get; init; }

    /// <summary>Makes it of a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <exception cref="ArgumentNullException"><paramref name="finding"/> is null.</exception>
    public static MigrateFindingDocument From(HvMigrationFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new MigrateFindingDocument
        {
            Id = finding.Id,
            Severity = finding.Severity == HvMigrationSeverity.Note ? HvSeverity.Warning : HvSeverity.Error,
            Address = finding.Address?.ToString(),
            Message = finding.Message,
            Fix = finding.Fix,
            Field = finding.Field?.Name,
            Policy = finding.Field is { } field ? Leaves.HvFieldPolicies.Describe(field.Policy) : null,
            Switch = finding.Switch,
            GuestValue = finding.Guest,
            HostValue = finding.Destination,
            Uses = finding.Uses,
            Unknown = finding.Severity == HvMigrationSeverity.Unknown ? true : null,
        };
    }
}
