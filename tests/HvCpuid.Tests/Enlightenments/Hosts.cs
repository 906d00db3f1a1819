using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Enlightenments;

/// <summary>The hosts that configurations are resolved on.</summary>
internal static class Hosts
{
    public static IReadOnlyList<(string Name, SupportedQuery Query)> All { get; } =
    [
        ("5.0i", On("5.0", CpuVendor.Intel)),
        ("5.10i", On("5.10", CpuVendor.Intel)),
        ("5.10a", On("5.10", CpuVendor.Amd)),
        ("6.1i", On("6.1", CpuVendor.Intel)),
        ("6.1a", On("6.1", CpuVendor.Amd)),
        ("6.12i", On("6.12", CpuVendor.Intel)),
        ("6.12a", On("6.12", CpuVendor.Amd)),
    ];

    public static SupportedQuery Newest => Named("6.12i");

    public static SupportedQuery Named(string name) => All.Single(host => host.Name == name).Query;

    public static HvCpuidSet Answer(this SupportedQuery query) => new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).GetSet();

    // eVMCS is enabled wherever it can be: AMD answers as if it were not.
    private static SupportedQuery On(string release, CpuVendor vendor) => SupportedQuery.OnVcpu(
        new KvmHost { Kernel = KvmRelease.Parse(release), Vendor = vendor },
        new VcpuState(InKernelLapic: true, EvmcsVersionRange.Version1));
}
