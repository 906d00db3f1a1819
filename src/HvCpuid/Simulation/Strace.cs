using System.Globalization;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>The words of a call as strace -y prints it: <c>ioctl(5&lt;anon_inode:kvm-vcpu:0&gt;, KVM_GET_SUPPORTED_HV_CPUID, 0x20000) = 0</c>.</summary>
internal static class Strace
{
    /// <summary>What the link in /proc/self/fd says of the file behind an object.</summary>
    public static string Path(object caller) => caller switch
    {
        SimulatedKvm => "/dev/kvm",
        SimulatedVm => "anon_inode:kvm-vm",
        SimulatedVcpu vcpu => Format($"anon_inode:kvm-vcpu:{vcpu.Id}"),
        _ => throw new ArgumentException("Nothing that an ioctl is made on.", nameof(caller)),
    };

    /// <summary>A descriptor, with the path of what is open there.</summary>
    public static string Descriptor(int fd, string? path) => path is null ? Format($"{fd}") : Format($"{fd}<{path}>");

    /// <summary>A request by its name, or by what its number is made of.</summary>
    public static string Request(KvmRequest request)
    {
        const int SizeShift = 16;
        const uint SizeMask = 0x3FFF;
        uint number = (uint)request;
        string direction = (number >> 30) switch { 0 => "_IOC_NONE", 1 => "_IOC_WRITE", 2 => "_IOC_READ", _ => "_IOC_READ|_IOC_WRITE" };
        return Guard.IsDefined(request)
            ? request.Name()
            : Format($"_IOC({direction}, {Hex((number >> 8) & 0xFF)}, {Hex(number & 0xFF)}, {Hex((number >> SizeShift) & SizeMask)})");
    }

    /// <summary>An argument: a number, a capability or an address.</summary>
    public static string Argument(KvmRequest request, ulong argument) => request switch
    {
        KvmRequest.CreateVcpu => Format($"{argument}"),
        KvmRequest.CheckExtension => Capability(argument),
        _ when argument == 0 && IsStructure(request) => "NULL",
        _ => Hex(argument),
    };

    /// <summary>A struct kvm_enable_cap.</summary>
    public static string Argument(KvmCapability capability, ulong argument) =>
        Format($"{{cap={Capability(unchecked((uint)capability))}, flags=0, args=[{Hex(argument)}, 0, 0, 0]}}");

    /// <summary>A struct kvm_cpuid2, shortened as strace does.</summary>
    public static string Argument(int entries) => Format($"{{nent={entries}, entries=[{(entries == 0 ? "" : "...")}]}}");

    /// <summary>What a call returned; <c>?</c> where it does not come back.</summary>
    public static string Result(KvmResult result) => result.Kind switch
    {
        KvmResultKind.Done => Format($"{result.Value}"),
        KvmResultKind.HostOops => "?",
        _ => Format($"-1 {result.Errno} ({Text(result.Errno)})"),
    };

    private static string Capability(ulong number) => number <= int.MaxValue && ((KvmCapability)number).Name() is { } name
        ? name
        : Hex(number) + " /* KVM_CAP_??? */";

    private static bool IsStructure(KvmRequest request) => ((uint)request >> 30) != 0 && Guard.IsDefined(request);

    private static string Hex(ulong number) => number == 0 ? "0" : Format($"0x{number:x}");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // strerror(3).
    private static string Text(KvmErrno errno) => errno switch
    {
        KvmErrno.EPERM => "Operation not permitted",
        KvmErrno.ENOENT => "No such file or directory",
        KvmErrno.EINTR => "Interrupted system call",
        KvmErrno.EIO => "Input/output error",
        KvmErrno.ENXIO => "No such device or address",
        KvmErrno.E2BIG => "Argument list too long",
        KvmErrno.EBADF => "Bad file descriptor",
        KvmErrno.EAGAIN => "Resource temporarily unavailable",
        KvmErrno.ENOMEM => "Cannot allocate memory",
        KvmErrno.EACCES => "Permission denied",
        KvmErrno.EFAULT => "Bad address",
        KvmErrno.EBUSY => "Device or resource busy",
        KvmErrno.EEXIST => "File exists",
        KvmErrno.ENODEV => "No such device",
        KvmErrno.EINVAL => "Invalid argument",
        KvmErrno.EMFILE => "Too many open files",
        KvmErrno.ENOTTY => "Inappropriate ioctl for device",
        KvmErrno.EOPNOTSUPP => "Operation not supported",
        _ => Format($"errno {(int)errno}"),
    };
}
