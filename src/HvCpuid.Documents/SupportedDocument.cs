using System.Text.Json.Serialization;
using HvCpuid.Kvm;

namespace HvCpuid.Documents;

/// <summary>What KVM_GET_SUPPORTED_HV_CPUID answers on a modelled host.</summary>
public sealed record SupportedDocument
{
    /// <summary>The leaves, in the kernel's order.</summary>
    public required IReadOnlyList<EntryDocument> Entries { get; init; }

    /// <summary>The kernel, as it was named.</summary>
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

    /// <summary>KVM_MAX_VCPUS where it was given; null for the kernel's own.</summary>
    public required int? MaxVcpus { get; init; }

    /// <summary>Whether the call is made on a vCPU or on /dev/kvm.</summary>
    [JsonConverter(typeof(LowerCaseConverter<KvmScope>))]
    public required KvmScope Scope { get; init; }

    /// <summary>Whether the vCPU's local APIC is in the kernel; null on /dev/kvm.</summary>
    public required bool? Lapic { get; init; }

    /// <summary>The versions of eVMCS that the vCPU has, <c>1..1</c>; null where it is not enabled, or counts as not enabled.</summary>
    public required string? Evmcs { get; init; }

    /// <summary>How it is known that the kernel is made so; null for a release of mainline.</summary>
    public required string? Basis { get; init; }

    /// <summary>The addresses of fields that may be otherwise.</summary>
    public required IReadOnlyList<string> Uncertain { get; init; }

    /// <summary>What a reader has to know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Makes it of a reply with leaves.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="notes">What a reader has to know; null for the reply's own notes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reply"/> is null.</exception>
    /// <exception cref="ArgumentException">The reply is a refusal, which is a <see cref="RefusalDocument"/>.</exception>
    public static SupportedDocument From(KvmReply reply, IReadOnlyList<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(reply);
        KvmHost host = reply.Query.Host;
        return new SupportedDocument
        {
            Entries = EntryDocument.From(reply.Set ?? throw new ArgumentException("The reply has no leaves: it is a refusal.", nameof(reply))),
            Kernel = host.Kernel.Text,
            Cpu = host.Vendor,
            Nested = host.Nested,
            Smt = host.SmtPossible,
            Hyperv = host.HasHyperV,
            MaxVcpus = host.MaximumVcpus,
            Scope = reply.Query.Scope,
            Lapic = reply.Query.Scope == KvmScope.Vcpu ? reply.Query.Vcpu.InKernelLapic : null,
            Evmcs = reply.Evmcs?.ToString(),
            Basis = reply.Basis,
            Uncertain = DocumentText.Texts(reply.Uncertain),
            Notes = notes ?? reply.Notes,
        };
    }
}
