using System.Text;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Kvm;

/// <summary>What a live kernel's answers imply: the row that would make the model right, and the cases that hold it to them.</summary>
public static class KvmCapture
{
    private const int WeightOfACall = 100;

    /// <summary>The host as it is named, and every difference of its answers from those that were observed.</summary>
    /// <param name="observation">What the live KVM said.</param>
    /// <exception cref="ArgumentNullException"><paramref name="observation"/> is null.</exception>
    public static KvmNearness Predict(KvmObservation observation) =>
        new(Guard.NotNull(observation).Host, [.. KvmDifferences.Of(observation, observation.Host)]);

    /// <summary>
    /// The line of a kernel that answers as was observed: from the named kernel on, changes are put in or left out one by one as long as that leaves fewer
    /// differences. Loaded with <c>KvmKernels.Load</c>, it goes before the built-in lines, for this name alone.
    /// </summary>
    /// <param name="observation">What the live KVM said.</param>
    /// <param name="uname">What <c>uname -r</c> prints there.</param>
    /// <returns>The line, and every difference that no change explains.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static KvmImpliedLine Imply(KvmObservation observation, string uname)
    {
        KvmHost host = Guard.NotNull(observation).Host;
        int? most = observation.Capabilities.TryGetValue(KvmCapability.MaxVcpus, out int vcpus) && vcpus > 0 ? vcpus : null;
        host = host with { MaximumVcpus = null, Kernel = host.Kernel with { MaximumVcpus = most ?? host.Kernel.MaximumVcpus, Neighbour = null } };
        while (Better(observation, host) is { } better)
        {
            host = better;
        }

        KvmKernel kernel = host.Kernel;
        KvmRelease series = kernel.Base;
        KvmKernelRow row = new(KvmBuild.Parse("0"), KvmSureness.Captured, $"captured on {Guard.NotNull(uname)}")
        {
            Added = kernel.Added,
            Removed = kernel.Removed,
            MaximumVcpus = kernel.MaximumVcpus,
            HyperVCompiledIn = kernel.HyperVCompiledIn,
        };
        return new KvmImpliedLine(
            new KvmKernelLine("captured", uname) { Patterns = [KvmKernelPattern.Parse(uname)], Base = series, Rows = [row] }, [.. KvmDifferences.Of(observation, host)], kernel);
    }

    /// <summary>The answers as cases of a test vector, in the text form of this project's tests.</summary>
    /// <param name="observation">What the live KVM said.</param>
    /// <exception cref="ArgumentNullException"><paramref name="observation"/> is null.</exception>
    public static string Vector(KvmObservation observation)
    {
        KvmHost host = Guard.NotNull(observation).Host;
        StringBuilder text = new();
        string settings = $" nested={(host.Nested ? "on" : "off")} smt={(host.SmtPossible ? "possible" : "impossible")}";
        settings += observation.Capabilities.TryGetValue(KvmCapability.MaxVcpus, out int vcpus) && vcpus > 0 ? FormattableString.Invariant($" vcpus={vcpus}") : "";
        foreach (KvmObservedAnswer answer in observation.Answers)
        {
            string state = answer.Scope == KvmScope.System ? "system" : $"vcpu lapic={(answer.Vcpu.InKernelLapic ? "on" : "off")} evmcs={(answer.Vcpu.Evmcs is null ? "off" : "on")}";
            text.Append("case ").Append(state).Append(settings).Append('\n');
            foreach (CpuidEntry entry in answer.Set ?? HvCpuidSet.Empty)
            {
                text.Append(FormattableString.Invariant($"{entry.Function:x8} {entry.Registers.Eax:x8} {entry.Registers.Ebx:x8} {entry.Registers.Ecx:x8} {entry.Registers.Edx:x8}\n"));
            }

            text.Append(answer.Set is null ? $"error {answer.Errno}\n" : "").Append('\n');
        }

        return text.ToString();
    }

    // The host with one change more or less that differs least, else with two; null where none differs less.
    private static KvmHost? Better(KvmObservation observation, KvmHost host)
    {
        int least = Distance(observation, host);
        KvmHost? best = null;
        IEnumerable<KvmHost> moved = Moved(host);
        for (int moves = 1; moves <= 2 && best is null && least > 0; moves++)
        {
            foreach (KvmHost other in moved)
            {
                int distance = Distance(observation, other);
                (best, least) = distance < least ? (other, distance) : (best, least);
            }

            moved = Moved(host).SelectMany(Moved);
        }

        return best;
    }

    private static IEnumerable<KvmHost> Moved(KvmHost host)
    {
        foreach (KvmChange change in KvmChanges.All.Where(change => (change.Aspects & (KvmAspects.Leaves | KvmAspects.Calls)) != 0))
        {
            yield return host with { Kernel = host.Kernel.Has(change) ? host.Kernel.Without(change) : host.Kernel.With(change) };
        }

        yield return host with { Kernel = host.Kernel.With(KvmChanges.HyperVOption) with { HyperVCompiledIn = false } };
    }

    // A call that is answered and should be refused hides all the fields that it would have.
    private static int Distance(KvmObservation observation, KvmHost host) =>
        KvmDifferences.Of(observation, host).Sum(difference => difference.Address is null ? WeightOfACall : 1);
}

/// <summary>A line of kernels that answers as was observed.</summary>
/// <param name="Line">The line.</param>
/// <param name="Differences">What no change explains.</param>
/// <param name="Kernel">The kernel that the line makes.</param>
public sealed record KvmImpliedLine(KvmKernelLine Line, IReadOnlyList<KvmDifference> Differences, KvmKernel Kernel);
