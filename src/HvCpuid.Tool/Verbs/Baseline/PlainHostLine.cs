using HvCpuid.Registers;

namespace HvCpuid.Tool.Verbs;

/// <summary>
/// Reads a line that is written exactly as this tool writes sets, without blanks: <c>{"host":"…","entries":[{"function":"0x40000000","index":0,"flags":0,
/// "eax":"0x…",…},…]}</c>, the host being left out or not. It compares bytes and knows no JSON: whatever is otherwise is for another reader.
/// </summary>
internal static class PlainHostLine
{
    private const int Digits = 8;

    /// <summary>How long an entry is.</summary>
    private static readonly int EntryLength = "{\"function\":\"0x40000000\",\"index\":0,\"flags\":0,\"eax\":\"0x00000000\",\"ebx\":\"0x00000000\",\"ecx\":\"0x00000000\",\"edx\":\"0x00000000\"}".Length;

    /// <summary>Reads what stands behind the host's name, or the whole line of a host without one.</summary>
    /// <param name="line">From <c>,"entries":[</c> or <c>{"entries":[</c> on.</param>
    /// <param name="isRest">True for what stands behind a name.</param>
    /// <param name="entries">Where the leaves go.</param>
    /// <returns>How many there are; -1 where the line is otherwise.</returns>
    public static int Read(ReadOnlySpan<byte> line, bool isRest, Span<CpuidEntry> entries)
    {
        if (line.Length == 0 || line[0] != (isRest ? (byte)',' : (byte)'{') || !line[1..].StartsWith("\"entries\":["u8))
        {
            return -1;
        }

        ReadOnlySpan<byte> rest = line[(1 + "\"entries\":[".Length)..];
        int count = 0;
        bool goesOn = true;
        while (goesOn && count < entries.Length && TryReadEntry(rest, out entries[count]))
        {
            rest = rest[EntryLength..];
            count++;
            goesOn = rest.Length > 0 && rest[0] == ',';
            rest = goesOn ? rest[1..] : rest;
        }

        return count > 0 && !goesOn && rest.SequenceEqual("]}"u8) && AreDistinct(entries[..count]) ? count : -1;
    }

    private static bool TryReadEntry(ReadOnlySpan<byte> text, out CpuidEntry entry)
    {
        entry = default;
        if (text.Length < EntryLength
            || !TryTake(ref text, "{\"function\":\"0x"u8, out uint function)
            || !TryTake(ref text, "\",\"index\":0,\"flags\":0,\"eax\":\"0x"u8, out uint eax)
            || !TryTake(ref text, "\",\"ebx\":\"0x"u8, out uint ebx)
            || !TryTake(ref text, "\",\"ecx\":\"0x"u8, out uint ecx)
            || !TryTake(ref text, "\",\"edx\":\"0x"u8, out uint edx)
            || !text.StartsWith("\"}"u8)
            || function is < 0x40000000 or > 0x4FFFFFFF)
        {
            return false;
        }

        entry = new CpuidEntry(function, new CpuidRegisters(eax, ebx, ecx, edx));
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> before, out uint value)
    {
        value = 0;
        if (!text.StartsWith(before))
        {
            return false;
        }

        ReadOnlySpan<byte> digits = text.Slice(before.Length, Digits);
        uint bad = 0;
        unchecked
        {
            foreach (byte letter in digits)
            {
                // '0' to '9' and 'a' to 'f': this tool writes lower case.
                uint digit = letter - (uint)'0';
                uint high = letter - (uint)'a';
                bad |= digit > 9 && high > 5 ? 1u : 0u;
                value = (value << 4) | (digit <= 9 ? digit : high + 10);
            }
        }

        text = text[(before.Length + Digits)..];
        return bad == 0;
    }

    private static bool AreDistinct(ReadOnlySpan<CpuidEntry> entries)
    {
        for (int i = 1; i < entries.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (entries[i].Function == entries[j].Function)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
