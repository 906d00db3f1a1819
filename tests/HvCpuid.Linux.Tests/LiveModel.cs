using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests;

/// <summary>
/// The model's host of the live kernel; tests are skipped with the reason where the model does not speak for that kernel, or the machine does not say enough
/// of itself. With HVCPUID_ANY_KERNEL=1 in the environment any kernel is compared, and what differs told.
/// </summary>
internal static class LiveModel
{
    private static readonly bool AnyKernel = Environment.GetEnvironmentVariable("HVCPUID_ANY_KERNEL") == "1";

    /// <summary>The host, or closes the KVM and skips the calling test.</summary>
    public static KvmHost HostOf(LinuxKvm kvm)
    {
        LinuxHost machine = LinuxHost.Read();
        bool hyperV = kvm.CheckExtension(KvmCapability.HyperV) != 0;
        if (!AnyKernel && WhyNot(kvm, machine, hyperV) is { } reason)
        {
            LiveKvm.SkipWhen(kvm, true, $"{reason} (HVCPUID_ANY_KERNEL=1 compares all the same)");
        }

        KvmHost host = machine.ToKvmHost() with { HyperVCompiledIn = hyperV };
        return KvmChanges.ConfigurableVcpus.IsIn(host.Kernel) ? host with { MaximumVcpus = kvm.CheckExtension(KvmCapability.MaxVcpus) } : host;
    }

    private static string? WhyNot(LinuxKvm kvm, LinuxHost machine, bool hyperV) =>
        LiveMachine.NotModelled(machine)
        ?? (kvm.CheckExtension(KvmCapability.Irqchip) == 0 ? "this KVM was built without its interrupt controllers (CONFIG_KVM_IOAPIC)" : null)
        ?? (hyperV ? LiveMachine.Unknown(machine) : null);
}
