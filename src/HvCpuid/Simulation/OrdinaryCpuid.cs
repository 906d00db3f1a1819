using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using Layout = HvCpuid.Registers.KvmCpuid2Layout;

namespace HvCpuid.Simulation;

/// <summary>A host's answer to KVM_GET_SUPPORTED_CPUID, the ordinary leaves, typed and as bytes. Immutable.</summary>
internal sealed class OrdinaryCpuid
{
    private const string TooShort = "nent is 0, or less than the number of entries, which the call does not tell";
    private const string TooMany = "there are more entries than KVM_MAX_CPUID_ENTRIES: no nent is enough";

    private readonly byte[] _bytes;
    private readonly bool _fits;

    public OrdinaryCpuid(IReadOnlyList<CpuidEntry> entries, int maximum)
    {
        Structure = KvmCpuid2.From(entries);
        _bytes = new byte[Structure.ByteCount];
        Structure.Write(_bytes);
        _fits = entries.Count <= maximum;
    }

    public KvmCpuid2 Structure { get; }

    /// <summary>The call with a buffer that is large enough.</summary>
    public KvmResult Admitted => _fits ? KvmResult.Done : KvmResult.Refuse(KvmErrno.E2BIG, TooMany);

    // kvm_dev_ioctl_get_cpuid (cpuid.c): a larger nent counts as KVM_MAX_CPUID_ENTRIES, and 0 is too short even for nothing.
    public KvmResult CopyTo(IUserMemory memory, ulong address)
    {
        ulong needed = _fits ? (ulong)Math.Max(1, Structure.Entries.Count) : ulong.MaxValue;
        return CpuidCopy.Out(memory, address, _bytes.AsSpan(Layout.HeaderSize), needed, _fits ? TooShort : TooMany);
    }
}
