using System.Runtime.InteropServices;

namespace HvCpuid.Linux.Native;

/// <summary>
/// The signal that brings a vCPU's thread out of KVM_RUN. SIGURG does nothing where it has no handler, so a late one is harmless; the handler is
/// the .NET runtime's, asked for in the ordinary way, so none of the runtime's own signals is touched.
/// </summary>
internal static class VcpuKick
{
    private const int SigUrg = 23;

    // Held for the life of the process: a vCPU may be run at any time.
    private static readonly Lazy<PosixSignalRegistration> Registration = new(
        () => PosixSignalRegistration.Create((PosixSignal)SigUrg, static context => context.Cancel = true));

    [ThreadStatic]
    private static int KnownThread;

    /// <summary>The kernel's number of this thread, asked for once.</summary>
    public static int CurrentThread => KnownThread != 0 ? KnownThread : KnownThread = (int)LibC.SystemCall(LibC.GetThreadIdCall, 0, 0, 0);

    /// <summary>Has to be called before the first signal.</summary>
    public static void Prepare() => _ = Registration.Value;

    /// <summary>Interrupts the system call that a thread of this process is in.</summary>
    /// <param name="thread">The kernel's number of the thread.</param>
    public static void Signal(int thread) => LibC.SystemCall(LibC.SignalThreadCall, Environment.ProcessId, thread, SigUrg);
}
