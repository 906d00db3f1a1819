using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>Ubuntu: stable releases, taken over cycle by cycle. The name tells the number of the ABI and the flavour, whose numbers are its own.</summary>
/// <remarks>
/// Source of the levels: SUBLEVEL of the trees' Makefile, before them debian.master/changelog. From 6.8.0-40 on every tree calls itself 6.8.12, so that
/// there the number of the fix decides (CVE-2025-21779, Ubuntu's tracker), not a level.
/// </remarks>
internal static class UbuntuKernels
{
    private const string Monolithic = "github.com/balabit-deps/balabit-os-{7,8,9}-linux";
    private const string Tracker = "Ubuntu's CVE tracker, CVE-2025-21779";
    private static readonly string[] Generic = ["generic", "lowlatency"];
    private static readonly string[] Flavours = ["generic", "lowlatency", "aws", "azure", "gcp", "oracle", "kvm", "ibm", "gke", "gkeop", "nvidia", "oem", "realtime", "hwe"];

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("ubuntu-4.15", "Ubuntu 18.04")
        {
            Patterns = Forms("4.15.0-{build}-*"),
            Base = new(4, 15),
            Names = ["ubuntu"],
            Releases = Releases("18.04=4.15.0-42-generic"),
            Rows = [Row("0", Computed, Monolithic + ", computed at builds 30 to 42; not affected by CVE-2025-21779") with { MaximumVcpus = 288 }],
        },
        new("ubuntu-5.4", "Ubuntu 20.04 (5.4)")
        {
            Patterns = Of("5.4.0", Generic),
            Base = new(5, 4),
            Below = Build("1000"),
            Names = ["ubuntu"],
            Releases = Releases("20.04=5.4.0-216-generic"),
            Levels = Levels(
                """
                8=2 9=3 14=18 15=21 18=24 19=27 22=29 24=30 30=34 34=41 40=44 43=55 48=60 49=65 55=73 60=78 66=86 67=94 71=101 73=106
                74=114 77=119 80=124 81=128 84=133 88=140 89=143 90=148 91=151 94=157 97=162 100=166 105=174 109=178 110=181 117=189
                122=192 124=195 126=203 128=210 132=212 136=218 139=224 144=229 147=231 149=233 152=235 156=241 162=246 164=248
                166=252 169=257 171=259 173=265 177=268 181=269 186=271 189=275 192=278 195=280 200=284 208=286 211=290 216=291
                """),
            Rows = [Row("0", Computed, Monolithic + ", computed at 90 builds from 58 to 216; CVE-2025-21779 is ignored there") with { Seen = Build("216"), MaximumVcpus = 288 }],
        },
        new("ubuntu-5.4-cloud", "Ubuntu 20.04 (5.4), kernels of clouds")
        {
            Patterns = Forms("5.4.0-{build}-*"),
            Base = new(5, 4),
            Names = ["ubuntu"],
            Rows = [Row("0", Changelog, "the same source as the generic kernels; " + Tracker) with { MaximumVcpus = 288 }],
        },
        new("ubuntu-5.15", "Ubuntu 22.04 (5.15)")
        {
            Patterns = Of("5.15.0", Generic),
            Base = new(5, 15),
            Below = Build("1000"),
            Names = ["ubuntu"],
            Releases = Releases("22.04=5.15.0-185-generic"),
            Levels = Levels(
                """
                10=1 11=2 12=4 13=5 14=7 15=12 19=17 20=19 23=27 24=30 34=35 41=39 47=46 50=60 67=85 69=87 70=92 72=98 78=99 82=111
                83=116 86=122 88=126 91=131 94=136 100=143 105=148 107=149 112=152 116=158 118=160 121=163 125=167 130=168 133=173
                135=178 140=179 142=180 144=184 152=185 156=189 163=193 170=196 173=198 176=199 185=200
                """),
            Rows = [Row("0", Computed, Monolithic + ", computed at 67 builds from 47 to 185") with { Seen = Build("185"), MaximumVcpus = 1024 }],
        },
        new("ubuntu-5.15-aws", "Ubuntu 22.04 (5.15) for AWS")
        {
            Patterns = Of("5.15.0", "aws"),
            Base = new(5, 15),
            Levels = Levels(
                """
                1021=60 1030=78 1031=85 1033=87 1034=92 1036=98 1038=99 1044=116 1047=122 1049=126 1051=131 1053=136 1056=143 1060=148
                1062=149 1063=152 1065=158 1068=160 1069=163 1072=167 1073=168 1078=173 1080=178 1084=179 1086=180 1088=184 1090=185
                1092=189 1097=193 1100=196 1103=198
                """),
            Rows = [Row("0", Computed, "github.com/balabit-deps/balabit-os-9-linux-aws, computed at 59 builds from 1021 to 1103") with { Seen = Build("1103"), MaximumVcpus = 1024 }],
        },
        new("ubuntu-5.15-azure", "Ubuntu 22.04 (5.15) for Azure")
        {
            Patterns = Of("5.15.0", "azure"),
            Base = new(5, 15),
            Rows =
            [
                Row("0", Changelog, Tracker) with { MaximumVcpus = 1024 },
                Row("1089", Changelog, Tracker) with { Added = Ipi },
            ],
        },
        new("ubuntu-5.15-cloud", "Ubuntu 22.04 (5.15), other flavours")
        {
            Patterns = Forms("5.15.0-{build}-*"),
            Base = new(5, 15),
            Names = ["ubuntu"],
            Rows = [Row("0", Changelog, "the same source as the generic kernels; which build of this flavour has a8de7f100bb5 was not looked up") with { MaximumVcpus = 1024, Open = Ipi }],
        },
        new("ubuntu-6.5", "Ubuntu 22.04 HWE (5.19, 6.2, 6.5)")
        {
            Patterns = Forms("5.19.0-{build}-*", "6.2.0-{build}-*", "6.5.0-{build}-*"),
            Names = ["ubuntu"],
            Rows = [Row("0", Computed, "computed at 6.5.0-14; support ended before a8de7f100bb5")],
        },
        new("ubuntu-6.8", "Ubuntu 24.04 (6.8)")
        {
            Patterns = Of("6.8.0", Generic),
            Base = new(6, 8),
            Below = Build("1000"),
            Names = ["ubuntu"],
            Releases = Releases("24.04=6.8.0-78-generic"),
            Levels = Levels("20=1 32=4 38=8 40=12"),
            Rows =
            [
                Row("0", Computed, "github.com/yukimaruyama2023/ubuntu-noble, computed at build 49; " + Tracker) with { MaximumVcpus = 4096, HyperVCompiledIn = true },
                Row("78", Changelog, Tracker) with { Added = Ipi },
            ],
        },
        Cloud("ubuntu-6.8-aws", "Ubuntu 24.04 (6.8) for AWS", "6.8.0", "aws", new(6, 8), "1035"),
        Cloud("ubuntu-6.8-oracle", "Ubuntu 24.04 (6.8) for Oracle", "6.8.0", "oracle", new(6, 8), "1032"),
        Unknown("ubuntu-6.8-cloud", "Ubuntu 24.04 (6.8), other flavours", "6.8.0", new(6, 8)),
        Cloud("ubuntu-6.11", "Ubuntu 24.10 (6.11)", "6.11.0", "generic", new(6, 11), "26"),
        Cloud("ubuntu-6.11-aws", "Ubuntu 24.10 (6.11) for AWS", "6.11.0", "aws", new(6, 11), "1014"),
        Unknown("ubuntu-6.11-cloud", "Ubuntu 24.10 (6.11), other flavours", "6.11.0", new(6, 11)),
        new("ubuntu-6.14", "Ubuntu 25.04 (6.14)")
        {
            Patterns = Of("6.14.0", "generic", "lowlatency"),
            Base = new(6, 14),
            Names = ["ubuntu"],
            Releases = Releases("25.04=6.14.0-36-generic"),
            Rows =
            [
                Row("0", Changelog, Tracker + ": 6.14 is not affected") with { MaximumVcpus = 4096, HyperVCompiledIn = true },
                Row("36", Changelog, "USN-7879-1 (CVE-2025-38351)") with { Added = [KvmChanges.NonCanonicalFlushSkipped] },
            ],
        },
        new("ubuntu", "Ubuntu, other kernels")
        {
            Patterns = Of("{series}.0", Flavours),
            Names = ["ubuntu"],
            Releases = Releases("25.10=6.17.0-5-generic"),
            Rows =
            [
                Row("0", Name, "Ubuntu's kernels are built on the stable releases of their series; 4096 vCPUs from 6.8 on, as configured there") with
                {
                    Seen = Build("0"), MaximumVcpus = 4096, HyperVCompiledIn = true,
                },
            ],
        },
    ];

    private static IReadOnlyList<KvmKernelPattern> Of(string series, params string[] flavours) => Forms([.. flavours.Select(flavour => $"{series}-{{build}}-{flavour}*")]);

    private static KvmKernelLine Cloud(string id, string distribution, string series, string flavour, KvmRelease release, string fix) => new(id, distribution)
    {
        Patterns = Of(series, flavour),
        Base = release,
        Below = flavour == "generic" ? Build("1000") : null,
        Names = flavour == "generic" ? ["ubuntu"] : [],
        Rows =
        [
            Row("0", Changelog, Tracker + "; 4096 vCPUs as the 6.8 of the same release is configured") with { MaximumVcpus = 4096, HyperVCompiledIn = true },
            Row(fix, Changelog, Tracker) with { Added = Ipi },
        ],
    };

    private static KvmKernelLine Unknown(string id, string distribution, string series, KvmRelease release) => new(id, distribution)
    {
        Patterns = Forms(series + "-{build}-*"),
        Base = release,
        Names = ["ubuntu"],
        Rows = [Row("0", Changelog, "which build of this flavour has a8de7f100bb5 was not looked up") with { MaximumVcpus = 4096, HyperVCompiledIn = true, Open = Ipi }],
    };
}
