using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

// Which leaves are there, and how the set names itself.
public static partial class HvCheckTable
{
    private const uint LastHyperVLeaf = 0x400000FF;
    private const uint GreatestMaximum = 0x4000FFFF;

    private static IEnumerable<HvCheckHit> MissingLeaves(HvCheckInput input)
    {
        for (uint function = HvVendor.Function; function <= HvLimits.Function; function++)
        {
            if (!input.Set.Contains(function))
            {
                yield return new(
                    new(function, Eax, BitField.Whole),
                    $"Leaf {BitAddress.FunctionText(function)} is not in the set.",
                    "Add it; zeros do for one that has nothing to say.");
            }
        }
    }

    private static IEnumerable<HvCheckHit> MaximumOutOfRange(HvCheckInput input)
    {
        if (input.Set.Vendor is { MaximumFunction: < HvLimits.Function or > GreatestMaximum } vendor)
        {
            yield return new(
                HvBits.MaximumFunction, $"The maximum leaf is {Value(vendor.MaximumFunction)}.", $"Set it to the highest leaf of the set, at least {Value(HvLimits.Function)}.");
        }
    }

    private static IEnumerable<HvCheckHit> LeafAboveMaximum(HvCheckInput input)
    {
        uint highest = input.Set.Where(entry => entry.Function <= LastHyperVLeaf).Select(entry => entry.Function).DefaultIfEmpty().Max();
        if (input.Set.Vendor is { } vendor && vendor.MaximumFunction < highest)
        {
            yield return new(
                HvBits.MaximumFunction,
                $"The maximum leaf is {Value(vendor.MaximumFunction)}, but leaf {Value(highest)} is in the set.",
                $"Set the maximum to {Value(highest)}, or leave out the leaves above it.");
        }
    }

    private static IEnumerable<HvCheckHit> MaximumMissing(HvCheckInput input)
    {
        if (input.Set.Vendor is { MaximumFunction: >= HvLimits.Function and <= GreatestMaximum } vendor && !input.Set.Contains(vendor.MaximumFunction))
        {
            yield return new(
                HvBits.MaximumFunction,
                $"The maximum leaf is {Value(vendor.MaximumFunction)}, but that leaf is not in the set.",
                "Add the leaf, or lower the maximum to the highest leaf of the set.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherInterface(HvCheckInput input)
    {
        if (input.Set.Interface is { IsHv1: false } found)
        {
            yield return new(
                HvBits.InterfaceSignature,
                $"The interface is {Value(found.Signature)}, '{AsciiSignature.Text(found.Signature)}'.",
                $"Set it to {Value(HvInterface.HvSharp1)}, 'Hv#1'.");
        }
    }

    private static IEnumerable<HvCheckHit> OtherVendor(HvCheckInput input)
    {
        if (input.Set.Vendor is { } vendor && vendor.Signature != AsciiSignature.MicrosoftHv)
        {
            yield return new(
                HvBits.SignatureEbx, $"The vendor is '{vendor.Signature}'.", $"Give the guest '{AsciiSignature.MicrosoftHv}' (QEMU: hv-vendor-id).");
        }
    }

    private static IEnumerable<HvCheckHit> UndefinedLeaf(HvCheckInput input)
    {
        uint maximum = input.Set.Vendor?.MaximumFunction ?? 0;
        foreach (HvCpuidEntry entry in input.Set)
        {
            if (entry.Function <= maximum && entry.Function <= LastHyperVLeaf && HvFieldTable.OfLeaf(entry.Function).Count == 0 && entry.Registers != default)
            {
                yield return new(
                    new(entry.Function, Eax, BitField.Whole), $"Leaf {BitAddress.FunctionText(entry.Function)} is {entry.Registers}.", "Make it zeros, or leave it out.");
            }
        }
    }
}
