using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>The bits of ordinary leaves that Linux looks at as a guest.</summary>
internal static class LinuxGuestBits
{
    public static BitAddress Hypervisor { get; } = new(1, CpuidRegister.Ecx, 31);

    public static BitAddress X2Apic { get; } = new(1, CpuidRegister.Ecx, 21);

    public static BitAddress TscDeadline { get; } = new(1, CpuidRegister.Ecx, 24);

    public static BitAddress InvariantTscFeature { get; } = new(0x80000007, CpuidRegister.Edx, 8);
}
