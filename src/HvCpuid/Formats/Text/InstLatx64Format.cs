using System.Globalization;
using System.Text;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>The dumps of InstLatx64 and AIDA64: <c>CPUID 40000003: 00003FFF-002BB9FF-00000002-10FFFBF2</c>, a heading above each CPU.</summary>
public static class InstLatx64Format
{
    /// <summary>Writes one CPU. An entry's flags have no place in this format.</summary>
    /// <param name="set">Its leaves.</param>
    /// <param name="cpuNumber">Its number, for the heading <c>------[ Logical CPU #0 ]------</c>; null for no heading.</param>
    /// <returns>The text, every line ended by a line feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    public static string Write(HvCpuidSet set, int? cpuNumber = null)
    {
        StringBuilder text = new();
        if (cpuNumber is { } number)
        {
            text.AppendFormat(CultureInfo.InvariantCulture, "------[ Logical CPU #{0} ]------\n", number);
        }

        foreach (CpuidEntry entry in Guard.NotNull(set))
        {
            text.AppendFormat(CultureInfo.InvariantCulture, "CPUID {0:X8}: {1}\n", entry.Function, entry.Registers);
        }

        return text.ToString();
    }
}
