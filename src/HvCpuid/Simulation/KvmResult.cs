using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>How a call ended.</summary>
internal enum KvmResultKind
{
    /// <summary>With 0 or a positive value.</summary>
    Done = 0,

    /// <summary>With −errno.</summary>
    Refused,

    /// <summary>With −errno, because this kind of file descriptor, or this model, does not know the request.</summary>
    UnknownRequest,

    /// <summary>With −errno, because a test made it fail.</summary>
    Injected,

    /// <summary>It did not come back: the host's kernel oopses.</summary>
    HostOops,
}

/// <summary>What a call came to: the kernel's return value, and why where it is a refusal. The reasons are constants: a refusal allocates nothing.</summary>
internal readonly struct KvmResult
{
    private KvmResult(KvmResultKind kind, int value, string? reason) => (Kind, Value, Reason) = (kind, value, reason);

    public static KvmResult Done => default;

    /// <summary>The arguments' structure, or the memory that they point to, cannot be read or written.</summary>
    public static KvmResult Fault => Refuse(KvmErrno.EFAULT, "the address cannot be read or written");

    public KvmResultKind Kind { get; }

    /// <summary>0, a positive value, or −errno.</summary>
    public int Value { get; }

    /// <summary>Why, as a sentence without its full stop; null for <see cref="KvmResultKind.Done"/>, and where the kind says all.</summary>
    public string? Reason { get; }

    public bool IsDone => Kind == KvmResultKind.Done;

    public KvmErrno Errno => IsDone ? KvmErrno.None : (KvmErrno)(-Value);

    public static KvmResult Of(int value) => new(KvmResultKind.Done, value, null);

    public static KvmResult Refuse(KvmErrno errno, string reason) => new(KvmResultKind.Refused, -(int)errno, reason);

    public static KvmResult Unknown(KvmErrno errno) => new(KvmResultKind.UnknownRequest, -(int)errno, null);

    public static KvmResult Inject(KvmErrno errno) => new(KvmResultKind.Injected, -(int)errno, "the fault was injected");

    public static KvmResult Oops(string reason) => new(KvmResultKind.HostOops, 0, reason);
}
