namespace HvCpuid.Kvm;

/// <summary>The errors that KVM's ioctls answer, by their Linux numbers on x86 (include/uapi/asm-generic/errno-base.h, errno.h).</summary>
public enum KvmErrno
{
    /// <summary>No errno: the call did not come back (the host kernel oopses).</summary>
    None = 0,

    /// <summary>7: the caller's array is too short.</summary>
    E2BIG = 7,

    /// <summary>9: not an open file descriptor.</summary>
    EBADF = 9,

    /// <summary>14: an address that cannot be read or written.</summary>
    EFAULT = 14,

    /// <summary>17: it is there already.</summary>
    EEXIST = 17,

    /// <summary>19: no such device.</summary>
    ENODEV = 19,

    /// <summary>22: an argument, or a request, that the kernel does not know.</summary>
    EINVAL = 22,

    /// <summary>25: a request that does not fit this file descriptor.</summary>
    ENOTTY = 25,
}
