using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using Layout = HvCpuid.Formats.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

// KVM_SET_CPUID2 and KVM_GET_CPUID2 with the caller's memory (kvm_arch_vcpu_ioctl in x86.c). The callers hold the mutex.
public sealed partial class SimulatedVcpu
{
    private KvmResult SetCpuid(ulong address, IUserMemory memory)
    {
        KvmResult admitted = Cpuid.Admit(_hasRun);
        if (admitted.IsRefusal)
        {
            return admitted;
        }

        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        if (memory.CopyFromUser(address, header) != header.Length)
        {
            return KvmResult.Fault;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(Layout.EntryCountOffset));
        admitted = Cpuid.AdmitCount(count);
        if (admitted.IsRefusal)
        {
            return admitted;
        }

        byte[] entries = new byte[(int)count * Layout.EntrySize];
        int read = UserAddress.TryAdd(address, Layout.HeaderSize, out ulong first) ? memory.CopyFromUser(first, entries) : 0;
        return SetEntries(entries, read);
    }

    // The header goes back after the entries, with the caller's nent where the release does not update it.
    private KvmResult GetCpuid(ulong address, IUserMemory memory)
    {
        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        if (memory.CopyFromUser(address, header) != header.Length)
        {
            return KvmResult.Fault;
        }

        Span<byte> nent = header.Slice(Layout.EntryCountOffset);
        if (BinaryPrimitives.ReadUInt32LittleEndian(nent) < (uint)Cpuid.Count)
        {
            return KvmResult.Refuse(KvmErrno.E2BIG, "nent is less than the number of entries that were set");
        }

        if (Cpuid.UpdatesCount)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(nent, (uint)Cpuid.Count);
        }

        ReadOnlySpan<byte> entries = Cpuid.Answer;
        bool written = UserAddress.TryAdd(address, Layout.HeaderSize, out ulong first)
            && memory.CopyToUser(first, entries) == entries.Length
            && memory.CopyToUser(address, header) == header.Length;
        return written ? KvmResult.Done : KvmResult.Fault;
    }
}
