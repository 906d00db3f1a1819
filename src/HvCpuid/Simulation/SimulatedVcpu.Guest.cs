using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Registers;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Simulation;

// The guest's side, which a live KVM shows to nobody but the guest: what its CPUID instruction answers, and what it may touch. KVM_SET_CPUID2 and
// KVM_ENABLE_CAP make it anew; what is asked here takes no lock, except the first question to a vCPU that was given nothing.
public sealed partial class SimulatedVcpu
{
    // Null while nobody asked and no entries were set: an idle vCPU holds nothing.
    private volatile VcpuGuest? _guest;

    /// <summary>True once CPUID.40000001H:EAX of the entries set last is <c>Hv#1</c>: KVM takes the guest for Hyper-V aware (kvm_hv_set_cpuid).</summary>
    public bool IsHyperVAware => PresentGuest.Access.IsAware;

    /// <summary>The guest's CPUID as the entries set last have it; later calls do not change what is returned. It knows no release: see <see cref="QueryCpuid"/>.</summary>
    public GuestCpuid GuestCpuid => PresentGuest.Cpuid;

    /// <summary>
    /// What the guest may touch at present, by its entries, the release and its build, enforcement, SynIC and in-kernel local APIC; later calls do not change
    /// what is returned. For several questions about one moment.
    /// </summary>
    public HvAccess GuestAccess => PresentGuest.Access;

    // Looked at again under the mutex: two threads may ask first.
    private VcpuGuest PresentGuest => _guest ?? Locked(static vcpu => vcpu._guest ?? vcpu.Renew(GuestCpuid.FromEntries(vcpu.Cpuid.ToEntries())));

    private HvAccessOptions PresentAccess => new()
    {
        Kernel = _kvm.Kernel,
        HyperVCompiledIn = _kvm.HyperVCompiledIn,
        Enforced = _enforced,
        SynicActive = _synic,
        InKernelLapic = _inKernelLapic,
    };

    /// <summary>What the guest's CPUID instruction answers (kvm_cpuid, arch/x86/kvm/cpuid.c); zeros before the first KVM_SET_CPUID2. Allocates nothing.</summary>
    /// <param name="function">EAX on input.</param>
    /// <param name="index">ECX on input; it counts for entries with <see cref="CpuidEntry.SignificantIndex"/>.</param>
    /// <param name="invariantTscEnabled">
    /// True when the guest set bit 0 of MSR 40000118H, which this model leaves to its caller; counts where <see cref="GuestCpuid.HidesInvariantTsc"/>, on
    /// releases that have the MSR.
    /// </param>
    public CpuidRegisters QueryCpuid(uint function, uint index = 0, bool invariantTscEnabled = false) => PresentGuest.Query(function, index, invariantTscEnabled);

    /// <summary>What the guest's read of a synthetic MSR gives; see <see cref="HvAccess.ReadMsr"/>. Allocates nothing.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult ReadMsr(uint msr) => PresentGuest.Access.ReadMsr(msr);

    /// <summary>What the guest's write of a synthetic MSR gives; see <see cref="HvAccess.WriteMsr"/>. Nothing is written. Allocates nothing.</summary>
    /// <param name="msr">Its number, 40000000H to 4000FFFFH.</param>
    /// <param name="value">The value.</param>
    /// <returns>Allowed or #GP.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is no synthetic MSR's.</exception>
    public HvAccessResult WriteMsr(uint msr, ulong value) => PresentGuest.Access.WriteMsr(msr, value);

    /// <summary>What the guest's hypercall gives; see <see cref="HvAccess.Hypercall"/>. Nothing is done. Allocates nothing.</summary>
    /// <param name="input">The hypercall input value, see <see cref="HvHypercallInput"/>.</param>
    /// <param name="privileged">False when the guest calls from CPL 1 to 3 or from real mode.</param>
    public HvAccessResult Hypercall(ulong input, bool privileged = true) => PresentGuest.Access.Hypercall(input, privileged);

    // The callers of what follows hold the mutex. A refused call may count too: before Linux 5.10 a fault leaves entries behind, see VcpuCpuid.
    private KvmResult Given(KvmResult result)
    {
        VcpuGuest? guest = Cpuid.TakeChange() ? Renew(GuestCpuid.FromEntries(Cpuid.ToEntries())) : _guest;
        _news = result.IsDone && _kvm.Gate.Listening(LogLevel.Warning) is { } logger ? new News(logger, null, guest) : null;
        return result;
    }

    private void RenewAccess()
    {
        if (_guest is { } guest && guest.Access.Options != PresentAccess)
        {
            Renew(guest.Cpuid);
        }
    }

    private VcpuGuest Renew(GuestCpuid cpuid)
    {
        VcpuGuest guest = new(cpuid, PresentAccess, _kvm.LatestAccess);
        _kvm.LatestAccess = guest.Access;
        return _guest = guest;
    }
}
