using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Tests.Sources;

public class KvmSourceTests
{
    [Theory]
    [InlineData("kvm:6.12", "kvm:6.12,intel", false)]
    [InlineData("6.12,amd", "kvm:6.12,amd", false)]
    [InlineData("kvm:6.1.192,MAXVCPUS=42,nonested,evmcs=2..3,nosmt,nolapic,amd", "kvm:6.1.192,amd,evmcs=2..3,nolapic,nosmt,nonested,maxvcpus=42", true)]
    [InlineData("kvm:6.12,nohyperv,system", "kvm:6.12,intel,system,nohyperv", true)]
    public void Parse_OfASource_IsTheHostAndWhetherItSaysHowTheCallIsMade(string source, string canonical, bool saysHow)
    {
        Assert.True(KvmSource.IsMeant(source, KvmKernels.BuiltIn));
        HvHost host = KvmSource.Parse(source, KvmKernels.BuiltIn);

        Assert.Equal(canonical, host.ToQuery().ToSource());
        Assert.Equal(saysHow, host.Query is not null);
        Assert.Equal(host.ToQuery(), KvmSource.Parse(canonical, KvmKernels.BuiltIn).ToQuery());
    }

    [Theory]
    [InlineData("kvm:", "'' is not a Linux kernel")]
    [InlineData("kvm:intel", "'intel' is not a Linux kernel")]
    [InlineData("kvm:5.0,intle", "'intle' is no word of a query. Did you mean 'intel'? Expected KERNEL[,intel|amd]")]
    [InlineData("kvm:5.0,", "'' is no word of a query.")]
    [InlineData("kvm:5.0,intel,amd", "a host is intel or amd, not both")]
    [InlineData("kvm:5.0,evmcs,evmcs=1..1", "evmcs is there twice")]
    [InlineData("kvm:5.0,nolapic=1", "nolapic takes no value, found '1'")]
    [InlineData("kvm:5.0,evmcs=", "'' is not a range of enlightened VMCS versions")]
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
