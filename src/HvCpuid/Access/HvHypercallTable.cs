using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Access.HvHypercallReps;

namespace HvCpuid.Access;

/// <summary>
/// Every hypercall that KVM implements, by call code: what a guest's CPUID must show for it, and what KVM checks of its input value. Any other
/// code needs nothing, and is answered with HV_STATUS_INVALID_HYPERCALL_CODE.
/// </summary>
/// <remarks>Sources, of arch/x86/kvm/hyperv.c, Linux 5.0 to 6.16 (and guests on live kernels up to 7.3.4): hv_check_hypercall_access, kvm_hv_hypercall, is_xmm_fast_hypercall, kvm_hv_send_ipi.</remarks>
public static class HvHypercallTable
{
    private const ushort FirstExtended = 0x8001;
    private const ushort LastExtended = 0x8041;

    private static readonly HvHypercallRow[] Rows =
    [
        new(0x0002, "HvCallFlushVirtualAddressSpace", [HvBits.HypercallRemoteTlbFlush], KvmChanges.IoctlAdded)
        { Reps = Simple, Fast = HvHypercallFast.Xmm, XmmInputSince = KvmChanges.XmmInput, IsFixedSize = true },
        new(0x0003, "HvCallFlushVirtualAddressList", [HvBits.HypercallRemoteTlbFlush], KvmChanges.IoctlAdded)
        { Reps = Rep, Fast = HvHypercallFast.Xmm, XmmInputSince = KvmChanges.XmmInput, IsFixedSize = true },
        new(0x0008, "HvCallNotifyLongSpinWait", [HvBits.SpinlockRetries], KvmChanges.IoctlAdded) { Reps = Simple, IsFixedSize = true },
        new(0x000B, "HvCallSendSyntheticClusterIpi", [HvBits.SyntheticClusterIpi], KvmChanges.IoctlAdded)
        { Reps = Simple, IsFixedSize = true, NeedsLapicSince = KvmChanges.IpiRefusedWithoutLapic },
        new(0x0013, "HvCallFlushVirtualAddressSpaceEx", [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks], KvmChanges.IoctlAdded)
        { Reps = Simple, Fast = HvHypercallFast.Xmm, XmmInputSince = KvmChanges.XmmInput },
        new(0x0014, "HvCallFlushVirtualAddressListEx", [HvBits.HypercallRemoteTlbFlush, HvBits.ExProcessorMasks], KvmChanges.IoctlAdded)
        { Reps = Rep, Fast = HvHypercallFast.Xmm, XmmInputSince = KvmChanges.XmmInput },
        new(0x0015, "HvCallSendSyntheticClusterIpiEx", [HvBits.SyntheticClusterIpi, HvBits.ExProcessorMasks], KvmChanges.IoctlAdded)
        { Reps = Simple, Fast = HvHypercallFast.Xmm, XmmInputSince = KvmChanges.XmmInputOfIpi, NeedsLapicSince = KvmChanges.IpiRefusedWithoutLapic },
        new(0x005C, "HvCallPostMessage", [HvBits.PostMessages], KvmChanges.IoctlAdded) { Reps = Simple, IsFixedSize = true, NeedsSynic = true },

        // Without an active SynIC it still reaches an eventfd that user space has bound to the connection.
        new(0x005D, "HvCallSignalEvent", [HvBits.SignalEvents], KvmChanges.IoctlAdded) { Reps = Simple, IsFixedSize = true },
        new(0x0069, "HvCallPostDebugData", [HvBits.Debugging], KvmChanges.SyntheticDebugger) { Fast = HvHypercallFast.Refused, AlwaysNeeds = KernelDebugging },
        new(0x006A, "HvCallRetrieveDebugData", [HvBits.Debugging], KvmChanges.SyntheticDebugger) { Fast = HvHypercallFast.Refused, AlwaysNeeds = KernelDebugging },
        new(0x006B, "HvCallResetDebugSession", [HvBits.Debugging], KvmChanges.SyntheticDebugger) { AlwaysNeeds = KernelDebugging },
        new(FirstExtended, "HvExtCallQueryCapabilities", [HvBits.EnableExtendedHypercalls], KvmChanges.ExtendedHypercalls) { Fast = HvHypercallFast.Refused },
        new(FirstExtended + 1, "extended hypercalls", [HvBits.EnableExtendedHypercalls], KvmChanges.ExtendedHypercalls) { LastCode = LastExtended, OneOf = "An extended hypercall", Fast = HvHypercallFast.Refused },
    ];

    private static readonly string[] CallWords = ["HVCALL", "HVEXTCALL"];

    // Linux has a shorter name for these two (include/hyperv/hvgdk_mini.h).
    private static readonly Dictionary<string, string> LinuxNames = new(StringComparer.Ordinal)
    {
        ["SENDIPI"] = "SENDSYNTHETICCLUSTERIPI",
        ["SENDIPIEX"] = "SENDSYNTHETICCLUSTERIPIEX",
    };

    // The index of a code in Rows, one up, so that 0 says none: codes below 8001H, and those from it on.
    private static readonly byte[] Indexes = IndexesOf(0, 0x6C);
    private static readonly byte[] ExtendedIndexes = IndexesOf(FirstExtended, LastExtended - FirstExtended + 1);

    /// <summary>CPUID.40000003H:EDX[4], which fast input in XMM registers needs under enforcement; without it the call is #UD (kvm_hv_hypercall).</summary>
    public static BitAddress XmmInput => HvBits.XmmRegistersForFastHypercall;

    /// <summary>CPUID.40000082H:EAX[1], without which the synthetic debugger is not there, enforced or not (kvm_hv_is_syndbg_enabled).</summary>
    public static BitAddress KernelDebugging => HvBits.AllowKernelDebugging;

    /// <summary>Every row, by code.</summary>
    public static IReadOnlyList<HvHypercallRow> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The row of a call code; constant time, allocates nothing.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The row; null for one that no release of KVM implements.</returns>
    public static HvHypercallRow? Find(ushort code) => IndexOf(code) is var index and >= 0 ? Rows[index] : null;

    /// <summary>The row of a name: the TLFS's, <c>HvCallPostMessage</c>, or Linux's, <c>HVCALL_POST_MESSAGE</c>, in upper or lower case, with or without the word for a call.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The row; null for a name of none.</returns>
    /// <exception cref="ArgumentNullException">There is no name.</exception>
    public static HvHypercallRow? FindByName(string name)
    {
        string key = Key(Guard.NotNull(name));
        key = LinuxNames.TryGetValue(key, out string? official) ? official : key;
        return Array.Find(Rows, row => Key(row.Name) == key);
    }

    /// <summary>The row at an index of <see cref="All"/>.</summary>
    /// <param name="index">The index.</param>
    internal static HvHypercallRow At(int index) => Rows[index];

    /// <summary>The index of a call code in <see cref="All"/>.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The index; -1 for one that no release of KVM implements.</returns>
    internal static int IndexOf(ushort code)
    {
        if (code < Indexes.Length)
        {
            return Indexes[code] - 1;
        }

        uint extended = unchecked((uint)code - FirstExtended);
        return extended < (uint)ExtendedIndexes.Length ? ExtendedIndexes[extended] - 1 : -1;
    }

    private static string Key(string name)
    {
        string letters = name.Replace("_", "").ToUpperInvariant();
        string? word = Array.Find(CallWords, word => letters.StartsWith(word, StringComparison.Ordinal));
        return word is null ? letters : letters.Substring(word.Length);
    }

    private static byte[] IndexesOf(int first, int count)
    {
        byte[] indexes = new byte[count];
        for (int i = 0; i < Rows.Length; i++)
        {
            for (int code = Rows[i].Code; code <= Rows[i].LastCode; code++)
            {
                if (code >= first && code < first + count)
                {
                    indexes[code - first] = (byte)(i + 1);
                }
            }
        }

        return indexes;
    }
}
