using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Tests.Sources;

public class KvmSourceTests
{
    private static readonly string[] Words = ["intel", "amd", "system", "evmcs", "evmcs=1..3", "nolapic", "nosmt", "nonested", "maxvcpus=42"];

    [Fact]
    public void Parse_ReleaseAlone_IsAnOrdinaryVcpuOnIntel()
    {
        KvmRequest request = KvmSource.Parse("kvm:6.12", KvmKernels.BuiltIn);

        Assert.Equal(new KvmRequest(new KvmHost { Kernel = new KvmRelease(6, 12) }, KvmScope.Vcpu, VcpuState.Ordinary), request);
        Assert.Equal("kvm:6.12,intel", request.Spec);
    }

    [Fact]
    public void Parse_EveryWordInAnyOrderAndCase_Counts()
    {
        KvmRequest request = KvmSource.Parse("kvm:6.1.192,MAXVCPUS=42,nonested,evmcs=2..3,nosmt,nolapic,amd", KvmKernels.BuiltIn);

        KvmHost host = new() { Kernel = new KvmRelease(6, 1, 192), Vendor = CpuVendor.Amd, Nested = false, SmtPossible = false, MaximumVcpus = 42 };
        Assert.Equal(new KvmRequest(host, KvmScope.Vcpu, new VcpuState(false, new EvmcsVersionRange(2, 3))) { HasForm = true }, request);
        Assert.Equal("kvm:6.1.192,amd,evmcs=2..3,nolapic,nosmt,nonested,maxvcpus=42", request.Spec);
    }

    [Fact]
    public void Parse_Spec_IsTheSameQuestion() => Prop.ForAll(Gen.SubListOf(Words).ToArbitrary(), words =>
    {
        if (words.Select(word => word.Split('=')[0]).Distinct().Count() != words.Count || (words.Contains("intel") && words.Contains("amd")))
        {
            return true;
        }

        KvmRequest request = KvmSource.Parse("kvm:6.12," + string.Join(',', words.Prepend("nosmt").Distinct()), KvmKernels.BuiltIn);
        return KvmSource.Parse(request.Spec, KvmKernels.BuiltIn).Query == request.Query;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("kvm:", "'' is not a Linux kernel")]
    [InlineData("kvm:intel", "'intel' is not a Linux kernel")]
    [InlineData("kvm:5.0,intle", "'intle' is no word of a kvm: SOURCE. Did you mean 'intel'? Expected kvm:KERNEL[,intel|amd]")]
    [InlineData("kvm:5.0,", "'' is no word of a kvm: SOURCE.")]
    [InlineData("kvm:5.0,intel,amd", "a host is intel or amd, not both")]
    [InlineData("kvm:5.0,evmcs,evmcs=1..1", "evmcs is there twice")]
    [InlineData("kvm:5.0,nolapic=1", "nolapic takes no value, found '1'")]
    [InlineData("kvm:5.0,evmcs=", "'' is not a range of versions")]
    [InlineData("kvm:5.0,maxvcpus", "'' is not a number of vCPUs")]
    [InlineData("kvm:5.0,maxvcpus=-1", "'-1' is not a number of vCPUs")]
    public void Decode_WrongSource_IsRefusedWithWhatWasExpected(string source, string message)
    {
        ToolRun run = ToolRun.Of("decode " + source);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(source + ": ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
