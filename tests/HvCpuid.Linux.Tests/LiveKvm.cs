using System.Diagnostics.CodeAnalysis;

namespace HvCpuid.Linux.Tests;

/// <summary>The live KVM; tests are skipped with the reason where there is none.</summary>
internal static class LiveKvm
{
    /// <summary>Opens it, or skips the calling test.</summary>
    public static LinuxKvm Open()
    {
        bool there = LinuxKvm.TryOpen(out LinuxKvm? kvm, out string? reason);
        Assert.SkipWhen(!there, reason ?? "");
        return kvm!;
    }

    /// <summary>Opens it, or skips the calling test where there is none or where it has no Hyper-V support.</summary>
    public static LinuxKvm OpenWithHyperV()
    {
        LinuxKvm kvm = Open();
        if (kvm.CheckExtension(Kvm.KvmCapability.HyperVCpuid) != 0)
        {
            return kvm;
        }

        kvm.Dispose();
        Skip("this KVM was built without its Hyper-V support (CONFIG_KVM_HYPERV)");
        return null;
    }

    [DoesNotReturn]
    public static void Skip(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException();
    }
}
