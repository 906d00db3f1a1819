using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Enlightenments;

/// <summary>
/// What a VMM was told to offer its guest: switches and values. A value: equal when all of it is equal; a set of switches has no order.
/// The default offers nothing.
/// </summary>
/// <example>
/// <code>
/// HvConfiguration wishes = QemuFlags.Parse("hv-relaxed,hv-vapic,hv-spinlocks=0x1fff");
/// Console.WriteLine(wishes.ToQemu()); // hv-relaxed,hv-vapic,hv-spinlocks=0x1fff
/// Console.WriteLine(LibvirtXml.Parse(wishes.ToLibvirt()) == wishes); // True
/// </code>
/// </example>
public sealed record HvConfiguration
{
    /// <summary>The value of <see cref="MaximumVps"/> that states no limit.</summary>
    public const int NoLimit = -1;

    /// <summary>The configuration that offers nothing.</summary>
    public static HvConfiguration Default { get; } = new();

    /// <summary>Who chooses. Default: the configuration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public HvConfigurationMode Mode
    {
        get;
        init => field = Guard.Defined(value);
    }

    /// <summary>The switches that are on. Default: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    public HvSwitches Switches
    {
        get;
        init => field = Known(value);
    }

    /// <summary>The switches that <see cref="HvConfigurationMode.HostModel"/> must leave off; without effect in the other modes. Default: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    public HvSwitches Excluded
    {
        get;
        init => field = Known(value);
    }

    /// <summary><c>hv-spinlocks</c>: how often to try a spinlock before telling the hypervisor. Default: FFFFFFFFH, never.</summary>
    public uint SpinlockRetries { get; init; } = HvRecommendations.NeverNotify;

    /// <summary><c>hv-vendor-id</c>: the signature. Default: <c>Microsoft Hv</c>.</summary>
    /// <exception cref="ArgumentException">It is not made of printable ASCII without comma and backslash, zero bytes at the end.</exception>
    public AsciiSignature VendorId
    {
        get;
        init => field = IsVendor(value.ToString())
            ? value
            : throw new ArgumentException($"'{value}' is no vendor that a VMM takes: expected printable ASCII characters without comma and backslash.", nameof(value));
    }
    = AsciiSignature.MicrosoftHv;

    /// <summary><c>hv-version-id-*</c>: the version. Default: 10.0 build 14393 (3839H), Windows Server 2016.</summary>
    public HvSystemIdentity Version { get; init; } = default(HvSystemIdentity) with { BuildNumber = 0x3839, Major = 0x000A };

    /// <summary><c>x-hv-max-vps</c>: how many vCPUs the guest is told it may have, 0 or more. Default: <see cref="NoLimit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than -1.</exception>
    public int MaximumVps
    {
        get;
        init => field = value >= NoLimit
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit of vCPUs is 0 or more, or -1 for none.");
    }
    = NoLimit;

    /// <summary><c>hv-no-nonarch-coresharing</c>. Default: off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public HvCoreSharing NoNonarchCoreSharing
    {
        get;
        init => field = Guard.Defined(value);
    }

    /// <summary><c>hv-enforce-cpuid</c>: KVM_CAP_HYPERV_ENFORCE_CPUID is to be enabled. Default: false.</summary>
    public bool EnforceCpuid { get; init; }

    /// <summary><c>hypervisor</c>: CPUID.00000001H:ECX[31] tells the guest that there is a hypervisor; without it guests look for no hypervisor leaf. Default: true.</summary>
    public bool HypervisorBit { get; init; } = true;

    /// <summary><c>tsc-frequency</c>, in Hz; null where nobody fixes it. Default: null. Migration with hv-reenlightenment needs it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is not positive.</exception>
    public long? TscFrequency
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A frequency is at least 1 Hz.");
    }

    /// <summary>
    /// <c>x-hv-synic-kvm-only</c>: hv-synic as QEMU before 3.1 has it, for machine types of those: without PostMessages and SignalEvents, and
    /// without hv-vpindex. Default: false.
    /// </summary>
    public bool SynicKvmOnly { get; init; }

    /// <summary>The enlightened VMCS versions wanted with <c>hv-evmcs</c>; null for 1..1, what the flag means in QEMU. No VMM has a flag for another range.</summary>
    /// <exception cref="ArgumentException">The range is the default value, which has no version.</exception>
    public EvmcsVersionRange? EvmcsVersions
    {
        get;
        init => field = EvmcsVersionRange.Known(value);
    }

    /// <summary>
    /// True when the guest gets Hyper-V leaves at all: a switch is on, the host chooses, or <see cref="SpinlockRetries"/> is given; other values
    /// alone do nothing (hyperv_enabled in QEMU's target/i386/kvm/kvm.c).
    /// </summary>
    public bool IsEnabled => Mode != HvConfigurationMode.Custom || Switches != HvSwitches.None || SpinlockRetries != HvRecommendations.NeverNotify;

    /// <summary>The configuration with more switches on.</summary>
    /// <param name="switches">The switches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    public HvConfiguration With(HvSwitches switches) => this with { Switches = Switches | switches };

    /// <summary>The configuration with switches off.</summary>
    /// <param name="switches">The switches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    public HvConfiguration Without(HvSwitches switches) => this with { Switches = Switches & ~Known(switches) };

    /// <summary>The settings whose value is not the default, in the order of <see cref="HvSettingTable"/>.</summary>
    public IReadOnlyList<HvSettingValue> Settings =>
        [.. HvSettingTable.All.Select(row => new HvSettingValue(row, row.Print(this))).Where(setting => setting.Value != setting.Setting.Default)];

    /// <summary>The configuration with every switch that its switches require, and that those require.</summary>
    /// <returns>The configuration; it itself when nothing is missing.</returns>
    public HvConfiguration Close() => Close(out _);

    /// <summary>The configuration with every switch that its switches require, and what was added.</summary>
    /// <param name="added">The switches that were added, in table order.</param>
    /// <returns>The configuration; it itself when nothing is missing.</returns>
    public HvConfiguration Close(out IReadOnlyList<HvAddition> added)
    {
        HvSwitches closed = HvClosure.Upward(Switches);
        added =
        [
            .. HvEnlightenmentTable.For(closed & ~Switches)
                .Select(row => new HvAddition(row, HvEnlightenmentTable.For(closed).First(other => (other.Requires & row.Switch) != 0))),
        ];
        return closed == Switches ? this : this with { Switches = closed };
    }

    /// <summary>The configuration without what a host does not support, nor what requires that.</summary>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    /// <param name="dropped">The switches that were dropped.</param>
    /// <returns>The configuration; it itself when nothing is dropped.</returns>
    public HvConfiguration KeepSupported(HvCpuidSet hostSupported, out HvSwitches dropped)
    {
        HvSwitches kept = Switches & HvClosure.Downward(HvEnlightenmentTable.SupportedBy(hostSupported));
        dropped = Switches & ~kept;
        return dropped == HvSwitches.None ? this : this with { Switches = kept };
    }

    /// <summary>The configuration in flags, joined by commas, and what no flag says behind them.</summary>
    public override string ToString()
    {
        string flags = string.Join(",", HvEnlightenmentTable.For(Switches).Select(row => row.Flag).Concat(Settings.Select(setting => setting.ToString())));
        IReadOnlyList<string> others = [.. NotInFlags];
        return others.Count == 0 ? flags : $"{flags} (and {string.Join(", ", others)})";
    }

    /// <summary>What no flag says, in words.</summary>
    internal IEnumerable<string> NotInFlags
    {
        get
        {
            if (Mode == HvConfigurationMode.HostModel)
            {
                yield return "every other enlightenment that the host supports (libvirt's host-model; expand it on a host)";
            }

            if (EvmcsVersions is { } range)
            {
                yield return $"eVMCS versions {range}";
            }
        }
    }

    /// <summary>True for text that can be a vendor: up to 12 printable ASCII characters, none of them a comma, which ends a QEMU property.</summary>
    internal static bool IsVendor(string text) =>
        text.Length <= AsciiSignature.Length && text.All(letter => letter is >= ' ' and <= '~' and not ',' and not '\\');

    /// <summary>Takes switches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bit names no switch.</exception>
    internal static HvSwitches Known(HvSwitches switches) => (switches & ~HvSwitches.All) == 0
        ? switches
        : throw new ArgumentOutOfRangeException(nameof(switches), switches, "A bit names no enlightenment.");
}
