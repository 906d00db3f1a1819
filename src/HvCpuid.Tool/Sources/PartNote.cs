using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Sources;

/// <summary>What a reading does not tell, in words.</summary>
internal static class PartNote
{
    /// <summary>What is unknown: <c>CPUID.40000003H:ECX and every leaf but 40000003H and 40000004H</c>.</summary>
    public static string Unknown(HvReading reading)
    {
        string[] registers = [.. reading.UnknownRegisters().Select(address => address.ToString())];
        string[] leaves = [.. reading.Set.Select(entry => BitAddress.FunctionText(entry.Function))];
        string others = reading.IsComplete ? "" : leaves.Length == 0 ? "every leaf" : "every leaf but " + string.Join(", ", leaves);
        return "unknown are " + string.Join(" and ", new[] { string.Join(", ", registers), others }.Where(part => part.Length > 0));
    }
}
