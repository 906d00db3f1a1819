using System.Text.Json.Serialization;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Vmm;

namespace HvCpuid.Documents;

/// <summary>Which hosts can run a VM as it is wished for.</summary>
public sealed record FitDocument
{
    /// <summary>The VMM and its release: <c>qemu 11.1</c>.</summary>
    public required string Vmm { get; init; }

    /// <summary>The hosts, as they were given.</summary>
    public required IReadOnlyList<FlagsHostDocument> Hosts { get; init; }

    /// <summary>The switches that every host allows, closed under their requirements, in QEMU's spelling; null where no host was given.</summary>
    public required string? Common { get; init; }

    /// <summary>What to change so that all hosts can.</summary>
    public required IReadOnlyList<FitChangeDocument> Changes { get; init; }

    /// <summary>Whether the wishes so changed start on every host.</summary>
    public required bool ChangesSuffice { get; init; }

    /// <summary>The oldest kernels that can, mainline first, on each processor.</summary>
    public required IReadOnlyList<OldestKernelDocument> Oldest { get; init; }

    /// <summary>Makes it of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="oldest">The oldest kernels, by processor.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fit"/> or <paramref name="oldest"/> is null.</exception>
    public static FitDocument From(HvFit fit, IReadOnlyDictionary<CpuVendor, IReadOnlyList<KvmOldestKernel>> oldest)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(oldest);
        return new FitDocument
        {
            Vmm = fit.Vmm.Name,
            Hosts = [.. fit.Hosts.Select(host => new FlagsHostDocument { Host = host.Candidate.Name, Verdict = Of(host.Verdict), Findings = FlagsFindingDocument.From(host.Resolution, host.Unknown) })],
            Common = fit.Hosts.Count == 0 ? null : QemuFlags.ToQemu(fit.Common),
            Changes = [.. fit.Changes.Select(FitChangeDocument.From)],
            ChangesSuffice = fit.ChangesSuffice,
            Oldest = [.. oldest.SelectMany(cpu => cpu.Value.Select(kernel => OldestKernelDocument.From(cpu.Key, kernel)))],
        };
    }

    private static Verdict Of(HvVerdict verdict) => verdict switch { HvVerdict.Yes => Verdict.Yes, HvVerdict.No => Verdict.No, _ => Verdict.Unknown };
}

/// <summary>A change of wishes that some hosts need.</summary>
public sealed record FitChangeDocument
{
    /// <summary>The switch or setting, as QEMU spells it.</summary>
    public required string Flag { get; init; }

    /// <summary>True where it is to be added, false where it is to be left out.</summary>
    public required bool On { get; init; }

    /// <summary>How it is written in the language of the wishes.</summary>
    public required string Words { get; init; }

    /// <summary>The hosts that need the change; empty of a switch that others require.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Makes it of a change.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public static FitChangeDocument From(HvFitChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new FitChangeDocument { Flag = change.Flag, On = change.On, Words = change.Words, Hosts = change.Hosts };
    }
}

/// <summary>The oldest kernel of a distribution from which on all that are known can run a VM.</summary>
public sealed record OldestKernelDocument
{
    /// <summary>The processor.</summary>
    [JsonConverter(typeof(LowerCaseConverter<CpuVendor>))]
    public required CpuVendor Cpu { get; init; }

    /// <summary>The distribution, <c>linux</c> for mainline.</summary>
    public required string Distribution { get; init; }

    /// <summary>The release: <c>rhel9.3</c>; of mainline its number.</summary>
    public required string Release { get; init; }

    /// <summary>What <c>uname -r</c> prints there; null for mainline.</summary>
    public required string? Uname { get; init; }

    /// <summary>The build that brought it; null where builds do not tell.</summary>
    public required string? Build { get; init; }

    /// <summary>Makes it of a kernel.</summary>
    /// <param name="cpu">The processor.</param>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ArgumentNullException"><paramref name="kernel"/> is null.</exception>
    public static OldestKernelDocument From(CpuVendor cpu, KvmOldestKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new OldestKernelDocument { Cpu = cpu, Distribution = kernel.Distribution, Release = kernel.Release, Uname = kernel.Uname, Build = kernel.Build?.ToString() };
    }
}

/// <summary>The labels that KubeVirt's node labeller sets on hosts.</summary>
public sealed record LabelsDocument
{
    /// <summary>The hosts, as they were given.</summary>
    public required IReadOnlyList<HostLabelsDocument> Hosts { get; init; }
}

/// <summary>The labels of a host.</summary>
public sealed record HostLabelsDocument
{
    /// <summary>The host.</summary>
    public required string Host { get; init; }

    /// <summary>Its labels about Hyper-V, in the labeller's order; each has the value <c>true</c>.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Makes it of labels.</summary>
    /// <param name="host">The host.</param>
    /// <param name="labels">Its labels.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public static HostLabelsDocument From(string host, IReadOnlyList<KubeVirtNodeLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new HostLabelsDocument { Host = host, Labels = labels.ToDictionary(label => label.Label, _ => "true") };
    }
}
