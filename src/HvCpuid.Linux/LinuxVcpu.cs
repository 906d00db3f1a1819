using System.Runtime.InteropServices;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;
using HvCpuid.Sets;

namespace HvCpuid.Linux;

/// <summary>A vCPU of the live KVM: its CPUID, and as much of running it as a prototype needs for real-mode code.</summary>
/// <remarks>
/// It ends where an operating system would begin: one vCPU at a time is run by the thread that calls, HLT ends a run rather than waiting for an
/// interrupt, an IN reads ones, there is no MMIO, no interrupt, no MSR or FPU state, no dirty log, no migration, and of the general registers
/// those of real mode only.
/// </remarks>
public sealed partial class LinuxVcpu : IKvmVcpu
{
    private readonly FileDescriptor _fd;
    private readonly RunArea _run;
    private readonly bool _irqchip;
    private volatile int _entryCount;
    private volatile object? _evmcs;

    internal LinuxVcpu(FileDescriptor fd, uint id, bool irqchip, int runSize) =>
        (_fd, Id, _irqchip, _run) = (fd, id, irqchip, new RunArea(fd, runSize));

    /// <inheritdoc/>
    public uint Id { get; }

    /// <inheritdoc/>
    public VcpuState State => new(_irqchip, (EvmcsVersionRange?)_evmcs);

    /// <inheritdoc/>
    public EvmcsVersionRange? EnableEvmcs()
    {
        // The kernel writes two bytes to where args[0] points.
        ushort[] version = GC.AllocateArray<ushort>(1, pinned: true);
        KvmIoctl.Enable(_fd, new KvmEnableCap(KvmCapability.HyperVEnlightenedVmcs, (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(version, 0)));
        ushort word = version[0];
        GC.KeepAlive(version);
        if (word == 0)
        {
            return null;
        }

        EvmcsVersionRange range = new(word & 0xFF, word >> 8);
        _evmcs = range;
        return range;
    }

    /// <inheritdoc/>
    public void EnableCap(KvmCapability capability, ulong argument = 0)
    {
        if (capability == KvmCapability.HyperVEnlightenedVmcs)
        {
            throw new ArgumentException("The argument of eVMCS is an address: call EnableEvmcs.", nameof(capability));
        }

        KvmIoctl.Enable(_fd, new KvmEnableCap(capability, argument));
    }

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid() => KvmIoctl.GetEntries(_fd, KvmRequest.GetSupportedHvCpuid, LinuxKvm.LikelyHvLeaves).ToSet();

    /// <inheritdoc/>
    public void SetCpuid(KvmCpuid2 cpuid)
    {
        ArgumentNullException.ThrowIfNull(cpuid);
        byte[] bytes = new byte[cpuid.ByteCount];
        cpuid.Write(bytes);
        KvmIoctl.Call(_fd, KvmRequest.SetCpuid2, bytes);
        _entryCount = cpuid.Entries.Count;
    }

    /// <inheritdoc/>
    /// <remarks>Kernels before Linux 6.5 do not say how many entries they answered; the number is then that of the last <see cref="SetCpuid"/>.</remarks>
    public KvmCpuid2 GetCpuid() => KvmIoctl.GetEntries(_fd, KvmRequest.GetCpuid2, _entryCount);
}
