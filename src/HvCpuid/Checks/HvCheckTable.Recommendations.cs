using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Checks;

// Leaves 40000004H, 40000005H and 4000000AH: what is recommended, and what nested guests get.
public static partial class HvCheckTable
{
    private const uint NoLimit = 0xFFFFFFFF;
    private const int MaxWithoutExForms = 64;

    private static IEnumerable<HvCheckHit> EvmcsWithoutVersions(HvCheckView input)
    {
        if (Has(input, HvBits.EnlightenedVmcs) && !Has(input, HvBits.EnlightenedVmcsVersions))
        {
            yield return new(HvBits.EnlightenedVmcsVersions, $"{Name(HvBits.EnlightenedVmcs)} is 1, but {HvBits.EnlightenedVmcsVersions} is 0.", "Give the version range, 0101H for the only version that exists, or clear the recommendation.");
        }

        uint versions = input.Value(HvBits.EnlightenedVmcsVersions);
        if (versions != 0 && ((versions & 0xFF) == 0 || (versions & 0xFF) > versions >> 8))
        {
            yield return new(HvBits.EnlightenedVmcsVersions, $"{HvBits.EnlightenedVmcsVersions} is {Word(versions)}: no range, its lowest version is 0 or above its highest.", "Give the version range, 0101H for the only version that exists.");
        }
    }

    private static IEnumerable<HvCheckHit> VersionsWithoutEvmcs(HvCheckView input)
    {
        if (Has(input, HvBits.EnlightenedVmcsVersions) && !Has(input, HvBits.EnlightenedVmcs))
        {
            yield return new(HvBits.EnlightenedVmcs, $"{HvBits.EnlightenedVmcsVersions} is {Word(input.Value(HvBits.EnlightenedVmcsVersions))}, but {Name(HvBits.EnlightenedVmcs)} is 0.", "Enable the enlightened VMCS and set the recommendation, or clear the versions.");
        }
    }

    private static IEnumerable<HvCheckHit> EvmcsWithoutVmx(HvCheckView input)
    {
        string? without = input.Input.Vendor == CpuVendor.Amd ? "the processor is AMD's" : input.Input.NestedExposed == false ? "the guest is not shown VMX" : null;
        if (without is not null && (Has(input, HvBits.EnlightenedVmcs) || Has(input, HvBits.EnlightenedVmcsVersions)))
        {
            BitAddress address = Has(input, HvBits.EnlightenedVmcs) ? HvBits.EnlightenedVmcs : HvBits.EnlightenedVmcsVersions;
            yield return new(address, $"{Name(HvBits.EnlightenedVmcs)} is {input.Value(HvBits.EnlightenedVmcs)} and {HvBits.EnlightenedVmcsVersions} is {Word(input.Value(HvBits.EnlightenedVmcsVersions))}, but {without}.", "Clear both.");
        }
    }

    private static IEnumerable<HvCheckHit> NestedWithoutVirtualization(HvCheckView input)
    {
        foreach (BitAddress address in new[] { HvBits.NestedOptimizations, HvBits.EnlightenedVmcsFields })
        {
            if (input.Input.NestedExposed == false && Has(input, address))
            {
                yield return new(address, $"{address} is {Value(input.Value(address))}, but the guest is shown neither VMX nor SVM.", "Clear it.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> FlushWithoutLimit(HvCheckView input)
    {
        if (input.Value(HvBits.MaximumVirtualProcessors) == NoLimit && (Has(input, HvBits.HypercallLocalTlbFlush) || Has(input, HvBits.HypercallRemoteTlbFlush)))
        {
            BitAddress flush = Has(input, HvBits.HypercallRemoteTlbFlush) ? HvBits.HypercallRemoteTlbFlush : HvBits.HypercallLocalTlbFlush;
            yield return new(HvBits.MaximumVirtualProcessors, $"{HvBits.MaximumVirtualProcessors} is {Value(NoLimit)}, no limit stated, and {Name(flush)} is 1.", "State the limit (QEMU: x-hv-max-vps).");
        }
    }

    private static IEnumerable<HvCheckHit> NoExForms(HvCheckView input)
    {
        bool recommended = Has(input, HvBits.HypercallRemoteTlbFlush) || Has(input, HvBits.SyntheticClusterIpi);
        if (recommended && !Has(input, HvBits.ExProcessorMasks) && (input.Input.VcpuCount is null or > MaxWithoutExForms))
        {
            BitAddress bit = Has(input, HvBits.HypercallRemoteTlbFlush) ? HvBits.HypercallRemoteTlbFlush : HvBits.SyntheticClusterIpi;
            string count = input.Input.VcpuCount is { } vcpus ? string.Format(CultureInfo.InvariantCulture, ", with {0} vCPUs", vcpus) : "";
            yield return new(HvBits.ExProcessorMasks, $"{Name(bit)} is 1, but {Name(HvBits.ExProcessorMasks)} is 0{count}.", "Set it (QEMU: hv-tlbflush and hv-ipi do).");
        }
    }

    private static IEnumerable<HvCheckHit> IpiHarmsHost(HvCheckView input)
    {
        if (Has(input, HvBits.SyntheticClusterIpi) && input.Input is { InKernelLapic: false, Kernel: { } kernel } && KvmFlaws.IpiWithoutLapic.IsKnownIn(kernel) != false)
        {
            string may = KvmFlaws.IpiWithoutLapic.IsKnownIn(kernel) is null ? "may have" : "has";
            yield return new(
                HvBits.SyntheticClusterIpi,
                $"{Name(HvBits.SyntheticClusterIpi)} is 1 on a vCPU without an in-kernel local APIC, and Linux {kernel.Text} {may} {KvmFlaws.IpiWithoutLapic.Cve}: a guest that sends a cluster IPI makes the host oops.",
                "Clear it (QEMU: leave hv-ipi off), or create the irqchip in the kernel.");
        }
    }

    private static string Word(uint value) => string.Format(CultureInfo.InvariantCulture, "{0:X4}H", value);
}
