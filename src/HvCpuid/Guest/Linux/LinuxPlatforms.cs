using HvCpuid.Leaves;
using HvCpuid.Registers;
using static HvCpuid.Guest.LinuxGuestBits;

namespace HvCpuid.Guest;

/// <summary>Which hypervisors Linux finds, and which one it takes (detect_hypervisor_vendor, arch/x86/kernel/cpu/hypervisor.c).</summary>
internal sealed class LinuxPlatforms
{
    public const string HyperV = "Microsoft Hyper-V";
    public const string Kvm = "KVM";
    public const string Xen = "Xen HVM";
    public const string VMware = "VMware";

    private const uint LeastMaximum = 0x40000005;
    private const uint GreatestMaximum = 0x4000FFFF;
    private const uint Slot = 0x100;
    private const uint SlotsEnd = 0x40010000;
    private static readonly AsciiSignature XenSignature = AsciiSignature.Parse("XenVMMXenVMM");
    private static readonly AsciiSignature VMwareSignature = AsciiSignature.Parse("VMwareVMware");
    private readonly LinuxGuestContext _guest;

    public LinuxPlatforms(LinuxGuestContext guest)
    {
        _guest = guest;
        NamedHyperV = WhyNotNamed().FirstOrDefault() is null;
        WhyNotHyperV = [.. WhyNotNamed(), .. guest.Has(LinuxGuestChangeTable.RequiredMsrs) ? MissingMsrs() : []];
        KvmLeaves = Find(AsciiSignature.Kvm);

        // In the order of the kernel's list, which decides before Linux 3.12.
        (string Name, uint? Base)[] found =
        [
            (Xen, Find(XenSignature)),
            (VMware, Present && guest.SignatureAt(HvVendor.Function) == VMwareSignature ? HvVendor.Function : null),
            (HyperV, WhyNotHyperV.Count == 0 ? HvVendor.Function : null),
            (Kvm, KvmLeaves),
        ];
        IEnumerable<(string Name, uint? Base)> detected = found.Where(one => one.Base is not null);
        Detected = [.. detected.Select(one => one.Name)];
        Chosen = (guest.Has(LinuxGuestChangeTable.HighestWins) ? detected.OrderByDescending(one => one.Base) : detected).Select(one => one.Name).FirstOrDefault();
    }

    /// <summary>Why Hyper-V is not detected: every condition that fails.</summary>
    public IReadOnlyList<string> WhyNotHyperV { get; }

    /// <summary>True when signature and maximum are Hyper-V's, whatever the privileges.</summary>
    public bool NamedHyperV { get; }

    public uint? KvmLeaves { get; }

    public IReadOnlyList<string> Detected { get; }

    public string? Chosen { get; }

    private bool Present => _guest.IsSet(Hypervisor);

    /// <summary>KVM's feature leaf, behind its signature.</summary>
    public BitAddress KvmFeature(int bit) => new((KvmLeaves ?? HvVendor.Function) + 1, CpuidRegister.Eax, bit);

    /// <summary>What it comes to, a sentence each: what decides first.</summary>
    public IEnumerable<string> Why()
    {
        if (Chosen is not null && Chosen != HyperV && Detected.Contains(HyperV))
        {
            yield return $"Linux takes {Chosen}, whose leaves stand{(KvmLeaves is { } leaf && Chosen == Kvm ? $" at {BitAddress.FunctionText(leaf)}" : "")} beside Hyper-V's and above them, and uses nothing of Hyper-V.";
        }
        else if (Chosen == HyperV)
        {
            yield return $"the vendor in CPUID.40000000H is '{AsciiSignature.MicrosoftHv}', the maximum leaf is {BitAddress.FunctionText(_guest.Value(HvBits.MaximumFunction))}"
                + (_guest.Has(LinuxGuestChangeTable.RequiredMsrs) ? $", and {HvBits.AccessHypercallMsrs} and {HvBits.AccessVpIndex} are set." : $"; {HvBits.AccessHypercallMsrs} and {HvBits.AccessVpIndex} are looked at only later.");
            if (KvmLeaves is not null)
            {
                yield return "Hyper-V is looked for before KVM, and the first found is taken: so before Linux 3.12.";
            }
        }
        else
        {
            yield return Chosen is null ? "Linux detects no hypervisor that it knows." : $"Linux takes {Chosen}.";
            foreach (string reason in WhyNotHyperV)
            {
                yield return $"not Hyper-V: {reason}.";
            }
        }
    }

    private IEnumerable<string> WhyNotNamed()
    {
        if (!Present)
        {
            yield return $"{Hypervisor} is clear: there seems to be no hypervisor";
        }

        uint maximum = _guest.Value(HvBits.MaximumFunction);
        if (maximum is < LeastMaximum or > GreatestMaximum)
        {
            yield return $"the maximum leaf, CPUID.40000000H:EAX, is {BitAddress.FunctionText(maximum)}: not from {BitAddress.FunctionText(LeastMaximum)} to {BitAddress.FunctionText(GreatestMaximum)}";
        }

        AsciiSignature vendor = _guest.SignatureAt(HvVendor.Function);
        if (vendor != AsciiSignature.MicrosoftHv)
        {
            yield return $"the vendor in CPUID.40000000H is '{vendor}', not '{AsciiSignature.MicrosoftHv}'";
        }
    }

    private IEnumerable<string> MissingMsrs()
    {
        if (!_guest.IsSet(HvBits.AccessHypercallMsrs))
        {
            yield return $"{HvBits.AccessHypercallMsrs} {HvPrivileges.AccessHypercallMsrs} is clear";
        }

        if (!_guest.IsSet(HvBits.AccessVpIndex))
        {
            yield return $"{HvBits.AccessVpIndex} {HvPrivileges.AccessVpIndex} is clear";
        }
    }

    private uint? Find(AsciiSignature signature)
    {
        for (uint leaf = HvVendor.Function; Present && leaf < SlotsEnd; leaf += Slot)
        {
            if (_guest.SignatureAt(leaf) == signature)
            {
                return leaf;
            }
        }

        return null;
    }
}
