using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>Debian: stable releases with few patches, none in KVM. Until Debian 12 the name tells the number of the ABI, which stands for a stable level.</summary>
/// <remarks>Source of the levels: debian/changelog of the package linux. An ABI of several levels has the first one; none of these crosses a change.</remarks>
internal static class DebianKernels
{
    private const string Changelogs = "debian/changelog of linux 5.10.262-1, 6.1.176-1 and 6.12.107-1";

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("debian-5.10", "Debian 11")
        {
            Patterns = Forms("5.10.0-{build}-*amd64", "5.10.0-0.deb10.{build}-*amd64"),
            Base = new(5, 10),
            Names = ["debian"],
            Releases = Releases("11=5.10.0-46-amd64"),
            Levels = Levels(
                """
                1=4 2=9 3=12 4=19 5=24 6=28 7=38 8=46 9=70 10=84 11=92 12=103 13=106 14=113 15=120 16=127 17=136 18=140 19=148 20=158
                21=162 22=178 23=179 24=179 25=191 26=197 27=205 28=209 29=216 30=218 31=221 32=223 33=226 34=234 35=237 36=244 37=247
                38=249 39=251 40=251 41=251 42=251 43=251 44=257 45=259 46=262
                """),
            Rows = [Row("0", Captured, "5.10.223 and 5.10.262 asked, 5.10.218, .251 and .262 computed; levels by " + Changelogs) with { Seen = Build("46"), MaximumVcpus = 288 }],
        },
        new("debian-6.1", "Debian 12")
        {
            Patterns = Forms("6.1.0-{build}-*amd64", "6.1.0-0.deb11.{build}-*amd64"),
            Base = new(6, 1),
            Names = ["debian"],
            Releases = Releases("12=6.1.0-56-amd64"),
            Levels = Levels(
                """
                1=4 2=7 3=8 4=11 5=12 6=15 7=20 8=25 9=27 10=37 11=38 12=52 13=55 14=64 15=66 16=67 17=69 18=76 19=82 20=85 21=90
                22=94 23=98 24=106 25=106 26=112 27=115 28=119 29=123 30=124 31=128 32=129 33=133 34=135 35=137 36=139 37=140 38=147
                39=148 40=153 41=158 42=159 43=162 44=164 45=170 46=170 47=170 48=172 49=174 50=176 51=177 52=180 53=187 54=190 55=192
                56=192
                """),
            Rows = [Row("0", Captured, "6.1.176 and 6.1.192 asked, 6.1.170 and .176 computed; levels by " + Changelogs) with { Seen = Build("56"), MaximumVcpus = 1024 }],
        },
        new("debian-abi", "Debian, kernels named by their ABI")
        {
            Patterns = Forms("{series}.0-{build}-*amd64"),
            Rows = [Row("0", Name, "the stable level of this ABI was not looked up; `uname -v` tells it") with { Seen = Build("0"), MaximumVcpus = 4096, HyperVCompiledIn = true }],
        },
        new("debian", "Debian 13 and later, and backports")
        {
            Patterns = Forms("{release}+deb*-*amd64", "{release}+bpo-*amd64", "{release}+{number}-*amd64", "{release}-*amd64"),
            Names = ["debian"],
            Releases = Releases("13=6.12.117+deb13-amd64"),
            Rows =
            [
                Row("0", Captured, "13 kernels from 6.12.43 to 7.3.4 asked, 6.12.38 and .107 computed; CONFIG_MAXSMP=y") with { MaximumVcpus = 4096, HyperVCompiledIn = true },
            ],
        },
    ];
}
