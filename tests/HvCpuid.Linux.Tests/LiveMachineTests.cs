namespace HvCpuid.Linux.Tests;

/// <summary>On which machines the live kernel is held to the model: a rule that skips too much would go unseen.</summary>
public class LiveMachineTests
{
    private const string Debian = "#1 SMP PREEMPT_DYNAMIC Debian 6.12.107-1 (2026-08-01)";
    private const string Vendors = "#1 SMP PREEMPT_DYNAMIC Wed Apr 10 00:00:00 UTC 2024";

    [Theory]
    [InlineData("6.12.107", "kvm_intel", null)]
    [InlineData("5.0", "kvm_amd", Vendors)]
    [InlineData("7.3.4", "kvm_amd", Vendors)]
    [InlineData("6.12.107+deb13-amd64", "kvm_intel", Debian)]
    [InlineData("6.12.0-55-amd64", "kvm_amd", Debian)]
    public void NotModelled_KernelOrgsOrDebians_IsNull(string kernel, string module, string? build) =>
        Assert.Null(LiveMachine.NotModelled(new LinuxHost { Kernel = kernel, Module = module, Build = build }));

    [Theory]
    [InlineData("6.12.107", "kvm_pvm", null, "this needs kvm_intel or kvm_amd, and kvm_pvm runs guests here")]
    [InlineData("6.12.107", null, null, "this needs kvm_intel or kvm_amd, and no module kvm_… that can be seen runs guests here")]
    [InlineData(null, "kvm_amd", null, "the kernel does not say which release it is, down to its stable level")]
    [InlineData("5.14.0-427.el9.x86_64", "kvm_amd", Vendors, "5.14.0-427.el9.x86_64 does not say which release it is, down to its stable level")]
    [InlineData("6.14.0-rc3", "kvm_amd", Debian, "6.14.0-rc3 does not say which release it is, down to its stable level")]
    [InlineData("4.19.300", "kvm_amd", Vendors, "Linux 4.19.300 is none of the modelled releases, 5.0 to ")]
    [InlineData("99.1.2", "kvm_amd", Vendors, "Linux 99.1.2 is none of the modelled releases, 5.0 to ")]
    [InlineData("6.1.112-124.190.amzn2023.x86_64", "kvm_intel", Vendors, "6.1.112-124.190.amzn2023.x86_64 may have changes of its vendor's")]
    [InlineData("5.15.153.1-microsoft-standard-WSL2", "kvm_intel", Vendors, "5.15.153.1-microsoft-standard-WSL2 may have changes of its vendor's")]
    public void NotModelled_AnyOther_SaysWhatItIs(string? kernel, string? module, string? build, string reason) =>
        Assert.StartsWith(reason, LiveMachine.NotModelled(new LinuxHost { Kernel = kernel, Module = module, Build = build }), StringComparison.Ordinal);

    [Fact]
    public void Unknown_ParameterOrControlThatIsHidden_IsNamed()
    {
        LinuxHost host = new() { Module = "kvm_intel", Nested = true, SmtControl = "on" };

        Assert.Equal(LiveMachine.IsOnHyperV(), LiveMachine.Unknown(host) is not null);
        Assert.Equal("the kernel's SMT control cannot be read", LiveMachine.Unknown(host with { SmtControl = null }));
        Assert.Equal("kvm_intel's parameter nested cannot be read", LiveMachine.Unknown(host with { Nested = null }));
    }
}
