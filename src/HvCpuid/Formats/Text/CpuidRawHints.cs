namespace HvCpuid.Formats;

/// <summary>What <see cref="CpuidRawReader"/> says beside the plain error.</summary>
internal static class CpuidRawHints
{
    // Lines as cpuid prints them when it decodes: 'vendor_id = "GenuineIntel"', 'version information (1/eax):', 'x2APIC = true'.
    // InstLatx64's: 'CPUID 40000003: 00002AFF-00000830-00000000-00080D12'.
    public static string Decoded(ReadOnlySpan<byte> line) =>
        line.StartsWith("CPUID "u8) ? "; this looks like an InstLatx64 dump, which is not read: use cpuid -r"
        : line.IndexOf(" = "u8) > 0 || line.IndexOf("/eax):"u8) > 0 || line.IndexOf("/ebx):"u8) > 0 ? "; this looks like decoded output, use cpuid -r"
        : "";

    public static string? LeftOut(string? first, int lines) => lines == 0
        ? null
        : $"{first}: the Hyper-V leaves have no index, so it is left out ({lines} such {(lines == 1 ? "line" : "lines")}).";
}
