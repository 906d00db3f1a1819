using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>The processor's rules for functions that have no entry (get_out_of_range_cpuid_entry, arch/x86/kvm/cpuid.c).</summary>
internal static class OutOfRange
{
    private const uint FirstHypervisor = 0x40000000;
    private const uint LastHypervisor = 0x4FFFFFFF;
    private const uint HypervisorClassMask = 0xFFFFFF00;
    private const uint FirstCentaur = 0xC0000000;
    private const uint ExtendedClassMask = 0x80000000;
    private const uint ExtendedTopology = 0xB;
    private const uint ExtendedTopologyV2 = 0x1F;

    // Leaf 0 has its vendor in EBX, EDX, ECX.
    private static readonly CpuidRegisters[] ZeroVendors = [Vendor("AuthenticAMD"), Vendor("AMDisbetter!"), Vendor("HygonGenuine")];

    /// <summary>True for a leaf 0 of a processor that answers zeros for every function without an entry.</summary>
    public static bool AnswersZeros(CpuidRegisters leaf0)
    {
        foreach (CpuidRegisters vendor in ZeroVendors)
        {
            if (leaf0.Ebx == vendor.Ebx && leaf0.Ecx == vendor.Ecx && leaf0.Edx == vendor.Edx)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The function whose EAX is the maximum of this function's class.</summary>
    public static uint ClassOf(uint function) => function switch
    {
        >= FirstHypervisor and <= LastHypervisor => function & HypervisorClassMask,
        >= FirstCentaur => FirstCentaur,
        _ => function & ExtendedClassMask,
    };

    /// <summary>True for the extended topology leaves.</summary>
    public static bool IsTopology(uint function) => function is ExtendedTopology or ExtendedTopologyV2;

    private static CpuidRegisters Vendor(string text)
    {
        AsciiSignature letters = AsciiSignature.Parse(text);
        return new CpuidRegisters(0, letters.Ebx, letters.Edx, letters.Ecx);
    }
}
