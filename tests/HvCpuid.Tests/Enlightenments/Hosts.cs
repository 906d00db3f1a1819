using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Enlightenments;

/// <summary>The hosts that configurations are resolved on.</summary>
internal static class Hosts
{
    public static IReadOnlyList<(string Name, KvmQuery Query)> All { get; } =
    [
        ("5.0i", On("5.0", CpuVendor.Intel)),
        ("5.10i", On("5.10", CpuVendor.Intel)),
        ("5.10a", On("5.10", CpuVendor.Amd)),
        ("6.1i", On("6.1", CpuVendor.Intel)),
        ("6.1a", On("6.1", CpuVendor.Amd)),
        ("6.12i", On("6.12", CpuVendor.Intel)),
        ("6.12a", On("6.12", CpuVendor.Amd)),
    ];

    public static KvmQuery Newest => Named("6.12i");

    public static KvmQuery Named(string name) => All.Single(host => host.Name == name).Query;

    public static HvCpuidSet Answer(this KvmQuery query) => new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).GetSet();

    // eVMCS is enabled wherever it can be: AMD answers as if it were not.
    private static KvmQuery On(string release, CpuVendor vendor) => KvmQuery.OnVcpu(
        new KvmHost { Kernel = KvmRelease.Parse(release), Vendor = vendor },
        new VcpuState(InKernelLapic: true, EvmcsVersionRange.Version1));
}
