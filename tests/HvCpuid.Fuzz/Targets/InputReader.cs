using System.Buffers.Binary;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Fuzz.Targets;

/// <summary>Takes numbers from an input, one after the other; zeros behind its end.</summary>
/// <param name="input">The input.</param>
internal ref struct InputReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _rest = input;

    /// <summary>True at the end.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>A byte.</summary>
    public byte Byte() => Bytes(1) is [byte one] ? one : (byte)0;

    /// <summary>Two bytes, little-endian.</summary>
    public ushort UInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Bytes(bytes.Length).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>Four bytes, little-endian.</summary>
    public uint UInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Bytes(bytes.Length).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong UInt64() => UInt32() | ((ulong)UInt32() << 32);

    /// <summary>The next bytes, fewer at the end.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        ReadOnlySpan<byte> bytes = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[bytes.Length..];
        return bytes;
    }

    /// <summary>A set of up to 15 leaves: a byte that says how many, then each a byte that says which and four registers.</summary>
    public HvCpuidSet Set()
    {
        HvCpuidSetBuilder set = new();
        for (int count = Byte() & 15; count > 0; count--)
        {
            byte which = Byte();
            uint function = which < 0xE0 ? HvCpuidSet.FirstFunction + (which & 0x8Fu) : HvCpuidSet.FirstFunction + ((which & 0xFu) << 8) + ((uint)(which >> 4) & 1u);
            set.Set(function, new CpuidRegisters(UInt32(), UInt32(), UInt32(), UInt32()));
        }

        return set.ToSet();
    }

    /// <summary>An input from which <see cref="Set"/> takes these leaves.</summary>
    public static byte[] Of(HvCpuidSet set, params ReadOnlySpan<byte> rest)
    {
        CpuidEntry[] entries = [.. set.Where(entry => entry.Function < HvCpuidSet.FirstFunction + 0x90).Take(15)];
        byte[] input = new byte[1 + (entries.Length * 17) + rest.Length];
        input[0] = (byte)entries.Length;
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = input.AsSpan(1 + (i * 17), 17);
            entry[0] = (byte)(entries[i].Function & 0x8F);
            for (int register = 0; register < 4; register++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[(1 + (register * 4))..], entries[i].Registers[(CpuidRegister)register]);
            }
        }

        rest.CopyTo(input.AsSpan(input.Length - rest.Length));
        return input;
    }
}
