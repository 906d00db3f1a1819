using System.Globalization;
using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>
/// A sum over hosts, each with its name and its leaves, that does not depend on their order: what a part is recognised by. It guards against a file that is
/// given twice, not against somebody who wants two parts to look alike.
/// </summary>
/// <param name="Low">The lower 64 bits.</param>
/// <param name="High">The upper 64 bits.</param>
internal readonly record struct HvHostDigest(ulong Low, ulong High)
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD1B54A32D192ED03;

    /// <summary>The sum of two.</summary>
    public static HvHostDigest operator +(HvHostDigest one, HvHostDigest other) => unchecked(new(one.Low + other.Low, one.High + other.High));

    /// <summary>Reads 32 hexadecimal digits.</summary>
    public static bool TryParse(string? text, out HvHostDigest digest)
    {
        digest = default;
        if (text is not { Length: 32 }
            || !ulong.TryParse(text.Substring(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong high)
            || !ulong.TryParse(text.Substring(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong low))
        {
            return false;
        }

        digest = new HvHostDigest(low, high);
        return true;
    }

    /// <summary>The digest of leaves, whatever their order.</summary>
    public static ulong OfLeaves(ReadOnlySpan<CpuidEntry> entries)
    {
        ulong sum = First;
        foreach (CpuidEntry entry in entries)
        {
            CpuidRegisters registers = entry.Registers;
            ulong one = Mix(entry.Function, ((ulong)registers.Eax << 32) | registers.Ebx);
            sum = unchecked(sum + Mix(one, ((ulong)registers.Ecx << 32) | registers.Edx));
        }

        return sum;
    }

    /// <summary>The digest of one host.</summary>
    public static HvHostDigest OfHost(ReadOnlySpan<byte> name, ulong leaves)
    {
        ulong hash = Mix(leaves, (ulong)name.Length);
        while (name.Length >= sizeof(ulong))
        {
            hash = Mix(hash, System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(name));
            name = name.Slice(sizeof(ulong));
        }

        ulong rest = 0;
        foreach (byte letter in name)
        {
            rest = (rest << 8) | letter;
        }

        hash = Mix(hash, rest);
        return new HvHostDigest(hash, Mix(hash, Second));
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => High.ToString("x16", CultureInfo.InvariantCulture) + Low.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Mix(ulong hash, ulong word)
    {
        unchecked
        {
            ulong mixed = (hash ^ word) * First;
            mixed = (mixed ^ (mixed >> 29)) * Second;
            return mixed ^ (mixed >> 32);
        }
    }
}
