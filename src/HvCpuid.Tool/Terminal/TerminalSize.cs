using System.Runtime.InteropServices;

namespace HvCpuid.Tool.Terminal;

/// <summary>How wide a terminal is, asked without setting it up: <see cref="Console.WindowWidth"/> writes to it on Unix.</summary>
internal static partial class TerminalSize
{
    private const int GetWindowSize = 0x5413; // TIOCGWINSZ of Linux, as on x86 and Arm

    /// <summary>The columns of the terminal at a descriptor; 0 where it does not say.</summary>
    /// <param name="descriptor">1 or 2.</param>
    public static int Columns(int descriptor)
    {
        try
        {
            return OperatingSystem.IsWindows() ? Console.WindowWidth
                : OperatingSystem.IsLinux() && Ioctl(descriptor, GetWindowSize, out WindowSize size) == 0 ? size.Columns
                : 0;
        }
        catch (Exception exception) when (exception is IOException or DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, out WindowSize size);

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsAcross;
        public readonly ushort PixelsDown;
    }
}
