namespace HvCpuid.Vmm;

/// <summary>A whole QEMU command line as text: <c>-cpu</c>, <c>-machine</c>, <c>-smp</c>, <c>-accel</c>, <c>-global</c>.</summary>
public static class QemuCommandLine
{
    /// <summary>
    /// Reads a QEMU command line, as a shell would: from a script, a log (the last start in it), from ps, or /proc/PID/cmdline with its NULs. Of several
    /// <c>-cpu</c> the last counts, as in QEMU; what <c>-global</c> says of CPUs comes before it.
    /// </summary>
    /// <param name="text">The text; up to 1,048,576 characters.</param>
    /// <exception cref="Enlightenments.HvConfigurationException">There is no such command in it, or it is wrong; the message says where and what was expected.</exception>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static VmDefinition Parse(string text) => QemuCommandLineReader.Read(Guard.NotNull(text));

    /// <summary>True for text in which a QEMU command stands.</summary>
    /// <param name="text">The text.</param>
    internal static bool IsIn(string text) => QemuCommandLineReader.IsIn(text);
}
