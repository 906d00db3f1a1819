using System.Buffers.Binary;
using HvCpuid.Access;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>
/// The probes of a guest: every synthetic MSR and what lies beside, read and written with values that are taken and that are not; every hypercall in every
/// form of its input value. No value of them resets, crashes or interrupts the guest, and no page they name is one of its own.
/// </summary>
internal static class ProbeScript
{
    public const uint GuestOsId = 0x40000000;
    public const uint TscInvariantControl = 0x40000118;
    public const uint ExtendedPowerManagement = 0x80000007;
    public const ushort SignalEvent = 0x005D;

    // Both a vector that an IPI takes and a connection that nothing is bound to.
    private const uint VectorOrConnection = 0x20;
    private const uint WithoutBanks = ProbeGuest.Inputs, WithBankOfFlush = ProbeGuest.Inputs + 0x100, WithBankOfIpi = ProbeGuest.Inputs + 0x200;
    private const ulong Fast = 1UL << 16, VariableHeader = 1UL << 17, OneRep = 1UL << 32, SecondRep = 1UL << 48;
    private const ulong UseHypercalls = 4; // HV_X64_SYNDBG_OPTION_USE_HCALLS, without which the debugger's are refused with HV_STATUS_OPERATION_DENIED

    private static readonly uint[] Neighbours =
    [
        0x40000004, 0x40000012, 0x40000024, 0x4000006F, 0x40000074, 0x40000085, 0x4000008F, 0x400000A0, 0x400000AF, 0x400000B8, 0x400000F0, 0x400000F6, 0x400000FE,
        0x40000109, 0x40000117, 0x40000119, 0x40000200, 0x4000FFFF,
    ];

    // Those whose values 0 and 1 are not the ones to try.
    private static readonly Dictionary<uint, ulong[]> Values = new()
    {
        [GuestOsId] = [1], // 0 would turn hypercalls off
        [0x40000001] = [0, 0xA001], // a page of the guest's, and enabled
        [0x40000003] = [0], // 1 resets
        [0x40000021] = [0, 0xB001],
        [0x40000070] = [0],
        [0x40000071] = [0], // a fixed interrupt to an APIC that is off
        [0x40000072] = [0],
        [0x40000073] = [0, 0xC001],
        [0x40000082] = [0, 0xD001],
        [0x40000083] = [0, 0xE001],
        [0x40000084] = [0],
        [0x400000FF] = [0, UseHypercalls],
        [TscInvariantControl] = [0, 2, 1, 1, 0, 3],
    };

    private static readonly ulong[] SintValues = [0x1_0000, 0, 0xF, 0xFF, 0x10];
    private static readonly ulong[] TimerConfigurations = [0, 1 << 12, 0];

    // None of those is a number of KVM's own hypercalls either, but for 000BH (KVM_HC_SCHED_YIELD), which has a row.
    private static readonly ushort[] UnknownCodes = [0x0000, 0x0004, 0x0016, 0x005B, 0x005E, 0x0068, 0x006C, 0x7FFF, 0x8000, 0x8042, 0xFFFF];

    /// <summary>A hypercall before GUEST_OS_ID is written, which it has to be.</summary>
    public static IReadOnlyList<Probe> TooEarly { get; } = [Hypercall(2, WithoutBanks)];

    /// <summary>All of the rest; the first writes GUEST_OS_ID.</summary>
    public static IReadOnlyList<Probe> All { get; } =
    [
        new Probe(ProbeKind.Write, GuestOsId, 1),
        new Probe(ProbeKind.Cpuid, 0, ExtendedPowerManagement),
        .. HvMsrTable.All.SelectMany(OfMsr),
        .. Neighbours.SelectMany(msr => new Probe[] { new(ProbeKind.Read, msr), new(ProbeKind.Write, msr) }),
        .. HvHypercallTable.All.SelectMany(row => new[] { row.Code, (ushort)((row.Code + row.LastCode) / 2), row.LastCode }.Distinct().SelectMany(code => OfCode(row, code))),
        .. UnknownCodes.SelectMany(code => new[] { Hypercall(code, WithoutBanks), Hypercall(code | Fast, VectorOrConnection), Hypercall(code | (1UL << 44), WithoutBanks) }),
    ];

    /// <summary>Those for a guest in real mode: hypercalls only.</summary>
    public static IReadOnlyList<Probe> InRealMode { get; } =
        [Hypercall(2, WithoutBanks), Hypercall(0x8001, WithoutBanks), Hypercall(0xFFFF, WithoutBanks), Hypercall(2 | (1UL << 44), WithoutBanks)];

    /// <summary>What the hypercalls read: structures whose reserved fields, processor sets and addresses are 0.</summary>
    public static IEnumerable<(uint Address, byte[] Bytes)> InputPages =>
        [(WithoutBanks, Input(0, 0)), (WithBankOfFlush, Input(0, 1)), (WithBankOfIpi, Input(1, 0))];

    private static IEnumerable<Probe> OfMsr(HvMsrRow row)
    {
        ulong[] values =
            row.Msr is >= 0x40000090 and <= 0x4000009F ? SintValues
            : row.Msr is >= 0x400000B0 and <= 0x400000B7 && row.Msr % 2 == 0 ? TimerConfigurations
            : Values.GetValueOrDefault(row.Msr, [0, 1]);
        yield return new Probe(ProbeKind.Read, row.Msr);
        foreach (ulong value in values)
        {
            yield return new Probe(ProbeKind.Write, row.Msr, value);
            if (row.Msr == TscInvariantControl)
            {
                yield return new Probe(ProbeKind.Cpuid, 0, ExtendedPowerManagement);
            }
        }

        yield return new Probe(ProbeKind.Read, row.Msr);
    }

    private static IEnumerable<Probe> OfCode(HvHypercallRow row, ushort code)
    {
        ulong plain = code | (row.Reps == HvHypercallReps.Rep ? OneRep : 0);
        uint withBank = code == 0x0015 ? WithBankOfIpi : WithBankOfFlush;
        yield return Hypercall(plain, WithoutBanks);
        yield return Hypercall(plain | Fast, VectorOrConnection);
        yield return Hypercall(plain ^ OneRep, WithoutBanks);
        yield return Hypercall(plain | OneRep | SecondRep, WithoutBanks);
        yield return Hypercall(plain | VariableHeader, row.IsFixedSize ? WithoutBanks : withBank);
        foreach (int reserved in new[] { 27, 31, 44, 47, 60, 63 })
        {
            yield return Hypercall(plain | (1UL << reserved), WithoutBanks);
        }

        yield return Hypercall(plain | Fast | (1UL << 60), VectorOrConnection);
    }

    private static Probe Hypercall(ulong input, uint address) => new(ProbeKind.Hypercall, address, input);

    private static byte[] Input(ulong third, ulong fourth)
    {
        byte[] bytes = new byte[0x100];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, VectorOrConnection);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), third);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), fourth);
        return bytes;
    }
}
