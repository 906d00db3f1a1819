using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Kvm;

/// <summary>The host that answers: which KVM, on which processor, built and loaded how. A value; the default is Linux 5.0 on Intel with nested=1.</summary>
/// <example>
/// <code>
/// var host = new KvmHost { Kernel = KvmKernel.Parse("6.12"), Vendor = CpuVendor.Amd, SmtPossible = false };
/// Console.WriteLine(new SupportedHvCpuid(host).ForSystem().GetSet().Count); // 10
/// </code>
/// </example>
public sealed record KvmHost
{
    /// <summary>Creates Linux 5.0 on Intel with nested=1.</summary>
    public KvmHost()
    {
    }

    /// <summary>Creates a host; what is left out is as it is by default. For languages without <c>init</c>, such as C# 7.3.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="vendor">The processor.</param>
    /// <param name="nested">The module parameter <c>nested</c>.</param>
    /// <param name="smtPossible">Whether SMT may be on (cpu_smt_possible).</param>
    /// <param name="maximumVcpus">KVM_MAX_VCPUS; null for the kernel's own.</param>
    /// <param name="hyperVCompiledIn">CONFIG_KVM_HYPERV; null for the kernel's own.</param>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The processor is neither Intel nor AMD, or the number of vCPUs is not positive.</exception>
    public KvmHost(
        KvmKernel kernel,
        CpuVendor vendor = CpuVendor.Intel,
        bool nested = true,
        bool smtPossible = true,
        int? maximumVcpus = null,
        bool? hyperVCompiledIn = null)
    {
        (Kernel, Vendor, Nested, SmtPossible) = (kernel, vendor, nested, smtPossible);
        (MaximumVcpus, HyperVCompiledIn) = (maximumVcpus, hyperVCompiledIn);
    }

    /// <summary>The kernel; a <see cref="KvmRelease"/> converts to it. Default: Linux 5.0, the first with the ioctl.</summary>
    /// <exception cref="ArgumentNullException">There is no kernel.</exception>
    public KvmKernel Kernel
    {
        get;
        init => field = Guard.NotNull(value);
    } = First;

    /// <summary>The processor. Default: Intel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither Intel nor AMD.</exception>
    public CpuVendor Vendor
    {
        get;
        init => field = Guard.Defined(value);
    } = CpuVendor.Intel;

    /// <summary>The module parameter <c>nested</c> of kvm_intel or kvm_amd. Default: true.</summary>
    public bool Nested { get; init; } = true;

    /// <summary>
    /// True while the kernel's SMT control (/sys/devices/system/cpu/smt/control) says <c>on</c> or <c>off</c>; false for <c>forceoff</c>,
    /// <c>notsupported</c> and <c>notimplemented</c> (cpu_smt_possible). Default: true.
    /// </summary>
    public bool SmtPossible { get; init; } = true;

    /// <summary>
    /// The most vCPUs a VM may have, KVM_MAX_VCPUS; null for the kernel's own (<see cref="KvmKernel.MaximumVcpus"/>, else its release's: 288, 1024 from
    /// 5.15; from 6.7 the build's CONFIG_KVM_MAX_NR_VCPUS, taken as 4096).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? MaximumVcpus
    {
        get;
        init => field = Vcpus(value);
    }

    /// <summary>
    /// Whether KVM was built with its Hyper-V support (CONFIG_KVM_HYPERV, an option since Linux 6.8; before, always); null for the kernel's own
    /// (<see cref="KvmKernel.HyperVCompiledIn"/>, else true). Default: null.
    /// </summary>
    public bool? HyperVCompiledIn { get; init; }

    /// <summary>True when KVM has its Hyper-V support: what <see cref="HyperVCompiledIn"/> says, else the kernel, else true.</summary>
    public bool HasHyperV => HyperVCompiledIn ?? Kernel.HyperVCompiledIn ?? true;

    /// <summary>The signature in leaf 40000000H. Default, and on every mainline release: <c>Linux KVM Hv</c>.</summary>
    public AsciiSignature Signature { get; init; } = AsciiSignature.LinuxKvmHv;

    /// <summary>When leaf 4000000AH is part of the answer. Default: as the release does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public NestedFeaturesEmission NestedFeaturesEmission
    {
        get;
        init => field = Guard.Defined(value);
    }

    /// <summary>True when this host can give eVMCS to a guest: Intel with nested=1.</summary>
    internal bool OffersEvmcs => Vendor == CpuVendor.Intel && Nested;

    /// <summary>The most vCPUs as the host or its kernel says; null where both leave it to the release.</summary>
    internal int? BuiltForVcpus => MaximumVcpus ?? Kernel.MaximumVcpus;

    /// <summary>The host in words: <c>Linux 6.12, Intel, nested=1, SMT impossible</c>.</summary>
    /// <param name="kernelRemark">What to say of the kernel, in brackets behind it; null for nothing.</param>
    public string Describe(string? kernelRemark = null) => Describe(kernelRemark, []);

    /// <summary>The text of the host, as <see cref="KvmQuery.ToString"/> has it: <c>6.12,intel,nosmt</c>.</summary>
    public override string ToString() => Spell("");

    /// <summary>A vendor as people write it: <c>Intel</c>, <c>AMD</c>.</summary>
    internal static string Name(CpuVendor vendor) => vendor == CpuVendor.Amd ? "AMD" : "Intel";

    /// <summary>The host in words, with what is said of the call behind its processor.</summary>
    internal string Describe(string? kernelRemark, IReadOnlyList<string> call)
    {
        List<string> parts =
        [
            $"Linux {Kernel.Text}{(kernelRemark is null ? "" : $" ({kernelRemark})")}",
            Name(Vendor),
            Nested ? "nested=1" : "nested=0",
            .. call,
        ];
        AddIf(!SmtPossible, "SMT impossible");
        AddIf(MaximumVcpus is not null, string.Format(CultureInfo.InvariantCulture, "{0} vCPUs at most", MaximumVcpus));
        AddIf(!HasHyperV, "no CONFIG_KVM_HYPERV");
        return string.Join(", ", parts);

        void AddIf(bool condition, string part) => parts.AddRange(condition ? [part] : []);
    }

    /// <summary>The text of the host, with the words of the call behind its processor.</summary>
    internal string Spell(string call)
    {
        string hyperv = HyperVCompiledIn switch { true => ",hyperv", false => ",nohyperv", null => "" };
        string most = MaximumVcpus is null ? "" : string.Format(CultureInfo.InvariantCulture, ",maxvcpus={0}", MaximumVcpus);
        return $"{Kernel.Text},{(Vendor == CpuVendor.Amd ? "amd" : "intel")}{call}{(SmtPossible ? "" : ",nosmt")}{(Nested ? "" : ",nonested")}{hyperv}{most}";
    }

    private static KvmKernel First { get; } = KvmKernel.From(KvmRelease.First);

    /// <summary>Takes a maximum number of vCPUs.</summary>
    internal static int? Vcpus(int? value) => value is null or > 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A VM has at least one vCPU.");
}
