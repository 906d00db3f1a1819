namespace HvCpuid.Kvm;

/// <summary>Which of KVM's two x86 modules runs the guest; of a processor's vendor nothing else counts here.</summary>
public enum CpuVendor
{
    /// <summary>Intel VMX, module kvm_intel. Processors of Zhaoxin and Centaur count here.</summary>
    Intel = 0,

    /// <summary>AMD SVM, module kvm_amd. Processors of Hygon count here.</summary>
    Amd = 1,
}
