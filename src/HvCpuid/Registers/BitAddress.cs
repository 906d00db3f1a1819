using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Registers;

/// <summary>Where a bit or a field lives: function, register, bits; spelled <c>CPUID.4000000AH:EAX[15:8]</c> everywhere.</summary>
/// <param name="Function">The CPUID function, what goes into EAX.</param>
/// <param name="Register">The register of the answer.</param>
/// <param name="Bits">The bits of that register; <see cref="BitField.Whole"/> for all of it.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Register"/> is none of the four.</exception>
public readonly record struct BitAddress(uint Function, CpuidRegister Register, BitField Bits)
{
    /// <summary>The register of the answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the four.</exception>
    public CpuidRegister Register
    {
        get;
        init => field = Known(value);
    }
    = Known(Register);

    /// <summary>The forms that <see cref="Parse"/> reads, for messages.</summary>
    internal const string Forms = "CPUID.4000000AH:EAX[15:8], 0x4000000a.eax.15-8, 4000000A.EAX[15:8] or, for short, A.EAX[15:8]";

    /// <summary>The address of one bit.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="register">The register.</param>
    /// <param name="bit">The bit, 0 to 31.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bit is not 0 to 31, or the register none of the four.</exception>
    public BitAddress(uint function, CpuidRegister register, int bit)
        : this(function, register, BitField.Bit(bit))
    {
    }

    /// <summary>The value at this address in a leaf's registers.</summary>
    /// <param name="registers">The registers of the leaf <see cref="Function"/>.</param>
    /// <returns>The field's value, its lowest bit at bit 0.</returns>
    public uint Extract(CpuidRegisters registers) => Bits.Extract(registers[Register]);

    /// <summary>True when the two addresses share a bit.</summary>
    /// <param name="other">The other address.</param>
    public bool Overlaps(BitAddress other) =>
        Function == other.Function && Register == other.Register && Bits.Overlaps(other.Bits);

    /// <summary>
    /// Reads an address: <c>CPUID.4000000AH:EAX[15:8]</c>, <c>0x4000000a.eax.15-8</c>, <c>4000000A.EAX[15:8]</c>; without bits it means the
    /// whole register. Up to three hexadecimal digits without <c>CPUID.</c>, <c>0x</c> and <c>H</c> count from 40000000H: <c>A.EAX[15:8]</c>.
    /// </summary>
    /// <param name="text">The text; case does not matter.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    /// <example>
    /// <code>
    /// BitAddress evmcs = BitAddress.Parse("4.EAX[14]");
    /// Console.WriteLine(evmcs); // CPUID.40000004H:EAX[14]
    /// Console.WriteLine(BitAddress.Parse("CPUID.4000000AH:EAX[15:8]").Bits.High); // 15
    /// </code>
    /// </example>
    public static BitAddress Parse(string text) => TryParse(text, out BitAddress address)
        ? address
        : throw new FormatException($"'{Excerpt.Of(text)}' is not the address of a bit: expected {Forms}.");

    /// <summary>Reads an address, as <see cref="Parse"/> does, without throwing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address.</param>
    /// <returns>False when the text is null or no address.</returns>
    public static bool TryParse(string? text, out BitAddress address)
    {
        address = default;
        if (!BitAddressParser.TrySplit(text, out string function, out string rest)
            || !BitAddressParser.TryFunction(function, out uint number)
            || !BitAddressParser.TryRegister(rest, out CpuidRegister register, out BitField bits))
        {
            return false;
        }

        address = new BitAddress(number, register, bits);
        return true;
    }

    /// <summary>Reads a function alone, as addresses spell it: <c>CPUID.4000000AH</c>, <c>0x4000000a</c>, <c>4000000A</c> or, for short, <c>A</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="function">The CPUID function.</param>
    /// <returns>False when the text is null or no function.</returns>
    public static bool TryParseFunction(string? text, out uint function)
    {
        function = 0;
        return text is not null && BitAddressParser.TryFunction(text.Trim(), out function);
    }

    /// <summary>Reads a register and its bits without the function: <c>EDX[19]</c>, <c>edx.19</c>, <c>EAX[15:8]</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="register">The register.</param>
    /// <param name="bits">The bits; all of them when none are given.</param>
    /// <returns>False when the text is null or none of these.</returns>
    public static bool TryParseRegister(string? text, out CpuidRegister register, out BitField bits)
    {
        (register, bits) = (default, default);
        return text is not null && BitAddressParser.TryRegister(text.Trim(), out register, out bits);
    }

    /// <summary>The function as addresses spell it.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <returns><c>4000000AH</c>.</returns>
    public static string FunctionText(uint function) => string.Format(CultureInfo.InvariantCulture, "{0:X8}H", function);

    /// <summary>The one spelling of the address: <c>CPUID.4000000AH:EAX[15:8]</c>, <c>CPUID.40000004H:EBX</c> for a whole register.</summary>
    /// <returns>The text, which <see cref="Parse"/> reads back.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "CPUID.{0:X8}H:{1}{2}",
        Function,
        Register.ToString().ToUpperInvariant(),
        Bits == BitField.Whole ? "" : Bits.ToString());

    private static CpuidRegister Known(CpuidRegister register) => register is >= CpuidRegister.Eax and <= CpuidRegister.Edx
        ? register
        : throw new ArgumentOutOfRangeException(nameof(register), register, "CPUID answers in EAX, EBX, ECX and EDX.");
}
