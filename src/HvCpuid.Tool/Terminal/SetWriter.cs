using HvCpuid.Formats;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Terminal;

/// <summary>Writes a set in the forms that other programs read.</summary>
internal static class SetWriter
{
    /// <summary>Writes <c>cpuid -r</c> text.</summary>
    public static void Raw(HvCpuidSet set, int? cpuNumber, ToolConsole console) => console.Output.Write(CpuidRawFormat.Write(set, cpuNumber));

    /// <summary>Writes an InstLatx64 dump.</summary>
    public static void InstLatx64(HvCpuidSet set, int? cpuNumber, ToolConsole console) => console.Output.Write(InstLatx64Format.Write(set, cpuNumber));

    /// <summary>Writes a CPU template of Firecracker's.</summary>
    public static void Firecracker(HvReading reading, ToolConsole console) => console.Output.WriteLine(FirecrackerFormat.Write(reading));

    /// <summary>Writes the bytes of <c>struct kvm_cpuid2</c>.</summary>
    /// <exception cref="ToolFailure">Standard output is a terminal.</exception>
    public static void Bytes(HvCpuidSet set, ToolConsole console)
    {
        if (console.OutputIsTerminal)
        {
            throw ToolFailure.Unusable("--format bin writes bytes, not text: send it to a file or a program, not to a terminal.");
        }

        byte[] bytes = new byte[KvmCpuid2Format.GetByteCount(set)];
        KvmCpuid2Format.Write(set, bytes);
        console.Output.Flush();
        console.OutputBytes.Write(bytes);
        console.OutputBytes.Flush();
    }
}
