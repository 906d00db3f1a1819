using System.Runtime.InteropServices;

namespace HvCpuid.Simulation;

/// <summary>
/// The vCPU's mutex, which serialises the ioctls on one vCPU (kvm_vcpu_ioctl in virt/kvm/kvm_main.c). Uncontended it is one interlocked
/// instruction; waiting spins, then yields, then sleeps. It is not re-entrant, as the kernel's is not.
/// </summary>
/// <remarks>The padding keeps the word on a cache line that no other vCPU writes to: without it, two vCPUs made one after the other slow each other down.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 2 * LineSize)]
internal struct VcpuMutex
{
    private const int LineSize = 64;

    [FieldOffset(LineSize)]
    private int _held;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            Wait();
        }
    }

    public void Exit() => Volatile.Write(ref _held, 0);

    private void Wait()
    {
        SpinWait spin = default;
        do
        {
            spin.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }
}
