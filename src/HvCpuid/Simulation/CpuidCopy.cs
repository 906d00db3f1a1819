using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

/// <summary>
/// The calls that fill the caller's struct kvm_cpuid2: header in, size check, entries out, header out (kvm_arch_dev_ioctl and kvm_arch_vcpu_ioctl in x86.c,
/// kvm_dev_ioctl_get_cpuid and kvm_vcpu_ioctl_get_cpuid2 in cpuid.c, kvm_get_hv_cpuid in hyperv.c).
/// </summary>
internal static class CpuidCopy
{
    /// <summary>KVM_GET_SUPPORTED_HV_CPUID with an answer. A request that the kernel does not know never looks at its argument; one that oopses reads the header first.</summary>
    public static KvmResult Out(IUserMemory memory, ulong address, SupportedAnswer answer)
    {
        if (answer.Refusal is not { } refusal)
        {
            ReadOnlySpan<byte> entries = answer.EntryBytes;
            return Out(memory, address, entries, (ulong)(entries.Length / Layout.EntrySize), "nent is less than the number of entries, which the call does not tell");
        }

        if (refusal.Errno is { } errno)
        {
            return KvmResult.Refuse(errno, refusal.Reason);
        }

        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        return memory.CopyFromUser(address, header) == header.Length ? KvmResult.Oops(refusal.Reason) : KvmResult.Fault;
    }

    /// <summary>Any of the calls.</summary>
    /// <param name="memory">The caller's memory.</param>
    /// <param name="address">Where the structure is.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="needed">The least <c>nent</c> that the call takes.</param>
    /// <param name="tooShort">Why a smaller one is refused.</param>
    /// <param name="updatesCount">False where the header goes back as it came.</param>
    public static KvmResult Out(IUserMemory memory, ulong address, ReadOnlySpan<byte> entries, ulong needed, string tooShort, bool updatesCount = true)
    {
        int length = Layout.HeaderSize + entries.Length;
        Span<byte> user = memory.Writable(address, length);
        if (user.Length != length)
        {
            return OutInPieces(memory, address, entries, needed, tooShort, updatesCount);
        }

        // The ordinary case: the buffer lies in one piece. Of the header only nent is written: its padding goes back as it came.
        if (BinaryPrimitives.ReadUInt32LittleEndian(user.Slice(Layout.EntryCountOffset)) < needed)
        {
            return KvmResult.Refuse(KvmErrno.E2BIG, tooShort);
        }

        entries.CopyTo(user.Slice(Layout.HeaderSize));
        if (updatesCount)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(user.Slice(Layout.EntryCountOffset), (uint)(entries.Length / Layout.EntrySize));
        }

        return KvmResult.Done;
    }

    private static KvmResult OutInPieces(IUserMemory memory, ulong address, ReadOnlySpan<byte> entries, ulong needed, string tooShort, bool updatesCount)
    {
        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        if (memory.CopyFromUser(address, header) != header.Length)
        {
            return KvmResult.Fault;
        }

        Span<byte> nent = header.Slice(Layout.EntryCountOffset);
        if (BinaryPrimitives.ReadUInt32LittleEndian(nent) < needed)
        {
            return KvmResult.Refuse(KvmErrno.E2BIG, tooShort);
        }

        if (updatesCount)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(nent, (uint)(entries.Length / Layout.EntrySize));
        }

        bool written = UserAddress.TryAdd(address, Layout.HeaderSize, out ulong first)
            && memory.CopyToUser(first, entries) == entries.Length
            && memory.CopyToUser(address, header) == header.Length;
        return written ? KvmResult.Done : KvmResult.Fault;
    }
}
