using System.Diagnostics.CodeAnalysis;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests;

/// <summary>
/// The live KVM; tests are skipped with the reason where there is none, or where it has not what they need. What a test asserts without asking for more
/// is promised by every KVM of x86-64, whatever its release, its build and the module and processor under it.
/// </summary>
internal static class LiveKvm
{
    /// <summary>Opens it, or skips the calling test where there is none that makes VMs.</summary>
    public static LinuxKvm Open()
    {
        bool there = LinuxKvm.TryOpen(out LinuxKvm? kvm, out string? reason);
        Assert.SkipWhen(!there, reason ?? "");
        try
        {
            kvm!.CreateVm().Dispose();
            return kvm;
        }
        catch (KvmException refusal)
        {
            kvm!.Dispose();
            Skip($"this KVM makes no VM, as where another hypervisor has the processor: {refusal.Message}");
            return null;
        }
    }

    /// <summary>Opens it, or skips the calling test where there is none or where it does not answer KVM_GET_SUPPORTED_HV_CPUID.</summary>
    public static LinuxKvm OpenWithHyperV() => OpenWith(KvmCapability.HyperVCpuid, "a kernel before Linux 5.0, or one without CONFIG_KVM_HYPERV");

    /// <summary>Opens it, or skips the calling test where there is none or where it has its Hyper-V support.</summary>
    public static LinuxKvm OpenWithoutHyperV()
    {
        LinuxKvm kvm = Open();
        SkipWhen(kvm, kvm.CheckExtension(KvmCapability.HyperV) != 0, "this KVM has its Hyper-V support");
        return kvm;
    }

    /// <summary>Opens it, or skips the calling test where there is none or where it lacks a capability.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="whose">Which KVM lacks it.</param>
    public static LinuxKvm OpenWith(KvmCapability capability, string whose)
    {
        LinuxKvm kvm = Open();
        SkipWhen(kvm, kvm.CheckExtension(capability) == 0, $"KVM_CHECK_EXTENSION({(int)capability}, {capability}) is 0 here: {whose}");
        return kvm;
    }

    /// <summary>Skips the calling test where an MSR that nobody has is no #GP for a guest.</summary>
    public static void RequireMsrFaults(LinuxKvm kvm) => SkipWhen(
        kvm, LiveMachine.IgnoresMsrs() is not false, "kvm's parameter ignore_msrs is on, or cannot be read: guests may meet no #GP at MSRs that nobody has");

    /// <summary>Closes it and skips the calling test.</summary>
    public static void SkipWhen(LinuxKvm kvm, bool condition, string reason)
    {
        if (condition)
        {
            kvm.Dispose();
            Skip(reason);
        }
    }

    [DoesNotReturn]
    private static void Skip(string reason)
    {
        Assert.Skip(reason);
        throw new InvalidOperationException();
    }
}
