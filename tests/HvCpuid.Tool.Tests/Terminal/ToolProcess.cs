using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HvCpuid.Tool.Tests.Terminal;

/// <summary>The tool as a process of its own, as a shell starts it: with streams closed, full, or a terminal.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Why this machine cannot do it; null when it can.</summary>
    public static string? WhyNot => !OperatingSystem.IsLinux() ? "a shell and the devices of Linux are needed" : !File.Exists("/bin/sh") ? "there is no /bin/sh" : null;

    private static readonly string Assembly = typeof(ToolProgram).Assembly.Location;

    private static string Command => File.Exists(Path.ChangeExtension(Assembly, null)) ? $"'{Path.ChangeExtension(Assembly, null)}'" : $"dotnet '{Assembly}'";

    /// <summary>Runs a line of shell, in which <c>hvcpuid</c> is the tool.</summary>
    public static (int ExitCode, string Output, string Error) Shell(string line, params (string Name, string? Value)[] environment)
    {
        ProcessStartInfo start = new("/bin/sh") { ArgumentList = { "-c", Line(line) }, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(line);
        }

        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs the tool with a terminal as its standard output and standard error; what came there, without the terminal's carriage returns.</summary>
    public static string OnTerminal(string line, params (string Name, string? Value)[] environment)
    {
        int master = OpenTerminal(2 | 0x100); // O_RDWR | O_NOCTTY
        if (master < 0 || Grant(master) != 0 || Unlock(master) != 0 || Marshal.PtrToStringUTF8(NameOf(master)) is not { } name)
        {
            Assert.Skip("no pseudo-terminal can be opened");
            return "";
        }

        using SafeFileHandle handle = new(master, ownsHandle: true);
        using FileStream terminal = new(handle, FileAccess.Read, bufferSize: 0);
        Task<string> read = Task.Run(() => ReadAll(terminal));
        _ = Shell($"{{ {line}; }} >{name} 2>&1", environment);
        Assert.True(read.Wait(Patience), "the terminal never ended");
        return read.Result.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string Line(string line) => $"hvcpuid() {{ {Command} \"$@\"; }}; {line}";

    // Once nobody has the terminal open any more, reading its other end fails.
    private static string ReadAll(FileStream terminal)
    {
        using MemoryStream all = new();
        byte[] chunk = new byte[4096];
        try
        {
            for (int count; (count = terminal.Read(chunk)) > 0;)
            {
                all.Write(chunk, 0, count);
            }
        }
        catch (IOException)
        {
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    [DllImport("libc", EntryPoint = "posix_openpt")]
    private static extern int OpenTerminal(int flags);

    [DllImport("libc", EntryPoint = "grantpt")]
    private static extern int Grant(int master);

    [DllImport("libc", EntryPoint = "unlockpt")]
    private static extern int Unlock(int master);

    [DllImport("libc", EntryPoint = "ptsname")]
    private static extern IntPtr NameOf(int master);
}
