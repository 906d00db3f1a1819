using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

// The leaves as typed values; each is null when the set does not have the leaf.
public sealed partial class HvCpuidSet
{
    /// <summary>40000000H: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public HvVendor? Vendor =>
        TryGet(HvVendor.Function, out CpuidRegisters registers) ? HvVendor.FromRegisters(registers) : null;

    /// <summary>40000001H: interface; null when the set does not have the leaf.</summary>
    public HvInterface? Interface =>
        TryGet(HvInterface.Function, out CpuidRegisters registers) ? HvInterface.FromRegisters(registers) : null;

    /// <summary>40000002H: system identity (version); null when the set does not have the leaf.</summary>
    public HvSystemIdentity? SystemIdentity =>
        TryGet(HvSystemIdentity.Function, out CpuidRegisters registers) ? HvSystemIdentity.FromRegisters(registers) : null;

    /// <summary>40000003H: features and partition privileges; null when the set does not have the leaf.</summary>
    public HvFeatures? Features =>
        TryGet(HvFeatures.Function, out CpuidRegisters registers) ? HvFeatures.FromRegisters(registers) : null;

    /// <summary>40000004H: implementation recommendations; null when the set does not have the leaf.</summary>
    public HvRecommendations? Recommendations =>
        TryGet(HvRecommendations.Function, out CpuidRegisters registers) ? HvRecommendations.FromRegisters(registers) : null;

    /// <summary>40000005H: implementation limits; null when the set does not have the leaf.</summary>
    public HvLimits? Limits =>
        TryGet(HvLimits.Function, out CpuidRegisters registers) ? HvLimits.FromRegisters(registers) : null;

    /// <summary>40000006H: hardware features in use; null when the set does not have the leaf.</summary>
    public HvHardwareFeatures? HardwareFeatures =>
        TryGet(HvHardwareFeatures.Function, out CpuidRegisters registers) ? HvHardwareFeatures.FromRegisters(registers) : null;

    /// <summary>40000007H: CPU management features (root partition); null when the set does not have the leaf.</summary>
    public HvCpuManagement? CpuManagement =>
        TryGet(HvCpuManagement.Function, out CpuidRegisters registers) ? HvCpuManagement.FromRegisters(registers) : null;

    /// <summary>40000008H: shared virtual memory features; null when the set does not have the leaf.</summary>
    public HvSharedVirtualMemory? SharedVirtualMemory =>
        TryGet(HvSharedVirtualMemory.Function, out CpuidRegisters registers) ? HvSharedVirtualMemory.FromRegisters(registers) : null;

    /// <summary>40000009H: nested hypervisor features; null when the set does not have the leaf.</summary>
    public HvNestedHypervisorFeatures? NestedHypervisorFeatures =>
        TryGet(HvNestedHypervisorFeatures.Function, out CpuidRegisters registers) ? HvNestedHypervisorFeatures.FromRegisters(registers) : null;

    /// <summary>4000000AH: nested virtualization features; null when the set does not have the leaf.</summary>
    public HvNestedFeatures? NestedFeatures =>
        TryGet(HvNestedFeatures.Function, out CpuidRegisters registers) ? HvNestedFeatures.FromRegisters(registers) : null;

    /// <summary>4000000CH: isolation configuration; null when the set does not have the leaf.</summary>
    public HvIsolation? Isolation =>
        TryGet(HvIsolation.Function, out CpuidRegisters registers) ? HvIsolation.FromRegisters(registers) : null;

    /// <summary>40000080H: synthetic debugger: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public HvDebuggerVendor? DebuggerVendor =>
        TryGet(HvDebuggerVendor.Function, out CpuidRegisters registers) ? HvDebuggerVendor.FromRegisters(registers) : null;

    /// <summary>40000081H: synthetic debugger: interface; null when the set does not have the leaf.</summary>
    public HvDebuggerInterface? DebuggerInterface =>
        TryGet(HvDebuggerInterface.Function, out CpuidRegisters registers) ? HvDebuggerInterface.FromRegisters(registers) : null;

    /// <summary>40000082H: synthetic debugger: capabilities; null when the set does not have the leaf.</summary>
    public HvDebuggerCapabilities? DebuggerCapabilities =>
        TryGet(HvDebuggerCapabilities.Function, out CpuidRegisters registers) ? HvDebuggerCapabilities.FromRegisters(registers) : null;

    /// <summary>40000100H: KVM: vendor and maximum leaf; null when the set does not have the leaf.</summary>
    public Leaves.KvmVendor? KvmVendor =>
        TryGet(Leaves.KvmVendor.Function, out CpuidRegisters registers) ? Leaves.KvmVendor.FromRegisters(registers) : null;

    /// <summary>40000101H: KVM: features; null when the set does not have the leaf.</summary>
    public Leaves.KvmFeatures? KvmFeatures =>
        TryGet(Leaves.KvmFeatures.Function, out CpuidRegisters registers) ? Leaves.KvmFeatures.FromRegisters(registers) : null;
}
