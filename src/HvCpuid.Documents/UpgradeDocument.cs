using HvCpuid.Kvm;

namespace HvCpuid.Documents;

/// <summary>What changes from kernel to kernel.</summary>
public sealed record UpgradeDocument
{
    /// <summary>The steps, each from one kernel to the next.</summary>
    public required IReadOnlyList<UpgradeStepDocument> Steps { get; init; }

    /// <summary>Makes it of steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <exception cref="ArgumentNullException"><paramref name="steps"/> is null.</exception>
    public static UpgradeDocument From(IEnumerable<KvmUpgrade> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new UpgradeDocument { Steps = [.. steps.Select(UpgradeStepDocument.Of)] };
    }
}

/// <summary>A step from one kernel to the next.</summary>
public sealed record UpgradeStepDocument
{
    /// <summary>The kernel before.</summary>
    public required string From { get; init; }

    /// <summary>The kernel after.</summary>
    public required string To { get; init; }

    /// <summary>How it is known that the kernel after is made so; null for a release of mainline.</summary>
    public required string? Basis { get; init; }

    /// <summary>The changes that the kernel after has and the one before has not.</summary>
    public required IReadOnlyList<UpgradeChangeDocument> Added { get; init; }

    /// <summary>The changes that the kernel before has and the one after has not.</summary>
    public required IReadOnlyList<UpgradeChangeDocument> Removed { get; init; }

    /// <summary>The most vCPUs of a VM, before and after.</summary>
    public required IReadOnlyList<int> MaxVcpus { get; init; }

    /// <summary>The flaws of the kernel before that the one after has not.</summary>
    public required IReadOnlyList<string> Fixed { get; init; }

    /// <summary>The flaws of the kernel after that the one before has not.</summary>
    public required IReadOnlyList<string> Flaws { get; init; }

    /// <summary>The addresses of fields that may be otherwise on the kernel after.</summary>
    public required IReadOnlyList<string> Uncertain { get; init; }

    /// <summary>Makes it of a step.</summary>
    /// <param name="step">The step.</param>
    /// <exception cref="ArgumentNullException"><paramref name="step"/> is null.</exception>
    public static UpgradeStepDocument Of(KvmUpgrade step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new UpgradeStepDocument
        {
            From = step.From.Text,
            To = step.To.Text,
            Basis = step.To.Basis,
            Added = [.. step.Added.Select(UpgradeChangeDocument.From)],
            Removed = [.. step.Removed.Select(UpgradeChangeDocument.From)],
            MaxVcpus = [step.VcpusBefore, step.VcpusAfter],
            Fixed = [.. step.Fixed.Select(flaw => flaw.ToString())],
            Flaws = [.. step.Flawed.Select(flaw => flaw.ToString())],
            Uncertain = DocumentText.Texts(step.Uncertain),
        };
    }
}

/// <summary>A change that one kernel has and another has not.</summary>
public sealed record UpgradeChangeDocument
{
    /// <summary>Its id, one word that stays.</summary>
    public required string Id { get; init; }

    /// <summary>The release of mainline that it came with.</summary>
    public required string Release { get; init; }

    /// <summary>The commit; null where none is known.</summary>
    public required string? Commit { get; init; }

    /// <summary>What it changed, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Makes it of a change.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public static UpgradeChangeDocument From(KvmChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new UpgradeChangeDocument { Id = change.Id, Release = change.Release.ToString(), Commit = change.Commit, Summary = change.Summary };
    }
}
