using System.Runtime.InteropServices;

namespace HvCpuid.Simulation;

/// <summary>
/// The vCPU's mutex, which serialises the ioctls on one vCPU (kvm_vcpu_ioctl in virt/kvm/kvm_main.c). It knows the thread that holds it: entering again
/// from there throws at once, where the kernel's thread would wait for itself. Uncontended it is one interlocked instruction, half of what
/// System.Threading.Lock takes (docs/decisions/0010); a thread that waits spins a little, then yields, then sleeps.
/// </summary>
/// <remarks>The padding keeps the word on a cache line that no other vCPU writes to: without it, two vCPUs made one after the other slow each other down.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 2 * LineSize)]
internal struct VcpuMutex
{
    private const int LineSize = 64;
    private const int Nobody = 0;

    [FieldOffset(LineSize)]
    private int _owner;

    /// <summary>Takes the mutex.</summary>
    /// <exception cref="LockRecursionException">This thread has it already.</exception>
    public void Enter()
    {
#pragma warning disable RS0030 // of Environment, the thread's number, which is no property of the machine: no answer depends on it
        int self = Environment.CurrentManagedThreadId;
#pragma warning restore RS0030
        if (Interlocked.CompareExchange(ref _owner, self, Nobody) != Nobody)
        {
            Wait(self);
        }
    }

    public void Exit() => Volatile.Write(ref _owner, Nobody);

    private void Wait(int self)
    {
        // Nobody else writes this thread's number, nor takes it away.
        if (Volatile.Read(ref _owner) == self)
        {
            throw new LockRecursionException("The vCPU is called by its own call, from a callback or the caller's memory: it would wait for itself for ever.");
        }

        SpinWait spin = default;
        do
        {
            spin.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref _owner, self, Nobody) != Nobody);
    }
}
