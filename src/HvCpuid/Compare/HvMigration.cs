using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Sets;

namespace HvCpuid.Compare;

/// <summary>
/// May a running guest, which sees a set of leaves, move to a host? Every field is judged by its <see cref="HvField.Policy"/>. A guest may always go to the
/// host that offers what it sees; and where it may go to a host that offers no more than another, it may go to that one too.
/// </summary>
public sealed class HvMigration
{
    // Where KVM's own leaves begin when a VMM moves them: what stands there is no Hyper-V leaf.
    private const uint FirstOther = 0x40000100;

    private HvMigration(HvReading guest, HvDestination destination, IReadOnlyList<HvMigrationFinding> findings) =>
        (Guest, Destination, Findings) = (guest, destination, findings);

    /// <summary>What the guest sees.</summary>
    public HvReading Guest { get; }

    /// <summary>Where it is to go.</summary>
    public HvDestination Destination { get; }

    /// <summary>Everything found, in the order of the fields; what is about no field first.</summary>
    public IReadOnlyList<HvMigrationFinding> Findings { get; }

    /// <summary>Whether it may go: no where one finding blocks, unknown where one depends on what is not known, else yes.</summary>
    public HvVerdict Verdict => Findings.Any(finding => finding.Severity == HvMigrationSeverity.Blocker) ? HvVerdict.No
        : Findings.Any(finding => finding.Severity == HvMigrationSeverity.Unknown) ? HvVerdict.Unknown
        : HvVerdict.Yes;

    /// <summary>Judges a move of a guest of which all is known.</summary>
    /// <param name="guest">The leaves that it sees.</param>
    /// <param name="destination">Where it is to go.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet guest = QemuFlags.Parse("hv-relaxed,hv-vpindex,hv-tlbflush,hv-tlbflush-ext").Resolve(new KvmHost { Kernel = KvmKernel.Parse("6.12") }).GetSet();
    /// HvMigration move = HvMigration.Check(guest, HvDestination.From(new KvmHost { Kernel = KvmKernel.Parse("5.10") }));
    /// Console.WriteLine(move.Verdict); // No
    /// Console.WriteLine(move.Findings[0].Switch); // hv-tlbflush-ext
    /// </code>
    /// </example>
    public static HvMigration Check(HvCpuidSet guest, HvDestination destination) => Check(HvReading.From(guest), destination);

    /// <summary>Judges a move.</summary>
    /// <param name="guest">What is known of the leaves that it sees.</param>
    /// <param name="destination">Where it is to go.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static HvMigration Check(HvReading guest, HvDestination destination)
    {
        Guard.NotNull(guest);
        Guard.NotNull(destination);
        if (guest.IsComplete && guest.Set.All(entry => entry.Function >= FirstOther))
        {
            return new HvMigration(guest, destination, []);
        }

        if (destination.Refusal is { } refusal)
        {
            // Before the call there was, KVM had leaves for guests too, and its VMMs asked for capabilities.
            bool isSilent = destination.Query is { Host: { HasHyperV: true } host } && !host.Kernel.Has(KvmChanges.IoctlAdded);
            string message = $"{destination.Name}: KVM_GET_SUPPORTED_HV_CPUID is refused with {refusal}: the guest has Hyper-V leaves, and "
                + (isSilent ? "which of them its KVM honours is unknown." : "its KVM honours none of them for certain.");
            HvMigrationSeverity severity = isSilent ? HvMigrationSeverity.Unknown : HvMigrationSeverity.Blocker;
            return new HvMigration(guest, destination, [new HvMigrationFinding(HvMigrationFindingIds.NoAnswer, severity, null, message, () => HvMigrationFixes.Answer(destination))]);
        }

        IEnumerable<uint> functions = guest.Set.Select(entry => entry.Function).Concat(guest.IsComplete ? [] : HvLeafTable.All.Select(leaf => leaf.Function))
            .Where(function => function < FirstOther).Distinct().OrderBy(function => function);
        HvMigrationJudge judge = new(guest, destination);
        return new HvMigration(guest, destination, [.. functions.SelectMany(judge.OfLeaf)]);
    }
}
