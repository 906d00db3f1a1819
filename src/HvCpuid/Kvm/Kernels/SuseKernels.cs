using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>SUSE Linux Enterprise and openSUSE. Little is known build by build: 5.14.21 and 6.4.0 are no stable levels, and carry changes of later releases.</summary>
internal static class SuseKernels
{
    private const string Source = "github.com/openSUSE/kernel-source";
    private static readonly string[] Sle = ["sles", "sled", "leap"];
    private static readonly string[] Flavours = ["default", "azure", "rt", "preempt", "kvmsmall", "debug"];

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("sles-4.12", "SLES 12 SP4 and SP5, 15 and 15 SP1")
        {
            Patterns = Of("4.12.14-{build}"),
            Base = new(4, 12),
            Names = Sle,
            Releases = Releases("12.5=4.12.14-120-default 15.1=4.12.14-195-default"),
            Rows = [Row("0", Read, "github.com/SUSE/kernel-source, cve/linux-4.12: no ioctl; patch of bsc#1238768") with { Open = [IpiRefusedWithoutLapic] }],
        },
        new("sles-5.3", "SLES 15 SP2 and SP3")
        {
            Patterns = Of("5.3.18-{build}"),
            Base = new(5, 3),
            TakesFeatures = true,
            Names = Sle,
            Releases = Releases("15.2=5.3.18-22-default 15.3=5.3.18-57-default"),
            Rows = [Row("0", KvmSureness.Name, "its branch was not read") with { Seen = Build("0") }],
        },
        new("sles-5.14", "SLES 15 SP4 and SP5, Leap 15.4 and 15.5")
        {
            Patterns = Of("5.14.21-{build}"),
            Base = new(5, 14),
            Names = Sle,
            Releases = Releases("15.4=5.14.21-150400.22-default 15.5=5.14.21-150500.53-default"),
            Rows =
            [
                Row("0", Changelog, Source + ", patches.suse/kvm-x86-Increase-MAX_VCPUS-to-1024.patch (jsc#PED-2064); from which build on is not known") with
                {
                    MaximumVcpus = 288, OpenMaximumVcpus = 1024, Open = [MoreVcpus, .. Ipi],
                },
            ],
        },
        new("sles-6.4-azure", "SLES 15 SP6 for Azure")
        {
            Patterns = Forms("6.4.0-{build}-azure*"),
            Base = new(6, 4),
            Rows =
            [
                Row("0", Changelog, Source + ", config/x86_64/default of its 6.4: CONFIG_KVM_MAX_NR_VCPUS=4096, CONFIG_KVM_HYPERV=y (jsc#PED-7322)") with
                {
                    MaximumVcpus = 4096, HyperVCompiledIn = true, Added = [ConfigurableVcpus, HyperVOption],
                },
                Row("150600.8.34", Changelog, "SUSE's advisory for kernel-azure-6.4.0-150600.8.34.2 (CVE-2025-21779)") with { Added = Ipi },
            ],
        },
        new("sles-6.4", "SLES 15 SP6 and SP7, Leap 15.6")
        {
            Patterns = Of("6.4.0-{build}"),
            Base = new(6, 4),
            Names = Sle,
            Releases = Releases("15.6=6.4.0-150600.21-default 15.7=6.4.0-150700.51-default"),
            Rows =
            [
                Row("0", Changelog, Source + ", config/x86_64/default of its 6.4: CONFIG_KVM_MAX_NR_VCPUS=4096, CONFIG_KVM_HYPERV=y (jsc#PED-7322); from which build on it has a8de7f100bb5 is not known") with
                {
                    MaximumVcpus = 4096, HyperVCompiledIn = true, Added = [ConfigurableVcpus, HyperVOption], Open = Ipi,
                },
            ],
        },
        new("sles-6.12", "SLES 16, Leap 16")
        {
            Patterns = Of("6.12.0-160000.{build}"),
            Base = new(6, 12),
            Names = Sle,
            Releases = Releases("16.0=6.12.0-160000.5-default"),
            Rows = [Row("0", KvmSureness.Name, "its branch was not read; vCPUs as its 6.4 is configured") with { MaximumVcpus = 4096, HyperVCompiledIn = true, Open = Ipi }],
        },
    ];

    private static IReadOnlyList<KvmKernelPattern> Of(string form) => Forms([.. Flavours.Select(flavour => $"{form}-{flavour}*")]);
}
