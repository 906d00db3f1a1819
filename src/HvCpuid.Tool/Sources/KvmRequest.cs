using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tool.Sources;

/// <summary>A question to a modelled kernel, as the options of <c>supported</c> or a <c>kvm:</c> SOURCE put it.</summary>
/// <param name="Host">The host.</param>
/// <param name="Scope">A vCPU, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU; its eVMCS range is what KVM_ENABLE_CAP shall enable first.</param>
internal sealed record KvmRequest(KvmHost Host, KvmScope Scope, VcpuState Vcpu)
{
    private static readonly BitAddress AnyAddress = new(0x40000000, CpuidRegister.Eax, BitField.Whole);

    /// <summary>How to name another kernel, where nobody named this one; null where it was named.</summary>
    public string? AnotherKernel { get; init; }

    /// <summary>True when the form of the call was said, and a VMM does not choose it.</summary>
    public bool HasForm { get; init; }

    /// <summary>What was asked for and has no effect; null when all has.</summary>
    public string? ScopeNote { get; init; }

    /// <summary>The question as the model takes it; the model knows where an enabled eVMCS counts as not enabled.</summary>
    public KvmQuery Query => Scope == KvmScope.System ? KvmQuery.OnSystem(Host) : KvmQuery.OnVcpu(Host, Vcpu);

    /// <summary>The versions of eVMCS that the vCPU has once it is asked; null for none.</summary>
    public EvmcsVersionRange? EnabledEvmcs => Enabling is { Versions: not null } ? Vcpu.Evmcs : null;

    /// <summary>What enabling eVMCS answers; null where nobody enables it.</summary>
    private KvmEnablingRule? Enabling =>
        Scope == KvmScope.Vcpu && Vcpu.Evmcs is not null ? new SupportedHvCpuid(Host).EnableEvmcs() : null;

    /// <summary>The question as a SOURCE: <c>kvm:6.12,intel,evmcs</c>.</summary>
    public string Spec
    {
        get
        {
            bool vcpu = Scope == KvmScope.Vcpu;
            StringBuilder text = new($"kvm:{Host.Kernel.Text},{(Host.Vendor == CpuVendor.Amd ? "amd" : "intel")}");
            text.Append(vcpu ? "" : ",system");
            text.Append(!vcpu || Vcpu.Evmcs is not { } range ? "" : range == EvmcsVersionRange.Version1 ? ",evmcs" : $",evmcs={range}");
            text.Append(vcpu && !Vcpu.InKernelLapic ? ",nolapic" : "");
            text.Append(Host.SmtPossible ? "" : ",nosmt");
            text.Append(Host.Nested ? "" : ",nonested");
            text.Append(Host.HasHyperV ? "" : ",nohyperv");
            _ = Host.MaximumVcpus is { } most ? text.Append(CultureInfo.InvariantCulture, $",maxvcpus={most}") : text;
            return text.ToString();
        }
    }

    /// <summary>The question in words: <c>Linux 5.0, Intel, nested=1, vCPU with in-kernel local APIC, eVMCS 1..1</c>.</summary>
    public string Description
    {
        get
        {
            string form = Scope == KvmScope.System ? "/dev/kvm" : Vcpu.InKernelLapic ? "vCPU with in-kernel local APIC" : "vCPU without in-kernel local APIC";
            return Describe(Scope == KvmScope.Vcpu && Vcpu.Evmcs is { } range ? [form, $"eVMCS {range}"] : [form]);
        }
    }

    /// <summary>The host alone, in words: <c>Linux 6.12, Intel, nested=1</c>.</summary>
    public string HostDescription => Describe([]);

    private string Describe(string[] form)
    {
        string kernel = $"Linux {Host.Kernel.Text}{(AnotherKernel is null ? "" : $" ({DefaultKernel.Remark(AnotherKernel)})")}";
        List<string> parts = [kernel, Host.Vendor == CpuVendor.Amd ? "AMD" : "Intel", Host.Nested ? "nested=1" : "nested=0", .. form];
        AddIf(!Host.SmtPossible, "SMT impossible");
        AddIf(Host.MaximumVcpus is not null, $"{Host.MaximumVcpus?.ToString(CultureInfo.InvariantCulture)} vCPUs at most");
        AddIf(!Host.HasHyperV, "no CONFIG_KVM_HYPERV");
        return string.Join(", ", parts);

        void AddIf(bool condition, string part) => parts.AddRange(condition ? [part] : []);
    }

    /// <summary>Asks: first the enabling, where eVMCS is wanted, then the leaves.</summary>
    public KvmReply Ask()
    {
        SupportedHvCpuid supported = new(Host);
        List<string> notes = [.. new[] { supported.Note, ScopeNote }.OfType<string>()];
        if (Enabling is { } enabling)
        {
            if (!enabling.Outcome.IsDone)
            {
                string message = "enabling eVMCS on the vCPU (KVM_ENABLE_CAP 163, KVM_CAP_HYPERV_ENLIGHTENED_VMCS) is refused before the leaves are asked for: "
                    + $"{enabling.Reason}. What helps: {Remedy(enabling.Condition, supported)}.";
                return new KvmReply(null, new KvmRefused(enabling.Outcome.ToString(), message), notes);
            }

            if (enabling.Versions is null)
            {
                notes.Add($"eVMCS counts as not enabled on this vCPU: {enabling.Reason}.");
            }
        }

        SupportedAnswer answer = Scope == KvmScope.System ? supported.ForSystem() : supported.ForVcpu(Query.Vcpu);
        if (answer.Uncertain.Count > 0 && Host.Kernel.Neighbour is not null)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{answer.Uncertain.Count} field{(answer.Uncertain.Count == 1 ? " is" : "s are")} uncertain: {string.Join(", ", answer.Uncertain)}."));
        }

        KvmReply reply = answer.Refusal is { } refusal
            ? new KvmReply(null, new KvmRefused(refusal.Name, $"{refusal.Reason}.{Remedies()}"), notes)
            : new KvmReply(answer.Set, null, notes);
        return reply with { Basis = Host.Kernel.Basis, Uncertain = answer.Uncertain };
    }

    private string Remedy(KvmCondition condition, SupportedHvCpuid supported)
    {
        bool answersWithout = supported.ForVcpu(Vcpu with { Evmcs = null }).Refusal is null;
        return string.Join(", or ", condition.WaysOut(Query with { Vcpu = Vcpu }).Prepend(answersWithout ? "leave evmcs out" : null).OfType<string>());
    }

    private string Remedies()
    {
        IReadOnlyList<SupportedFlip> flips = SupportedExplainer.Explain(Query, AnyAddress).Flips;
        return flips.Count == 0 ? "" : $" What helps: {string.Join("; or ", flips)}.";
    }
}
