using HvCpuid.Checks;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Tests.Checks;

namespace HvCpuid.Tests.Architecture;

/// <summary>Values that were once taken in silence, or ended in a NullReferenceException; <see cref="ApiArgumentTests"/> looks for their kind everywhere.</summary>
public class RefusedValueTests
{
    [Fact]
    public void CheckInput_OfNoValue_IsRefusedWhereItIsGiven()
    {
        HvCheckInput input = new(CheckData.Good);

        Assert.Throws<ArgumentNullException>(() => new HvCheckInput((HvCpuidSet)null!));
        Assert.Throws<ArgumentNullException>(() => new HvCheckInput((HvReading)null!));
        Assert.Throws<ArgumentNullException>(() => input with { OtherVcpus = null! });
        Assert.Throws<ArgumentException>(() => input with { OtherVcpus = [null!] });
        Assert.Throws<ArgumentOutOfRangeException>(() => input with { VcpuCount = -5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => input with { VcpuCount = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => input with { Vendor = (CpuVendor)77 });
        Assert.Equal(1, (input with { VcpuCount = 1 }).VcpuCount);
    }

    [Fact]
    public void Host_OfNoValue_IsRefusedWhereItIsGiven()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmHost { Vendor = (CpuVendor)77 });
        Assert.Throws<ArgumentNullException>(() => KvmCapabilityTable.Check(KvmCapability.HyperV, null!));
        Assert.Throws<ArgumentNullException>(() => new KvmObservation(null!));
        Assert.Throws<ArgumentNullException>(() => new KvmObservation(new KvmHost()) { Answers = null! });
        Assert.Throws<ArgumentException>(() => new VcpuState(true, default(EvmcsVersionRange)));
        Assert.Throws<ArgumentException>(() => default(VcpuState) with { Evmcs = default(EvmcsVersionRange) });
        Assert.Throws<ArgumentException>(() => KvmCapabilityTable.Enable(KvmCapability.HyperVSynic, default));
    }

    [Fact]
    public void Options_OfNoValue_AreRefusedWhereTheyAreGiven()
    {
        Assert.Throws<ArgumentNullException>(() => new SimulatedKvmOptions { Faults = null! });
        Assert.Throws<ArgumentException>(() => new SimulatedKvmOptions { Faults = [null!] });
        Assert.Throws<ArgumentNullException>(() => new SimulatedKvmOptions { Logger = null! });
    }

    [Fact]
    public void CpuNumber_BelowZero_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CpuidRawFormat.Write(HvCpuidSet.Empty, -7));
        Assert.Equal("CPU 0:\n", CpuidRawFormat.Write(HvCpuidSet.Empty, 0));
    }
}
