using System.Globalization;
using System.Text;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Compare;

/// <summary>The guest that has all that a kernel offers, moved to every other kernel: exactly what the rules say came in between stands against it.</summary>
public class HvMigrationPairsTests
{
    private static readonly KvmRelease[] Releases =
    [
        .. Enumerable.Range(0, 20).Select(minor => new KvmRelease(5, minor)),
        .. Enumerable.Range(0, 20).Select(minor => new KvmRelease(6, minor)),
        .. Enumerable.Range(0, 4).Select(minor => new KvmRelease(7, minor)),
    ];

    [Theory]
    [InlineData(CpuVendor.Intel)]
    [InlineData(CpuVendor.Amd)]
    public void Check_OfEveryPairOfReleases_NamesExactlyWhatTheRulesAddedInBetween(CpuVendor vendor) =>
        Assert.Empty(
            from guest in Releases
            from host in Releases
            let told = Told(Host(guest, vendor), Host(host, vendor))
            let ruled = Ruled(Host(guest, vendor), Host(host, vendor))
            where !told.SequenceEqual(ruled)
            select $"{guest} to {host}: told {string.Join(" ", told)}; by the rules {string.Join(" ", ruled)}");

    [Fact]
    public void Check_OfEveryPairOfEras_IsAsTheFileSays()
    {
        StringBuilder text = new("# The guest that has all that a kernel offers, moved to another kernel: the blockers. 'a -> b: yes' is left out.\n");
        foreach (CpuVendor vendor in Enum.GetValues<CpuVendor>())
        {
            KvmRelease[] eras = [.. Releases.Where((release, i) => i == 0 || !Full(Host(release, vendor)).Equals(Full(Host(Releases[i - 1], vendor))))];
            text.Append(CultureInfo.InvariantCulture, $"\n## Linux, {vendor}: {string.Join(" ", eras)}\n");
            foreach ((KvmRelease guest, KvmRelease host) in from guest in eras from host in eras select (guest, host))
            {
                Append(text, guest.ToString(), host.ToString(), Told(Host(guest, vendor), Host(host, vendor)));
            }
        }

        foreach (IGrouping<string, KvmKernelLine> lines in KvmKernels.BuiltIn.Lines.Where(line => line.Releases.Count > 0 && line.Names.Count > 0).GroupBy(line => line.Names[0]))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {lines.Key}, Intel\n");
            string[] names = [.. lines.SelectMany(line => line.Releases).Select(release => lines.Key + release.Key).Distinct()];
            foreach ((string guest, string host) in from guest in names from host in names select (guest, host))
            {
                Append(text, guest, host, Told(Host(KvmKernel.Parse(guest), CpuVendor.Intel), Host(KvmKernel.Parse(host), CpuVendor.Intel)));
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/migrations.txt", text.ToString());
    }

    private static void Append(StringBuilder text, string guest, string host, string[] told)
    {
        if (told.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{guest} -> {host}: {string.Join(" ", told)}\n");
        }
    }

    private static KvmHost Host(KvmKernel kernel, CpuVendor vendor) => new() { Kernel = kernel, Vendor = vendor };

    private static HvCpuidSet Full(KvmHost host) => HvDestination.From(host).Offered.Set;

    private static string[] Told(KvmHost guest, KvmHost host) =>
    [
        .. HvMigration.Check(Full(guest), HvDestination.From(host)).Findings
            .Where(finding => finding.Severity != HvMigrationSeverity.Note)
            .Select(finding => (finding.Address is { } address ? Short(address) : "no answer") + (finding.Severity == HvMigrationSeverity.Unknown ? "?" : "")),
    ];

    // By the rows alone: what a row gives the guest and none gives the host.
    private static string[] Ruled(KvmHost guest, KvmHost host)
    {
        Dictionary<BitAddress, uint> has = Reported(guest);
        Dictionary<BitAddress, uint> offered = Reported(host);
        return
        [
            .. from field in HvFieldTable.All
               let value = has.GetValueOrDefault(field.Address)
               let there = offered.GetValueOrDefault(field.Address)
               where field.Policy switch
               {
                   HvFieldPolicy.KernelMustOffer => value != 0 && there == 0,
                   HvFieldPolicy.DestinationAtLeast => value > there,
                   HvFieldPolicy.MustBeEqual => value != 0 && value != there,
                   _ => false,
               }
               select Short(field.Address),
        ];
    }

    private static Dictionary<BitAddress, uint> Reported(KvmHost host)
    {
        KvmQuery query = HvDestination.QueryOf(host);
        HashSet<uint> leaves = [.. KvmRuleTable.Leaves.Where(row => row.Emission is null or NestedFeaturesEmission.AsRelease && row.Applies(query)).Select(row => row.Function)];
        return KvmRuleTable.Bits.Where(row => row.Applies(query) && leaves.Contains(row.Address.Function)).ToDictionary(row => row.Address, row => row.Value);
    }

    private static string Short(BitAddress address) => address.ToString().Replace("CPUID.400000", "", StringComparison.Ordinal).Replace("H:", ".", StringComparison.Ordinal).TrimStart('0');
}
