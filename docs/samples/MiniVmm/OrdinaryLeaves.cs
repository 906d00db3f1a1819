using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace MiniVmm;

/// <summary>
/// The ordinary leaves of the guest: a processor of three basic leaves, and KVM's own two. They are the same on every host, so that what the
/// guest reads is too; a VMM for real guests starts from KVM_GET_SUPPORTED_CPUID (LinuxKvm.GetSupportedCpuid).
/// </summary>
internal static class OrdinaryLeaves
{
    private const uint Highest = 2;

    public static IEnumerable<HvCpuidEntry> Of(CpuVendor vendor)
    {
        AsciiSignature name = AsciiSignature.Parse(vendor == CpuVendor.Amd ? "AuthenticAMD" : "GenuineIntel");
        AsciiSignature kvm = AsciiSignature.Kvm;
        return
        [
            new(0, new CpuidRegisters(Highest, name.Ebx, name.Edx, name.Ecx)),
            new(1, new CpuidRegisters(0x600, 0, 0, 0)),

            // What an Intel processor answers for functions that it does not have.
            new(Highest, new CpuidRegisters(0x2A2A2A01, 0x2B2B2B2B, 0x2C2C2C2C, 0x2D2D2D2D)),
            new(0x40000000, new CpuidRegisters(0x40000001, kvm.Ebx, kvm.Ecx, kvm.Edx)),
            new(0x40000001, new CpuidRegisters(0x01000000, 0, 0, 0)),
        ];
    }
}
