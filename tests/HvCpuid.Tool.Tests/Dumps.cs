namespace HvCpuid.Tool.Tests;

/// <summary>Dumps to decode.</summary>
internal static class Dumps
{
    /// <summary>Three CPUs with ordinary leaves: 0 and 1 alike, 4 with eVMCS; of a guest with an unknown bit, 40000003H:EAX[16].</summary>
    public static string ThreeCpus { get; } = string.Concat(Cpu(0, "0x00000c2c"), Cpu(1, "0x00000c2c"), Cpu(4, "0x00004c2c"));

    /// <summary>KVM's own leaves alone.</summary>
    public const string KvmOnly = """
        CPU 0:
           0x40000000 0x00: eax=0x40000001 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d
           0x40000001 0x00: eax=0x01007efb ebx=0x00000000 ecx=0x00000000 edx=0x00000000

        """;

    /// <summary>Another hypervisor's leaves, with bits that Hyper-V would have names for.</summary>
    public const string VMware = """
        CPU 0:
           0x40000000 0x00: eax=0x40000010 ebx=0x61774d56 ecx=0x4d566572 edx=0x65726177
           0x40000003 0x00: eax=0xffffffff ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000010 0x00: eax=0x00249f00 ebx=0x000101d0 ecx=0x00000000 edx=0x00000000

        """;

    /// <summary>An Azure guest of eleven leaves.</summary>
    public const string Azure = """
        CPU:
           0x40000000 0x00: eax=0x4000000a ebx=0x7263694d ecx=0x666f736f edx=0x76482074
           0x40000001 0x00: eax=0x31237648 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000002 0x00: eax=0x00004f7c ebx=0x000a0000 ecx=0x00000001 edx=0x000005b6
           0x40000003 0x00: eax=0x00002e7f ebx=0x003b8030 ecx=0x00000002 edx=0x000ed7b2
           0x40000004 0x00: eax=0x00064e24 ebx=0x00000fff ecx=0x0000002e edx=0x00000000
           0x40000005 0x00: eax=0x000000f0 ebx=0x00000400 ecx=0x00005d00 edx=0x00000000
           0x40000006 0x00: eax=0x0000000f ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000007 0x00: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000008 0x00: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000009 0x00: eax=0x00000000 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x4000000a 0x00: eax=0x000e0101 ebx=0x00000000 ecx=0x00000000 edx=0x00000000

        """;

    private static string Cpu(int number, string recommendations) => $"""
        CPU {number}:
           0x00000000 0x00: eax=0x00000016 ebx=0x756e6547 ecx=0x6c65746e edx=0x49656e69
           0x00000001 0x00: eax=0x000906ea ebx=0x0{number}100800 ecx=0xfffaf38b edx=0x078bfbff
           0x40000000 0x00: eax=0x40000005 ebx=0x7263694d ecx=0x666f736f edx=0x76482074
           0x40000001 0x00: eax=0x31237648 ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x40000003 0x00: eax=0x00012aff ebx=0x00000030 ecx=0x00000000 edx=0x00080500
           0x40000004 0x00: eax={recommendations} ebx=0x00000fff ecx=0x00000000 edx=0x00000000
           0x40000100 0x00: eax=0x40000101 ebx=0x4b4d564b ecx=0x564b4d56 edx=0x0000004d
           0x40000101 0x00: eax=0x01007efb ebx=0x00000000 ecx=0x00000000 edx=0x00000000
           0x80000000 0x00: eax=0x80000008 ebx=0x00000000 ecx=0x00000000 edx=0x00000000

        """;
}
