using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Ioctl;

/// <summary>A vCPU's file descriptor, typed. Calls from several threads are fine, one at a time is served; see <see cref="IKvm"/> for disposing and refusals.</summary>
public interface IKvmVcpu : IDisposable
{
    /// <summary>The id it was made with.</summary>
    public uint Id { get; }

    /// <summary>
    /// What the vCPU's present answer to KVM_GET_SUPPORTED_HV_CPUID depends on, as the calls made through this interface left it. It changes
    /// when eVMCS is enabled: an answer from before may no longer hold, see <see cref="SupportedHvCpuid.KeyOf(VcpuState)"/>.
    /// </summary>
    public VcpuState State { get; }

    /// <summary>KVM_ENABLE_CAP(KVM_CAP_HYPERV_ENLIGHTENED_VMCS). One-way; a second call answers the same.</summary>
    /// <returns>The versions; null where the kernel takes the call and reports version 0 (kvm_intel with nested=0, Linux 5.8 to 7.1).</returns>
    /// <exception cref="KvmException">ENOTTY: no eVMCS here (ENODEV before Linux 5.4). EINVAL: KVM without CONFIG_KVM_HYPERV.</exception>
    public EvmcsVersionRange? EnableEvmcs();

    /// <summary>KVM_ENABLE_CAP with another capability.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="argument"><c>args[0]</c>; what it means is the capability's.</param>
    /// <exception cref="ArgumentException"><paramref name="capability"/> is eVMCS, whose argument is an address: <see cref="EnableEvmcs"/>.</exception>
    /// <exception cref="KvmException">The call is refused.</exception>
    public void EnableCap(KvmCapability capability, ulong argument = 0);

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID on this vCPU, with a buffer that is large enough.</summary>
    /// <returns>The leaves, in the kernel's order.</returns>
    /// <exception cref="KvmException">The call is refused.</exception>
    public HvCpuidSet GetSupportedHvCpuid();

    /// <summary>KVM_SET_CPUID2: what the vCPU's CPUID instruction answers, ordinary leaves included.</summary>
    /// <param name="cpuid">The entries.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cpuid"/> is null.</exception>
    /// <exception cref="KvmException">E2BIG: more than 256 entries (80 before Linux 5.10). EINVAL: the vCPU has run, and the entries are others (from Linux 5.16).</exception>
    public void SetCpuid(KvmCpuid2 cpuid);

    /// <summary>KVM_GET_CPUID2, with a buffer that is large enough.</summary>
    /// <returns>The entries that were set, in order; none before the first <see cref="SetCpuid"/>.</returns>
    /// <exception cref="KvmException">The call is refused.</exception>
    public KvmCpuid2 GetCpuid();
}
