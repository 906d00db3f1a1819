using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

/// <summary>
/// Whose leaves a reading has, and who gives them: what the signatures say, at 40000000H and at every 100H behind it, and where Hyper-V's interface
/// stands first, what tells Microsoft's own from that of a VMM that shows it to its guests.
/// </summary>
/// <remarks>
/// Almost every VMM signs Hyper-V's leaves 'Microsoft Hv'. Who gives them is told, in this order, by: another hypervisor's signature at 40000100H
/// and above (QEMU, Xen and the scan of Linux's guests agree on the slot); a signature at 40000000H that is not Microsoft's; who signs 40000080H; the
/// version that KVM's answer and QEMU have by default, or Xen; all privileges of a root partition; what only Microsoft's hypervisor has, a privilege
/// that no other gives, an isolation, hardware features in use.
/// </remarks>
public sealed class HvOrigin
{
    private const uint ClassSize = 0x100;
    private const uint LastClass = 0x4000FF00;

    // AccessVpExitTracing, the flush's extended ranges, AccessVsm, AccessVpRegisters, FastHypercallOutput, StartVirtualProcessor, Isolation.
    private const HvPrivilegesHigh OnlyMicrosofts =
        HvPrivilegesHigh.AccessVpExitTracing | HvPrivilegesHigh.EnableExtendedGvaRangesForFlushVirtualAddressList | HvPrivilegesHigh.AccessVsm
        | HvPrivilegesHigh.AccessVpRegisters | HvPrivilegesHigh.FastHypercallOutput | HvPrivilegesHigh.StartVirtualProcessor | HvPrivilegesHigh.Isolation;

    private const HvPrivilegesHigh RootPrivileges =
        HvPrivilegesHigh.CreatePartitions | HvPrivilegesHigh.AccessPartitionId | HvPrivilegesHigh.AccessMemoryPool | HvPrivilegesHigh.AdjustMessageBuffers
        | HvPrivilegesHigh.CreatePort | HvPrivilegesHigh.AccessStats | HvPrivilegesHigh.CpuManagement | HvPrivilegesHigh.ConfigureProfiler;

    private HvOrigin(HvReading reading)
    {
        Reading = reading;
        Signature = SignatureAt(HvVendor.Function);
        (Interface, IsCertain) = FindInterface();
        Others = [.. Classes().Select(Second).OfType<HvOtherInterface>()];
        Stack = FindStack();
        IsRootPartition = IsHyperV && HasRootPrivileges && (Signature is null || Signature == AsciiSignature.MicrosoftHv) && Others.Count == 0;
        Giver = FindGiver();
    }

    /// <summary>What was read.</summary>
    public HvReading Reading { get; }

    /// <summary>Whose interface stands at 40000000H; of leaves that tell neither signature nor interface, Hyper-V's.</summary>
    public HypervisorInterface Interface { get; }

    /// <summary>False when what is not known of the leaves could make it another's.</summary>
    public bool IsCertain { get; }

    /// <summary>The signature in leaf 40000000H; null when there is no such leaf, or it is not known.</summary>
    public AsciiSignature? Signature { get; }

    /// <summary>The interfaces behind the first, at 40000100H and every 100H above.</summary>
    public IReadOnlyList<HvOtherInterface> Others { get; }

    /// <summary>Who gives the leaves, Hyper-V for Microsoft's own hypervisor; null where they do not tell.</summary>
    public HypervisorInterface? Giver { get; }

    /// <summary>What leaves 40000080H to 40000082H are.</summary>
    public HvStackLeaves Stack { get; }

    /// <summary>True for leaves of Microsoft's own root partition: all its privileges, and no other hypervisor's signature.</summary>
    public bool IsRootPartition { get; }

    /// <summary>What the leaves are, in a line: <c>Hyper-V interface given by KVM/QEMU (10.0.14393), eVMCS 1..1, not isolated</c>.</summary>
    public string Conclusion => HvConclusion.Of(this);

    /// <summary>The privileges that only a root partition has (2012 paper; every published root partition has all of them).</summary>
    internal static HvPrivilegesHigh RootOnly => RootPrivileges;

    /// <summary>True when the leaves are Hyper-V's.</summary>
    internal bool IsHyperV => Interface == HypervisorInterface.HyperV;

    /// <summary>Who gives this version unless he is told another; null where nobody is known to.</summary>
    internal HypervisorInterface? VersionsGiver
    {
        get
        {
            bool isPlain = Value(HvBits.ServicePack) == 0 && Value(HvBits.ServiceBranch) == 0 && Value(HvBits.ServiceNumber) == 0;
            return (Value(HvBits.BuildNumber), Value(HvBits.Major), Value(HvBits.Minor)) switch
            {
                // KVM's answer and QEMU from 6.2; QEMU's machine types up to 6.1.
                (14393, 10, 0) when isPlain => HypervisorInterface.Kvm,
                (7100, 6, 1) when isPlain => HypervisorInterface.Kvm,

                // Xen, viridian-version (xen/arch/x86/hvm/viridian/viridian.c).
                (0x1772, 6, 0) => HypervisorInterface.Xen,
                _ => null,
            };
        }
    }

    private bool HasRootPrivileges => Reading.Knows(HvBits.PrivilegesHigh) && ((HvPrivilegesHigh)Reading.Set.Extract(HvBits.PrivilegesHigh) & RootPrivileges) == RootPrivileges;

    /// <summary>Whose leaves a reading has.</summary>
    /// <param name="reading">The reading.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reading"/> is null.</exception>
    public static HvOrigin From(HvReading reading) => new(Guard.NotNull(reading));

    /// <summary>The class of another interface that a function stands in.</summary>
    /// <returns>Null for one that stands in none.</returns>
    internal HvOtherInterface? OtherOf(uint function)
    {
        foreach (HvOtherInterface other in Others)
        {
            if (function - (function % ClassSize) == other.Function)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>The value of a field; null when its leaf is not there, or it is not known.</summary>
    internal uint? Value(BitAddress address) => Reading.Set.Contains(address.Function) ? Reading.ValueOf(address) : null;

    private AsciiSignature? SignatureAt(uint function)
    {
        uint? ebx = Value(new BitAddress(function, CpuidRegister.Ebx, BitField.Whole));
        uint? ecx = Value(new BitAddress(function, CpuidRegister.Ecx, BitField.Whole));
        uint? edx = Value(new BitAddress(function, CpuidRegister.Edx, BitField.Whole));
        return Reading.Set.Contains(function) && ebx is not null && ecx is not null && edx is not null ? new AsciiSignature(ebx.Value, ecx.Value, edx.Value) : null;
    }

    private IEnumerable<uint> Classes() => Reading.Set.Select(entry => entry.Function)
        .Where(function => function is > HvVendor.Function and <= LastClass && function % ClassSize == 0).OrderBy(function => function);

    private HvOtherInterface? Second(uint function) => SignatureAt(function) is { } signature && signature != default
        ? new HvOtherInterface(function, HypervisorTable.Find(signature)?.Interface ?? HypervisorInterface.Other, signature)
        : null;

    private (HypervisorInterface, bool) FindInterface()
    {
        uint? named = Reading.ValueOf(HvBits.InterfaceSignature);
        bool mayBeNamed = named is null;
        if (named == HvInterface.HvSharp1)
        {
            return (HypervisorInterface.HyperV, true);
        }

        if (Signature is { } signature)
        {
            HypervisorInterface signed = HypervisorTable.Find(signature)?.Interface ?? HypervisorInterface.Other;
            return (signed, signed == HypervisorInterface.HyperV || !mayBeNamed);
        }

        // Without a signature: another's where there is an interface that is not Hyper-V's.
        bool isUnsigned = Reading.Has(HvVendor.Function) == false;
        return !mayBeNamed && Reading.Set.Contains(HvInterface.Function)
            ? (HypervisorInterface.Other, isUnsigned)
            : (HypervisorInterface.HyperV, isUnsigned != mayBeNamed);
    }

    private HvStackLeaves FindStack()
    {
        bool any = Reading.Set.Any(entry => entry.Function is >= HvDebuggerVendor.Function and <= HvDebuggerCapabilities.Function);
        return !IsHyperV || !any ? HvStackLeaves.None
            : Value(new BitAddress(HvDebuggerVendor.Function, CpuidRegister.Eax, BitField.Whole)) is >= HvDebuggerInterface.Function and < HvVendor.Function + ClassSize
                ? HvStackLeaves.VirtualizationStack
                : HvStackLeaves.Debugger;
    }

    private HypervisorInterface? FindGiver()
    {
        AsciiSignature? debugger = SignatureAt(HvDebuggerVendor.Function);
        return !IsHyperV ? (Others.Count > 0 ? Others[0].Interface : Interface)
            : Others.Count > 0 ? Others[0].Interface
            : Signature == AsciiSignature.LinuxKvmHv ? HypervisorInterface.Kvm
            : Signature is { } signature && signature != AsciiSignature.MicrosoftHv && HypervisorTable.Find(signature) is { } signed ? signed.Interface
            : debugger == AsciiSignature.LinuxKvmHv ? HypervisorInterface.Kvm
            : VersionsGiver is { } versions ? versions
            : IsRootPartition || IsMicrosofts() ? HypervisorInterface.HyperV
            : null;
    }

    private bool IsMicrosofts() => (Signature is null || Signature == AsciiSignature.MicrosoftHv)
        && (Stack == HvStackLeaves.VirtualizationStack
            || ((HvPrivilegesHigh)(Value(HvBits.PrivilegesHigh) ?? 0) & OnlyMicrosofts) != 0
            || Value(HvBits.IsolationType) is > 0
            || (Value(HvBits.BuildNumber) is > 0 && Value(new BitAddress(HvHardwareFeatures.Function, CpuidRegister.Eax, BitField.Whole)) is > 0));
}

/// <summary>Another hypervisor's leaves behind the first.</summary>
/// <param name="Function">Its first leaf: 40000100H, 40000200H …</param>
/// <param name="Interface">Whose they are.</param>
/// <param name="Signature">Its signature.</param>
public sealed record HvOtherInterface(uint Function, HypervisorInterface Interface, AsciiSignature Signature);

/// <summary>What leaves 40000080H to 40000082H are, by 40000080H:EAX. They have that maximum of their own: 40000000H:EAX says nothing of them.</summary>
public enum HvStackLeaves
{
    /// <summary>There are none.</summary>
    None = 0,

    /// <summary>The synthetic debugger's: EAX is 0 (Linux, kvm_get_hv_cpuid, 5.8; QEMU, target/i386/kvm/kvm.c).</summary>
    Debugger = 1,

    /// <summary>The virtualization stack's: EAX is the highest of them, 40000082H (OpenVMM, vm/hv1/hvdef; Linux, arch/x86/kernel/cpu/mshyperv.c).</summary>
    VirtualizationStack = 2,
}
