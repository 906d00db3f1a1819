using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

/// <summary>The entries that a vCPU was given with KVM_SET_CPUID2, byte for byte, and the release's rules for giving others. Guarded by the vCPU's mutex.</summary>
internal sealed class VcpuCpuid(KvmCalls calls)
{
    // What stands for the kernel's memory where KVM_GET_CPUID2 answers bytes of that.
    private const byte LeakedByte = 0xEE;

    private byte[] _bytes = [];
    private int _length;
    private bool _changed;

    private int Count => _length / Layout.EntrySize;

    // What KVM_GET_CPUID2 copies out.
    private ReadOnlySpan<byte> Answer => calls.GetCpuidLeaksMemory ? Leaked(_length) : _bytes.AsSpan(0, _length);

    /// <summary>The entries, for the guest's side.</summary>
    public CpuidEntry[] ToEntries()
    {
        CpuidEntry[] entries = new CpuidEntry[Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = CpuidEntry.Read(_bytes.AsSpan(i * Layout.EntrySize));
        }

        return entries;
    }

    /// <summary>True once after the entries changed.</summary>
    public bool TakeChange()
    {
        bool changed = _changed;
        _changed = false;
        return changed;
    }

    /// <summary>KVM_GET_CPUID2 with a buffer that is large enough.</summary>
    public KvmCpuid2 ToStructure()
    {
        byte[] bytes = KvmCpuid2.CreateBuffer(Count);
        Answer.CopyTo(bytes.AsSpan(Layout.HeaderSize));
        return KvmCpuid2.Read(bytes);
    }

    /// <summary>KVM_GET_CPUID2. The header goes back after the entries, with the caller's nent where the release does not update it.</summary>
    public KvmResult CopyTo(IUserMemory memory, ulong address) =>
        CpuidCopy.Out(memory, address, Answer, (ulong)Count, "nent is less than the number of entries that were set", calls.GetCpuidUpdatesCount);

    /// <summary>KVM_SET_CPUID2 of a whole struct kvm_cpuid2.</summary>
    public KvmResult Set(ReadOnlySpan<byte> structure, bool hasRun)
    {
        KvmResult admitted = Admit(hasRun);
        admitted = admitted.IsDone ? AdmitCount(structure) : admitted;
        byte[] entries = structure.Slice(Layout.HeaderSize).ToArray();
        return admitted.IsDone ? Set(entries, entries.Length, hasRun) : admitted;
    }

    /// <summary>KVM_SET_CPUID2 with the caller's memory (kvm_arch_vcpu_ioctl in x86.c).</summary>
    public KvmResult Set(ulong address, IUserMemory memory, bool hasRun)
    {
        KvmResult admitted = Admit(hasRun);
        if (!admitted.IsDone)
        {
            return admitted;
        }

        Span<byte> header = stackalloc byte[Layout.HeaderSize];
        if (memory.CopyFromUser(address, header) != header.Length)
        {
            return KvmResult.Fault;
        }

        admitted = AdmitCount(header);
        if (!admitted.IsDone)
        {
            return admitted;
        }

        byte[] entries = new byte[(int)CountOf(header) * Layout.EntrySize];
        int read = UserAddress.TryAdd(address, Layout.HeaderSize, out ulong first) ? memory.CopyFromUser(first, entries) : 0;
        return Set(entries, read, hasRun);
    }

    private static uint CountOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header.Slice(Layout.EntryCountOffset));

    // Before anything is read.
    private KvmResult Admit(bool hasRun) => hasRun && calls.SetCpuidAfterRun == KvmSetCpuidAfterRun.Refused
        ? KvmResult.Refuse(KvmErrno.EINVAL, "the vCPU has run: this release takes no KVM_SET_CPUID2 any more")
        : KvmResult.Done;

    // With the header read, and before the entries are.
    private KvmResult AdmitCount(ReadOnlySpan<byte> header) => CountOf(header) > (uint)calls.MaximumCpuidEntries
        ? KvmResult.Refuse(KvmErrno.E2BIG, "there are more entries than KVM_MAX_CPUID_ENTRIES")
        : KvmResult.Done;

    // With the entries as read, of which the last may be missing because of a fault.
    private KvmResult Set(byte[] entries, int read, bool hasRun)
    {
        if (read < entries.Length)
        {
            ReadOverPresent(entries);
            return KvmResult.Fault;
        }

        bool onlyIdentical = hasRun && calls.SetCpuidAfterRun == KvmSetCpuidAfterRun.OnlyIdentical;
        if (onlyIdentical && !IsEqual(entries))
        {
            return KvmResult.Refuse(KvmErrno.EINVAL, "the vCPU has run: its entries cannot be changed any more");
        }

        if (!onlyIdentical || calls.SetCpuidAfterRunReplaces)
        {
            (_bytes, _length, _changed) = (entries, entries.Length, true);
        }

        return KvmResult.Done;
    }

    // Before Linux 5.10 copy_from_user reads over the present entries, and clears what it could not read; their number stays.
    private void ReadOverPresent(byte[] entries)
    {
        if (calls.SetCpuidReadsInPlace)
        {
            byte[] mixed = new byte[Math.Max(_bytes.Length, entries.Length)];
            _bytes.CopyTo(mixed, 0);
            entries.CopyTo(mixed, 0);
            (_bytes, _changed) = (mixed, true);
        }
    }

    // kvm_cpuid_check_equal: everything but the padding.
    private bool IsEqual(byte[] entries)
    {
        bool equal = entries.Length == _length;
        for (int offset = 0; equal && offset < _length; offset += Layout.EntrySize)
        {
            equal = entries.AsSpan(offset, Layout.EntryPaddingOffset).SequenceEqual(_bytes.AsSpan(offset, Layout.EntryPaddingOffset));
        }

        return equal;
    }

    private static byte[] Leaked(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(LeakedByte);
        return bytes;
    }
}
