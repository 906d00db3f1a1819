using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Enlightenments;

/// <summary>The hosts that configurations are resolved on; eVMCS is enabled wherever it can be: AMD answers as if it were not.</summary>
internal static class Hosts
{
    public static IReadOnlyList<(string Name, KvmQuery Query)> All { get; } =
    [
        ("5.0i", KvmQuery.Parse("5.0,intel,evmcs")),
        ("5.10i", KvmQuery.Parse("5.10,intel,evmcs")),
        ("5.10a", KvmQuery.Parse("5.10,amd,evmcs")),
        ("6.1i", KvmQuery.Parse("6.1,intel,evmcs")),
        ("6.1a", KvmQuery.Parse("6.1,amd,evmcs")),
        ("6.12i", KvmQuery.Parse("6.12,intel,evmcs")),
        ("6.12a", KvmQuery.Parse("6.12,amd,evmcs")),
    ];

    public static KvmQuery Newest => Named("6.12i");

    public static KvmQuery Named(string name) => All.Single(host => host.Name == name).Query;

    public static HvCpuidSet Answer(this KvmQuery query) => new SupportedHvCpuid(query.Host).ForVcpu(query.Vcpu).GetSet();
}
