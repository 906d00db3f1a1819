using HvCpuid.Registers;

namespace HvCpuid.Tests.Guest;

/// <summary>Ordinary leaves, made up but shaped as KVM_GET_SUPPORTED_CPUID gives them.</summary>
internal static class OrdinaryLeaves
{
    public static IReadOnlyList<CpuidEntry> Intel { get; } =
    [
        Leaf(0x00000000, 0x1F, 0x756E6547, 0x6C65746E, 0x49656E69),
        Leaf(0x00000001, 0x000606A6, 0x00100800, 0x77FAF3FF, 0x0F8BFBFF),
        Leaf(0x00000002, 0x00FEFF01, 0xF0, 0, 0),
        Sub(0x00000004, 0, 0x7C004121, 0x02C0003F, 0x3F, 0),
        Sub(0x00000004, 1, 0x7C004122, 0x01C0003F, 0x3F, 0),
        Sub(0x00000004, 3, 0x7C0FC163, 0x02C0003F, 0xFFFF, 4),
        Sub(0x00000007, 0, 2, 0xF1BF07AB, 0x00405F4E, 0xBC040412),
        Sub(0x0000000B, 0, 1, 2, 0x0100, 0x33),
        Sub(0x0000000B, 1, 5, 0x10, 0x0201, 0x33),
        Sub(0x0000001F, 0, 1, 2, 0x0100, 0x44),
        Sub(0x0000001F, 1, 5, 0x10, 0x0201, 0x55),
        Leaf(0x40000000, 0x40000001, 0x4B4D564B, 0x564B4D56, 0x0000004D),
        Leaf(0x40000001, 0x01007EFB, 0, 0, 1),
        Leaf(0x80000000, 0x80000008, 0, 0, 0),
        Leaf(0x80000001, 0, 0, 0x121, 0x2C100800),
        Leaf(0x80000007, 0, 0, 0, 0x00000100),
        Leaf(0x80000008, 0x3039, 0, 0, 0),
        Leaf(0xC0000000, 0xC0000001, 0, 0, 0),
    ];

    public static IReadOnlyList<CpuidEntry> WithVendor(string vendor)
    {
        AsciiSignature text = AsciiSignature.Parse(vendor);
        return [Leaf(0, 0x1F, text.Ebx, text.Edx, text.Ecx), .. Intel.Skip(1)];
    }

    public static CpuidEntry Leaf(uint function, uint eax, uint ebx, uint ecx, uint edx) => new(function, new CpuidRegisters(eax, ebx, ecx, edx));

    public static CpuidEntry Sub(uint function, uint index, uint eax, uint ebx, uint ecx, uint edx) =>
        Leaf(function, eax, ebx, ecx, edx) with { Index = index, Flags = CpuidEntry.SignificantIndex };
}
