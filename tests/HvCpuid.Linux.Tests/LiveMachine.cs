using System.Runtime.Intrinsics.X86;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests;

/// <summary>What else a machine's answers depend on than on what <see cref="LinuxHost"/> reads, and whether they are those of a kernel that is modelled.</summary>
internal static class LiveMachine
{
    private const string IgnoreMsrs = "/sys/module/kvm/parameters/ignore_msrs";

    /// <summary>kvm's parameter <c>ignore_msrs</c>; null where it cannot be read.</summary>
    public static bool? IgnoresMsrs()
    {
        try
        {
            return File.ReadAllText(IgnoreMsrs).Trim() is "Y" or "1";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True where Hyper-V, or who answers as it does, runs this machine: KVM then has capabilities that it has nowhere else.</summary>
    public static bool IsOnHyperV()
    {
        const int HypervisorPresent = 1 << 31;
        if (!X86Base.IsSupported || (X86Base.CpuId(1, 0).Ecx & HypervisorPresent) == 0)
        {
            return false;
        }

        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0x40000000, 0);
        return unchecked(new AsciiSignature((uint)ebx, (uint)ecx, (uint)edx)) == AsciiSignature.MicrosoftHv;
    }

    /// <summary>
    /// Why the model does not speak for a kernel: it is that of the releases of kernel.org, and Debian's of them, with kvm_intel or kvm_amd. Null where it does.
    /// </summary>
    /// <param name="machine">The machine.</param>
    public static string? NotModelled(LinuxHost machine) => machine switch
    {
        { IsModuleModelled: false } => $"this needs kvm_intel or kvm_amd, and {machine.Module ?? "no module kvm_… that can be seen"} runs guests here",
        { Uname: not { SaysStableLevel: true, IsReleaseCandidate: false } } => $"{machine.Kernel ?? "the kernel"} does not say which release it is, down to its stable level",
        { Uname.Release: var release } when release < KvmRelease.First || release.Series > KvmRelease.Newest =>
            $"Linux {release} is none of the modelled releases, {KvmRelease.First} to {KvmRelease.Newest}",
        { Uname.Suffix.Length: > 0, Build: var build } when build?.Split(' ').Contains("Debian") != true =>
            $"{machine.Kernel} may have changes of its vendor's: this needs a kernel of kernel.org or of Debian",
        _ => null,
    };

    /// <summary>What is not known of the machine, and changes what a KVM with Hyper-V support answers; null where all is.</summary>
    /// <param name="machine">The machine.</param>
    public static string? Unknown(LinuxHost machine) =>
        machine.SmtControl is null ? "the kernel's SMT control cannot be read"
        : machine.Nested is null ? $"{machine.Module}'s parameter nested cannot be read"
        : IsOnHyperV() ? "this machine runs on Hyper-V, where KVM has capabilities of its own"
        : null;
}
