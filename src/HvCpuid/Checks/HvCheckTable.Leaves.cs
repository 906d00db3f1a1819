using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

// Which leaves are there, and how the set names itself.
public static partial class HvCheckTable
{
    private const uint LastHyperVLeaf = 0x400000FF;
    private const uint GreatestMaximum = 0x4000FFFF;

    private static IEnumerable<HvCheckHit> MissingLeaves(HvCheckView input)
    {
        for (uint function = HvVendor.Function; function <= HvLimits.Function; function++)
        {
            if (!input.Contains(function))
            {
                yield return new(
                    new(function, Eax, BitField.Whole),
                    $"Leaf {BitAddress.FunctionText(function)} is not in the set.",
                    "Add it; zeros do for one that has nothing to say.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> MaximumOutOfRange(HvCheckView input)
    {
        if (input.Vendor is { MaximumFunction: < HvLimits.Function or > GreatestMaximum } vendor)
        {
            yield return new(
                HvBits.MaximumFunction, $"The maximum leaf is {Value(vendor.MaximumFunction)}.", $"Set it to the highest leaf of the set, at least {Value(HvLimits.Function)}.");
        }
    }

    private static IEnumerable<HvCheckHit> LeafAboveMaximum(HvCheckView input)
    {
        uint highest = input.EveryLeaf.Where(entry => entry.Function <= LastHyperVLeaf).Select(entry => entry.Function).DefaultIfEmpty().Max();
        if (input.Vendor is { } vendor && vendor.MaximumFunction < highest)
        {
            yield return new(
                HvBits.MaximumFunction,
                $"The maximum leaf is {Value(vendor.MaximumFunction)}, but leaf {Value(highest)} is in the set.",
                $"Set the maximum to {Value(highest)}, or leave out the leaves above it.");
        }
    }

    private static IEnumerable<HvCheckHit> MaximumMissing(HvCheckView input)
    {
        if (input.Vendor is { MaximumFunction: >= HvLimits.Function and <= GreatestMaximum } vendor && !input.Contains(vendor.MaximumFunction))
        {
            yield return new(
                HvBits.MaximumFunction,
                $"The maximum leaf is {Value(vendor.MaximumFunction)}, but that leaf is not in the set.",
                "Add the leaf, or lower the maximum to the highest leaf of the set.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherInterface(HvCheckView input)
    {
        if (input.Contains(HvInterface.Function) && input.Value(HvBits.InterfaceSignature) is not HvInterface.HvSharp1 and uint found)
        {
            yield return new(
                HvBits.InterfaceSignature,
                $"The interface is {Value(found)}, '{AsciiSignature.Text(found)}'.",
                $"Set it to {Value(HvInterface.HvSharp1)}, 'Hv#1'.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherVendor(HvCheckView input)
    {
        if (input.Vendor is { } vendor && vendor.Signature != AsciiSignature.MicrosoftHv)
        {
            yield return new(
                HvBits.SignatureEbx, $"The vendor is '{vendor.Signature}'.", $"Give the guest '{AsciiSignature.MicrosoftHv}' (QEMU: hv-vendor-id).");
        }
    }

    private static IEnumerable<HvCheckHit> UndefinedLeaf(HvCheckView input)
    {
        uint maximum = input.Value(HvBits.MaximumFunction);
        foreach (CpuidEntry entry in input.EveryLeaf)
        {
            if (entry.Function <= maximum && entry.Function <= LastHyperVLeaf && HvFieldTable.ForLeaf(entry.Function).Count == 0
                && input.Leaf(entry.Function) is { } registers && registers != default)
            {
                yield return new(
                    new(entry.Function, Eax, BitField.Whole), $"Leaf {BitAddress.FunctionText(entry.Function)} is {registers}.", "Make it zeros, or leave it out.");
            }
        }
    }
}
