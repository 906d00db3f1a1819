using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests;

public class LinuxHostTests
{
    [Theory]
    [InlineData("kvm_intel", "Y", "on", CpuVendor.Intel, true, true)]
    [InlineData("kvm_intel", "N", "forceoff", CpuVendor.Intel, false, false)]
    [InlineData("kvm_amd", "1", "off", CpuVendor.Amd, true, true)]
    [InlineData("kvm_amd", "0", "notsupported", CpuVendor.Amd, false, false)]
    public void Read_Module_GivesVendorNestedAndSmt(string module, string nested, string smt, CpuVendor vendor, bool isNested, bool smtPossible)
    {
        using Root root = new();
        root.Write("proc/sys/kernel/osrelease", "6.1.192\n");
        root.Write($"sys/module/{module}/parameters/nested", nested + "\n");
        root.Write("sys/devices/system/cpu/smt/control", smt + "\n");

        LinuxHost host = LinuxHost.Read(root.Path, "HygonGenuine");

        Assert.Equal((module, vendor, isNested, smt, smtPossible), (host.Module, host.Vendor, host.Nested, host.SmtControl, host.SmtPossible));
        Assert.Equal(new KvmHost { Kernel = new KvmRelease(6, 1, 192), Vendor = vendor, Nested = isNested, SmtPossible = smtPossible }, host.ToKvmHost());
    }

    [Theory]
    [InlineData("AuthenticAMD", CpuVendor.Amd)]
    [InlineData("HygonGenuine", CpuVendor.Amd)]
    [InlineData("GenuineIntel", CpuVendor.Intel)]
    [InlineData("CentaurHauls", CpuVendor.Intel)]
    [InlineData("TCGTCGTCGTCG", null)]
    [InlineData(null, null)]
    public void Read_WithoutModule_TakesTheProcessors(string? processor, CpuVendor? vendor)
    {
        using Root root = new();

        LinuxHost host = LinuxHost.Read(root.Path, processor);

        Assert.Equal(new LinuxHost { Processor = processor }, host);
        Assert.Equal((vendor, true), (host.Vendor, host.SmtPossible));
        Assert.Equal(new KvmHost { Kernel = KvmRelease.Newest, Vendor = vendor ?? CpuVendor.Intel }, host.ToKvmHost());
    }

    [Theory]
    [InlineData("6.1.0-55-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-14)", "6.1.192", "-55-amd64")]
    [InlineData("5.10.0-32-amd64", "#1 SMP Debian 5.10.223-1 (2024-08-10)", "5.10.223", "-32-amd64")]
    [InlineData("6.12.107+deb13-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.12.1-1", "6.12.107", "+deb13-amd64")]
    [InlineData("6.1.0-55-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.2.7-1 (2026-11-14)", "6.1", "-55-amd64")]
    [InlineData("6.1.0-55-amd64", "#1 SMP PREEMPT_DYNAMIC Debian", "6.1", "-55-amd64")]
    [InlineData("6.1.0-55-amd64", null, "6.1", "-55-amd64")]
    [InlineData("6.14.0-rc3", "#1 SMP Debian 6.14.7-1", "6.14", "-rc3")]
    [InlineData("5.14.0-427.el9.x86_64", "#1 SMP PREEMPT_DYNAMIC Wed Apr 10 00:00:00 UTC 2024", "5.14", "-427.el9.x86_64")]
    public void Read_BuildThatSaysTheStableLevel_IsInTheRelease(string kernel, string? build, string release, string suffix)
    {
        using Root root = new();
        root.Write("proc/sys/kernel/osrelease", kernel + "\n");
        if (build is not null)
        {
            root.Write("proc/sys/kernel/version", build + "\n");
        }

        UnameRelease? uname = LinuxHost.Read(root.Path, null).Uname;

        Assert.Equal((KvmRelease.Parse(release), suffix), (uname!.Release, uname.Suffix));
    }

    [Theory]
    [InlineData("6.8.0-45-generic", "Ubuntu 6.8.0-45.45-generic 6.8.12", "6.8.12")]
    [InlineData("5.15.0-91-generic", "Ubuntu 5.15.0-91.101-generic 5.15.131", "5.15.131")]
    [InlineData("6.8.0-45-generic", "Ubuntu 6.8.0-45.45-generic", "6.8.12")]
    [InlineData("6.8.0-45-generic", "#45-Ubuntu SMP PREEMPT_DYNAMIC Fri Aug 30 12:02:04 UTC 2024", "6.8.12")]
    public void Read_Signature_ComesBeforeTheBuild(string kernel, string signature, string release)
    {
        using Root root = new();
        root.Write("proc/sys/kernel/osrelease", kernel + "\n");
        root.Write("proc/sys/kernel/version", "#1 SMP Debian 6.8.99-1 (2024-05-15)\n");
        root.Write("proc/version_signature", signature + "\n");

        LinuxHost host = LinuxHost.Read(root.Path, null);

        Assert.Equal((signature, KvmRelease.Parse(release)), (host.Build, host.ToKvmHost().Kernel.Base));
    }

    [Theory]
    [InlineData("Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-01)", "debian-6.1", "6.1.176")]
    [InlineData("Linux version 5.14.0-427.13.1.el9_4.x86_64 (mockbuild@x) (gcc (GCC) 11.4.1) #1 SMP PREEMPT_DYNAMIC Wed Apr 10 10:29:16 EDT 2024", "el9", null)]
    [InlineData("Linux version 5.15.0-140-generic (buildd@x) (gcc) #150-Ubuntu SMP Sat Apr 12 06:00:09 UTC 2025", "ubuntu-5.15", null)]
    [InlineData("Linux version 6.6.30 (me@here) (gcc) #1 SMP", null, "6.6.30")]
    [InlineData("something else", null, null)]
    public void Read_ProcVersionAlone_TellsTheKernelAndItsDistribution(string version, string? line, string? release)
    {
        using Root root = new();
        root.Write("proc/version", version + "\n");

        LinuxHost host = LinuxHost.Read(root.Path, null);

        Assert.Equal(version.StartsWith("Linux", StringComparison.Ordinal) ? version.Split(' ')[2] : null, host.Kernel);
        KvmKernel kernel = host.ToKvmHost().Kernel;
        Assert.StartsWith(line ?? "", kernel.Line?.Id ?? "", StringComparison.Ordinal);
        Assert.Equal(line is null, kernel.Line is null);
        Assert.Equal(release ?? kernel.Base.ToString(), kernel.Base.ToString());
    }

    [Theory]
    [InlineData("kvm_pvm", "AuthenticAMD", CpuVendor.Amd)]
    [InlineData("kvm_pvm", "GenuineIntel", CpuVendor.Intel)]
    [InlineData("kvm_other", "TCGTCGTCGTCG", null)]
    public void Read_ModuleThatIsNotModelled_IsNamedAndTheVendorTheProcessors(string module, string processor, CpuVendor? vendor)
    {
        using Root root = new();
        root.Write($"sys/module/{module}/parameters/stats", "N\n");
        root.Write("sys/module/kvm/parameters/ignore_msrs", "N\n");
        root.Write("sys/module/kvmgt/parameters/nested", "0\n");

        LinuxHost host = LinuxHost.Read(root.Path, processor);

        Assert.Equal((module, false, vendor, null), (host.Module, host.IsModuleModelled, host.Vendor, host.Nested));
        Assert.True(host.ToKvmHost().Nested);
    }

    [Theory]
    [InlineData("GenuineIntel", "kvm_intel", CpuVendor.Intel, false)]
    [InlineData("AuthenticAMD", "kvm_amd", CpuVendor.Amd, true)]
    [InlineData(null, "kvm_amd", CpuVendor.Amd, true)]
    public void Read_SeveralBuiltIn_IsTheProcessors(string? processor, string module, CpuVendor vendor, bool nested)
    {
        using Root root = new();
        root.Write("sys/module/kvm_intel/parameters/nested", "N\n");
        root.Write("sys/module/kvm_amd/parameters/nested", "1\n");
        root.Write("sys/module/kvm_a/parameters/nested", "1\n");

        LinuxHost host = LinuxHost.Read(root.Path, processor);

        Assert.Equal((module, true, vendor, nested), (host.Module, host.IsModuleModelled, host.Vendor, host.Nested));
    }

    [Fact]
    public void Read_OneLoadedBesideBuiltIn_IsTheLoaded()
    {
        using Root root = new();
        root.Write("sys/module/kvm_intel/parameters/nested", "N\n");
        root.Write("sys/module/kvm_pvm/initstate", "live\n");

        Assert.Equal("kvm_pvm", LinuxHost.Read(root.Path, "GenuineIntel").Module);
    }

    // A kernel without CONFIG_HOTPLUG_SMT says notimplemented, and its cpu_smt_possible denies.
    [Theory]
    [InlineData("on", true)]
    [InlineData("off", true)]
    [InlineData("forceoff", false)]
    [InlineData("notsupported", false)]
    [InlineData("notimplemented", false)]
    [InlineData(null, true)]
    public void SmtPossible_OfAControl_IsTheKernels(string? control, bool possible) => Assert.Equal(possible, new LinuxHost { SmtControl = control }.SmtPossible);

    [Fact]
    public void Read_OfThisMachine_HasItsRelease()
    {
        const string Release = "/proc/sys/kernel/osrelease";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Release), "/proc and /sys are Linux's");

        LinuxHost host = LinuxHost.Read();

        Assert.Equal(File.ReadAllText(Release).TrimEnd('\n'), host.Kernel);
        Assert.Equal(UnameRelease.TryParse(host.Kernel, out _), host.Uname is not null);
    }

    private sealed class Root : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("hvcpuid-").FullName;

        public void Write(string path, string text)
        {
            string full = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
