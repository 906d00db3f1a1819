using HvCpuid.Kvm;
using HvCpuid.Linux;

namespace HvCpuid.Tool.Sources;

/// <summary>What the live KVM says, and the modelled release that is nearest to it.</summary>
/// <param name="Machine">What the machine says of itself.</param>
/// <param name="ApiVersion">KVM_GET_API_VERSION.</param>
/// <param name="Observation">What KVM says.</param>
/// <param name="Notes">What a reader has to know, a sentence each.</param>
internal sealed record HostReport(LinuxHost Machine, int ApiVersion, KvmObservation Observation, IReadOnlyList<string> Notes)
{
    private const string NotCalled = "the call was not made";

    /// <summary>The host as its kernel's name and its distribution's rows say, and every difference from it.</summary>
    public KvmNearness Predicted { get; } = KvmCapture.Predict(Observation);

    /// <summary>The line that would make the rows right; null where they are, or where the kernel's name is not known.</summary>
    public KvmImpliedLine? Implied => Predicted.Differences.Count > 0 && Machine.Kernel is { } name ? KvmCapture.Imply(Observation, name) : null;

    /// <summary>The modelled host that differs least, and its differences.</summary>
    public KvmNearness Nearest { get; } = KvmNearest.Find(Observation);

    /// <summary>The answer that stands for the host as a SOURCE: the first with leaves, else the first; null where no call was made.</summary>
    public KvmObservedAnswer? Main => Observation.Answers.FirstOrDefault(answer => answer.Set is not null) ?? (Observation.Answers.Count > 0 ? Observation.Answers[0] : null);

    /// <summary>The refusal that stands for the host as a SOURCE; null where there are leaves.</summary>
    public KvmRefusal? Refusal => Main switch
    {
        { Set: not null } => null,
        { } answer => RefusalOf(answer),
        null => new KvmRefusal(KvmOutcome.HostOops, NotCalled, null),
    };

    /// <summary>The refusal of a call that was refused.</summary>
    public KvmRefusal RefusalOf(KvmObservedAnswer answer) => new(answer.Errno is { } errno ? KvmOutcome.Refused(errno) : KvmOutcome.HostOops, Reason(answer), null);

    /// <summary>Why a call was refused: the kernel does not say, but the nearest modelled one does where it refuses alike.</summary>
    public string Reason(KvmObservedAnswer answer)
    {
        SupportedHvCpuid model = new(Nearest.Host);
        KvmRefusal? refusal = (answer.Scope == KvmScope.System ? model.ForSystem() : model.ForVcpu(answer.Vcpu)).Refusal;
        return refusal is not null && refusal.Errno == answer.Errno ? refusal.Reason : "no modelled kernel refuses this";
    }
}
