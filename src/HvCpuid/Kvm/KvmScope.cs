namespace HvCpuid.Kvm;

/// <summary>Which file descriptor KVM_GET_SUPPORTED_HV_CPUID is called on.</summary>
public enum KvmScope
{
    /// <summary>A vCPU's (KVM_CAP_HYPERV_CPUID, since Linux 5.0): the answer is that vCPU's.</summary>
    Vcpu = 0,

    /// <summary>/dev/kvm (KVM_CAP_SYS_HYPERV_CPUID, since Linux 5.11): one answer for the host, as if every vCPU had its local APIC in the kernel and eVMCS enabled where that is possible.</summary>
    System = 1,
}
