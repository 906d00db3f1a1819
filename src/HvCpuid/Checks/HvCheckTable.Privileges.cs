using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

// Leaf 40000003H: privileges and what goes with them.
public static partial class HvCheckTable
{
    private const HvPrivilegesHigh RootOnly =
        HvPrivilegesHigh.CreatePartitions | HvPrivilegesHigh.AccessPartitionId | HvPrivilegesHigh.AccessMemoryPool | HvPrivilegesHigh.AdjustMessageBuffers
        | HvPrivilegesHigh.CreatePort | HvPrivilegesHigh.AccessStats | HvPrivilegesHigh.CpuManagement | HvPrivilegesHigh.ConfigureProfiler;

    private static readonly BitAddress ReferenceCounter = new(HvFeatures.Function, Eax, 1);
    private static readonly BitAddress Synic = new(HvFeatures.Function, Eax, 2);
    private static readonly BitAddress HypercallMsrs = new(HvFeatures.Function, Eax, 5);
    private static readonly BitAddress VpIndex = new(HvFeatures.Function, Eax, 6);
    private static readonly BitAddress ReferenceTsc = new(HvFeatures.Function, Eax, 9);
    private static readonly BitAddress AccessFrequencies = new(HvFeatures.Function, Eax, 11);
    private static readonly BitAddress HaveFrequencies = new(HvFeatures.Function, Edx, 8);
    private static readonly BitAddress PostMessages = new(HvFeatures.Function, Ebx, 4);
    private static readonly BitAddress SignalEvents = new(HvFeatures.Function, Ebx, 5);
    private static readonly BitAddress DebugHypercalls = new(HvFeatures.Function, Ebx, 11);
    private static readonly BitAddress DebugMsrs = new(HvFeatures.Function, Edx, 11);
    private static readonly BitAddress KernelDebugging = new(HvDebuggerCapabilities.Function, Eax, 1);

    private static IEnumerable<HvCheckHit> NoHypercallMsrs(HvCheckInput input) => Clear(input, HypercallMsrs);

    private static IEnumerable<HvCheckHit> NoVpIndex(HvCheckInput input) => Clear(input, VpIndex);

    private static IEnumerable<HvCheckHit> HalfOfFrequencies(HvCheckInput input) => Together(input, AccessFrequencies, HaveFrequencies);

    private static IEnumerable<HvCheckHit> DebuggerHalves(HvCheckInput input) => Together(input, DebugMsrs, DebugHypercalls);

    private static IEnumerable<HvCheckHit> DebuggerWithoutCapability(HvCheckInput input)
    {
        bool offered = Has(input, DebugMsrs) || Has(input, DebugHypercalls);
        return Has(input, KernelDebugging) == offered ? [] : Together(input, Has(input, DebugHypercalls) ? DebugHypercalls : DebugMsrs, KernelDebugging);
    }

    private static IEnumerable<HvCheckHit> TscWithoutCounter(HvCheckInput input)
    {
        if (Has(input, ReferenceTsc) && !Has(input, ReferenceCounter))
        {
            yield return new(ReferenceCounter, $"{Name(ReferenceTsc)} is 1, but {Name(ReferenceCounter)} is 0.", "Set both (QEMU: hv-time).");
        }
    }

    private static IEnumerable<HvCheckHit> MessagesWithoutSynic(HvCheckInput input)
    {
        foreach (BitAddress bit in new[] { PostMessages, SignalEvents })
        {
            if (Has(input, bit) && !Has(input, Synic))
            {
                yield return new(bit, $"{Name(bit)} is 1, but {Name(Synic)} is 0.", "Set the SynIC's bit too (QEMU: hv-synic), or clear this one.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> SynicWithoutMessages(HvCheckInput input)
    {
        foreach (BitAddress bit in new[] { PostMessages, SignalEvents })
        {
            if (Has(input, Synic) && !Has(input, bit))
            {
                yield return new(bit, $"{Name(Synic)} is 1, but {Name(bit)} is 0.", "Set it (QEMU: hv-synic does).");
            }
        }
    }

    private static IEnumerable<HvCheckHit> RootPrivileges(HvCheckInput input)
    {
        HvPrivilegesHigh found = (input.Set.Features?.PrivilegesHigh ?? 0) & RootOnly;
        return IsRootPartition(input.Set)
            ? []
            : Enumerable.Range(0, 32).Where(bit => ((uint)found >> bit & 1) != 0).Select(bit => new BitAddress(HvFeatures.Function, Ebx, bit))
                .Select(address => new HvCheckHit(address, $"{Name(address)} is 1.", "Clear it."));
    }

    private static IEnumerable<HvCheckHit> RootPartition(HvCheckInput input)
    {
        if (IsRootPartition(input.Set))
        {
            yield return new(
                new(HvFeatures.Function, Ebx, BitField.Whole),
                $"The vendor is '{AsciiSignature.MicrosoftHv}', and the privileges are {Value((uint)input.Set.Features!.Value.PrivilegesHigh)}: all that a root partition has.",
                "Do not give these leaves to a guest.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherPrivileges(HvCheckInput input)
    {
        for (int i = 0; i < input.OtherVcpus.Count; i++)
        {
            foreach (CpuidRegister register in new[] { Eax, Ebx })
            {
                BitAddress whole = new(HvFeatures.Function, register, BitField.Whole);
                uint may = register == Eax ? (uint)HvPrivileges.AccessPartitionReferenceTsc : 0;
                (uint here, uint there) = (input.Set.Extract(whole), input.OtherVcpus[i].Extract(whole));
                if (((here ^ there) & ~may) != 0)
                {
                    yield return new(
                        whole,
                        string.Format(CultureInfo.InvariantCulture, "{0} is {1}, but {2} in set {3} of the others.", whole, Value(here), Value(there), i + 1),
                        "Give every vCPU the same privileges, for as long as the VM lives.");
                }
            }
        }
    }

    // Microsoft's own root partition has them all; whatever else says 'Microsoft Hv' has no use for a single one. The remarks on the table say why so.
    private static bool IsRootPartition(HvCpuidSet set) =>
        set.Vendor?.Signature == AsciiSignature.MicrosoftHv && ((set.Features?.PrivilegesHigh ?? 0) & RootOnly) == RootOnly
        && (set.KvmVendor?.Signature ?? default) == default;

    private static IEnumerable<HvCheckHit> Clear(HvCheckInput input, BitAddress bit)
    {
        if (input.Set.Contains(bit.Function) && !Has(input, bit))
        {
            yield return new(bit, $"{Name(bit)} is 0.", "Set it.");
        }
    }
}
