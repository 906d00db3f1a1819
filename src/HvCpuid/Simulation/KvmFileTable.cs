using System.Diagnostics.CodeAnalysis;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Simulation;

/// <summary>
/// A process that calls a <see cref="SimulatedKvm"/> as it would call the kernel: open, ioctl and close with file descriptors, addresses in its
/// own memory, and 0, a positive value or −errno for an answer. Safe for calls from several threads; finding a file takes no lock.
/// </summary>
/// <example>
/// <code>
/// var memory = new MappedUserMemory();
/// byte[] page = KvmCpuid2.CreateBuffer(2); // room for two entries: too little
/// memory.Map(0x1000, page);
/// var process = new KvmFileTable(new SimulatedKvm(new KvmHost { Kernel = KvmKernel.Parse("6.12") }), memory);
/// int kvm = process.Open();
/// int result = process.Ioctl(kvm, KvmRequest.GetSupportedHvCpuid, 0x1000);
/// Console.WriteLine((KvmErrno)(-result)); // E2BIG
/// </code>
/// </example>
public sealed class KvmFileTable
{
    /// <summary>The limit that a new process has here, 1048576: as many as an ordinary Linux lets any process have (/proc/sys/fs/nr_open).</summary>
    public const int DefaultDescriptorLimit = 1 << 20;

    // 0, 1 and 2 are the process's standard streams.
    private const int FirstDescriptor = 3;

    private readonly SimulatedKvm _kvm;
    private readonly CallGate _gate;
    private readonly object _installing = new();

    // Closed descriptors, all below the first that was never opened.
    private readonly SortedSet<int> _free = [];
    private KvmFile?[] _files = new KvmFile?[16];
    private int _neverOpened = FirstDescriptor;
    private int _descriptorLimit = DefaultDescriptorLimit;

    /// <summary>A process.</summary>
    /// <param name="kvm">The KVM of its host.</param>
    /// <param name="memory">Its memory.</param>
    /// <exception cref="ArgumentNullException">One of the two is null.</exception>
    public KvmFileTable(SimulatedKvm kvm, IUserMemory memory)
    {
        _kvm = Guard.NotNull(kvm);
        Memory = Guard.NotNull(memory);
        _gate = kvm.Gate;
    }

    /// <summary>The process's memory.</summary>
    public IUserMemory Memory { get; }

    /// <summary>
    /// RLIMIT_NOFILE, which may change at any time: a new descriptor is below it, and where none is free opening and the ioctls that make a VM or a vCPU are
    /// <see cref="KvmErrno.EMFILE"/>. Descriptors that are open stay so. Default: <see cref="DefaultDescriptorLimit"/>; a shell's <c>ulimit -n</c> is often 1024.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public int DescriptorLimit
    {
        get => Volatile.Read(ref _descriptorLimit);
        set => Volatile.Write(ref _descriptorLimit, value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit is 0 or more."));
    }

    /// <summary>open("/dev/kvm", O_RDWR).</summary>
    /// <returns>A file descriptor: the lowest that is free, from 3; −<see cref="KvmErrno.EMFILE"/> where that is not below <see cref="DescriptorLimit"/>.</returns>
    public int Open()
    {
        KvmResult result = Install(new KvmSystemFile(_kvm));
        _gate.Opened(result);
        return result.Value;
    }

    /// <summary>ioctl(2).</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <param name="request">The request; <see cref="KvmRequest"/> has those that are known.</param>
    /// <param name="argument">Its argument: a number, or an address in <see cref="Memory"/>.</param>
    /// <returns>0 or a positive value as the request has it; −errno, −<see cref="KvmErrno.EBADF"/> for a descriptor that is not open here.</returns>
    /// <exception cref="KvmHostOopsException">The call would make the host's kernel oops.</exception>
    public int Ioctl(int fd, uint request, ulong argument) => Ioctl(fd, (KvmRequest)request, argument);

    /// <summary>ioctl(2), the request by its name.</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <param name="request">The request.</param>
    /// <param name="argument">Its argument: a number, or an address in <see cref="Memory"/>.</param>
    /// <returns>As <see cref="Ioctl(int, uint, ulong)"/>.</returns>
    /// <exception cref="KvmHostOopsException">The call would make the host's kernel oops.</exception>
    public int Ioctl(int fd, KvmRequest request, ulong argument = 0)
    {
        KvmFile? file = Find(fd);
        KvmResult result =
            file is null ? NotOpen
            : _gate.Faults.Next(request) is var fault && fault != KvmErrno.None ? KvmResult.Inject(fault)
            : file.Ioctl(this, request, argument);
        return _gate.IsQuiet(result) ? result.Value : _gate.Leave(fd, file, request, argument, result);
    }

    /// <summary>close(2). What the descriptor stood for lives on while another needs it: a closed VM with its vCPUs.</summary>
    /// <param name="fd">A file descriptor of this table.</param>
    /// <returns>0, or −<see cref="KvmErrno.EBADF"/>.</returns>
    public int Close(int fd)
    {
        KvmFile? file;
        lock (_installing)
        {
            file = Find(fd);
            if (file is not null)
            {
                Volatile.Write(ref _files[fd], null);
                _free.Add(fd);
            }
        }

        KvmResult result = file is null ? NotOpen : KvmResult.Done;
        _gate.Closed(fd, file, result);
        return result.Value;
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

    // The lowest free descriptor, as the kernel gives it.
    internal KvmResult Install(KvmFile file)
    {
        lock (_installing)
        {
            bool reused = _free.Count != 0;
            int fd = reused ? _free.Min : _neverOpened;
            if (fd >= DescriptorLimit)
            {
                return KvmResult.Refuse(KvmErrno.EMFILE, "the process has no file descriptor left (RLIMIT_NOFILE)");
            }

            KvmFile?[] files = _files;
            if (fd >= files.Length)
            {
                Array.Resize(ref files, 2 * files.Length);
            }

            if (reused)
            {
                _free.Remove(fd);
            }
            else
            {
                _neverOpened++;
            }

            Volatile.Write(ref files[fd], file);
            Volatile.Write(ref _files, files);
            return KvmResult.Of(fd);
        }
    }

    private static KvmResult NotOpen => KvmResult.Refuse(KvmErrno.EBADF, "the file descriptor is not open");

    private KvmFile? Find(int fd)
    {
        KvmFile?[] files = Volatile.Read(ref _files);
        return unchecked((uint)fd) < (uint)files.Length ? Volatile.Read(ref files[fd]) : null;
    }
}
