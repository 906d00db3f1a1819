using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;

namespace HvCpuid.Linux;

/// <summary>A VM of the live KVM. Its file descriptor stays open until the last of its vCPUs is disposed, and its memory until then too.</summary>
public sealed class LinuxVm : IKvmVm
{
    private readonly FileDescriptor _fd;
    private readonly int _runSize;
    private readonly object _lock = new();
    private int _memorySlots;
    private volatile bool _irqchip;

    internal LinuxVm(FileDescriptor fd, int runSize) => (_fd, _runSize) = (fd, runSize);

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability) => KvmIoctl.Call(_fd, KvmRequest.CheckExtension, (nint)capability);

    /// <inheritdoc/>
    public void CreateIrqchip()
    {
        KvmIoctl.Call(_fd, KvmRequest.CreateIrqchip);
        _irqchip = true;
    }

    /// <inheritdoc/>
    public void EnableSplitIrqchip(int reservedRoutes = 24)
    {
        KvmIoctl.Enable(_fd, new KvmEnableCap(KvmCapability.SplitIrqchip, unchecked((ulong)reservedRoutes)));
        _irqchip = true;
    }

    /// <summary>KVM_CREATE_VCPU.</summary>
    /// <param name="id">The vCPU's id, from 0.</param>
    /// <exception cref="KvmException">EINVAL: the id is too large, or the VM has all its vCPUs. EEXIST: the id is taken, be the vCPU closed or not.</exception>
    public LinuxVcpu CreateVcpu(uint id)
    {
        bool irqchip = _irqchip;
        FileDescriptor vcpu = KvmIoctl.Open(_fd, KvmRequest.CreateVcpu, (nint)id);
        try
        {
            vcpu.Keep(_fd);
            return new LinuxVcpu(vcpu, id, irqchip, _runSize);
        }
        catch
        {
            vcpu.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    IKvmVcpu IKvmVm.CreateVcpu(uint id) => CreateVcpu(id);

    /// <summary>Gives the guest zeroed memory (mmap, KVM_SET_USER_MEMORY_REGION), for the life of the VM.</summary>
    /// <param name="guestAddress">The guest-physical address of its first byte, a multiple of 4096.</param>
    /// <param name="length">How many bytes, a positive multiple of 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">Address or length is no such multiple.</exception>
    /// <exception cref="KvmException">ENOMEM: the process has no memory left. EEXIST: it overlaps with other memory of the VM. EINVAL: there are too many pieces, or it ends beyond what a guest can address.</exception>
    public GuestMemory AddMemory(ulong guestAddress, int length)
    {
        GuestMemory.ThrowUnlessInPages(guestAddress, length);
        MappedPages pages = MappedPages.Anonymous(length);
        try
        {
            lock (_lock)
            {
                // The VM has the pages before the kernel learns of them: whatever throws, the kernel never has pages that are unmapped.
                _fd.Adopt(pages);
                GuestMemory memory = new(pages, guestAddress);
                KvmIoctl.Call(_fd, KvmRequest.SetUserMemoryRegion, memory.Region(_memorySlots));
                _memorySlots++;
                return memory;
            }
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
