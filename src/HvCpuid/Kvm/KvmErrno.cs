namespace HvCpuid.Kvm;

/// <summary>
/// The errors that ioctls answer, by their Linux numbers on x86 (include/uapi/asm-generic/errno-base.h, errno.h): those that this model's calls
/// answer of themselves, and those that a test may want to inject.
/// </summary>
public enum KvmErrno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>1: not permitted. KVM's calls of this model never answer it of themselves.</summary>
    EPERM = 1,

    /// <summary>2: no such file; /dev/kvm without the module. Never of itself.</summary>
    ENOENT = 2,

    /// <summary>4: interrupted by a signal, here while waiting for the vCPU's mutex. Never of itself.</summary>
    EINTR = 4,

    /// <summary>5: the caller is not the process that made the VM. Never of itself.</summary>
    EIO = 5,

    /// <summary>6: no such device or address; /dev/kvm without the module. Never of itself.</summary>
    ENXIO = 6,

    /// <summary>7: the caller's array is too short.</summary>
    E2BIG = 7,

    /// <summary>9: not an open file descriptor.</summary>
    EBADF = 9,

    /// <summary>11: try again. Never of itself.</summary>
    EAGAIN = 11,

    /// <summary>12: no memory. Never of itself.</summary>
    ENOMEM = 12,

    /// <summary>13: no access; /dev/kvm for a user outside its group. Never of itself.</summary>
    EACCES = 13,

    /// <summary>14: an address that cannot be read or written.</summary>
    EFAULT = 14,

    /// <summary>16: busy. Never of itself.</summary>
    EBUSY = 16,

    /// <summary>17: it is there already.</summary>
    EEXIST = 17,

    /// <summary>19: no such device.</summary>
    ENODEV = 19,

    /// <summary>22: an argument, or a request, that the kernel does not know.</summary>
    EINVAL = 22,

    /// <summary>24: the process has no file descriptor left. Never of itself.</summary>
    EMFILE = 24,

    /// <summary>25: a request that does not fit this file descriptor.</summary>
    ENOTTY = 25,

    /// <summary>95: not supported. Never of itself.</summary>
    EOPNOTSUPP = 95,
}
