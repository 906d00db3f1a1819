using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Testing;

/// <summary>What a <see cref="GivenKvm"/> answers. Whatever nobody gave is refused with EINVAL, or is 0 of a capability.</summary>
public sealed class GivenKvmAnswers
{
    private readonly Dictionary<KvmCapability, int> _capabilities = [];
    private readonly List<(Func<VcpuState, bool> Applies, Answer Answer)> _onVcpu = [];
    private Answer _onDevice = new(null, KvmErrno.EINVAL);

    /// <summary>What enabling eVMCS answers; null where it is refused with ENOTTY.</summary>
    public EvmcsVersionRange? Evmcs { get; private set; }

    /// <summary>The ordinary leaves, KVM_GET_SUPPORTED_CPUID; none unless given.</summary>
    public KvmCpuid2 SupportedCpuid { get; private set; } = new([]);

    /// <summary>Gives what a capability's check answers.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="value">0 for "not there", 1 for "there", or the capability's number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public GivenKvmAnswers WithCapability(KvmCapability capability, int value = 1)
    {
        _capabilities[capability] = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "KVM_CHECK_EXTENSION answers 0 or more.");
        return this;
    }

    /// <summary>Gives the answer on /dev/kvm.</summary>
    /// <param name="leaves">The leaves.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public GivenKvmAnswers OnDevice(HvCpuidSet leaves)
    {
        _onDevice = new(Guard.NotNull(leaves), null);
        return this;
    }

    /// <summary>Gives the refusal on /dev/kvm.</summary>
    /// <param name="errno">The error.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public GivenKvmAnswers OnDevice(KvmErrno errno)
    {
        _onDevice = new(null, Error(errno));
        return this;
    }

    /// <summary>Gives the answer on every vCPU for which nothing else was given later.</summary>
    /// <param name="leaves">The leaves.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public GivenKvmAnswers OnVcpu(HvCpuidSet leaves) => OnVcpu(leaves, _ => true);

    /// <summary>Gives the answer on the vCPUs in some states. What was given last is asked first.</summary>
    /// <param name="leaves">The leaves.</param>
    /// <param name="applies">The states; it may be called on any thread.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public GivenKvmAnswers OnVcpu(HvCpuidSet leaves, Func<VcpuState, bool> applies) => Add(new(Guard.NotNull(leaves), null), Guard.NotNull(applies));

    /// <summary>Gives the refusal on every vCPU for which nothing else was given later.</summary>
    /// <param name="errno">The error.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public GivenKvmAnswers OnVcpu(KvmErrno errno) => Add(new(null, Error(errno)), _ => true);

    /// <summary>Gives what enabling eVMCS answers; the vCPU's state then has it.</summary>
    /// <param name="versions">The versions.</param>
    public GivenKvmAnswers WithEvmcs(EvmcsVersionRange versions)
    {
        Evmcs = versions;
        return this;
    }

    /// <summary>Gives the ordinary leaves.</summary>
    /// <param name="cpuid">The entries.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public GivenKvmAnswers WithSupportedCpuid(KvmCpuid2 cpuid)
    {
        SupportedCpuid = Guard.NotNull(cpuid);
        return this;
    }

    /// <summary>A capability's value.</summary>
    internal int Capability(KvmCapability capability) => _capabilities.TryGetValue(capability, out int value) ? value : 0;

    /// <summary>The leaves on /dev/kvm.</summary>
    internal HvCpuidSet Device() => _onDevice.Get();

    /// <summary>The leaves on a vCPU.</summary>
    internal HvCpuidSet Vcpu(VcpuState state) => (_onVcpu.FindLast(row => row.Applies(state)).Answer ?? new Answer(null, KvmErrno.EINVAL)).Get();

    private static KvmErrno Error(KvmErrno errno) => Guard.Defined(errno) != KvmErrno.None
        ? errno
        : throw new ArgumentOutOfRangeException(nameof(errno), errno, "It is no error.");

    private GivenKvmAnswers Add(Answer answer, Func<VcpuState, bool> applies)
    {
        _onVcpu.Add((applies, answer));
        return this;
    }

    private sealed record Answer(HvCpuidSet? Leaves, KvmErrno? Errno)
    {
        public HvCpuidSet Get() => Leaves ?? throw new KvmException(KvmRequest.GetSupportedHvCpuid, Errno!.Value, "given by the test");
    }
}
