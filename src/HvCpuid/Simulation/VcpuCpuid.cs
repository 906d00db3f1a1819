using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using Layout = HvCpuid.Formats.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

/// <summary>The entries that a vCPU was given with KVM_SET_CPUID2, byte for byte, and the release's rules for giving others. Guarded by the vCPU's mutex.</summary>
internal sealed class VcpuCpuid(KvmCalls calls)
{
    // What stands for the kernel's memory where KVM_GET_CPUID2 answers bytes of that.
    private const byte LeakedByte = 0xEE;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The number of entries.</summary>
    public int Count => _length / Layout.EntrySize;

    /// <summary>What KVM_GET_CPUID2 copies out.</summary>
    public ReadOnlySpan<byte> Answer => calls.GetCpuidLeaksMemory ? Leaked(_length) : _bytes.AsSpan(0, _length);

    /// <summary>True where KVM_GET_CPUID2 writes the number of entries back.</summary>
    public bool UpdatesCount => calls.GetCpuidUpdatesCount;

    /// <summary>The entries, for the guest's side.</summary>
    public HvCpuidEntry[] ToEntries()
    {
        HvCpuidEntry[] entries = new HvCpuidEntry[Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = KvmCpuidEntry2.Read(_bytes.AsSpan(i * Layout.EntrySize)).ToEntry();
        }

        return entries;
    }

    /// <summary>KVM_SET_CPUID2 before anything is read.</summary>
    public KvmResult Admit(bool hasRun) => hasRun && calls.SetCpuidAfterRun == KvmSetCpuidAfterRun.Refused
        ? KvmResult.Refuse(KvmErrno.EINVAL, "the vCPU has run: this release takes no KVM_SET_CPUID2 any more")
        : KvmResult.Done;

    /// <summary>KVM_SET_CPUID2 with its header read, and before its entries are.</summary>
    public KvmResult AdmitCount(uint count) => count > (uint)calls.MaximumCpuidEntries
        ? KvmResult.Refuse(KvmErrno.E2BIG, "there are more entries than KVM_MAX_CPUID_ENTRIES")
        : KvmResult.Done;

    /// <summary>KVM_SET_CPUID2 with the entries as read, of which the last may be missing because of a fault.</summary>
    public KvmResult Set(byte[] entries, int read, bool hasRun)
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
            (_bytes, _length) = (entries, entries.Length);
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
            _bytes = mixed;
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
