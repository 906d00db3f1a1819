using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// A reading made whole with the least that its unknown bits can be, with the most, and with the most but for a bit that a row wants clear; what all of
/// these give a guest holds whatever the bits are.
/// </summary>
internal static class LinuxGuestReading
{
    private const uint LeastMaximum = 0x40000005;
    private const uint GreatestMaximum = 0x4000FFFF;
    private const uint Others = 0x40000100;

    // The leaves of which Linux reads bits.
    private static readonly uint[] Read = [HvSystemIdentity.Function, HvFeatures.Function, HvRecommendations.Function, HvNestedFeatures.Function, HvIsolation.Function];

    /// <summary>The reading, made whole in every way that may decide something.</summary>
    public static IEnumerable<HvCpuidSet> Completed(HvReading reading)
    {
        HvCpuidSet most = Most(reading);
        IEnumerable<BitAddress> excluded = LinuxGuestLineTable.All.SelectMany(line => line.Excludes).Concat(LinuxGuestFeatureTable.All.SelectMany(feature => feature.Excludes));
        return [Least(reading), most, .. excluded.Distinct().Where(bit => !reading.Knows(bit) && most.Extract(bit) != 0).Select(bit => Without(most, bit))];
    }

    /// <summary>Every bit that is not known clear, and of the first leaf what Linux takes for Hyper-V's.</summary>
    public static HvCpuidSet Least(HvReading reading) => WithVendor(reading, reading.Set.ToBuilder(), LeastMaximum);

    /// <summary>Every bit that is not known set, and of the first leaf what Linux takes for Hyper-V's.</summary>
    public static HvCpuidSet Most(HvReading reading)
    {
        HvCpuidSetBuilder builder = reading.Set.ToBuilder();
        foreach (uint function in reading.Set.Select(entry => entry.Function).Union(Read).Where(function => function != HvVendor.Function && reading.Has(function) != false))
        {
            reading.Set.TryGet(function, out CpuidRegisters leaf);
            CpuidRegisters known = reading.Known(function);
            builder.Set(function, new CpuidRegisters(leaf.Eax | ~known.Eax, leaf.Ebx | ~known.Ebx, leaf.Ecx | ~known.Ecx, leaf.Edx | ~known.Edx));
        }

        return WithVendor(reading, builder, GreatestMaximum);
    }

    /// <summary>Why it is not decided which platform is taken.</summary>
    public static string Undecided(LinuxGuestView least, LinuxGuestView most) =>
        $"whether Linux takes {most.Platform ?? least.Platform} depends on bits that are not known: {string.Join("; ", least.Reasons.Except(most.Reasons).Concat(most.Reasons.Except(least.Reasons)).Select(reason => $"perhaps {reason}"))}.";

    /// <summary>What the unknown bits decide, a sentence each.</summary>
    public static IEnumerable<string> Unknown(LinuxGuestView view, IReadOnlyList<LinuxGuestView> completed, HvReading reading)
    {
        BitAddress[] bits = [.. NotWhole(reading)];
        if (bits.Length > 0)
        {
            yield return $"not told, or not wholly, are {string.Join(", ", bits)}: only what holds whatever they are is told here.";
        }

        if (!IsNamed(reading))
        {
            yield return $"the vendor is not told: taken as '{AsciiSignature.MicrosoftHv}'.";
        }

        if (!reading.Knows(HvBits.MaximumFunction))
        {
            yield return $"the maximum leaf is not told: taken as one that Linux accepts, {BitAddress.FunctionText(LeastMaximum)} to {BitAddress.FunctionText(GreatestMaximum)}.";
        }

        if (!reading.IsComplete && reading.Has(Others) is null)
        {
            yield return $"whether another hypervisor's leaves stand at {BitAddress.FunctionText(Others)} or above is not told: taken as none.";
        }

        string[] features = [.. completed.SelectMany(other => other.Features).Except(view.Features).Select(feature => feature.Name).Distinct()];
        if (features.Length > 0)
        {
            yield return $"whether it uses these is not known: {string.Join(", ", features)}.";
        }

        string[] lines = [.. completed.SelectMany(other => other.Lines).Except(view.Lines).Select(line => line.Row.Id).Distinct()];
        if (lines.Length > 0)
        {
            yield return $"lines that are left out, or what they say is not known: {string.Join(", ", lines)}.";
        }
    }

    private static IEnumerable<BitAddress> NotWhole(HvReading reading) =>
        from function in Read
        where reading.Has(function) != false
        from register in new[] { CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx }
        where reading.Known(function)[register] != uint.MaxValue
        select new BitAddress(function, register, BitField.Whole);

    private static HvCpuidSet Without(HvCpuidSet set, BitAddress bit)
    {
        set.TryGet(bit.Function, out CpuidRegisters leaf);
        return set.ToBuilder().Set(bit.Function, leaf.With(bit.Register, bit.Bits.Insert(leaf[bit.Register], 0))).ToSet();
    }

    private static bool IsNamed(HvReading reading) => reading.Known(HvVendor.Function) is { Ebx: uint.MaxValue, Ecx: uint.MaxValue, Edx: uint.MaxValue };

    private static HvCpuidSet WithVendor(HvReading reading, HvCpuidSetBuilder builder, uint maximum)
    {
        if (reading.Has(HvVendor.Function) != false)
        {
            reading.Set.TryGet(HvVendor.Function, out CpuidRegisters leaf);
            AsciiSignature hyperV = AsciiSignature.MicrosoftHv;
            uint most = reading.Knows(HvBits.MaximumFunction) ? leaf.Eax : maximum;
            builder.Set(HvVendor.Function, IsNamed(reading) ? leaf with { Eax = most } : new CpuidRegisters(most, hyperV.Ebx, hyperV.Ecx, hyperV.Edx));
        }

        return builder.ToSet();
    }
}
