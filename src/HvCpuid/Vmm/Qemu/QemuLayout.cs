using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Vmm;

/// <summary>What of a guest's leaves no switch decides.</summary>
/// <param name="Vendor">CPUID.40000000H; EAX is laid out.</param>
/// <param name="Interface">CPUID.40000001H.</param>
/// <param name="Version">CPUID.40000002H.</param>
/// <param name="Limits">CPUID.40000005H.</param>
/// <param name="SpinlockRetries">CPUID.40000004H:EBX.</param>
internal readonly record struct QemuValues(CpuidRegisters Vendor, CpuidRegisters Interface, CpuidRegisters Version, CpuidRegisters Limits, uint SpinlockRetries)
{
    private const uint LogicalProcessors = 64;
    private static readonly CpuidRegisters Hv1 = new(AsciiSignature.Parse("Hv#1").Ebx, 0, 0, 0);

    /// <summary>The values of a configuration.</summary>
    public static QemuValues Of(HvConfiguration configuration) => new(
        new CpuidRegisters(0, configuration.VendorId.Ebx, configuration.VendorId.Ecx, configuration.VendorId.Edx),
        Hv1,
        configuration.Version.Registers,
        new CpuidRegisters(unchecked((uint)configuration.MaximumVps), LogicalProcessors, 0, 0),
        configuration.SpinlockRetries);

    /// <summary>The values of a host, which passthrough takes.</summary>
    public static QemuValues Of(HvCpuidSet host, uint spinlockRetries) => new(
        Leaf(host, HvVendor.Function),
        Leaf(host, HvInterface.Function),
        Leaf(host, HvSystemIdentity.Function),
        Leaf(host, HvLimits.Function),
        spinlockRetries);

    private static CpuidRegisters Leaf(HvCpuidSet host, uint function) => host.TryGet(function, out CpuidRegisters registers) ? registers : default;
}

/// <summary>Lays out the leaves that a guest gets, as QEMU does (hyperv_fill_cpuids, target/i386/kvm/kvm.c).</summary>
internal static class QemuLayout
{
    private static readonly QemuWords Always = QemuWords.Of(HvEnlightenmentTable.AlwaysSet);
    private static readonly QemuWords SynicGives = QemuWords.Of(HvEnlightenmentTable.For(HvSwitches.Synic)[0].Sets);
    private static readonly QemuWords VapicGives = QemuWords.Of(HvEnlightenmentTable.For(HvSwitches.Vapic)[0].Sets);
    private static readonly IReadOnlyList<CpuidEntry> Debugger = HvEnlightenmentTable.For(HvSwitches.SynDbg)[0].AddedLeaves;

    /// <summary>The leaves.</summary>
    /// <param name="behavior">The release.</param>
    /// <param name="configuration">The configuration, for what is no value.</param>
    /// <param name="switches">The switches that are on.</param>
    /// <param name="evmcsVersions">CPUID.4000000AH:EAX[15:0].</param>
    /// <param name="values">The values.</param>
    /// <param name="host">The host, for hv-no-nonarch-coresharing=auto.</param>
    public static HvCpuidSet Build(QemuBehavior behavior, HvConfiguration configuration, HvSwitches switches, ushort evmcsVersions, QemuValues values, HvCpuidSet host)
    {
        QemuWords words = Words(behavior, configuration, switches);
        uint sharing = configuration.NoNonarchCoreSharing switch
        {
            HvCoreSharing.On => HvBits.NoNonArchitecturalCoreSharing.Bits.Mask,
            HvCoreSharing.Auto => HvBits.NoNonArchitecturalCoreSharing.Bits.Insert(0, host.Extract(HvBits.NoNonArchitecturalCoreSharing)),
            _ => 0,
        };
        uint nested = words.Nested | evmcsVersions;
        uint last = nested != 0 ? HvNestedFeatures.Function : HvLimits.Function;
        bool debugger = (switches & HvSwitches.SynDbg) != 0;
        int count = (int)(last - HvVendor.Function) + 1;
        CpuidEntry[] entries = new CpuidEntry[count + (debugger ? Debugger.Count : 0)];
        for (int i = 0; i < count; i++)
        {
            entries[i] = new CpuidEntry(HvVendor.Function + (uint)i, default);
        }

        Put(entries, HvVendor.Function, values.Vendor with { Eax = debugger ? Debugger[Debugger.Count - 1].Function : last });
        Put(entries, HvInterface.Function, values.Interface);
        Put(entries, HvSystemIdentity.Function, values.Version);
        Put(entries, HvFeatures.Function, new CpuidRegisters(words.Privileges, words.HighPrivileges, 0, words.Features));
        Put(entries, HvRecommendations.Function, new CpuidRegisters(words.Recommendations | sharing, values.SpinlockRetries, 0, 0));
        Put(entries, HvLimits.Function, values.Limits);
        if (nested != 0)
        {
            Put(entries, HvNestedFeatures.Function, new CpuidRegisters(nested, 0, 0, 0));
        }

        for (int i = count; i < entries.Length; i++)
        {
            entries[i] = Debugger[i - count];
        }

        return new HvCpuidSet(entries);
    }

    private static QemuWords Words(QemuBehavior behavior, HvConfiguration configuration, HvSwitches switches)
    {
        QemuWords words = behavior.Has(QemuTrait.HypercallMsrsAlways) ? Always : Always with { Privileges = 0 };
        foreach (QemuSwitch row in behavior.Rows)
        {
            words = (switches & row.Row.Switch) != 0 ? words | row.Words : words;
        }

        bool messages = (switches & HvSwitches.Synic) != 0 && behavior.Has(QemuTrait.SynicGivesHypercalls) && !configuration.SynicKvmOnly;
        words = messages ? words | SynicGives : words;
        return (switches & (HvSwitches.Vapic | HvSwitches.Avic)) == HvSwitches.Vapic ? words | VapicGives : words;
    }

    private static void Put(CpuidEntry[] entries, uint function, CpuidRegisters registers) =>
        entries[function - HvVendor.Function] = new CpuidEntry(function, registers);
}
