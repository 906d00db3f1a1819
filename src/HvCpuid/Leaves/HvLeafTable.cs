using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Leaves;

/// <summary>The leaves that are known here, in function order.</summary>
public static class HvLeafTable
{
    private static readonly HvLeaf[] Rows =
    [
        new(HvVendor.Function, nameof(HvVendor), "Vendor and maximum leaf", HvFieldTable.Tlfs + " leaf 40000000H"),
        new(HvInterface.Function, nameof(HvInterface), "Interface", HvFieldTable.Tlfs + " leaf 40000001H"),
        new(HvSystemIdentity.Function, nameof(HvSystemIdentity), "System identity (version)", HvFieldTable.Tlfs + " leaf 40000002H"),
        new(HvFeatures.Function, nameof(HvFeatures), "Features and partition privileges", HvFieldTable.Tlfs + " leaf 40000003H"),
        new(HvRecommendations.Function, nameof(HvRecommendations), "Implementation recommendations", HvFieldTable.Tlfs + " leaf 40000004H"),
        new(HvLimits.Function, nameof(HvLimits), "Implementation limits", HvFieldTable.Tlfs + " leaf 40000005H"),
        new(HvHardwareFeatures.Function, nameof(HvHardwareFeatures), "Hardware features in use", HvFieldTable.Tlfs + " leaf 40000006H"),
        new(HvCpuManagement.Function, nameof(HvCpuManagement), "CPU management features (root partition)", HvFieldTable.TlfsPdf),
        new(HvSharedVirtualMemory.Function, nameof(HvSharedVirtualMemory), "Shared virtual memory features", HvFieldTable.TlfsPdf),
        new(HvNestedHypervisorFeatures.Function, nameof(HvNestedHypervisorFeatures), "Nested hypervisor features", HvFieldTable.Tlfs + " leaf 40000009H"),
        new(HvNestedFeatures.Function, nameof(HvNestedFeatures), "Nested virtualization features", HvFieldTable.Tlfs + " leaf 4000000AH"),
        new(0x4000000B, null, "Reserved", HvFieldTable.Tlfs + " leaf 4000000BH"),
        new(HvIsolation.Function, nameof(HvIsolation), "Isolation configuration", HvFieldTable.Tlfs + " leaf 4000000CH"),
        new(HvDebuggerVendor.Function, nameof(HvDebuggerVendor), "Synthetic debugger: vendor and maximum leaf", HvFieldTable.Qemu),
        new(HvDebuggerInterface.Function, nameof(HvDebuggerInterface), "Synthetic debugger: interface", HvFieldTable.Qemu),
        new(HvDebuggerCapabilities.Function, nameof(HvDebuggerCapabilities), "Synthetic debugger: capabilities", HvFieldTable.Qemu),
        new(KvmVendor.Function, nameof(KvmVendor), "KVM: vendor and maximum leaf", HvFieldTable.KvmDoc),
        new(KvmFeatures.Function, nameof(KvmFeatures), "KVM: features", HvFieldTable.KvmDoc),
    ];

    /// <summary>Every leaf, in function order.</summary>
    public static IReadOnlyList<HvLeaf> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>Looks a leaf up.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="leaf">The leaf, null when there is none.</param>
    /// <returns>Whether the function is a leaf of this table.</returns>
    public static bool TryGet(uint function, [NotNullWhen(true)] out HvLeaf? leaf)
    {
        leaf = Array.Find(Rows, row => row.Function == function);
        return leaf is not null;
    }
}
