using System.Buffers.Binary;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>One release as it was measured or read off its sources, written down again here: nothing of src/HvCpuid is used.</summary>
internal sealed record FactSheet(string Release, uint Max, uint Eax3, uint Ebx3, uint Edx3, uint Eax4, uint Vcpus, uint EaxA, uint EbxA, string Traits)
{
    // Traits: t: 3.EDX[19] needs a LAPIC; i: 4.EAX[10] needs one; s: the SMT bit; a: leaf A always; y: the system form; o: the oops.
    public static IReadOnlyList<FactSheet> All { get; } =
    [
        new("5.0", 0x4000000A, 0x2AFF, 0x30, 0x80500, 0xC2C, 288, 0, 0, "o"),
        new("5.3", 0x4000000A, 0x2AFF, 0x30, 0x80500, 0xC2C, 288, 0, 0, ""),
        new("5.4", 0x4000000A, 0x2AFF, 0x30, 0x80500, 0xC2C, 288, 0, 0, "ts"),
        new("5.7", 0x4000000A, 0x2AFF, 0x30, 0x80500, 0xC2C, 288, 0, 0, "ts"),
        new("5.8", 0x40000082, 0x2AFF, 0x830, 0x80D02, 0xC2C, 288, 0, 0, "ts"),
        new("5.10.223", 0x40000082, 0x2AFF, 0x830, 0x80D02, 0xC2C, 288, 0, 0, "ts"),
        new("5.11", 0x40000082, 0x2AFF, 0x830, 0x80D02, 0xC2C, 288, 0, 0, "tsy"),
        new("5.14", 0x40000082, 0x2AFF, 0x830, 0x80D12, 0xC2C, 288, 0, 0, "tsy"),
        new("5.18", 0x40000082, 0x2AFF, 0x830, 0x80D12, 0xE2C, 1024, 0x80000, 0, "tsya"),
        new("6.1.192", 0x40000082, 0x2AFF, 0x830, 0x80D12, 0xE2C, 1024, 0x80000, 1, "tsyai"),
        new("6.8", 0x40000082, 0xAAFF, 0x100830, 0x84D12, 0xE2C, 4096, 0xA0000, 1, "tsya"),
        new("6.12.107", 0x40000082, 0xAAFF, 0x100830, 0x84D12, 0xE2C, 4096, 0xA0000, 1, "tsyai"),
        new("6.14", 0x40000082, 0xAAFF, 0x100830, 0x84D12, 0xE2C, 4096, 0xA0000, 1, "tsyai"),
        new("7.1", 0x40000082, 0xAAFF, 0x100830, 0x84D12, 0xE2C, 4096, 0xA0000, 1, "tsyai"),
        new("7.2.13", 0x40000082, 0xAAFF, 0x100830, 0x84D12, 0xE2C, 4096, 0xA0000, 1, "tsyai"),
    ];

    public static TheoryData<string> Releases => [.. All.Select(sheet => sheet.Release)];

    public static FactSheet Of(string release) => All.Single(sheet => sheet.Release == release);

    public bool Has(char trait) => Traits.Contains(trait, StringComparison.Ordinal);

    public bool IsAtOrAfter(string release) => Place(Release) >= Place(release);

    /// <summary>The errno of the whole call, whatever its argument; "OOPS" where it does not come back.</summary>
    public string? Refusal(Situation s) =>
        s.CompiledOut || (s.System && !Has('y')) ? "EINVAL"
        : s is { Vendor: CpuVendor.Intel, Nested: false } && Has('o') ? "OOPS"
        : null;

    /// <summary>The entries as bytes, 40 for each.</summary>
    public byte[] Entries(Situation s)
    {
        bool lapic = s.Lapic || s.System;
        bool evmcs = s is { Vendor: CpuVendor.Intel, Nested: true } && (s.Evmcs || s.System);
        uint edx3 = Has('t') && !lapic ? Edx3 & ~(1u << 19) : Edx3;
        uint eax4 = (Has('i') && !lapic ? Eax4 & ~(1u << 10) : Eax4) | (evmcs ? 1u << 14 : 0) | (Has('s') && s.NoSmt ? 1u << 18 : 0);
        const uint linu = 0x756E694C, xKv = 0x564B2078, mHv = 0x7648204D;
        List<uint[]> rows =
        [
            [0x40000000, Max, linu, xKv, mHv],
            [0x40000001, 0x31237648, 0, 0, 0],
            [0x40000002, 0x3839, 0xA0000, 0, 0],
            [0x40000003, Eax3, Ebx3, 0, edx3],
            [0x40000004, eax4, 0xFFF, 0, 0],
            [0x40000005, s.MaxVcpus ?? Vcpus, 64, 0, 0],
        ];
        if (Max == 0x40000082)
        {
            rows.Add([0x40000080, 0, linu, xKv, mHv]);
            rows.Add([0x40000081, 0x31235356, 0, 0, 0]);
            rows.Add([0x40000082, 2, 0, 0, 0]);
        }

        if (Has('a') || evmcs)
        {
            rows.Add([0x4000000A, EaxA | (evmcs ? 0x0101u : 0), EbxA, 0, 0]);
        }

        byte[] bytes = new byte[rows.Count * 40];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int word = 0; word < 5; word++)
            {
                int offset = (i * 40) + (word == 0 ? 0 : 8 + (word * 4));
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), rows[i][word]);
            }
        }

        return bytes;
    }

    private static int Place(string release)
    {
        int[] numbers = [.. release.Split('.').Select(int.Parse), 0];
        return (numbers[0] * 1_000_000) + (numbers[1] * 1000) + numbers[2];
    }
}

/// <summary>Who calls what on which host.</summary>
internal sealed record Situation(CpuVendor Vendor, bool Nested, bool System, bool Lapic, bool Evmcs, bool NoSmt)
{
    public bool CompiledOut { get; init; }

    public uint? MaxVcpus { get; init; }

    public static IEnumerable<Situation> All { get; } =
    [
        .. from vendor in new[] { CpuVendor.Intel, CpuVendor.Amd }
           from nested in new[] { true, false }
           from noSmt in new[] { true, false }
           from form in new[] { "system", "vcpu", "vcpu lapic", "vcpu evmcs", "vcpu lapic evmcs" }
           select new Situation(vendor, nested, form == "system", form.Contains("lapic"), form.Contains("evmcs"), noSmt),
    ];

    public KvmHost Host(string release) => new()
    {
        Kernel = KvmRelease.Parse(release),
        Vendor = Vendor,
        Nested = Nested,
        SmtPossible = !NoSmt,
        HyperVCompiledIn = !CompiledOut,
        MaximumVcpus = (int?)MaxVcpus,
    };
}
