using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

// Leaf 40000003H: privileges and what goes with them.
public static partial class HvCheckTable
{
    private const HvPrivilegesHigh RootOnly =
        HvPrivilegesHigh.CreatePartitions | HvPrivilegesHigh.AccessPartitionId | HvPrivilegesHigh.AccessMemoryPool | HvPrivilegesHigh.AdjustMessageBuffers
        | HvPrivilegesHigh.CreatePort | HvPrivilegesHigh.AccessStats | HvPrivilegesHigh.CpuManagement | HvPrivilegesHigh.ConfigureProfiler;


    private static IEnumerable<HvCheckHit> NoHypercallMsrs(HvCheckView input) => Clear(input, HvBits.AccessHypercallMsrs);

    private static IEnumerable<HvCheckHit> NoVpIndex(HvCheckView input) => Clear(input, HvBits.AccessVpIndex);

    private static IEnumerable<HvCheckHit> HalfOfFrequencies(HvCheckView input) => Together(input, HvBits.AccessFrequencyRegs, HvBits.TimerFrequencies);

    private static IEnumerable<HvCheckHit> DebuggerHalves(HvCheckView input) => Together(input, HvBits.DebugMsrs, HvBits.Debugging);

    private static IEnumerable<HvCheckHit> DebuggerWithoutCapability(HvCheckView input)
    {
        bool offered = Has(input, HvBits.DebugMsrs) || Has(input, HvBits.Debugging);
        return Has(input, HvBits.AllowKernelDebugging) == offered ? [] : Together(input, Has(input, HvBits.Debugging) ? HvBits.Debugging : HvBits.DebugMsrs, HvBits.AllowKernelDebugging);
    }

    private static IEnumerable<HvCheckHit> TscWithoutCounter(HvCheckView input)
    {
        if (Has(input, HvBits.AccessPartitionReferenceTsc) && !Has(input, HvBits.AccessPartitionReferenceCounter))
        {
            yield return new(HvBits.AccessPartitionReferenceCounter, $"{Name(HvBits.AccessPartitionReferenceTsc)} is 1, but {Name(HvBits.AccessPartitionReferenceCounter)} is 0.", "Set both (QEMU: hv-time).");
        }
    }

    private static IEnumerable<HvCheckHit> MessagesWithoutSynic(HvCheckView input)
    {
        foreach (BitAddress bit in new[] { HvBits.PostMessages, HvBits.SignalEvents })
        {
            if (Has(input, bit) && !Has(input, HvBits.AccessSynicRegs))
            {
                yield return new(bit, $"{Name(bit)} is 1, but {Name(HvBits.AccessSynicRegs)} is 0.", "Set the SynIC's bit too (QEMU: hv-synic), or clear this one.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> SynicWithoutMessages(HvCheckView input)
    {
        foreach (BitAddress bit in new[] { HvBits.PostMessages, HvBits.SignalEvents })
        {
            if (Has(input, HvBits.AccessSynicRegs) && !Has(input, bit))
            {
                yield return new(bit, $"{Name(HvBits.AccessSynicRegs)} is 1, but {Name(bit)} is 0.", "Set it (QEMU: hv-synic does).");
            }
        }
    }

    private static IEnumerable<HvCheckHit> RootPrivileges(HvCheckView input)
    {
        HvPrivilegesHigh found = High(input) & RootOnly;
        return IsRootPartition(input)
            ? []
            : Enumerable.Range(0, 32).Where(bit => ((uint)found >> bit & 1) != 0).Select(bit => new BitAddress(HvFeatures.Function, Ebx, bit))
                .Select(address => new HvCheckHit(address, $"{Name(address)} is 1.", "Clear it."));
    }

    private static IEnumerable<HvCheckHit> RootPartition(HvCheckView input)
    {
        if (IsRootPartition(input))
        {
            yield return new(
                HvBits.PrivilegesHigh,
                $"The vendor is '{AsciiSignature.MicrosoftHv}', and the privileges are {Value((uint)High(input))}: all that a root partition has.",
                "Do not give these leaves to a guest.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherPrivileges(HvCheckView input)
    {
        for (int i = 0; i < input.Input.OtherVcpus.Count; i++)
        {
            foreach (CpuidRegister register in new[] { Eax, Ebx })
            {
                BitAddress whole = new(HvFeatures.Function, register, BitField.Whole);
                uint may = register == Eax ? (uint)HvPrivileges.AccessPartitionReferenceTsc : 0;
                (uint here, uint there) = (input.Value(whole), input.Input.OtherVcpus[i].Extract(whole));
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
    private static bool IsRootPartition(HvCheckView input) =>
        (High(input) & RootOnly) == RootOnly && input.Vendor?.Signature == AsciiSignature.MicrosoftHv
        && (input.Leaf(KvmVendor.Function) is not { } second || new KvmVendor(second).Signature == default);

    private static HvPrivilegesHigh High(HvCheckView input) => (HvPrivilegesHigh)input.Value(HvBits.PrivilegesHigh);

    private static IEnumerable<HvCheckHit> Clear(HvCheckView input, BitAddress bit)
    {
        if (input.Contains(bit.Function) && !Has(input, bit))
        {
            yield return new(bit, $"{Name(bit)} is 0.", "Set it.");
        }
    }
}
