using System.Diagnostics.CodeAnalysis;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>
/// A process that calls a <see cref="SimulatedKvm"/> as it would call the kernel: open, ioctl and close with file descriptors, addresses in its
/// own memory, and 0, a positive value or −errno for an answer. Safe for calls from several threads; finding a file takes no lock.
/// </summary>
public sealed class KvmFileTable
{
    // 0, 1 and 2 are the process's standard streams.
    private const int FirstDescriptor = 3;

    private readonly SimulatedKvm _kvm;
    private readonly object _installing = new();
    private KvmFile?[] _files = new KvmFile?[16];

    /// <summary>A process.</summary>
    /// <param name="kvm">The KVM of its host.</param>
    /// <param name="memory">Its memory.</param>
    /// <exception cref="ArgumentNullException">One of the two is null.</exception>
    public KvmFileTable(SimulatedKvm kvm, IUserMemory memory)
    {
        _kvm = kvm ?? throw new ArgumentNullException(nameof(kvm));
        Memory = memory ?? throw new ArgumentNullException(nameof(memory));
    }

    /// <summary>The process's memory.</summary>
    public IUserMemory Memory { get; }

    /// <summary>open("/dev/kvm", O_RDWR).</summary>
    /// <returns>A file descriptor: the lowest that is free, from 3.</returns>
    public int Open() => Install(new KvmSystemFile(_kvm));

    /// <summary>ioctl(2).</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <param name="request">The request; <see cref="KvmRequest"/> has those that are known.</param>
    /// <param name="argument">Its argument: a number, or an address in <see cref="Memory"/>.</param>
    /// <returns>0 or a positive value as the request has it; −errno, −<see cref="KvmErrno.EBADF"/> for a descriptor that is not open here.</returns>
    /// <exception cref="KvmHostOopsException">The call would make the host's kernel oops.</exception>
    public int Ioctl(int fd, uint request, ulong argument)
    {
        KvmFile? file = Find(fd);
        if (file is null)
        {
            return Refuse((KvmRequest)request, "no open file", KvmResult.Refuse(KvmErrno.EBADF, "the file descriptor is not open"));
        }

        KvmErrno fault = _kvm.Gate.Faults.Next((KvmRequest)request);
        KvmResult result = fault == KvmErrno.None
            ? file.Ioctl(this, (KvmRequest)request, argument)
            : KvmResult.Refuse(fault, KvmResult.Injected);
        return result.IsRefusal ? Refuse((KvmRequest)request, file.Kind, result) : result.Value;
    }

    /// <summary>ioctl(2), the request by its name.</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <param name="request">The request.</param>
    /// <param name="argument">Its argument: a number, or an address in <see cref="Memory"/>.</param>
    /// <returns>As <see cref="Ioctl(int, uint, ulong)"/>.</returns>
    /// <exception cref="KvmHostOopsException">The call would make the host's kernel oops.</exception>
    public int Ioctl(int fd, KvmRequest request, ulong argument = 0) => Ioctl(fd, (uint)request, argument);

    /// <summary>close(2). What the descriptor stood for lives on while another needs it: a closed VM with its vCPUs.</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <returns>0, or −<see cref="KvmErrno.EBADF"/>.</returns>
    public int Close(int fd)
    {
        lock (_installing)
        {
            if (Find(fd) is null)
            {
                return -(int)KvmErrno.EBADF;
            }

            Volatile.Write(ref _files[fd], null);
            return 0;
        }
    }

    /// <summary>The VM behind a descriptor, to look at.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="vm">The VM.</param>
    /// <returns>False when the descriptor is not a VM's.</returns>
    public bool TryGetVm(int fd, [NotNullWhen(true)] out SimulatedVm? vm) => (vm = (Find(fd) as KvmVmFile)?.Vm) is not null;

    /// <summary>The vCPU behind a descriptor: to look at, and to say that it has run.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="vcpu">The vCPU.</param>
    /// <returns>False when the descriptor is not a vCPU's.</returns>
    public bool TryGetVcpu(int fd, [NotNullWhen(true)] out SimulatedVcpu? vcpu) => (vcpu = (Find(fd) as KvmVcpuFile)?.Vcpu) is not null;

    internal int Install(KvmFile file)
    {
        lock (_installing)
        {
            KvmFile?[] files = _files;
            int fd = Array.IndexOf(files, null, FirstDescriptor);
            if (fd < 0)
            {
                fd = files.Length;
                Array.Resize(ref files, 2 * files.Length);
            }

            Volatile.Write(ref files[fd], file);
            Volatile.Write(ref _files, files);
            return fd;
        }
    }

    private KvmFile? Find(int fd)
    {
        KvmFile?[] files = Volatile.Read(ref _files);
        return unchecked((uint)fd) < (uint)files.Length ? Volatile.Read(ref files[fd]) : null;
    }

    private int Refuse(KvmRequest request, string file, KvmResult refusal)
    {
        _kvm.Gate.Report(request, file, refusal);
        return refusal.Value;
    }
}
