namespace HvCpuid.Kvm;

/// <summary>One call of KVM_GET_SUPPORTED_HV_CPUID: the host that answers, the file descriptor it is made on, and the vCPU's state.</summary>
/// <param name="Host">The host.</param>
/// <param name="Scope">A vCPU's file descriptor, or /dev/kvm.</param>
/// <param name="Vcpu">The vCPU; without effect on the system form.</param>
public readonly record struct SupportedQuery(KvmHost Host, KvmScope Scope, VcpuState Vcpu)
{
    /// <summary>The call on a vCPU.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>The query.</returns>
    public static SupportedQuery OnVcpu(KvmHost host, VcpuState vcpu) => new(host, KvmScope.Vcpu, vcpu);

    /// <summary>The call on /dev/kvm.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The query.</returns>
    public static SupportedQuery OnSystem(KvmHost host) => new(host, KvmScope.System, default);
}
