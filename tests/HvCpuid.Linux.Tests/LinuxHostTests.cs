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
        root.Write("proc/sys/kernel/osrelease", "6.1.192-1-amd64\n");
        root.Write($"sys/module/{module}/parameters/nested", nested + "\n");
        root.Write("sys/devices/system/cpu/smt/control", smt + "\n");

        LinuxHost host = LinuxHost.Read(root.Path, "HygonGenuine");

        Assert.Equal((module, vendor, isNested, smt, smtPossible), (host.Module, host.Vendor, host.Nested, host.SmtControl, host.SmtPossible));
        Assert.Equal(new KvmHost { Release = new KvmRelease(6, 1, 192), Vendor = vendor, Nested = isNested, SmtPossible = smtPossible }, host.ToKvmHost());
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
        Assert.Equal(new KvmHost { Release = KvmChangeTable.Newest, Vendor = vendor ?? CpuVendor.Intel }, host.ToKvmHost());
    }

    [Fact]
    public void Read_OfThisMachine_HasItsRelease()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc and /sys are Linux's");

        Assert.NotNull(LinuxHost.Read().Uname);
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
