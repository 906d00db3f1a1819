using System.Globalization;
using System.Text;
using HvCpuid.Registers;

namespace HvCpuid.Guest;

/// <summary>Fills the fields of a line's form.</summary>
internal static class LinuxGuestLineText
{
    /// <summary>The line as the guest prints it; null where what stands in one of its fields is not decided.</summary>
    public static LinuxGuestPrinted? Print(LinuxGuestLine line, LinuxGuestContext guest, LinuxGuestClocks clocks)
    {
        string form = line.Form;
        StringBuilder text = new();
        int at = 0;
        for (int open = form.IndexOf('{'); open >= 0; open = form.IndexOf('{', at))
        {
            int close = form.IndexOf('}', open);
            if (Value(form.Substring(open + 1, close - open - 1), guest, clocks) is not { } value)
            {
                return null;
            }

            text.Append(form, at, open - at).Append(value);
            at = close + 1;
        }

        return new LinuxGuestPrinted(line, text.Append(form, at, form.Length - at).ToString());
    }

    private static string? Value(string field, LinuxGuestContext guest, LinuxGuestClocks clocks) => field switch
    {
        "platform" => guest.Platforms.Chosen,
        "mode" => guest.InX2Apic ? "x2apic" : "xapic",
        "lapic" => string.Format(CultureInfo.InvariantCulture, "0x{0:x}", guest.Options.ApicFrequency / (ulong)guest.Options.TimerFrequency),
        "first" => clocks.First,
        "chosen" => clocks.Chosen,
        _ => Register(field, guest),
    };

    private static string Register(string field, LinuxGuestContext guest)
    {
        string[] parts = field.Split(':');
        string format = parts[parts.Length - 1];
        BitAddress address = BitAddress.Parse(field.Substring(0, field.Length - format.Length - 1));
        uint value = guest.Value(address);
        return format switch
        {
            "x" => value.ToString("x", CultureInfo.InvariantCulture),
            "d" => unchecked((int)value).ToString(CultureInfo.InvariantCulture),
            "s" => Signed(value, address.Bits.Width).ToString(CultureInfo.InvariantCulture),
            _ => throw new FormatException($"'{field}' has no format: expected x, d or s."),
        };
    }

    private static int Signed(uint value, int width) => unchecked((int)(value << (32 - width)) >> (32 - width));
}
