using static HvCpuid.Kvm.KvmChanges;
using static HvCpuid.Kvm.KvmKernelData;
using static HvCpuid.Kvm.KvmSureness;

namespace HvCpuid.Kvm;

/// <summary>Oracle's Unbreakable Enterprise Kernel, Amazon Linux, openEuler, Anolis OS, TencentOS, and names that carry a stable level.</summary>
internal static class OtherKernels
{
    private const string Unames = "the form of names seen in public files";

    public static IReadOnlyList<KvmKernelLine> Lines { get; } =
    [
        new("uek6", "Oracle UEK 6")
        {
            Patterns = Forms("5.4.17-{build}*uek*"),
            Base = new(5, 4),
            Names = ["ol7/uek", "ol8/uek"],
            Releases = Releases("6=5.4.17-2136.300.7.el8uek.x86_64"),
            Rows = [Row("0", KvmSureness.Name, Unames + "; its stable level is not in them") with { MaximumVcpus = 288, Open = Ipi }],
        },
        new("uek7", "Oracle UEK 7")
        {
            Patterns = Forms("5.15.0-{number}.{level}.*uek*"),
            Base = new(5, 15),
            Names = ["ol8/uek", "ol9/uek"],
            Releases = Releases("7=5.15.0-305.176.4.el9uek.x86_64"),
            Rows = [Row("0", Changelog, Unames + ": 5.15.0-303.171, -306.177, -308.179, -309.180 follow 5.15.y") with { MaximumVcpus = 1024 }],
        },
        new("uek8", "Oracle UEK 8")
        {
            Patterns = Forms("6.12.0-{number}.{level}.*uek*"),
            Base = new(6, 12),
            Names = ["ol9/uek", "ol10/uek"],
            Releases = Releases("8=6.12.0-203.76.7.1.el9uek.x86_64"),
            Rows = [Row("0", KvmSureness.Name, Unames + ": 6.12.0-101.33, -102.36, -203.76 follow 6.12.y; its configuration was not read") with { MaximumVcpus = 4096, OpenMaximumVcpus = 1024 }],
        },
        new("amazon", "Amazon Linux 2 and 2023")
        {
            Patterns = Forms("{release}-*.amzn*"),
            Names = ["amazon", "amzn", "al"],
            Releases = Releases("2=5.10.236-227.928.amzn2.x86_64 2023=6.1.166-197.305.amzn2023.x86_64"),
            Rows =
            [
                Row("0", Changelog, "advisories: 5.10.236-227.928.amzn2 and 5.15.179-121.185.amzn2 fix CVE-2025-21779, the levels of stable; its configuration was not read") with
                {
                    MaximumVcpus = 4096, OpenMaximumVcpus = 1024,
                },
            ],
        },
        new("openeuler-4.19", "openEuler 20.03")
        {
            Patterns = Forms("4.19.*.oe*"),
            Base = new(4, 19),
            Names = ["openeuler"],
            Releases = Releases("20.03=4.19.90-2003.4.0.0036.oe1.x86_64"),
            Rows = [Row("0", Read, "gitee.com/openeuler/kernel@c4fd1958: no ioctl")],
        },
        new("openeuler-5.10", "openEuler 22.03, EulerOS 2.0 SP11")
        {
            Patterns = Forms("5.10.0-{build}*.oe*", "5.10.0-{build}*.eulerosv2r11*"),
            Base = new(5, 10),
            Names = ["openeuler"],
            Releases = Releases("22.03=5.10.0-60.18.0.50.oe2203.x86_64"),
            Rows =
            [
                Row("0", Read, "gitee.com/openeuler/kernel@539ea1c7, github.com/chenglongshe/openEuler@0f974300: two states, which builds have which is not known") with
                {
                    MaximumVcpus = 288, Open = [DeprecateAutoEoi, .. Ipi],
                },
            ],
        },
        new("anolis-5.10", "Anolis OS 8, Alibaba Cloud Linux 3")
        {
            Patterns = Forms("5.10.134-*.an8*", "5.10.134-*.al8*"),
            Base = new(5, 10),
            Rows = [Row("0", Read, "github.com/jackYoung0915/anolis-cloud-kernel@b9d7d791; its maximum of vCPUs was not read") with { MaximumVcpus = 288, OpenMaximumVcpus = 1024, Open = Ipi }],
        },
        new("anolis-4.19", "Anolis OS 7 and 8 (4.19)")
        {
            Patterns = Forms("4.19.*.an*", "4.19.*.al*"),
            Base = new(4, 19),
            Rows = [Row("0", Read, "github.com/jeevandeepj994/anolis_perf@93d01213: no ioctl")],
        },
        new("velinux-5.10", "veLinux")
        {
            Patterns = Forms("5.10.*velinux*"),
            Base = new(5, 10),
            Rows = [Row("0", Read, "github.com/openvelinux/kernel@2cef3472, kvm_host.h@07bbb2a7") with { MaximumVcpus = 1024, Open = Ipi }],
        },
        new("tencent-5.4", "TencentOS 3, OpenCloudOS 8")
        {
            Patterns = Forms("5.4.119-19*", "5.4.119-20*"),
            Base = new(5, 4),
            Rows = [Row("0", Computed, "github.com/Tencent/TencentOS-kernel and two copies of OpenCloudOS-Kernel, computed at 15 trees") with { MaximumVcpus = 288 }],
        },
        new("tencent-4.14", "TencentOS 2") { Patterns = Forms("4.14.105-*"), Base = new(4, 14), Rows = [Row("0", Computed, "github.com/Tencent/TencentOS-kernel, computed at 5 trees: no ioctl")] },
        new("azurelinux", "Azure Linux")
        {
            Patterns = Forms("{release}.{number}-*.azl*", "{release}.{number}-*.cm2", "{release}-*.azl*"),
            Rows = [Row("0", Changelog, "github.com/microsoft/azurelinux, SPECS/kernel/config of 6.6: no option for the number of vCPUs yet") with { MaximumVcpus = 1024, OpenMaximumVcpus = 4096 }],
        },
        new("wsl", "Windows Subsystem for Linux 2")
        {
            Patterns = Forms("{release}.{number}-microsoft-standard*", "{release}-microsoft-standard*"),
            Rows = [Row("0", KvmSureness.Name, Unames + "; its configuration was not read") with { MaximumVcpus = 4096, OpenMaximumVcpus = 1024 }],
        },
        new("cos", "Container-Optimized OS, or a tree with changes")
        {
            Patterns = Forms("{release}+"),
            Rows = [Row("0", KvmSureness.Name, "'+' says that the tree is no release; COS 109 has a8de7f100bb5 at 6.1.124+, before stable has it") with { Open = Ipi }],
        },
        new("stable", "Fedora, Arch Linux, Alpine Linux, Flatcar, Gentoo, openSUSE Tumbleweed")
        {
            Patterns = Forms(
                "{release}-*.fc*", "{release}-arch*", "{release}-*-lts", "{release}-*-virt", "{release}-flatcar", "{release}-gentoo*", "{release}-zen*", "{release}-{number}-default"),
            Rows = [Row("0", KvmSureness.Name, Unames + ": they carry the stable level; configurations were not read") with { MaximumVcpus = 4096, OpenMaximumVcpus = 1024 }],
        },
    ];
}
