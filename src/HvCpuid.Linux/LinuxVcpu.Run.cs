using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;

namespace HvCpuid.Linux;

// Registers and KVM_RUN.
public sealed partial class LinuxVcpu
{
    // Held for moments only, never while the guest runs.
    private readonly object _turn = new();
    private int _runningThread;

    /// <summary>KVM_GET_REGS.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public KvmRegisters GetRegisters()
    {
        Span<byte> registers = stackalloc byte[KvmRegisters.Size];
        KvmIoctl.Call(_fd, KvmRequest.GetRegs, registers);
        return KvmRegisters.Read(registers);
    }

    /// <summary>KVM_SET_REGS.</summary>
    /// <param name="registers">The registers; R8 to R15 become 0.</param>
    /// <exception cref="KvmException">The call is refused.</exception>
    public void SetRegisters(KvmRegisters registers)
    {
        ArgumentNullException.ThrowIfNull(registers);
        Span<byte> bytes = stackalloc byte[KvmRegisters.Size];
        registers.Write(bytes);
        KvmIoctl.Call(_fd, KvmRequest.SetRegs, bytes);
    }

    /// <summary>KVM_GET_SREGS. A new vCPU is in real mode, as after a reset.</summary>
    /// <exception cref="KvmException">The call is refused.</exception>
    public KvmSpecialRegisters GetSpecialRegisters()
    {
        byte[] bytes = new byte[KvmSpecialRegisters.Size];
        KvmIoctl.Call(_fd, KvmRequest.GetSregs, bytes);
        return new KvmSpecialRegisters(bytes);
    }

    /// <summary>KVM_SET_SREGS.</summary>
    /// <param name="registers">The registers.</param>
    /// <exception cref="KvmException">The call is refused.</exception>
    public void SetSpecialRegisters(KvmSpecialRegisters registers)
    {
        ArgumentNullException.ThrowIfNull(registers);
        KvmIoctl.Call(_fd, KvmRequest.SetSregs, registers.Bytes);
    }

    /// <summary>KVM_RUN: the guest runs on this thread until it needs the VMM. I/O is completed by the next call. A second caller waits for its turn.</summary>
    /// <param name="cancellation">
    /// Ends the wait for a turn, and brings a guest that does not come back out of the processor: the thread gets a signal (SIGURG, ignored by every
    /// process that does not ask for it), whose handler is the runtime's own.
    /// </param>
    /// <returns>Why it came back.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the guest can be run on.</exception>
    /// <exception cref="ObjectDisposedException">The vCPU was disposed of, before or meanwhile.</exception>
    /// <exception cref="KvmException">The call is refused.</exception>
    public KvmExit Run(CancellationToken cancellation = default)
    {
        _fd.ThrowIfDisposed();
        VcpuKick.Prepare();
        bool open = false;
        try
        {
            // Held open meanwhile: who disposes of the vCPU does not unmap what the run and a kick write to.
            _fd.DangerousAddRef(ref open);
            TakeTurn(cancellation);
            try
            {
                using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static vcpu => ((LinuxVcpu)vcpu!).Kick(), this);
                return Enter(cancellation);
            }
            finally
            {
                EndTurn();
            }
        }
        finally
        {
            if (open)
            {
                _fd.DangerousRelease();
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>A run that is under way is stopped, as if it were cancelled; the file descriptor is closed when it has come back.</remarks>
    public void Dispose()
    {
        _fd.Dispose();
        Kick();
        WakeWaiting();
    }

    private void TakeTurn(CancellationToken cancellation)
    {
        if (TryTakeTurn())
        {
            return;
        }

        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static vcpu => ((LinuxVcpu)vcpu!).WakeWaiting(), this);
        lock (_turn)
        {
            while (!TryTakeTurn())
            {
                cancellation.ThrowIfCancellationRequested();
                _fd.ThrowIfDisposed();
                Monitor.Wait(_turn);
            }
        }
    }

    private bool TryTakeTurn()
    {
        lock (_turn)
        {
            if (_runningThread != 0)
            {
                return false;
            }

            _runningThread = VcpuKick.CurrentThread;
            return true;
        }
    }

    // From here on no kick goes out: the thread may be someone else's next.
    private void EndTurn()
    {
        lock (_turn)
        {
            _runningThread = 0;
            _run.SetImmediateExit(false);
            Monitor.PulseAll(_turn);
        }
    }

    // Other signals interrupt KVM_RUN as well: the runtime's own, or a profiler's.
    private KvmExit Enter(CancellationToken cancellation)
    {
        _fd.ThrowIfDisposed();
        while (LibC.Ioctl(_fd, (nuint)KvmRequest.Run, 0) < 0)
        {
            if (KvmIoctl.LastError is not (KvmErrno.EINTR or KvmErrno.EAGAIN) and var errno)
            {
                throw new KvmException(KvmRequest.Run, errno);
            }

            _fd.ThrowIfDisposed();
            cancellation.ThrowIfCancellationRequested();
        }

        return _run.Read();
    }

    // The flag stops a thread that is about to enter the guest, the signal one that has.
    private void Kick()
    {
        lock (_turn)
        {
            if (_runningThread != 0)
            {
                _run.SetImmediateExit(true);
                VcpuKick.Signal(_runningThread);
            }
        }
    }

    private void WakeWaiting()
    {
        lock (_turn)
        {
            Monitor.PulseAll(_turn);
        }
    }
}
