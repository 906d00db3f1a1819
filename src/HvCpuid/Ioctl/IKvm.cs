using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Ioctl;

/// <summary>
/// /dev/kvm, typed. A VMM written against this interface runs on the simulation and on a live KVM alike. Calls from several threads are fine.
/// </summary>
/// <remarks>
/// Disposing closes the file descriptor: a call on a disposed object throws <see cref="ObjectDisposedException"/>, and as in the kernel the VMs and
/// vCPUs made from it live on. A refusal of the kernel throws <see cref="KvmException"/>.
/// </remarks>
public interface IKvm : IDisposable
{
    /// <summary>KVM_GET_API_VERSION: 12 on every kernel of interest.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public int GetApiVersion();

    /// <summary>KVM_CHECK_EXTENSION.</summary>
    /// <param name="capability">The capability.</param>
    /// <returns>0 for "not there", 1 for "there", or the capability's number.</returns>
    /// <exception cref="KvmException">The call is refused.</exception>
    public int CheckExtension(KvmCapability capability);

    /// <summary>KVM_CREATE_VM, of type 0.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public IKvmVm CreateVm();

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm, with a buffer that is large enough (KVM_CAP_SYS_HYPERV_CPUID, since Linux 5.11).</summary>
    /// <returns>The leaves, in the kernel's order.</returns>
    /// <exception cref="KvmException">The call is refused: EINVAL before Linux 5.11.</exception>
    public HvCpuidSet GetSupportedHvCpuid();

    /// <summary>
    /// KVM_GET_SUPPORTED_CPUID, with a buffer that is large enough: the ordinary leaves, and KVM's own at 40000000H, that this host's KVM can give a guest.
    /// What <see cref="Guest.GuestCpuid.Join"/> merges the Hyper-V leaves with.
    /// </summary>
    /// <returns>The entries, in the kernel's order.</returns>
    /// <exception cref="KvmException">The call is refused.</exception>
    public KvmCpuid2 GetSupportedCpuid();
}
