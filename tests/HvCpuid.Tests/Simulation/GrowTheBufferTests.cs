using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Samples;

namespace HvCpuid.Tests.Simulation;

public class GrowTheBufferTests
{
    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Sample_EveryReleaseAndVendor_ReadsBackWhatWasSet(string release)
    {
        foreach (CpuVendor vendor in Enum.GetValues<CpuVendor>())
        {
            Situation situation = new(vendor, Nested: true, System: false, Lapic: true, Evmcs: vendor == CpuVendor.Intel, NoSmt: false);

            KvmCpuid2 cpuid = GrowTheBuffer.Run(situation.Host(release));

            byte[] bytes = new byte[cpuid.ByteCount];
            cpuid.Write(bytes);
            Assert.Equal(FactSheet.Of(release).Entries(situation), bytes[8..]);
            Assert.Equal(cpuid.Entries.Count, cpuid.ToSet().Count);
        }
    }

    [Fact]
    public void Sample_ReleaseWithoutTheRequest_NamesTheErrno() => Assert.Contains(
        "EINVAL",
        Assert.Throws<InvalidOperationException>(() => GrowTheBuffer.Run(new KvmHost { Kernel = new KvmRelease(4, 20) })).Message,
        StringComparison.Ordinal);
}
