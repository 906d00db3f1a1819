using System.Globalization;
using System.Runtime.InteropServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux;

/// <summary>Why there is no live KVM, in sentences that say what to do.</summary>
internal static class LinuxKvmReasons
{
    /// <summary>The machine is none that KVM's x86 interface is on; null when it is.</summary>
    public static string? OfPlatform(bool linux, Architecture architecture) =>
        !linux ? "The live KVM needs Linux, and this is none."
        : architecture != Architecture.X64 ? $"The live KVM needs an x86-64 process, and this one is {architecture}."
        : null;

    /// <summary>The path cannot be handed to open(2) as it is: another file would be opened; null when it can.</summary>
    public static string? OfPath(string path)
    {
        int nul = path.IndexOf('\0', StringComparison.Ordinal);
        return path.Length == 0 ? "An empty path names no device: expected one such as /dev/kvm."
            : nul >= 0 ? string.Create(CultureInfo.InvariantCulture, $"The path of the device has a NUL character at place {nul}, where its name would end: expected one such as /dev/kvm.")
            : HasLoneSurrogate(path) ? "The path of the device has half a surrogate pair, which no file's name has: expected one such as /dev/kvm."
            : null;
    }

    /// <summary>open(2) failed.</summary>
    public static string OfOpening(string path, KvmErrno errno) => errno switch
    {
        KvmErrno.ENOENT => $"There is no {path}: neither kvm_intel nor kvm_amd is loaded, or this machine has no virtualization to offer (in a VM, nested virtualization is switched on by its host).",
        KvmErrno.EACCES or KvmErrno.EPERM => $"{path} may not be opened by this user ({errno}): it belongs to a group, often kvm, that the user has to be in.",
        KvmErrno.ENODEV or KvmErrno.ENXIO => $"{path} is there, but no KVM behind it ({errno}): the module is not loaded.",
        _ => $"{path} cannot be opened: {Name(errno)}.",
    };

    /// <summary>The device speaks another version of KVM's interface; null when it is the expected one.</summary>
    public static string? OfVersion(string path, int version, int expected) =>
        version == expected ? null : $"{path} answers KVM_GET_API_VERSION with {version}; expected {expected}, the version of every KVM since 2007.";

    /// <summary>The first calls were refused.</summary>
    public static string OfDevice(string path, KvmException refusal) =>
        $"{path} is not KVM's device: {refusal.Request.Name()} failed with {Name(refusal.Errno)}.";

    // A lone half is read as U+FFFD, which takes the place of one character as well.
    private static bool HasLoneSurrogate(string path) => string.Concat(path.EnumerateRunes()) != path;

    private static string Name(KvmErrno errno) => Enum.IsDefined(errno) ? errno.ToString() : $"errno {(int)errno}";
}
