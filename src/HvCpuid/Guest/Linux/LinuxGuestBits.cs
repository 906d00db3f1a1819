using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>The bits that Linux looks at as a guest, by what it does with them.</summary>
internal static class LinuxGuestBits
{
    public static BitAddress Hypervisor { get; } = new(1, CpuidRegister.Ecx, 31);

    public static BitAddress X2Apic { get; } = new(1, CpuidRegister.Ecx, 21);

    public static BitAddress TscDeadline { get; } = new(1, CpuidRegister.Ecx, 24);

    public static BitAddress InvariantTscFeature { get; } = new(0x80000007, CpuidRegister.Edx, 8);

    public static BitAddress Maximum { get; } = BitAddress.Parse("0.EAX");

    public static BitAddress ReferenceCounter { get; } = BitAddress.Parse("3.EAX[1]");

    public static BitAddress SyntheticTimers { get; } = BitAddress.Parse("3.EAX[3]");

    public static BitAddress HypercallMsrs { get; } = BitAddress.Parse("3.EAX[5]");

    public static BitAddress VpIndexMsr { get; } = BitAddress.Parse("3.EAX[6]");

    public static BitAddress ReferenceTsc { get; } = BitAddress.Parse("3.EAX[9]");

    public static BitAddress GuestIdle { get; } = BitAddress.Parse("3.EAX[10]");

    public static BitAddress Frequencies { get; } = BitAddress.Parse("3.EAX[11]");

    public static BitAddress ReenlightenmentControls { get; } = BitAddress.Parse("3.EAX[13]");

    public static BitAddress TscInvariantControls { get; } = BitAddress.Parse("3.EAX[15]");

    public static BitAddress CreatePartitions { get; } = BitAddress.Parse("3.EBX[0]");

    public static BitAddress PartitionId { get; } = BitAddress.Parse("3.EBX[1]");

    public static BitAddress CpuManagement { get; } = BitAddress.Parse("3.EBX[12]");

    public static BitAddress ExtendedHypercalls { get; } = BitAddress.Parse("3.EBX[20]");

    public static BitAddress IsolationPrivilege { get; } = BitAddress.Parse("3.EBX[22]");

    public static BitAddress FrequencyFeature { get; } = BitAddress.Parse("3.EDX[8]");

    public static BitAddress Crash { get; } = BitAddress.Parse("3.EDX[10]");

    public static BitAddress DirectTimerFeature { get; } = BitAddress.Parse("3.EDX[19]");

    public static BitAddress FlushHint { get; } = BitAddress.Parse("4.EAX[2]");

    public static BitAddress ApicMsrs { get; } = BitAddress.Parse("4.EAX[3]");

    public static BitAddress NoAutoEoi { get; } = BitAddress.Parse("4.EAX[9]");

    public static BitAddress ClusterIpi { get; } = BitAddress.Parse("4.EAX[10]");

    public static BitAddress ExMasks { get; } = BitAddress.Parse("4.EAX[11]");

    public static BitAddress NestedHint { get; } = BitAddress.Parse("4.EAX[12]");

    public static BitAddress EnlightenedVmcs { get; } = BitAddress.Parse("4.EAX[14]");

    public static BitAddress EvmcsVersion { get; } = BitAddress.Parse("A.EAX[7:0]");
}
