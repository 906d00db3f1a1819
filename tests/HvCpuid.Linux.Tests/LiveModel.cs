using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests;

/// <summary>The model's host of the live kernel; tests are skipped with the reason where the machine does not say enough of itself.</summary>
internal static class LiveModel
{
    /// <summary>The host, or skips the calling test.</summary>
    public static KvmHost HostOf(LinuxKvm kvm)
    {
        LinuxHost machine = LinuxHost.Read();
        bool hyperV = kvm.CheckExtension(KvmCapability.HyperV) != 0;
        Assert.SkipWhen(machine.Uname?.SaysStableLevel != true, $"the release {machine.Kernel} does not say its stable level");
        Assert.SkipWhen(hyperV && machine.Module is null, "neither kvm_intel nor kvm_amd runs guests");
        KvmHost host = machine.ToKvmHost() with { HyperVCompiledIn = hyperV };
        return KvmChanges.ConfigurableVcpus.IsIn(host.Kernel) ? host with { MaximumVcpus = kvm.CheckExtension(KvmCapability.MaxVcpus) } : host;
    }
}
