using System.Globalization;
using System.Text;
using HvCpuid.Text;

namespace HvCpuid.Registers;

/// <summary>Twelve ASCII characters in EBX, ECX and EDX, in that order: how a hypervisor signs its first leaf (TLFS, "Hypervisor CPUID leaves").</summary>
/// <remarks>Leaf 0 of a processor has its vendor in another order (EBX, EDX, ECX); that one is not meant here.</remarks>
public readonly record struct AsciiSignature
{
    /// <summary>How many characters a signature has.</summary>
    public const int Length = 12;

    /// <summary>A signature from its registers.</summary>
    /// <param name="ebx">Characters 0 to 3, the first in the lowest byte.</param>
    /// <param name="ecx">Characters 4 to 7.</param>
    /// <param name="edx">Characters 8 to 11.</param>
    public AsciiSignature(uint ebx, uint ecx, uint edx) => (Ebx, Ecx, Edx) = (ebx, ecx, edx);

    /// <summary><c>Microsoft Hv</c>: Hyper-V's own, and the only one that Linux guests recognise.</summary>
    public static AsciiSignature MicrosoftHv { get; } = Parse("Microsoft Hv");

    /// <summary><c>Linux KVM Hv</c>: what KVM_GET_SUPPORTED_HV_CPUID answers (kvm_get_hv_cpuid, since Linux 5.0).</summary>
    public static AsciiSignature LinuxKvmHv { get; } = Parse("Linux KVM Hv");

    /// <summary><c>Microsoft VS</c>: the synthetic debugger's leaf as QEMU fills it.</summary>
    public static AsciiSignature MicrosoftVs { get; } = Parse("Microsoft VS");

    /// <summary><c>KVMKVMKVM</c> and three zero bytes: KVM's own leaves (Linux, Documentation/virt/kvm/x86/cpuid.rst).</summary>
    public static AsciiSignature Kvm { get; } = Parse("KVMKVMKVM");

    /// <summary>Characters 0 to 3.</summary>
    public uint Ebx { get; }

    /// <summary>Characters 4 to 7.</summary>
    public uint Ecx { get; }

    /// <summary>Characters 8 to 11.</summary>
    public uint Edx { get; }

    /// <summary>Reads a signature from text; a shorter one is padded with zero bytes.</summary>
    /// <param name="text">Up to twelve ASCII characters.</param>
    /// <exception cref="FormatException">The text is longer, or not ASCII.</exception>
    public static AsciiSignature Parse(string text) => TryParse(text, out AsciiSignature signature)
        ? signature
        : throw new FormatException($"'{Excerpt.Of(text)}' is not a signature: expected up to {Length} ASCII characters.");

    /// <summary>Reads a signature from text, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">Up to twelve ASCII characters.</param>
    /// <param name="signature">The signature.</param>
    /// <returns>False when the text is null, longer, or not ASCII.</returns>
    public static bool TryParse(string? text, out AsciiSignature signature)
    {
        signature = default;
        if (text is null || text.Length > Length)
        {
            return false;
        }

        uint[] words = new uint[3];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] > 0x7F)
            {
                return false;
            }

            words[i / 4] |= (uint)text[i] << (8 * (i % 4));
        }

        signature = new AsciiSignature(words[0], words[1], words[2]);
        return true;
    }

    /// <summary>The four characters that stand in a register.</summary>
    /// <param name="register">EBX, ECX or EDX.</param>
    /// <exception cref="ArgumentOutOfRangeException">The register is none of the three.</exception>
    public uint Word(CpuidRegister register) => register switch
    {
        CpuidRegister.Ebx => Ebx,
        CpuidRegister.Ecx => Ecx,
        CpuidRegister.Edx => Edx,
        _ => throw new ArgumentOutOfRangeException(nameof(register), register, "A signature stands in EBX, ECX and EDX."),
    };

    /// <summary>Four characters of one register, as leaf 40000001H has them: <c>Hv#1</c> is 31237648H.</summary>
    /// <param name="register">The register.</param>
    /// <returns>The text, unprintable bytes as <c>\xNN</c>, zero bytes at the end left out.</returns>
    public static string Text(uint register) => Text([register]);

    /// <summary>The twelve characters, unprintable bytes as <c>\xNN</c>, zero bytes at the end left out.</summary>
    public override string ToString() => Text([Ebx, Ecx, Edx]);

    private static string Text(uint[] words)
    {
        StringBuilder text = new();
        int zeros = 0;
        foreach (uint word in words)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                byte value = (byte)((word >> shift) & 0xFF);
                if (value == 0)
                {
                    zeros++;
                    continue;
                }

                for (; zeros > 0; zeros--)
                {
                    text.Append(@"\x00");
                }

                if (value is >= 0x20 and < 0x7F and not (byte)'\\')
                {
                    text.Append((char)value);
                }
                else
                {
                    text.AppendFormat(CultureInfo.InvariantCulture, @"\x{0:X2}", value);
                }
            }
        }

        return text.ToString();
    }
}
