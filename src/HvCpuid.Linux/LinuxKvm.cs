using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;
using HvCpuid.Sets;

namespace HvCpuid.Linux;

/// <summary>The live KVM of this machine, behind the interface that the simulation has too. Needs x86-64 Linux and access to /dev/kvm.</summary>
/// <remarks>
/// A refusal throws <see cref="KvmException"/> with the errno as the kernel gave it, one without a name in <see cref="KvmErrno"/> as its number.
/// The kernel does not say why, so the message does not either.
/// </remarks>
public sealed class LinuxKvm : IKvm
{
    /// <summary>Where KVM's device is.</summary>
    public const string DevicePath = "/dev/kvm";

    /// <summary>Room for the Hyper-V leaves at the first call; a kernel that has more is asked again.</summary>
    internal const int LikelyHvLeaves = 16;

    // KVM_API_VERSION (include/uapi/linux/kvm.h): frozen since Linux 2.6.22, and an application should go no further with another.
    private const int ApiVersion = 12;
    private const int LikelyLeaves = 100;
    private readonly FileDescriptor _fd;
    private readonly int _runSize;

    private LinuxKvm(FileDescriptor fd, int runSize) => (_fd, _runSize) = (fd, runSize);

    /// <summary>Opens /dev/kvm.</summary>
    /// <param name="kvm">The live KVM; null when there is none to be used.</param>
    /// <param name="reason">Why there is none, as a sentence with what to do about it; null when there is one.</param>
    /// <example>
    /// <code>
    /// using IKvm kvm = LinuxKvm.TryOpen(out LinuxKvm? live, out string? reason) ? live : new SimulatedKvm(new KvmHost());
    /// Console.WriteLine(reason ?? "on the live /dev/kvm");
    /// Console.WriteLine(kvm.GetApiVersion()); // 12
    /// </code>
    /// </example>
    public static bool TryOpen([NotNullWhen(true)] out LinuxKvm? kvm, [NotNullWhen(false)] out string? reason) => TryOpen(DevicePath, out kvm, out reason);

    /// <summary>Opens KVM's device, as <see cref="TryOpen(out LinuxKvm?, out string?)"/> does, under another path.</summary>
    /// <param name="path">The device.</param>
    /// <param name="kvm">The live KVM; null when there is none to be used.</param>
    /// <param name="reason">Why there is none, as a sentence with what to do about it; null when there is one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    public static bool TryOpen(string path, [NotNullWhen(true)] out LinuxKvm? kvm, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(path);
        kvm = null;
        reason = LinuxKvmReasons.OfPlatform(OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) ?? LinuxKvmReasons.OfPath(path);
        if (reason is not null)
        {
            return false;
        }

        FileDescriptor fd = new();
        try
        {
            fd.Own(LibC.Open(path, LibC.OpenReadWriteCloseOnExec));
            reason = fd.IsInvalid
                ? LinuxKvmReasons.OfOpening(path, KvmIoctl.LastError)
                : LinuxKvmReasons.OfVersion(path, KvmIoctl.Call(fd, KvmRequest.GetApiVersion), ApiVersion);
            kvm = reason is null ? new LinuxKvm(fd, KvmIoctl.Call(fd, KvmRequest.GetVcpuMmapSize)) : null;
        }
        catch (KvmException refusal)
        {
            reason = LinuxKvmReasons.OfDevice(path, refusal);
        }
        finally
        {
            if (kvm is null)
            {
                fd.Dispose();
            }
        }

        return kvm is not null;
    }

    /// <inheritdoc/>
    public int GetApiVersion() => KvmIoctl.Call(_fd, KvmRequest.GetApiVersion);

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability) => KvmIoctl.Call(_fd, KvmRequest.CheckExtension, (nint)capability);

    /// <summary>KVM_CREATE_VM, of type 0.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public LinuxVm CreateVm() => new(KvmIoctl.Open(_fd, KvmRequest.CreateVm), _runSize);

    /// <inheritdoc/>
    IKvmVm IKvm.CreateVm() => CreateVm();

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid() => KvmIoctl.GetEntries(_fd, KvmRequest.GetSupportedHvCpuid, LikelyHvLeaves).ToSet();

    /// <inheritdoc/>
    public KvmCpuid2 GetSupportedCpuid() => KvmIoctl.GetEntries(_fd, KvmRequest.GetSupportedCpuid, LikelyLeaves);

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
