using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

// Leaves 40000004H, 40000005H and 4000000AH: what is recommended, and what nested guests get.
public static partial class HvCheckTable
{
    private const uint NoLimit = 0xFFFFFFFF;
    private const int MostWithoutExForms = 64;
    private static readonly BitAddress LocalFlush = new(HvRecommendations.Function, Eax, 1);
    private static readonly BitAddress RemoteFlush = new(HvRecommendations.Function, Eax, 2);
    private static readonly BitAddress ClusterIpi = new(HvRecommendations.Function, Eax, 10);
    private static readonly BitAddress ExMasks = new(HvRecommendations.Function, Eax, 11);
    private static readonly BitAddress Evmcs = new(HvRecommendations.Function, Eax, 14);
    private static readonly BitAddress MaximumVcpus = new(HvLimits.Function, Eax, BitField.Whole);
    private static readonly BitAddress Versions = new(HvNestedFeatures.Function, Eax, new BitField(15, 0));
    private static readonly BitAddress NestedBits = new(HvNestedFeatures.Function, Eax, new BitField(31, 16));
    private static readonly BitAddress NestedBitsHigh = new(HvNestedFeatures.Function, Ebx, BitField.Whole);

    private static IEnumerable<HvCheckHit> EvmcsWithoutVersions(HvCheckInput input)
    {
        if (Has(input, Evmcs) && !Has(input, Versions))
        {
            yield return new(Versions, $"{Name(Evmcs)} is 1, but {Versions} is 0.", "Give the version range, 0101H for the only version that exists, or clear the recommendation.");
        }

        uint versions = input.Set.Extract(Versions);
        if (versions != 0 && ((versions & 0xFF) == 0 || (versions & 0xFF) > versions >> 8))
        {
            yield return new(Versions, $"{Versions} is {Word(versions)}: no range, its lowest version is 0 or above its highest.", "Give the version range, 0101H for the only version that exists.");
        }
    }

    private static IEnumerable<HvCheckHit> VersionsWithoutEvmcs(HvCheckInput input)
    {
        if (Has(input, Versions) && !Has(input, Evmcs))
        {
            yield return new(Evmcs, $"{Versions} is {Word(input.Set.Extract(Versions))}, but {Name(Evmcs)} is 0.", "Enable the enlightened VMCS and set the recommendation, or clear the versions.");
        }
    }

    private static IEnumerable<HvCheckHit> EvmcsWithoutVmx(HvCheckInput input)
    {
        string? without = input.Vendor == CpuVendor.Amd ? "the processor is AMD's" : input.NestedExposed == false ? "the guest is not shown VMX" : null;
        if (without is not null && (Has(input, Evmcs) || Has(input, Versions)))
        {
            BitAddress address = Has(input, Evmcs) ? Evmcs : Versions;
            yield return new(address, $"{Name(Evmcs)} is {input.Set.Extract(Evmcs)} and {Versions} is {Word(input.Set.Extract(Versions))}, but {without}.", "Clear both.");
        }
    }

    private static IEnumerable<HvCheckHit> NestedWithoutVirtualization(HvCheckInput input)
    {
        foreach (BitAddress address in new[] { NestedBits, NestedBitsHigh })
        {
            if (input.NestedExposed == false && Has(input, address))
            {
                yield return new(address, $"{address} is {Value(input.Set.Extract(address))}, but the guest is shown neither VMX nor SVM.", "Clear it.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> FlushWithoutLimit(HvCheckInput input)
    {
        if (input.Set.Extract(MaximumVcpus) == NoLimit && (Has(input, LocalFlush) || Has(input, RemoteFlush)))
        {
            BitAddress flush = Has(input, RemoteFlush) ? RemoteFlush : LocalFlush;
            yield return new(MaximumVcpus, $"{MaximumVcpus} is {Value(NoLimit)}, no limit stated, and {Name(flush)} is 1.", "State the limit (QEMU: x-hv-max-vps).");
        }
    }

    private static IEnumerable<HvCheckHit> NoExForms(HvCheckInput input)
    {
        bool recommended = Has(input, RemoteFlush) || Has(input, ClusterIpi);
        if (recommended && !Has(input, ExMasks) && (input.VcpuCount is null or > MostWithoutExForms))
        {
            BitAddress bit = Has(input, RemoteFlush) ? RemoteFlush : ClusterIpi;
            string count = input.VcpuCount is { } vcpus ? string.Format(CultureInfo.InvariantCulture, ", with {0} vCPUs", vcpus) : "";
            yield return new(ExMasks, $"{Name(bit)} is 1, but {Name(ExMasks)} is 0{count}.", "Set it (QEMU: hv-tlbflush and hv-ipi do).");
        }
    }

    private static string Word(uint value) => string.Format(CultureInfo.InvariantCulture, "{0:X4}H", value);
}
