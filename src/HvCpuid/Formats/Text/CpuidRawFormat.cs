using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>
/// The text of <c>cpuid -r</c> (Todd Allen's cpuid, manual page cpuid(1)): a heading for each CPU, then its leaves, one a line, as
/// <c>   0x40000003 0x00: eax=0x00002aff ebx=0x00000830 ecx=0x00000000 edx=0x00080d12</c>.
/// </summary>
public static class CpuidRawFormat
{
    /// <summary>
    /// Reads a dump; what stands around its lines is skipped, and a line that is almost one is an error, also an ordinary leaf's. Of several dumps
    /// the first is read.
    /// </summary>
    /// <param name="input">UTF-8 text.</param>
    /// <param name="dump">The CPUs by their headings; <c>CPU:</c>, or no heading at all, is one CPU without a number.</param>
    /// <param name="error">
    /// The first line that is wrong: almost a leaf or a heading, a CPU or a hypervisor leaf twice, a line that the text ends in; or that the text
    /// has no leaf.
    /// </param>
    /// <returns>False when it could not be read.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> input, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error) =>
        HvCpuidFormats.TryRead(input, HvCpuidFormat.CpuidRaw, out dump, out error);

    /// <summary>Writes one CPU. An entry's flags have no place in this format; a text without any leaf is not read back.</summary>
    /// <param name="set">Its leaves.</param>
    /// <param name="cpuNumber">Its number, for the heading <c>CPU 0:</c>; null for the heading <c>CPU:</c>.</param>
    /// <returns>The text, every line ended by a line feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="set"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cpuNumber"/> is negative: no reader takes it.</exception>
    /// <example>
    /// <code>
    /// HvCpuidSet leaves = KvmQuery.Parse("6.12").Ask().Set!;
    /// string text = CpuidRawFormat.Write(leaves, cpuNumber: 0);
    /// Console.WriteLine(text.Split('\n')[1].Trim()); // 0x40000000 0x00: eax=0x40000082 ebx=0x756e694c ecx=0x564b2078 edx=0x7648204d
    /// Console.WriteLine(HvCpuidFormats.Read(Encoding.UTF8.GetBytes(text)).Cpus[0].Set.Equals(leaves)); // True
    /// </code>
    /// </example>
    public static string Write(HvCpuidSet set, int? cpuNumber = null)
    {
        if (cpuNumber < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(cpuNumber), cpuNumber, "CPUs are numbered from 0.");
        }

        StringBuilder text = new();
        Append(text, Guard.NotNull(set), cpuNumber);
        return text.ToString();
    }

    /// <summary>Writes all CPUs of a dump, as <see cref="Write(HvCpuidSet, int?)"/> writes one.</summary>
    /// <param name="dump">The dump.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dump"/> is null.</exception>
    /// <exception cref="ArgumentException">The dump tells only a part of its leaves, and this format has no way to say so.</exception>
    public static string Write(HvCpuidDump dump)
    {
        StringBuilder text = new();
        foreach (HvCpuidDumpCpu cpu in Guard.NotNull(dump).Cpus)
        {
            if (!cpu.Reading.IsWhole)
            {
                throw new ArgumentException("The dump tells only a part of its leaves, and cpuid -r has no way to say so.", nameof(dump));
            }

            Append(text, cpu.Set, cpu.Number);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, HvCpuidSet set, int? cpuNumber)
    {
        text.Append(cpuNumber is { } number ? string.Format(CultureInfo.InvariantCulture, "CPU {0}:\n", number) : "CPU:\n");
        foreach (CpuidEntry entry in set)
        {
            CpuidRegisters registers = entry.Registers;
            text.AppendFormat(CultureInfo.InvariantCulture, "   0x{0:x8} 0x{1:x2}:", entry.Function, entry.Index);
            text.AppendFormat(CultureInfo.InvariantCulture, " eax=0x{0:x8} ebx=0x{1:x8}", registers.Eax, registers.Ebx);
            text.AppendFormat(CultureInfo.InvariantCulture, " ecx=0x{0:x8} edx=0x{1:x8}\n", registers.Ecx, registers.Edx);
        }
    }
}
