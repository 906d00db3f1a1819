using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>Red Hat Enterprise Linux, and what is built from its sources: AlmaLinux, Rocky Linux, CentOS, Oracle's kernel of the same name.</summary>
/// <remarks>
/// Builds that share their first number answer alike: 141 of 141 that were computed. Red Hat puts changes of later releases into its kernels one by one:
/// RHEL 8.9 has extended GVA ranges (6.2) without the leaf's other changes of 6.1, and is on no point of the mainline line.
/// </remarks>
internal static class RedHatKernels
{
    private const string AlmaLinux = "github.com/mkuron/almalinux-kernel";
    private const string Stream9 = AlmaLinux + ", computed at builds 70, 162, 284, 362, 427, 503 and 570; the build by CentOS Stream's kernel.changelog";
    private const string Advisory2153 = "RHSA-2022:7683, RHSA-2022:8267 (CVE-2022-2153)";
    private const string Advisory38351 = "RHSA-2025:17377, RHSA-2025:18318, RHSA-2025:21469 (CVE-2025-38351)";
    private const string NextMinor = "the fix went into the kernels of a minor release; the next one got it with an update of its own";

    // What touches calls and access alone was not looked at in the trees.
    private static readonly KvmChange[] CallsAndAccess =
    [
        CpuidAllocated, TimersNeedSynic, CpuidLeakFixed, OnlyAwareGuests, TscEmulationStatusTakesZero, MoreVcpuIds, SetAfterRunRefused, SetAfterRunIdentical,
        XmmInputOfIpi, VariableHeaderChecked, ReservedBitsChecked, VcpuIdLimit, CountUpdated, WideVcpuIds, CpuidSwapped, NestedHooksGone,
        EnableCapTold,
    ];

    private static readonly string[] Family = ["rhel", "almalinux", "alma", "rocky", "centos", "ol"];

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("el8", "RHEL 8, AlmaLinux 8, Rocky Linux 8, CentOS 8")
        {
            Patterns = Forms("4.18.0-{build}*.el8*"),
            Base = new(4, 18),
            TakesFeatures = true,
            NotLookedAt = CallsAndAccess,
            Names = Family,
            Releases = Releases(
                """
                8.0=4.18.0-80.el8.x86_64 8.1=4.18.0-147.el8.x86_64 8.2=4.18.0-193.el8.x86_64 8.3=4.18.0-240.el8.x86_64 8.4=4.18.0-305.el8.x86_64
                8.5=4.18.0-348.el8.x86_64 8.6=4.18.0-372.9.1.el8.x86_64 8.7=4.18.0-425.3.1.el8.x86_64 8.8=4.18.0-477.10.1.el8_8.x86_64
                8.9=4.18.0-513.5.1.el8_9.x86_64 8.10=4.18.0-553.el8_10.x86_64
                """),
            Rows =
            [
                Row("0", Computed, "github.com/mkuron/almalinux-kernel and CentOS 8 trees, computed at build 80.7.1") with { Seen = Build("80"), MaximumVcpus = 384 },
                Row("147", Computed, "github.com/cai-fuqiang/linux-4.18.0-147, computed at build 147.5.1") with
                {
                    Seen = Build("147"), Added = [IoctlAdded, FirstAnswersCorrected, NullHookFixed],
                },
                Row("240", Computed, "CentOS 8 trees, computed at 3 builds") with
                {
                    Seen = Build("240"), MaximumVcpus = 1024,
                    Added = [DirectTimersNeedLapic, CoreSharing, EvmcsCapability, EvmcsNotOnAmd, DirectFlushCapability, NestedHooks],
                },
                Row("305", Computed, AlmaLinux + ", computed at 14 builds") with { Seen = Build("348"), MaximumVcpus = 2048, Added = [SyntheticDebugger, SystemForm] },
                Row("372", Computed, AlmaLinux + ", computed at 6 builds") with { Seen = Build("372"), Added = [XmmInput, EnforceCpuid, DeprecateAutoEoi] },
                Row("425", Computed, AlmaLinux + ", computed at 10 builds; " + Advisory2153) with
                {
                    Seen = Build("477"), Added = [EnlightenedMsrBitmap, NestedFeaturesAlways, SynicWritesNeedSynic],
                },
                Row("513", Computed, AlmaLinux + ", computed at 36 builds to 553.66.1") with { Seen = Build("553"), Added = [ExtendedGvaRanges] },
            ],
        },
        new("el9", "RHEL 9, AlmaLinux 9, Rocky Linux 9, CentOS Stream 9")
        {
            Patterns = Forms("5.14.0-{build}*.el9*"),
            Base = new(5, 14),
            TakesFeatures = true,
            NotLookedAt = CallsAndAccess,
            Names = [.. Family, "centos-stream"],
            Releases = Releases(
                """
                9.0=5.14.0-70.13.1.el9_0.x86_64 9.1=5.14.0-162.6.1.el9_1.x86_64 9.2=5.14.0-284.11.1.el9_2.x86_64 9.3=5.14.0-362.8.1.el9_3.x86_64
                9.4=5.14.0-427.13.1.el9_4.x86_64 9.5=5.14.0-503.11.1.el9_5.x86_64 9.6=5.14.0-570.12.1.el9_6.x86_64 9.7=5.14.0-611.5.1.el9_7.x86_64
                """),
            Rows =
            [
                Row("0", Changelog, Stream9) with { MaximumVcpus = 288 },
                Row("30", Computed, Stream9) with { MaximumVcpus = 1024, Added = [DeprecateAutoEoi] },
                Row("110", Computed, Stream9) with { Added = [EnlightenedMsrBitmap, NestedFeaturesAlways] },
                Row("162", Computed, Stream9 + "; " + Advisory2153) with { Added = [SynicWritesNeedSynic] },
                Row("290", Computed, Stream9) with { Added = [ExtendedGvaRanges] },
                Row("334", Computed, Stream9) with { Added = [TscInvariant, ExtendedHypercalls, DirectFlush, EvmcsPerfGlobalCtrl] },
                Row("419", Computed, Stream9) with { MaximumVcpus = 4096, Added = [ConfigurableVcpus] },
                Row("457", Computed, Stream9) with { Seen = Build("570"), HyperVCompiledIn = true, Added = [HyperVOption] },
                Row("570.51.1", Changelog, Advisory38351) with { Seen = Build("570"), Added = [NonCanonicalFlushSkipped] },
                Row("571", Changelog, Advisory38351 + "; " + NextMinor) with { Seen = Build("570"), Removed = [NonCanonicalFlushSkipped] },
                Row("611.8.1", Changelog, Advisory38351) with { Seen = Build("570"), Added = [NonCanonicalFlushSkipped] },
            ],
        },
        new("el10", "RHEL 10, AlmaLinux 10, Rocky Linux 10, CentOS Stream 10")
        {
            Patterns = Forms("6.12.0-{build}*.el10*"),
            Base = new(6, 12),
            TakesFeatures = true,
            NotLookedAt = CallsAndAccess,
            Names = [.. Family, "centos-stream"],
            Releases = Releases("10.0=6.12.0-55.9.1.el10_0.x86_64 10.1=6.12.0-124.8.1.el10_1.x86_64"),
            Rows =
            [
                Row("0", Computed, AlmaLinux + ", computed at builds 55.9.1 to 55.24.1") with { Seen = Build("55"), MaximumVcpus = 4096, HyperVCompiledIn = true },
                Row("55.40.1", Changelog, Advisory38351) with { Seen = Build("55"), Added = [NonCanonicalFlushSkipped] },
                Row("56", Changelog, Advisory38351 + "; " + NextMinor) with { Seen = Build("55"), Removed = [NonCanonicalFlushSkipped] },
            ],
        },
    ];
}
