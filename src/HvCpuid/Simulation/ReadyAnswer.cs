using System.Buffers.Binary;
using HvCpuid.Formats;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using Layout = HvCpuid.Formats.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

/// <summary>An answer as bytes, ready to be copied: made once for each answer of a host and shared by all vCPUs. Immutable.</summary>
internal sealed class ReadyAnswer
{
    private readonly byte[] _bytes;
    private readonly uint _count;

    public ReadyAnswer(SupportedHvCpuid source, SupportedAnswer answer)
    {
        Source = source;
        Answer = answer;
        if (answer.Set is { } set)
        {
            _count = (uint)set.Count;
            _bytes = new byte[KvmCpuid2Format.GetByteCount(set)];
            KvmCpuid2Format.Write(set, _bytes);
        }
        else
        {
            _bytes = [];
        }
    }

    /// <summary>The host's answers that this one is of.</summary>
    public SupportedHvCpuid Source { get; }

    public SupportedAnswer Answer { get; }

    /// <summary>KVM_GET_SUPPORTED_HV_CPUID with the caller's buffer.</summary>
    /// <remarks>kvm_arch_vcpu_ioctl (x86.c) and kvm_get_hv_cpuid (hyperv.c): header in, size check, entries out, header out.</remarks>
    public KvmResult CopyTo(IUserMemory memory, ulong address)
    {
        byte[] bytes = _bytes;
        if (bytes.Length == 0)
        {
            return Refuse(memory, address);
        }

        Span<byte> user = memory.Writable(address, bytes.Length);
        if (user.Length != bytes.Length)
        {
            return CopyInPieces(memory, address);
        }

        // The ordinary case: the buffer lies in one piece. Of the header only nent is written: its padding goes back as it came.
        if (BinaryPrimitives.ReadUInt32LittleEndian(user.Slice(Layout.EntryCountOffset)) < _count)
        {
            return TooShort;
        }

        bytes.AsSpan(Layout.HeaderSize).CopyTo(user.Slice(Layout.HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(user.Slice(Layout.EntryCountOffset), _count);
        return KvmResult.Done;
    }

    private static KvmResult TooShort => KvmResult.Refuse(KvmErrno.E2BIG, "nent is less than the number of entries, which the call does not tell");

    private KvmResult CopyInPieces(IUserMemory memory, ulong address)
    {
        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        if (memory.CopyFromUser(address, header) != header.Length)
        {
            return KvmResult.Fault;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(Layout.EntryCountOffset)) < _count)
        {
            return TooShort;
        }

        ReadOnlySpan<byte> entries = _bytes.AsSpan(Layout.HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(header.Slice(Layout.EntryCountOffset), _count);
        bool written = UserAddress.TryAdd(address, Layout.HeaderSize, out ulong first)
            && memory.CopyToUser(first, entries) == entries.Length
            && memory.CopyToUser(address, header) == header.Length;
        return written ? KvmResult.Done : KvmResult.Fault;
    }

    // A request that the kernel does not know never looks at its argument; one that oopses reads the header first.
    private KvmResult Refuse(IUserMemory memory, ulong address)
    {
        KvmRefusal refusal = Answer.Refusal!;
        if (refusal.Errno is { } errno)
        {
            return KvmResult.Refuse(errno, refusal.Reason);
        }

        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        return memory.CopyFromUser(address, header) != header.Length
            ? KvmResult.Fault
            : throw new KvmHostOopsException(KvmRequest.GetSupportedHvCpuid, refusal.Reason);
    }
}
