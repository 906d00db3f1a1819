using HvCpuid.Kvm;

namespace HvCpuid.Tool.Sources;

/// <summary>How processors' vendors are written for people.</summary>
internal static class CpuNames
{
    /// <summary>The vendor: <c>Intel</c>, <c>AMD</c>.</summary>
    /// <param name="vendor">The vendor.</param>
    public static string Name(this CpuVendor vendor) => vendor == CpuVendor.Amd ? "AMD" : "Intel";
}
