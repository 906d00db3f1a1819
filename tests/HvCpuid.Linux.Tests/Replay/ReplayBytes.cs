using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>The structures that the calls of a replay take, dirty where the kernel does not look.</summary>
internal static class ReplayBytes
{
    private const byte Dirt = 0xA5;
    private const int EntrySize = 40;
    private const int HeaderSize = 8;

    /// <summary>The header of a struct kvm_cpuid2 with a count.</summary>
    public static byte[] Header(uint count)
    {
        byte[] bytes = [0, 0, 0, 0, Dirt, Dirt, Dirt, Dirt];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, count);
        return bytes;
    }

    /// <summary>A struct kvm_cpuid2: as many entries as there is room for, no two bytes next to each other alike, functions of a hypervisor's.</summary>
    public static byte[] Entries(uint count, int seed)
    {
        byte[] bytes = [.. Header(count), .. new byte[Math.Min(count, 260) * EntrySize]];
        for (int i = HeaderSize; i < bytes.Length; i++)
        {
            bytes[i] = unchecked((byte)((i * 37) + (i / 251) + seed));
        }

        for (int entry = 0; (entry * EntrySize) + HeaderSize < bytes.Length; entry++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(HeaderSize + (entry * EntrySize)), 0x40000000 + (uint)(entry * 3));
        }

        return bytes;
    }

    /// <summary>A struct kvm_enable_cap.</summary>
    public static byte[] Cap(KvmCapability capability, ulong argument, uint flags = 0)
    {
        byte[] bytes = new byte[KvmEnableCap.Size];
        bytes.AsSpan().Fill(Dirt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)capability);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), argument);
        return bytes;
    }
}
