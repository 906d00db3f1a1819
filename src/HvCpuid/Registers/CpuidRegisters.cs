using System.Globalization;

namespace HvCpuid.Registers;

/// <summary>What CPUID answers for one function: four 32-bit registers, exactly as they came.</summary>
/// <param name="Eax">EAX[31:0].</param>
/// <param name="Ebx">EBX[31:0].</param>
/// <param name="Ecx">ECX[31:0].</param>
/// <param name="Edx">EDX[31:0].</param>
public readonly record struct CpuidRegisters(uint Eax, uint Ebx, uint Ecx, uint Edx)
{
    /// <summary>The value of one register.</summary>
    /// <param name="register">Which one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="register"/> is none of the four.</exception>
    public uint this[CpuidRegister register] => register switch
    {
        CpuidRegister.Eax => Eax,
        CpuidRegister.Ebx => Ebx,
        CpuidRegister.Ecx => Ecx,
        CpuidRegister.Edx => Edx,
        _ => throw NoSuchRegister(register),
    };

    /// <summary>The same registers with one of them replaced.</summary>
    /// <param name="register">Which one.</param>
    /// <param name="value">Its new value.</param>
    /// <returns>The changed copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="register"/> is none of the four.</exception>
    public CpuidRegisters With(CpuidRegister register, uint value) => register switch
    {
        CpuidRegister.Eax => this with { Eax = value },
        CpuidRegister.Ebx => this with { Ebx = value },
        CpuidRegister.Ecx => this with { Ecx = value },
        CpuidRegister.Edx => this with { Edx = value },
        _ => throw NoSuchRegister(register),
    };

    /// <summary>The registers as eight hexadecimal digits each: <c>00002AFF-00000030-00000000-00080500</c>.</summary>
    /// <returns>EAX, EBX, ECX and EDX, in that order.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0:X8}-{1:X8}-{2:X8}-{3:X8}", Eax, Ebx, Ecx, Edx);

    private static ArgumentOutOfRangeException NoSuchRegister(CpuidRegister register) =>
        new(nameof(register), register, "A CPUID register is EAX, EBX, ECX or EDX.");
}
