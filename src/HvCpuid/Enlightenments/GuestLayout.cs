using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>Lays out the leaves that a guest gets, as QEMU does (hyperv_fill_cpuids, target/i386/kvm/kvm.c).</summary>
internal sealed class GuestLayout
{
    private const uint LogicalProcessors = 64;
    private readonly Dictionary<uint, CpuidRegisters> _leaves = [];
    private readonly List<HvCpuidEntry> _added = [];

    /// <summary>The leaves of a configuration that is custom and was checked.</summary>
    public static HvCpuidSet Build(HvConfiguration configuration, EvmcsVersionRange? versions, HvCpuidSet host)
    {
        if (!configuration.IsEnabled)
        {
            return HvCpuidSet.Empty;
        }

        GuestLayout layout = new();
        layout.SetValues(configuration, host);
        layout.SetSwitches(HvEnlightenmentTable.Of(configuration.Switches), versions);
        return layout.Emit(configuration.VendorId);
    }

    private void SetValues(HvConfiguration configuration, HvCpuidSet host)
    {
        bool shares = configuration.NoNonarchCoreSharing == HvCoreSharing.On
            || (configuration.NoNonarchCoreSharing == HvCoreSharing.Auto && host.Extract(HvBits.NoNonArchitecturalCoreSharing) != 0);
        _leaves[HvInterface.Function] = new CpuidRegisters(HvInterface.HvSharp1, 0, 0, 0);
        _leaves[HvSystemIdentity.Function] = configuration.Version.ToRegisters();
        _leaves[HvRecommendations.Function] = new CpuidRegisters(0, configuration.SpinlockRetries, 0, 0);
        _leaves[HvLimits.Function] = new CpuidRegisters(unchecked((uint)configuration.MaximumVps), LogicalProcessors, 0, 0);
        Set(HvBits.NoNonArchitecturalCoreSharing, shares ? 1u : 0);
    }

    private void SetSwitches(IReadOnlyList<HvEnlightenment> rows, EvmcsVersionRange? versions)
    {
        foreach (BitAddress bit in HvEnlightenmentTable.AlwaysSet.Concat(rows.SelectMany(row => row.Needs.Concat(row.Sets))))
        {
            Set(bit, 1);
        }

        foreach (BitAddress bit in rows.SelectMany(row => row.Clears))
        {
            Set(bit, 0);
        }

        if (versions is { } range)
        {
            Set(HvBits.EnlightenedVmcsVersions, range.Word);
        }

        _added.AddRange(rows.SelectMany(row => row.AddedLeaves));
    }

    private HvCpuidSet Emit(AsciiSignature vendor)
    {
        uint last = Leaf(HvNestedFeatures.Function).Eax != 0 ? HvNestedFeatures.Function : HvLimits.Function;
        uint maximum = _added.Aggregate(last, (most, entry) => Math.Max(most, entry.Function));
        HvCpuidSetBuilder builder = new HvCpuidSetBuilder().Add(HvVendor.Function, new CpuidRegisters(maximum, vendor.Ebx, vendor.Ecx, vendor.Edx));
        for (uint function = HvVendor.Function + 1; function <= last; function++)
        {
            builder.Add(function, Leaf(function));
        }

        return builder.AddRange(_added).ToSet();
    }

    private void Set(BitAddress address, uint value)
    {
        CpuidRegisters registers = Leaf(address.Function);
        _leaves[address.Function] = registers.With(address.Register, address.Bits.Insert(registers[address.Register], value));
    }

    private CpuidRegisters Leaf(uint function) => _leaves.TryGetValue(function, out CpuidRegisters registers) ? registers : default;
}
