using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>What a call came to: the kernel's return value, and why where it is a refusal. The reasons are constants: a refusal allocates nothing.</summary>
/// <param name="value">0, a positive value, or −errno.</param>
/// <param name="reason">Why, where it is −errno.</param>
internal readonly struct KvmResult(int value, string? reason)
{
    /// <summary>The reason of a request that the file does not know.</summary>
    public const string NoSuchRequest = "there is no such request on this file descriptor";

    /// <summary>The reason of a call that a test made fail.</summary>
    public const string Injected = "the fault was injected";

    public static KvmResult Done => default;

    /// <summary>The arguments' structure, or the memory that they point to, cannot be read or written.</summary>
    public static KvmResult Fault => Refuse(KvmErrno.EFAULT, "the address cannot be read or written");

    public int Value { get; } = value;

    public string? Reason { get; } = reason;

    public bool IsRefusal => Value < 0;

    public KvmErrno Errno => IsRefusal ? (KvmErrno)(-Value) : KvmErrno.None;

    public static KvmResult Of(int value) => new(value, null);

    public static KvmResult Refuse(KvmErrno errno, string reason) => new(-(int)errno, reason);
}
