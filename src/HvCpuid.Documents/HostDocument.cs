using System.Text.Json.Serialization;
using HvCpuid.Kvm;

namespace HvCpuid.Documents;

/// <summary>
/// What a live KVM answers, complete, and of the machine nothing but what that depends on: what to send in where the model is wrong. It has the leaves or
/// the refusal of the answer that stands for the host first, as other documents have them; what cannot be read is null.
/// </summary>
public sealed record HostDocument
{
    /// <summary>The leaves; left out where the call is refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EntryDocument>? Entries { get; init; }

    /// <summary>The errno's name, or <c>OOPS</c>, where the call is refused or was not made; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Why the call is refused; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>What <c>uname -r</c> prints.</summary>
    public required string? Kernel { get; init; }

    /// <summary>What <c>uname -v</c> prints.</summary>
    public required string? Build { get; init; }

    /// <summary>The release of mainline that these tell.</summary>
    public required string? Release { get; init; }

    /// <summary>The module that runs guests: kvm_intel or kvm_amd.</summary>
    public required string? Module { get; init; }

    /// <summary>The processor that the module or CPUID tells.</summary>
    [JsonConverter(typeof(LowerCaseConverter<CpuVendor>))]
    public required CpuVendor? Cpu { get; init; }

    /// <summary>The processor's signature: <c>GenuineIntel</c>.</summary>
    public required string? Processor { get; init; }

    /// <summary>The module's parameter nested.</summary>
    public required bool? Nested { get; init; }

    /// <summary>/sys/devices/system/cpu/smt/control.</summary>
    public required string? SmtControl { get; init; }

    /// <summary>What the machine does not say and is taken to be in <see cref="Nearest"/>.</summary>
    public required AssumedDocument Assumed { get; init; }

    /// <summary>KVM_GET_API_VERSION.</summary>
    public required int ApiVersion { get; init; }

    /// <summary>What KVM_CHECK_EXTENSION answers, by number.</summary>
    public required IReadOnlyList<CapabilityDocument> Capabilities { get; init; }

    /// <summary>What KVM_GET_SUPPORTED_HV_CPUID answers, call by call.</summary>
    public required IReadOnlyList<HostAnswerDocument> Answers { get; init; }

    /// <summary>The host as its kernel's name says, and every difference from it.</summary>
    public required PredictedDocument Predicted { get; init; }

    /// <summary>The modelled host that differs least, and its differences.</summary>
    public required NearestDocument Nearest { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>What a machine does not say, or says of a module that is not modelled, and what it is taken to be; what it says is left out.</summary>
public sealed record AssumedDocument
{
    /// <summary>The release of Linux.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Release { get; init; }

    /// <summary>The processor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(LowerCaseConverter<CpuVendor>))]
    public CpuVendor? Cpu { get; init; }

    /// <summary>The module's parameter nested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Nested { get; init; }

    /// <summary>Whether SMT is possible.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Smt { get; init; }
}

/// <summary>What KVM_CHECK_EXTENSION answers.</summary>
public sealed record CapabilityDocument
{
    /// <summary>The capability's number.</summary>
    public required int Capability { get; init; }

    /// <summary>Its name, as the library has it.</summary>
    public required string Name { get; init; }

    /// <summary>The answer; 0 where KVM does not have it.</summary>
    public required int Value { get; init; }

    /// <summary>Makes them of what was observed, by number.</summary>
    /// <param name="observation">What was observed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="observation"/> is null.</exception>
    public static IReadOnlyList<CapabilityDocument> From(KvmObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return
        [
            .. observation.Capabilities.OrderBy(pair => pair.Key)
                .Select(pair => new CapabilityDocument { Capability = (int)pair.Key, Name = pair.Key.ToString(), Value = pair.Value }),
        ];
    }
}

/// <summary>What one call answers: leaves, or a refusal.</summary>
[JsonDerivedType(typeof(SystemAnswerDocument))]
[JsonDerivedType(typeof(VcpuAnswerDocument))]
public abstract record HostAnswerDocument
{
    private protected HostAnswerDocument()
    {
    }

    /// <summary>Whether the call was made on a vCPU or on /dev/kvm.</summary>
    [JsonPropertyOrder(-1)]
    [JsonConverter(typeof(LowerCaseConverter<KvmScope>))]
    public required KvmScope Scope { get; init; }

    /// <summary>The leaves; left out where the call was refused.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EntryDocument>? Entries { get; init; }

    /// <summary>The errno's name, or <c>OOPS</c>, where the call was refused; else left out.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>Why the call was refused; else left out.</summary>
    [JsonPropertyOrder(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Makes it of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="refusal">Its refusal; null where there are leaves.</param>
    /// <exception cref="ArgumentNullException"><paramref name="answer"/> is null.</exception>
    public static HostAnswerDocument From(KvmObservedAnswer answer, KvmRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(answer);
        IReadOnlyList<EntryDocument>? entries = answer.Set is null ? null : EntryDocument.From(answer.Set);
        return answer.Scope == KvmScope.System
            ? new SystemAnswerDocument { Scope = answer.Scope, Entries = entries, Error = refusal?.Name, Message = refusal?.Message }
            : new VcpuAnswerDocument
            {
                Scope = answer.Scope,
                Lapic = answer.Vcpu.InKernelLapic,
                Evmcs = answer.Vcpu.Evmcs?.ToString(),
                Entries = entries,
                Error = refusal?.Name,
                Message = refusal?.Message,
            };
    }
}

/// <summary>What the call on /dev/kvm answers.</summary>
public sealed record SystemAnswerDocument : HostAnswerDocument;

/// <summary>What the call on a vCPU answers.</summary>
public sealed record VcpuAnswerDocument : HostAnswerDocument
{
    /// <summary>Whether the vCPU's local APIC is in the kernel.</summary>
    public required bool Lapic { get; init; }

    /// <summary>The versions of eVMCS that the vCPU has, <c>1..1</c>; null where it is not enabled.</summary>
    public required string? Evmcs { get; init; }
}

/// <summary>A host as its kernel's name says, and every difference from it.</summary>
public sealed record PredictedDocument
{
    /// <summary>The kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>How it is known that the kernel is made so; null for a release of mainline.</summary>
    public required string? Basis { get; init; }

    /// <summary>The differences.</summary>
    public required IReadOnlyList<DifferenceDocument> Differences { get; init; }

    /// <summary>Makes it of a host and its differences.</summary>
    /// <param name="predicted">The host and its differences.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicted"/> is null.</exception>
    public static PredictedDocument From(KvmNearness predicted)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        return new PredictedDocument { Kernel = predicted.Host.Kernel.Text, Basis = predicted.Host.Kernel.Basis, Differences = DifferenceDocument.From(predicted) };
    }
}

/// <summary>The modelled host that differs least from a live one, and its differences.</summary>
public sealed record NearestDocument
{
    /// <summary>The kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>The processor, and with it the module: kvm_intel or kvm_amd.</summary>
    [JsonConverter(typeof(LowerCaseConverter<CpuVendor>))]
    public required CpuVendor Cpu { get; init; }

    /// <summary>The module's parameter nested.</summary>
    public required bool Nested { get; init; }

    /// <summary>Whether SMT is possible on the host.</summary>
    public required bool Smt { get; init; }

    /// <summary>Whether KVM is built with Hyper-V support (CONFIG_KVM_HYPERV).</summary>
    public required bool Hyperv { get; init; }

    /// <summary>KVM_MAX_VCPUS where it is not the kernel's own; null for the kernel's own.</summary>
    public required int? MaxVcpus { get; init; }

    /// <summary>The differences.</summary>
    public required IReadOnlyList<DifferenceDocument> Differences { get; init; }

    /// <summary>Makes it of a host and its differences.</summary>
    /// <param name="nearest">The host and its differences.</param>
    /// <exception cref="ArgumentNullException"><paramref name="nearest"/> is null.</exception>
    public static NearestDocument From(KvmNearness nearest)
    {
        ArgumentNullException.ThrowIfNull(nearest);
        KvmHost host = nearest.Host;
        return new NearestDocument
        {
            Kernel = host.Kernel.Text,
            Cpu = host.Vendor,
            Nested = host.Nested,
            Smt = host.SmtPossible,
            Hyperv = host.HasHyperV,
            MaxVcpus = host.MaximumVcpus,
            Differences = DifferenceDocument.From(nearest),
        };
    }
}

/// <summary>Where a live KVM differs from a modelled one.</summary>
public sealed record DifferenceDocument
{
    /// <summary>The call.</summary>
    public required string Where { get; init; }

    /// <summary>The field; null where it is none.</summary>
    public required string? Address { get; init; }

    /// <summary>What differs.</summary>
    public required string Name { get; init; }

    /// <summary>What the live KVM has.</summary>
    public required string Observed { get; init; }

    /// <summary>What the modelled one has.</summary>
    public required string Modelled { get; init; }

    internal static IReadOnlyList<DifferenceDocument> From(KvmNearness nearness) =>
    [
        .. nearness.Differences.Select(difference => new DifferenceDocument
        {
            Where = difference.Where,
            Address = difference.Address?.ToString(),
            Name = difference.What,
            Observed = difference.Observed,
            Modelled = difference.Modelled,
        }),
    ];
}
