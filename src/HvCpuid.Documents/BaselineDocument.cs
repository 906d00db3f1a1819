using System.Text.Json.Serialization;
using HvCpuid.Compare;

namespace HvCpuid.Documents;

/// <summary>The largest set that all of many hosts support. Also a level: a set with a name, which later hosts are held against.</summary>
public sealed record BaselineDocument
{
    /// <summary>The leaves, in the kernel's order.</summary>
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The name of the level; left out where it is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Level { get; init; }

    /// <summary>How many hosts, each as often as it was given.</summary>
    public required long Hosts { get; init; }

    /// <summary>Whether a guest can use the leaves.</summary>
    public required bool Usable { get; init; }

    /// <summary>The switches that give a guest which runs on all of them, in QEMU's spelling; null where the leaves are of no use.</summary>
    public required string? Flags { get; init; }

    /// <summary>What some hosts have and the leaves have not, and who takes it away.</summary>
    public required IReadOnlyList<BaselineLossDocument> Losses { get; init; }

    /// <summary>Why a guest cannot use the leaves; left out where it can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LintFindingDocument>? Errors { get; init; }

    /// <summary>How many lines could not be used and were passed over; left out where there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? BadLines { get; init; }

    /// <summary>Makes it of a baseline.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="flags">Its switches in QEMU's spelling; null where it is of no use.</param>
    /// <exception cref="ArgumentNullException"><paramref name="baseline"/> is null.</exception>
    public static BaselineDocument From(HvBaseline baseline, string? flags)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return new BaselineDocument
        {
            Entries = EntryDocument.From(baseline.Set),
            Hosts = baseline.Hosts,
            Usable = baseline.IsUsable,
            Flags = flags,
            Losses = [.. baseline.Losses.Select(BaselineLossDocument.From)],
            Errors = baseline.IsUsable ? null : [.. baseline.Errors.Select(LintFindingDocument.From)],
        };
    }
}

/// <summary>Something that some hosts have and a baseline has not, or has less of.</summary>
public sealed record BaselineLossDocument
{
    /// <summary>Where: <c>CPUID.40000003H:EDX[14]</c>; null where it is a leaf.</summary>
    public required string? Address { get; init; }

    /// <summary>The field's name, or <c>leaf 40000080H</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The most that a host has: 1 of a bit and of a leaf.</summary>
    public required uint Most { get; init; }

    /// <summary>What the baseline has.</summary>
    public required uint Left { get; init; }

    /// <summary>How many hosts take it away; 0 where it goes with something else.</summary>
    public required long Hosts { get; init; }

    /// <summary>The first of them; null where there is none.</summary>
    public required string? First { get; init; }

    /// <summary>The field with which it goes; left out where hosts take it away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Because { get; init; }

    /// <summary>Makes it of a loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    public static BaselineLossDocument From(HvBaselineLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return new BaselineLossDocument
        {
            Address = loss.Address?.ToString(),
            Name = loss.Name,
            Most = loss.Most,
            Left = loss.Left,
            Hosts = loss.Hosts,
            First = loss.First.Length == 0 ? null : loss.First,
            Because = loss.Because?.ToString(),
        };
    }
}
