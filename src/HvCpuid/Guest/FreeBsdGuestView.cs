using System.Globalization;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Guest;

/// <summary>
/// What a FreeBSD guest on amd64 concludes from its CPUID and prints (identify_hypervisor, sys/x86/x86/identcpu.c; hyperv_identify_features and
/// hyperv_init_tc, sys/dev/hyperv/vmbus/x86/hyperv_x86.c). Read from the source, not held against boots. Immutable.
/// </summary>
public sealed class FreeBsdGuestView
{
    private const uint LeastMaximum = 0x40000005;
    private const uint Slot = 0x100;
    private const uint SlotsEnd = 0x40010000;
    private const string Source = "sys/dev/hyperv/vmbus/x86/hyperv_x86.c";
    private const string TscSource = "sys/dev/hyperv/vmbus/amd64/hyperv_machdep.c";
    private static readonly BitAddress Present = LinuxGuestBits.Hypervisor;
    private static readonly BitField CStates = new(3, 0);

    // Names of bits 0, 1, … as the kernel prints them (sys/dev/hyperv/vmbus/x86/hyperv_x86.c).
    private static readonly string[] FeatureNames = ["VPRUNTIME", "TMREFCNT", "SYNIC", "SYNTM", "APIC", "HYPERCALL", "VPINDEX", "RESET", "STATS", "REFTSC", "IDLE", "TMFREQ", "DEBUG"];
    private static readonly string[] PowerNames = ["", "", "", "", "C3HPET"];
    private static readonly string[] Feature3Names = ["MWAIT", "DEBUG", "PERFMON", "PCPUDPE", "XMMHC", "IDLE", "SLEEP", "NUMA", "TMFREQ", "SYNCMC", "CRASH", "DEBUGMSR", "NPIEP", "HVDIS"];
    private static readonly (AsciiSignature Signature, string Name)[] Known =
    [
        (AsciiSignature.Parse("XenVMMXenVMM"), LinuxPlatforms.Xen),
        (AsciiSignature.MicrosoftHv, LinuxPlatforms.HyperV),
        (AsciiSignature.Parse("VMwareVMware"), LinuxPlatforms.VMware),
        (AsciiSignature.Kvm, LinuxPlatforms.Kvm),
        (AsciiSignature.Parse("bhyve bhyve "), "bhyve"),
        (AsciiSignature.Parse("VBoxVBoxVBox"), "VirtualBox"),
        (AsciiSignature.Parse("___ NVMM ___"), "NVMM"),
    ];

    private static readonly GuestFeature[] Rows =
    [
        new("hypercalls", "names itself and sets up its hypercall page", [HvBits.AccessHypercallMsrs], Source),
        new("reference counter", "reads the time from MSR 40000020H: timecounter Hyper-V, quality 2000", [HvBits.AccessPartitionReferenceCounter], Source),
        new("reference TSC", "reads the time from the TSC page: timecounter Hyper-V-TSC, quality 3000", [HvBits.AccessPartitionReferenceTsc, HvBits.AccessPartitionReferenceCounter], TscSource),
    ];

    private readonly GuestCpuid _guest;

    private FreeBsdGuestView(GuestCpuid guest)
    {
        _guest = guest;
        (string Name, uint Leaf)[] found = [.. Find()];

        // Hyper-V's signature is passed by for another one above it.
        (string Name, uint Leaf) chosen = found.FirstOrDefault(one => one.Name != LinuxPlatforms.HyperV || found.Length == 1);
        Platform = chosen.Name;
        string? missing = Platform == LinuxPlatforms.HyperV ? WhyNotSetUp() : null;
        IsSetUp = Platform == LinuxPlatforms.HyperV && missing is null;
        Why = [.. Reasons(found, missing)];
        Features = IsSetUp ? [.. Rows.Where(row => row.IsUsed(Value))] : [];
        Dmesg = [.. IsSetUp ? Identification() : [], .. Platform is null ? [] : new[] { $"Hypervisor: Origin = \"{VendorAt(chosen.Leaf)}\"" }, .. UsesTscPage ? new[] { Counter("Hyper-V-TSC", 3000) } : []];
    }

    /// <summary>The hypervisor that the guest takes, <c>Microsoft Hyper-V</c> or another one's name; null for none that it knows.</summary>
    public string? Platform { get; }

    /// <summary>True when it takes Hyper-V and uses it: it looks at the interface, <c>Hv#1</c>, and wants 3.EAX[5].</summary>
    public bool IsSetUp { get; }

    /// <summary>Why, a sentence each: what decides first.</summary>
    public IReadOnlyList<string> Why { get; }

    /// <summary>The lines of the kernel's messages that the leaves decide, in order.</summary>
    public IReadOnlyList<string> Dmesg { get; }

    /// <summary>The timecounter that Hyper-V gives it; null for none.</summary>
    public string? TimeCounter => UsesTscPage ? "Hyper-V-TSC" : IsSetUp && Value(HvBits.AccessPartitionReferenceCounter) != 0 ? "Hyper-V" : null;

    /// <summary>What it uses, without VMBus.</summary>
    public IReadOnlyList<GuestFeature> Features { get; }

    private bool UsesTscPage => Features.Contains(Rows[2]);

    /// <summary>What a FreeBSD guest concludes from a set of leaves, CPUID.00000001H:ECX[31] taken as set.</summary>
    /// <param name="leaves">The hypervisor leaves, KVM's own at 40000100H among them.</param>
    /// <exception cref="ArgumentNullException">There are no leaves.</exception>
    public static FreeBsdGuestView From(HvCpuidSet leaves) =>
        From(GuestCpuid.FromEntries(Guard.NotNull(leaves).Append(new CpuidEntry(Present.Function, new CpuidRegisters(0, 0, Present.Bits.Mask, 0)))));

    /// <summary>What a FreeBSD guest concludes.</summary>
    /// <param name="guest">The vCPU's CPUID.</param>
    /// <exception cref="ArgumentNullException">There is no CPUID.</exception>
    public static FreeBsdGuestView From(GuestCpuid guest) => new(Guard.NotNull(guest));

    // "0x%b" of the kernel's printf: the value, and the names of its bits where one of them is set.
    private static string Bits(uint value, string[] names)
    {
        string[] set = [.. names.Where((name, bit) => name.Length > 0 && ((value >> bit) & 1) != 0)];
        return string.Format(CultureInfo.InvariantCulture, "0x{0:x}{1}", value, set.Length == 0 ? "" : $"<{string.Join(",", set)}>");
    }

    private static string Counter(string name, int quality) => string.Format(CultureInfo.InvariantCulture, "Timecounter \"{0}\" frequency 10000000 Hz quality {1}", name, quality);

    private IEnumerable<(string Name, uint Leaf)> Find()
    {
        for (uint leaf = HvVendor.Function; Value(Present) != 0 && leaf < SlotsEnd; leaf += Slot)
        {
            AsciiSignature signature = new HvVendor(_guest.Query(leaf)).Signature;
            foreach ((AsciiSignature known, string name) in Known)
            {
                if (signature == known)
                {
                    yield return (name, leaf);
                }
            }
        }
    }

    private string? WhyNotSetUp() =>
        Value(HvBits.MaximumFunction) < LeastMaximum ? $"{HvBits.MaximumFunction} is below {BitAddress.FunctionText(LeastMaximum)}"
        : !new HvInterface(_guest.Query(HvInterface.Function)).IsHv1 ? "CPUID.40000001H:EAX is not 'Hv#1'"
        : Value(HvBits.AccessHypercallMsrs) == 0 ? $"{HvBits.AccessHypercallMsrs} {HvPrivileges.AccessHypercallMsrs} is clear"
        : null;

    private IEnumerable<string> Reasons((string Name, uint Leaf)[] found, string? missing)
    {
        yield return Platform is null ? "FreeBSD detects no hypervisor that it knows." : $"FreeBSD takes {Platform}, by its signature.";
        if (Platform != LinuxPlatforms.HyperV && found.Any(one => one.Name == LinuxPlatforms.HyperV))
        {
            yield return "Hyper-V's signature is passed by for another one above it, since commit 6744fd8e7503 (2024); kernels before take Hyper-V, the first found.";
        }

        if (missing is not null)
        {
            yield return $"it uses nothing of Hyper-V: {missing}.";
        }
    }

    private IEnumerable<string> Identification()
    {
        HvSystemIdentity identity = new HvSystemIdentity(_guest.Query(HvSystemIdentity.Function));
        CpuidRegisters features = _guest.Query(HvFeatures.Function);
        yield return string.Format(
            CultureInfo.InvariantCulture, "Hyper-V Version: {0}.{1}.{2} [SP{3}]", identity.Major, identity.Minor, unchecked((int)identity.BuildNumber), unchecked((int)identity.ServicePack));
        yield return "  Features=" + Bits(features.Eax, FeatureNames);
        yield return string.Format(CultureInfo.InvariantCulture, "  PM Features={0} [C{1}]", Bits(features.Ecx & ~CStates.Mask, PowerNames), CStates.Extract(features.Ecx));
        yield return "  Features3=" + Bits(features.Edx, Feature3Names);
        if (Value(HvBits.AccessPartitionReferenceCounter) != 0)
        {
            yield return Counter("Hyper-V", 2000);
        }
    }

    private string VendorAt(uint leaf) => new HvVendor(_guest.Query(leaf)).Signature.ToString();

    private uint Value(BitAddress address) => address.Extract(_guest.Query(address.Function));
}
