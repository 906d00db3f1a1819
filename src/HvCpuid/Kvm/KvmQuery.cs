using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Kvm;

/// <summary>
/// One call of KVM_GET_SUPPORTED_HV_CPUID: the host that answers, the file descriptor it is made on, and the vCPU's state. It has a text,
/// <c>6.12,intel,evmcs</c>, which <see cref="Parse(string)"/> reads and <see cref="ToString"/> prints.
/// </summary>
/// <param name="Host">The host.</param>
/// <param name="Scope">A vCPU's file descriptor, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU; without effect on /dev/kvm.</param>
/// <exception cref="ArgumentNullException"><paramref name="Host"/> is null.</exception>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Scope"/> is neither.</exception>
public readonly record struct KvmQuery(KvmHost Host, KvmScope Scope, VcpuState Vcpu)
{
    /// <summary>The form of the text, for messages and help: the words behind the kernel in any order.</summary>
    public const string Form = "KERNEL[,intel|amd][,vcpu|system][,evmcs[=L..H]][,nolapic][,nosmt][,nonested][,nohyperv][,maxvcpus=N]";

    /// <summary>The host; null only in the default value, which asks nobody.</summary>
    /// <exception cref="ArgumentNullException">The host is null.</exception>
    public KvmHost Host
    {
        get;
        init => field = Guard.NotNull(value);
    }
    = Guard.NotNull(Host);

    /// <summary>A vCPU's file descriptor, or /dev/kvm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public KvmScope Scope
    {
        get;
        init => field = Known(value);
    }
    = Known(Scope);

    /// <summary>The call on a vCPU.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static KvmQuery OnVcpu(KvmHost host, VcpuState vcpu) => new(host, KvmScope.Vcpu, vcpu);

    /// <summary>The call on /dev/kvm; its <see cref="Vcpu"/> is <see cref="VcpuState.Ordinary"/>.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public static KvmQuery OnSystem(KvmHost host) => new(host, KvmScope.System, VcpuState.Ordinary);

    /// <summary>
    /// Reads a query: a kernel as <see cref="KvmKernel.Parse"/> takes it, and behind it any of these words, joined by commas, in any order, upper and lower
    /// case alike. <c>intel</c> (as without it) or <c>amd</c>: the processor; <c>vcpu</c> (as without it) or <c>system</c>: the file descriptor;
    /// <c>evmcs</c> or <c>evmcs=1..1</c>: eVMCS is enabled on the vCPU first, with these versions; <c>nolapic</c>: the vCPU's local APIC is not in the kernel;
    /// <c>nosmt</c>: SMT is impossible; <c>nonested</c>: nested=0; <c>nohyperv</c> or <c>hyperv</c>: KVM is built without or with CONFIG_KVM_HYPERV, whatever
    /// the kernel's own build; <c>maxvcpus=4096</c>: KVM_MAX_VCPUS.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    /// <exception cref="FormatException">The text is none of these: the message names the word, the nearest known one, and what was expected.</exception>
    /// <example>
    /// <code>
    /// KvmReply reply = KvmQuery.Parse("5.10,intel,evmcs").Ask(); // a vCPU on which eVMCS was enabled
    /// Console.WriteLine(reply.Set!.Count); // 10
    /// KvmReply refused = KvmQuery.Parse("4.20").Ask(); // before the call was there
    /// Console.WriteLine(refused.Refusal!.Reason); // KVM_GET_SUPPORTED_HV_CPUID exists since Linux 5.0: an earlier kernel does not know the request
    /// </code>
    /// </example>
    public static KvmQuery Parse(string text) => Parse(text, KvmKernels.BuiltIn);

    /// <summary>Reads a query, as <see cref="Parse(string)"/> does, with other names of kernels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernels">The kernels that go by a name.</param>
    /// <exception cref="ArgumentNullException">There is no text, or there are no kernels.</exception>
    /// <exception cref="FormatException">The text is no query.</exception>
    public static KvmQuery Parse(string text, KvmKernels kernels) =>
        KvmQueryReader.Read(Guard.NotNull(text), Guard.NotNull(kernels), out KvmQuery query, out _) is { } error ? throw new FormatException(error) : query;

    /// <summary>Reads a query, as <see cref="Parse(string)"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="query">The query; asks nobody where the text is none.</param>
    /// <returns>False when the text is null or no query.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out KvmQuery query)
    {
        query = default;
        return text is not null && KvmQueryReader.Read(text, KvmKernels.BuiltIn, out query, out _) is null;
    }

    /// <summary>Asks the model. Whoever asks one host several times asks one <see cref="SupportedHvCpuid"/>.</summary>
    /// <returns>The leaves or the refusal, with what would help against it and what a reader has to know.</returns>
    /// <exception cref="ArgumentException">The query is the default value.</exception>
    public KvmReply Ask() => new SupportedHvCpuid(Asked()).Ask(this);

    /// <summary>The query in words: <c>Linux 5.0, Intel, nested=1, vCPU with in-kernel local APIC, eVMCS 1..1</c>.</summary>
    /// <param name="kernelRemark">What to say of the kernel, in brackets behind it; null for nothing.</param>
    /// <exception cref="ArgumentException">The query is the default value.</exception>
    public string Describe(string? kernelRemark = null)
    {
        string form = Scope == KvmScope.System ? "/dev/kvm" : Vcpu.InKernelLapic ? "vCPU with in-kernel local APIC" : "vCPU without in-kernel local APIC";
        return Asked().Describe(kernelRemark, Scope == KvmScope.Vcpu && Vcpu.Evmcs is { } range ? [form, $"eVMCS {range}"] : [form]);
    }

    /// <summary>
    /// The text that <see cref="Parse(string)"/> reads back: <c>6.12,intel,evmcs</c>. <see cref="KvmHost.Signature"/> and
    /// <see cref="KvmHost.NestedFeaturesEmission"/> are not part of it.
    /// </summary>
    /// <returns>The text; empty for the default value.</returns>
    public override string ToString()
    {
        if (Host is null)
        {
            return "";
        }

        string system = Scope == KvmScope.System ? ",system" : "";
        string evmcs = Vcpu.Evmcs is not { } range ? "" : range == EvmcsVersionRange.Version1 ? ",evmcs" : $",evmcs={range}";
        return Host.Spell(system + evmcs + (Vcpu.InKernelLapic ? "" : ",nolapic"));
    }

    /// <summary>The host of a query that asks somebody.</summary>
    /// <exception cref="ArgumentException">The query is the default value.</exception>
    internal KvmHost Asked() => Host ?? throw new ArgumentException("The query has no host: it is the default value.", "query");

    private static KvmScope Known(KvmScope scope) => scope is KvmScope.Vcpu or KvmScope.System
        ? scope
        : throw new ArgumentOutOfRangeException(nameof(scope), scope, "The call is made on a vCPU or on /dev/kvm.");
}
