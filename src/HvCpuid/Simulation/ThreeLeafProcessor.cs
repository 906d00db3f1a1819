using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Simulation;

/// <summary>
/// A made-up processor, as small as a guest's CPUID can be: basic leaves 0, 1 and 2, and KVM's own 40000000H and 40000001H. It stands in for a host's
/// processor where none is given, and is the same on every machine; it is no processor that an operating system boots on.
/// </summary>
public static class ThreeLeafProcessor
{
    private const uint Highest = 2;
    private const uint FamilySix = 0x600;
    private const uint Vmx = 1u << 5;
    private const uint ClockSourceStable = 1u << 24;

    /// <summary>The processor's leaves, as KVM_GET_SUPPORTED_CPUID answers them.</summary>
    /// <param name="vendor">Intel's says <c>GenuineIntel</c>, AMD's <c>AuthenticAMD</c>.</param>
    /// <param name="nested">True on a host whose KVM offers nesting to guests: CPUID.00000001H:ECX[5], VMX, of Intel's is set. AMD's SVM is in a leaf that is not here.</param>
    /// <returns>Five entries.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vendor"/> is neither.</exception>
    public static IReadOnlyList<CpuidEntry> Entries(CpuVendor vendor, bool nested = false)
    {
        AsciiSignature name = AsciiSignature.Parse(Guard.Defined(vendor) == CpuVendor.Amd ? "AuthenticAMD" : "GenuineIntel");
        AsciiSignature kvm = AsciiSignature.Kvm;
        return
        [
            new(0, new CpuidRegisters(Highest, name.Ebx, name.Edx, name.Ecx)),
            new(1, new CpuidRegisters(FamilySix, 0, nested && vendor == CpuVendor.Intel ? Vmx : 0, 0)),

            // Easy to know again: what an Intel processor answers for functions that it does not have.
            new(Highest, new CpuidRegisters(0x2A2A2A01, 0x2B2B2B2B, 0x2C2C2C2C, 0x2D2D2D2D)),
            new(0x40000000, new CpuidRegisters(0x40000001, kvm.Ebx, kvm.Ecx, kvm.Edx)),
            new(0x40000001, new CpuidRegisters(ClockSourceStable, 0, 0, 0)),
        ];
    }
}
