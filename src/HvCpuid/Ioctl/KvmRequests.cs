namespace HvCpuid.Ioctl;

/// <summary>The names of the requests.</summary>
public static class KvmRequests
{
    /// <summary>The name that the kernel's header has for a request: <c>KVM_ENABLE_CAP</c>. Allocates nothing.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The name; <c>unknown request</c> for a number that this model does not know.</returns>
    public static string Name(this KvmRequest request) => request switch
    {
        KvmRequest.GetApiVersion => "KVM_GET_API_VERSION",
        KvmRequest.CreateVm => "KVM_CREATE_VM",
        KvmRequest.CheckExtension => "KVM_CHECK_EXTENSION",
        KvmRequest.CreateVcpu => "KVM_CREATE_VCPU",
        KvmRequest.CreateIrqchip => "KVM_CREATE_IRQCHIP",
        KvmRequest.EnableCap => "KVM_ENABLE_CAP",
        KvmRequest.SetCpuid2 => "KVM_SET_CPUID2",
        KvmRequest.GetCpuid2 => "KVM_GET_CPUID2",
        KvmRequest.GetSupportedHvCpuid => "KVM_GET_SUPPORTED_HV_CPUID",
        KvmRequest.GetVcpuMmapSize => "KVM_GET_VCPU_MMAP_SIZE",
        KvmRequest.GetSupportedCpuid => "KVM_GET_SUPPORTED_CPUID",
        KvmRequest.SetUserMemoryRegion => "KVM_SET_USER_MEMORY_REGION",
        KvmRequest.Run => "KVM_RUN",
        KvmRequest.GetRegs => "KVM_GET_REGS",
        KvmRequest.SetRegs => "KVM_SET_REGS",
        KvmRequest.GetSregs => "KVM_GET_SREGS",
        KvmRequest.SetSregs => "KVM_SET_SREGS",
        _ => "unknown request",
    };
}
