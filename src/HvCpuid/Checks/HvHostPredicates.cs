using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Checks;

/// <summary>How HV038 holds a guest's leaves against what the KVM of a host reports.</summary>
internal static class HvHostPredicates
{
    private const uint LastHyperVLeaf = 0x400000FF;

    // Leaves that say who and how much, not what a kernel has.
    private static readonly uint[] NoFeatures = [HvVendor.Function, HvInterface.Function, HvSystemIdentity.Function, HvLimits.Function, HvDebuggerVendor.Function, HvDebuggerInterface.Function];
    private static readonly BitAddress[] Signature = [HvBits.SignatureEbx, HvBits.SignatureEcx, HvBits.SignatureEdx];
    private static readonly BitAddress[] Numbers = [HvBits.SpinlockRetries, HvBits.ImplementedPhysicalAddressBits];

    public static IEnumerable<HvCheckHit> NotReportedByHost(HvCheckView view)
    {
        if (view.Input.Host is not { } host)
        {
            yield break;
        }

        foreach (CpuidEntry entry in view.EveryLeaf.Where(entry => entry.Function <= LastHyperVLeaf && !NoFeatures.Contains(entry.Function)))
        {
            foreach (BitAddress field in SetFields(view, entry.Function).Where(field => field != HvBits.CpuDynamicPartitioningEvents || !IsOfEverySwitch(view)))
            {
                uint value = view.Input.Set.Extract(field);
                if (host.Answer.ValueOf(field) is not { } reported)
                {
                    view.PassOver(field);
                }
                else if (reported == 0 || (!field.Bits.IsSingleBit && value > reported))
                {
                    string what = HvFieldTable.Find(field) is { Count: > 0 } named ? named[0].ToString() : field.ToString();
                    string has = reported == 0 ? "does not report it" : string.Format(CultureInfo.InvariantCulture, "reports {0}", reported);
                    yield return new(field, string.Format(CultureInfo.InvariantCulture, "{0} is {1}, but KVM of {2} {3}.", what, value, host.Name, has), host.Remedy(field)) { IsKnown = true };
                }
            }
        }
    }

    // CPUID.40000003H:EDX[3], which QEMU sets with any switch; whose name is not known may be QEMU.
    private static bool IsOfEverySwitch(HvCheckView view)
    {
        if (Signature.All(view.Input.Reading.Knows))
        {
            return view.Input.Set.Vendor?.Signature == AsciiSignature.MicrosoftHv;
        }

        view.PassOver(HvBits.CpuDynamicPartitioningEvents);
        return true;
    }

    // The named fields of a leaf that are not 0, and the bits without a name that are set; of what is known.
    private static IEnumerable<BitAddress> SetFields(HvCheckView view, uint function)
    {
        for (CpuidRegister register = CpuidRegister.Eax; register <= CpuidRegister.Edx; register++)
        {
            uint bits = view.SetBits(new BitAddress(function, register, BitField.Whole));
            foreach (HvField field in HvFieldTable.ForLeaf(function).Where(field => field.Address.Register == register))
            {
                if ((bits & field.Address.Bits.Mask) != 0 && !Numbers.Contains(field.Address))
                {
                    yield return field.Address;
                }

                bits &= ~field.Address.Bits.Mask;
            }

            foreach (int bit in Enumerable.Range(0, 32).Where(bit => (bits >> bit & 1) != 0))
            {
                yield return new BitAddress(function, register, bit);
            }
        }
    }
}
