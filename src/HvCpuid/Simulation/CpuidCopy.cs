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
    private const string TooShort = "nent is less than the number of entries, which the call does not tell";

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID with an answer.</summary>
    public static KvmResult Out(IUserMemory memory, ulong address, SupportedAnswer answer)
    {
        byte[] bytes = answer.Bytes;
        if (bytes.Length == 0)
        {
            return Refuse(memory, address, answer.Refusal!);
        }

        uint count = (uint)(bytes.Length - Layout.HeaderSize) / Layout.EntrySize;
        Span<byte> user = memory.Writable(address, bytes.Length);
        if (user.Length != bytes.Length)
        {
            return Out(memory, address, bytes.AsSpan(Layout.HeaderSize), count, TooShort);
        }

        // The ordinary case: the buffer lies in one piece. Of the header only nent is written: its padding goes back as it came.
        if (BinaryPrimitives.ReadUInt32LittleEndian(user) < count)
        {
            return KvmResult.Refuse(KvmErrno.E2BIG, TooShort);
        }

        bytes.AsSpan(Layout.HeaderSize).CopyTo(user.Slice(Layout.HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(user, count);
        return KvmResult.Done;
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

    // A request that the kernel does not know never looks at its argument; one that oopses reads the header first.
    private static KvmResult Refuse(IUserMemory memory, ulong address, KvmRefusal refusal)
    {
        if (refusal.Errno is { } errno)
        {
            return KvmResult.Refuse(errno, refusal.Reason);
        }

        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        return memory.CopyFromUser(address, header) == header.Length ? KvmResult.Oops(refusal.Reason) : KvmResult.Fault;
    }
}
