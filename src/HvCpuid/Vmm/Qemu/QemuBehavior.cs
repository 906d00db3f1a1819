using System.Collections.Concurrent;
using HvCpuid.Enlightenments;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>What a release of QEMU does, read from <see cref="QemuRuleTable"/> once.</summary>
internal sealed class QemuBehavior
{
    private static readonly ConcurrentDictionary<QemuRelease, QemuBehavior> Known = new();
    private static int MadeCount;

    private readonly uint _traits;

    private QemuBehavior(QemuRelease release)
    {
        Number = Interlocked.Increment(ref MadeCount);
        Release = release;
        _traits = QemuRuleTable.Traits.Where(row => row.IsIn(release)).Aggregate(0u, (all, row) => all | (1u << (int)row.Trait));
        Switches = HvEnlightenmentTable.All.Where(row => QemuRuleTable.Knows(row.Flag, release)).Aggregate(HvSwitches.None, (all, row) => all | row.Switch);
        UnknownSettings = [.. HvSettingTable.All.Where(row => !QemuRuleTable.Knows(row.Flag, release))];
        Needs = [.. QemuRuleTable.Needs.Where(row => row.IsIn(release))];
        Rows = [.. HvEnlightenmentTable.For(Switches).Select(row => new QemuSwitch(row, BitsOf(row)))];
    }

    /// <summary>A number of its own.</summary>
    public int Number { get; }

    /// <summary>The release, a series: stable ones do what theirs does.</summary>
    public QemuRelease Release { get; }

    /// <summary>The switches that it knows.</summary>
    public HvSwitches Switches { get; }

    /// <summary>The switches that it knows, in the order of its checks, with the bits that each needs and gives.</summary>
    public IReadOnlyList<QemuSwitch> Rows { get; }

    /// <summary>The settings that it does not know.</summary>
    public IReadOnlyList<HvSetting> UnknownSettings { get; }

    private IReadOnlyList<QemuNeedRow> Needs { get; }

    /// <summary>The behavior of a release.</summary>
    public static QemuBehavior Of(QemuRelease release) => Known.GetOrAdd(release.Series, static series => new QemuBehavior(series));

    /// <summary>True when it knows what an edit is about.</summary>
    public bool Knows(HvConfigurationEdit edit) => edit.Enlightenment is { } row ? (Switches & row.Switch) != 0 : !UnknownSettings.Contains(edit.Setting!);

    /// <summary>True when a trait holds.</summary>
    public bool Has(QemuTrait trait) => (_traits >> (int)trait & 1) != 0;

    private BitAddress[] BitsOf(HvEnlightenment row) => [.. row.Needs, .. Needs.Where(need => need.Switch == row.Switch).Select(need => need.Bit)];
}

/// <summary>A switch, as a release of QEMU has it.</summary>
/// <param name="Row">The switch.</param>
/// <param name="Needs">The bits that it needs of KVM, and gives.</param>
internal sealed record QemuSwitch(HvEnlightenment Row, IReadOnlyList<BitAddress> Needs)
{
    /// <summary>Those bits, as registers that can be or'ed.</summary>
    public QemuWords Words { get; } = QemuWords.Of(Needs);
}

/// <summary>The registers of a guest's leaves that switches give bits of.</summary>
/// <param name="Privileges">CPUID.40000003H:EAX.</param>
/// <param name="HighPrivileges">CPUID.40000003H:EBX.</param>
/// <param name="Features">CPUID.40000003H:EDX.</param>
/// <param name="Recommendations">CPUID.40000004H:EAX.</param>
/// <param name="Nested">CPUID.4000000AH:EAX.</param>
internal readonly record struct QemuWords(uint Privileges, uint HighPrivileges, uint Features, uint Recommendations, uint Nested)
{
    public static QemuWords operator |(QemuWords left, QemuWords right) => new(
        left.Privileges | right.Privileges,
        left.HighPrivileges | right.HighPrivileges,
        left.Features | right.Features,
        left.Recommendations | right.Recommendations,
        left.Nested | right.Nested);

    /// <summary>Bits, as registers.</summary>
    public static QemuWords Of(IReadOnlyList<BitAddress> bits) => bits.Aggregate(default(QemuWords), (words, bit) => words | Of(bit));

    private static QemuWords Of(BitAddress bit) => (bit.Function, bit.Register) switch
    {
        (0x40000003, CpuidRegister.Eax) => new(bit.Bits.Mask, 0, 0, 0, 0),
        (0x40000003, CpuidRegister.Ebx) => new(0, bit.Bits.Mask, 0, 0, 0),
        (0x40000003, CpuidRegister.Edx) => new(0, 0, bit.Bits.Mask, 0, 0),
        (0x40000004, CpuidRegister.Eax) => new(0, 0, 0, bit.Bits.Mask, 0),
        (0x4000000A, CpuidRegister.Eax) => new(0, 0, 0, 0, bit.Bits.Mask),
        _ => throw new ArgumentOutOfRangeException(nameof(bit), bit, "No switch of QEMU gives a bit of this register."),
    };
}
