using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using static HvCpuid.Registers.CpuidRegister;

namespace HvCpuid.Checks;

/// <summary>How the rules of <see cref="HvCheckTable"/> look at leaves, in the order of the rules; the general ones first.</summary>
internal static class HvPredicates
{
    private const uint LastHyperVLeaf = 0x400000FF;
    private const uint GreatestMaximum = 0x4000FFFF;
    private const uint NoLimit = 0xFFFFFFFF;
    private const uint KvmBuild = 14393;
    private const uint MaxWithoutExForms = 64;
    private const uint FirstMajorWithExForms = 10;

    /// <summary>A bit that must be set.</summary>
    public static IEnumerable<HvCheckHit> Clear(HvCheckView view, BitAddress bit)
    {
        if (view.Contains(bit.Function) && !view.Has(bit))
        {
            yield return new(bit, $"{Name(bit)} is 0.", "Set it.");
        }
    }

    /// <summary>One of two bits without the other.</summary>
    public static IEnumerable<HvCheckHit> Together(HvCheckView view, BitAddress one, BitAddress other)
    {
        if (view.Has(one) != view.Has(other))
        {
            (BitAddress set, BitAddress clear) = view.Has(one) ? (one, other) : (other, one);
            yield return new(clear, $"{Name(set)} is 1, but {Name(clear)} is 0.", "Set both, or neither.");
        }
    }

    /// <summary>A bit without another that it requires.</summary>
    public static IEnumerable<HvCheckHit> Requires(HvCheckView view, BitAddress bit, BitAddress required, string fix)
    {
        if (view.Has(bit) && !view.Has(required))
        {
            yield return new(required, $"{Name(bit)} is 1, but {Name(required)} is 0.", fix);
        }
    }

    public static IEnumerable<HvCheckHit> MissingLeaves(HvCheckView view)
    {
        for (uint function = HvVendor.Function; function <= HvLimits.Function; function++)
        {
            if (!view.Contains(function))
            {
                yield return new(new(function, Eax, BitField.Whole), $"Leaf {BitAddress.FunctionText(function)} is not in the set.", "Add it; zeros do for one that has nothing to say.");
            }
        }
    }

    public static IEnumerable<HvCheckHit> MaximumOutOfRange(HvCheckView view)
    {
        if (view.Vendor is { MaximumFunction: < HvLimits.Function or > GreatestMaximum } vendor)
        {
            yield return new(HvBits.MaximumFunction, $"The maximum leaf is {Value(vendor.MaximumFunction)}.", $"Set it to the highest leaf of the set, at least {Value(HvLimits.Function)}.");
        }
    }

    public static IEnumerable<HvCheckHit> LeafAboveMaximum(HvCheckView view)
    {
        uint highest = view.EveryLeaf.Where(entry => entry.Function < HvDebuggerVendor.Function).Select(entry => entry.Function).DefaultIfEmpty().Max();
        if (view.Vendor is { } vendor && vendor.MaximumFunction < highest)
        {
            yield return new(
                HvBits.MaximumFunction, $"The maximum leaf is {Value(vendor.MaximumFunction)}, but leaf {Value(highest)} is in the set.", $"Set the maximum to {Value(highest)}, or leave out the leaves above it.");
        }
    }

    public static IEnumerable<HvCheckHit> OtherInterface(HvCheckView view)
    {
        if (view.Contains(HvInterface.Function) && view.Value(HvBits.InterfaceSignature) is not HvInterface.HvSharp1 and uint found)
        {
            yield return new(HvBits.InterfaceSignature, $"The interface is {Value(found)}, '{AsciiSignature.Text(found)}'.", $"Set it to {Value(HvInterface.HvSharp1)}, 'Hv#1'.");
        }
    }

    public static IEnumerable<HvCheckHit> RootPrivileges(HvCheckView view)
    {
        HvPrivilegesHigh found = High(view) & HvOrigin.RootOnly;
        return found == HvOrigin.RootOnly && IsRootPartitionsOwn(view)
            ? []
            : Enumerable.Range(0, 32).Where(bit => ((uint)found >> bit & 1) != 0).Select(bit => new BitAddress(HvFeatures.Function, Ebx, bit))
                .Select(address => new HvCheckHit(address, $"{Name(address)} is 1.", "Clear it."));
    }

    // Where a KVM host is named that is to run them, they are a copy.
    private static bool IsRootPartitionsOwn(HvCheckView view) => view.Input is { Host: null, Kernel: null } && view.IsRootPartition;

    public static IEnumerable<HvCheckHit> RootPartition(HvCheckView view)
    {
        if ((High(view) & HvOrigin.RootOnly) == HvOrigin.RootOnly && IsRootPartitionsOwn(view))
        {
            yield return new(
                HvBits.PrivilegesHigh, $"The vendor is '{AsciiSignature.MicrosoftHv}', and the privileges are {Value((uint)High(view))}: all that a root partition has.", "Do not give these leaves to a guest.");
        }
    }

    public static IEnumerable<HvCheckHit> EvmcsWithoutVersions(HvCheckView view)
    {
        if (view.Has(HvBits.EnlightenedVmcs) && !view.Has(HvBits.EnlightenedVmcsVersions))
        {
            yield return new(HvBits.EnlightenedVmcsVersions, $"{Name(HvBits.EnlightenedVmcs)} is 1, but {HvBits.EnlightenedVmcsVersions} is 0.", "Give the version range, 0101H for the only version that exists, or clear the recommendation.");
        }

        uint versions = view.Value(HvBits.EnlightenedVmcsVersions);
        if (versions != 0 && ((versions & 0xFF) == 0 || (versions & 0xFF) > versions >> 8))
        {
            yield return new(HvBits.EnlightenedVmcsVersions, $"{HvBits.EnlightenedVmcsVersions} is {Word(versions)}: no range, its lowest version is 0 or above its highest.", "Give the version range, 0101H for the only version that exists.");
        }
    }

    public static IEnumerable<HvCheckHit> VersionsWithoutEvmcs(HvCheckView view)
    {
        if (view.Has(HvBits.EnlightenedVmcsVersions) && !view.Has(HvBits.EnlightenedVmcs))
        {
            yield return new(HvBits.EnlightenedVmcs, $"{HvBits.EnlightenedVmcsVersions} is {Word(view.Value(HvBits.EnlightenedVmcsVersions))}, but {Name(HvBits.EnlightenedVmcs)} is 0.", "Enable the enlightened VMCS and set the recommendation, or clear the versions.");
        }
    }

    public static IEnumerable<HvCheckHit> EvmcsWithoutVmx(HvCheckView view)
    {
        string? without = view.Input.Vendor == CpuVendor.Amd ? "the processor is AMD's" : view.Input.NestedExposed == false ? "the guest is not shown VMX" : null;
        if (without is not null && (view.Has(HvBits.EnlightenedVmcs) || view.Has(HvBits.EnlightenedVmcsVersions)))
        {
            BitAddress address = view.Has(HvBits.EnlightenedVmcs) ? HvBits.EnlightenedVmcs : HvBits.EnlightenedVmcsVersions;
            yield return new(address, $"{Name(HvBits.EnlightenedVmcs)} is {view.Value(HvBits.EnlightenedVmcs)} and {HvBits.EnlightenedVmcsVersions} is {Word(view.Value(HvBits.EnlightenedVmcsVersions))}, but {without}.", "Clear both.");
        }
    }

    public static IEnumerable<HvCheckHit> NestedWithoutVirtualization(HvCheckView view)
    {
        foreach (BitAddress address in new[] { HvBits.NestedOptimizations, HvBits.EnlightenedVmcsFields })
        {
            if (view.Input.NestedExposed == false && view.Has(address))
            {
                yield return new(address, $"{address} is {Hex(view.Value(address), address.Bits.Width)}, but the guest is shown neither VMX nor SVM.", "Clear it.");
            }
        }
    }

    public static IEnumerable<HvCheckHit> FlushWithoutLimit(HvCheckView view)
    {
        if (view.Value(HvBits.MaximumVirtualProcessors) == NoLimit && (view.Has(HvBits.HypercallLocalTlbFlush) || view.Has(HvBits.HypercallRemoteTlbFlush)))
        {
            BitAddress flush = view.Has(HvBits.HypercallRemoteTlbFlush) ? HvBits.HypercallRemoteTlbFlush : HvBits.HypercallLocalTlbFlush;
            yield return new(HvBits.MaximumVirtualProcessors, $"{HvBits.MaximumVirtualProcessors} is {Value(NoLimit)}, no limit stated, and {Name(flush)} is 1.", "State the limit (QEMU: x-hv-max-vps).");
        }
    }

    public static IEnumerable<HvCheckHit> NoExForms(HvCheckView view)
    {
        bool recommended = view.Has(HvBits.HypercallRemoteTlbFlush) || view.Has(HvBits.SyntheticClusterIpi);
        if (recommended && !view.Has(HvBits.ExProcessorMasks) && (view.Input.VcpuCount is null or > (int)MaxWithoutExForms) && CouldHaveExForms(view))
        {
            BitAddress bit = view.Has(HvBits.HypercallRemoteTlbFlush) ? HvBits.HypercallRemoteTlbFlush : HvBits.SyntheticClusterIpi;
            string count = view.Input.VcpuCount is { } vcpus ? string.Format(CultureInfo.InvariantCulture, ", with {0} vCPUs", vcpus) : "";
            yield return new(HvBits.ExProcessorMasks, $"{Name(bit)} is 1, but {Name(HvBits.ExProcessorMasks)} is 0{count}.", "Set it (QEMU: hv-tlbflush and hv-ipi do).");
        }
    }

    public static IEnumerable<HvCheckHit> DebuggerWithoutCapability(HvCheckView view)
    {
        bool offered = view.Has(HvBits.DebugMsrs) || view.Has(HvBits.Debugging);
        return view.Has(HvBits.AllowKernelDebugging) == offered || view.Stack == HvStackLeaves.VirtualizationStack ? []
            : view.Contains(HvBits.AllowKernelDebugging.Function) || view.Giver == HypervisorInterface.Kvm
                ? Together(view, view.Has(HvBits.Debugging) ? HvBits.Debugging : HvBits.DebugMsrs, HvBits.AllowKernelDebugging)
                : [];
    }

    public static IEnumerable<HvCheckHit> OtherVendor(HvCheckView view)
    {
        if (view.Vendor is { } vendor && vendor.Signature != AsciiSignature.MicrosoftHv)
        {
            // hv-passthrough takes KVM's, whatever hv-vendor-id says.
            string how = vendor.Signature == AsciiSignature.LinuxKvmHv ? "explicit switches in place of hv-passthrough" : "hv-vendor-id";
            yield return new(HvBits.SignatureEbx, $"The vendor is '{vendor.Signature}'.", $"Give the guest '{AsciiSignature.MicrosoftHv}' (QEMU: {how}).");
        }
    }

    public static IEnumerable<HvCheckHit> MessagesWithoutSynic(HvCheckView view)
    {
        foreach (BitAddress bit in new[] { HvBits.PostMessages, HvBits.SignalEvents })
        {
            if (view.Has(bit) && !view.Has(HvBits.AccessSynicRegs))
            {
                yield return new(bit, $"{Name(bit)} is 1, but {Name(HvBits.AccessSynicRegs)} is 0.", "Set the SynIC's bit too (QEMU: hv-synic), or clear this one.");
            }
        }
    }

    public static IEnumerable<HvCheckHit> SynicWithoutMessages(HvCheckView view) => new[] { HvBits.PostMessages, HvBits.SignalEvents }
        .SelectMany(bit => Requires(view, HvBits.AccessSynicRegs, bit, "Set it (QEMU: hv-synic does)."));

    public static IEnumerable<HvCheckHit> OtherPrivileges(HvCheckView view)
    {
        foreach (HvCheckVcpu other in view.Input.OtherVcpus)
        {
            foreach (CpuidRegister register in new[] { Eax, Ebx })
            {
                BitAddress whole = new(HvFeatures.Function, register, BitField.Whole);
                uint may = register == Eax ? (uint)HvPrivileges.AccessPartitionReferenceTsc : 0;
                (uint here, uint there) = (view.Value(whole), other.Set.Extract(whole));
                if (((here ^ there) & ~may) != 0)
                {
                    yield return new(whole, $"{whole} is {Value(here)}, but {Value(there)} on {other.Name}.", "Give every vCPU the same privileges, for as long as the VM lives.");
                }
            }
        }
    }

    public static IEnumerable<HvCheckHit> UndefinedLeaf(HvCheckView view)
    {
        uint maximum = view.Value(HvBits.MaximumFunction);
        foreach (CpuidEntry entry in view.EveryLeaf)
        {
            if (entry.Function <= maximum && entry.Function <= LastHyperVLeaf && HvFieldTable.ForLeaf(entry.Function).Count == 0
                && view.Leaf(entry.Function) is { } registers && registers != default && !view.IsRootPartition)
            {
                yield return new(new(entry.Function, Eax, BitField.Whole), $"Leaf {BitAddress.FunctionText(entry.Function)} is {registers}.", "Make it zeros, or leave it out.");
            }
        }
    }

    public static IEnumerable<HvCheckHit> MaximumMissing(HvCheckView view)
    {
        if (view.Vendor is { MaximumFunction: >= HvLimits.Function and <= GreatestMaximum } vendor && !view.Contains(vendor.MaximumFunction))
        {
            yield return new(
                HvBits.MaximumFunction, $"The maximum leaf is {Value(vendor.MaximumFunction)}, but that leaf is not in the set.", "Add the leaf, or lower the maximum to the highest leaf of the set.");
        }
    }

    public static IEnumerable<HvCheckHit> IpiHarmsHost(HvCheckView view)
    {
        if (view.Has(HvBits.SyntheticClusterIpi) && view.Input is { InKernelLapic: false, Kernel: { } kernel } && KvmFlaws.IpiWithoutLapic.IsKnownIn(kernel) != false)
        {
            string may = KvmFlaws.IpiWithoutLapic.IsKnownIn(kernel) is null ? "may have" : "has";
            yield return new(
                HvBits.SyntheticClusterIpi,
                $"{Name(HvBits.SyntheticClusterIpi)} is 1 on a vCPU without an in-kernel local APIC, and Linux {kernel.Text} {may} {KvmFlaws.IpiWithoutLapic.Cve}: a guest that sends a cluster IPI makes the host oops.",
                "Clear it (QEMU: leave hv-ipi off), or create the irqchip in the kernel.");
        }
    }

    public static IEnumerable<HvCheckHit> NotHyperVs(HvCheckView view)
    {
        if (view.Input.Reading is { IsComplete: true, Set.Count: 0 })
        {
            yield return new(HvBits.MaximumFunction, "Leaf 40000000H is not in the set, and no other of a hypervisor's.", "Check leaves from 40000000H on.");
        }
        else if (view.Origin.Interface != HypervisorInterface.HyperV)
        {
            string signature = view.Origin.Signature is { } signed ? $"The signature is '{signed}'" : $"The interface is {Value(view.Value(HvBits.InterfaceSignature))}, not 'Hv#1'";
            yield return new(HvBits.SignatureEbx, $"{signature}: {view.Origin.Conclusion}.", "Give the guest Hyper-V's leaves (QEMU: the hv- switches), where it shall have them.");
        }
        else if (view.Origin.Signature is null && !view.Input.Reading.Knows(HvBits.InterfaceSignature))
        {
            view.PassOver(HvBits.InterfaceSignature);
        }
    }

    public static IEnumerable<HvCheckHit> NoApicMsrs(HvCheckView view)
    {
        BitAddress[] set = [.. new[] { HvBits.MsrApicAccess, HvBits.EnlightenedVmcs }.Where(view.Has)];
        if (set.Length > 0 && !view.Has(HvBits.AccessIntrCtrlRegs))
        {
            string are = string.Join(" and ", set.Select(bit => $"{Name(bit)} is 1"));
            yield return new(HvBits.AccessIntrCtrlRegs, $"{are}, but {Name(HvBits.AccessIntrCtrlRegs)} is 0.", "Set it (QEMU: hv-vapic), or clear what is recommended.");
        }
    }

    public static IEnumerable<HvCheckHit> IsolationWithoutType(HvCheckView view)
    {
        if (view.Has(HvBits.Isolation) && !view.Has(HvBits.IsolationType))
        {
            string type = view.Contains(HvIsolation.Function) ? $"{HvBits.IsolationType} is 0" : $"leaf {BitAddress.FunctionText(HvIsolation.Function)} is not in the set";
            yield return new(HvBits.IsolationType, $"{Name(HvBits.Isolation)} is 1, but {type}.", "Give the type of the isolation, 1 to 3, or clear the privilege.");
        }
    }

    public static IEnumerable<HvCheckHit> MoreVcpusThanTheLimit(HvCheckView view)
    {
        if (view.Input.VcpuCount is { } count && view.Value(HvBits.MaximumVirtualProcessors) is > 0 and uint limit && limit < count)
        {
            yield return new(
                HvBits.MaximumVirtualProcessors, string.Format(CultureInfo.InvariantCulture, "{0} is {1}, but the VM has {2} vCPUs.", HvBits.MaximumVirtualProcessors, limit, count), "Raise the limit (QEMU: x-hv-max-vps, or a newer machine type), or give the VM fewer vCPUs.");
        }
    }

    public static IEnumerable<HvCheckHit> UnnamedBits(HvCheckView view)
    {
        _ = view.EveryLeaf;
        foreach (HvDecodedLeaf leaf in HvDecoding.From(view.Input.Reading).Leaves.Where(leaf => leaf.Entry.Function <= LastHyperVLeaf && HvFieldTable.ForLeaf(leaf.Entry.Function).Count > 0))
        {
            view.PassOver(leaf.Entry.Function);
            foreach (BitAddress bit in leaf.Unknown)
            {
                yield return new(bit, $"{bit} is 1, and no source that is known here names it.", "Clear it, unless the hypervisor means it.");
            }
        }
    }

    public static IEnumerable<HvCheckHit> ApicMsrsWithoutAutoEoi(HvCheckView view)
    {
        if (view.Has(HvBits.MsrApicAccess) && view.Has(HvBits.DeprecateAutoEoi))
        {
            yield return new(HvBits.MsrApicAccess, $"{Name(HvBits.MsrApicAccess)} is 1, and {Name(HvBits.DeprecateAutoEoi)} is 1.", "Clear the first where the host has AVIC or APICv (QEMU: hv-avic does), else the second.");
        }
    }

    public static IEnumerable<HvCheckHit> EnforcedWithoutAssistPage(HvCheckView view) => view.Input.Enforced == true && view.Contains(HvFeatures.Function) && !view.Has(HvBits.AccessIntrCtrlRegs)
        ? [new(HvBits.AccessIntrCtrlRegs, $"{Name(HvBits.AccessIntrCtrlRegs)} is 0, and accesses are enforced.", "Set it (QEMU: hv-vapic), or do not enforce (QEMU: leave hv-enforce-cpuid off).")]
        : [];

    public static IEnumerable<HvCheckHit> FollowsTheRelease(HvCheckView view)
    {
        if (view.Giver == HypervisorInterface.Kvm && view.Origin.VersionsGiver == HypervisorInterface.Kvm)
        {
            uint build = view.Value(HvBits.BuildNumber);
            string whose = build < KvmBuild ? "which QEMU's machine types up to 6.1 give" : "which KVM's answer and QEMU's machine types from 6.2 on give";
            yield return new(
                HvBits.BuildNumber, string.Format(CultureInfo.InvariantCulture, "The version is {0}.{1}.{2}, {3} unless they are told another.", view.Value(HvBits.Major), view.Value(HvBits.Minor), build, whose),
                "Give the version yourself (QEMU: hv-version-id-build and the others), or keep the machine type.");
        }

        if (view.Origin.Signature == AsciiSignature.LinuxKvmHv && view.Value(HvBits.MaximumFunction) is var maximum
            && KvmRuleTable.BitsAt(HvBits.MaximumFunction).FirstOrDefault(row => row.Value == maximum) is { } answered && !AnswersOtherwise(view.Input.Host, maximum))
        {
            string when = answered.Until is { } until ? $"before Linux {until.Release}" : $"from Linux {answered.Since.Release} on";
            yield return new(HvBits.MaximumFunction, $"The maximum leaf is {Value(maximum)}, as KVM's answers {when} have it.", "Set the maximum yourself, and keep it for as long as the VM lives.");
        }
    }

    private static bool AnswersOtherwise(HvCheckHost? host, uint maximum) => host?.Answer.ValueOf(HvBits.MaximumFunction) is { } answered && answered != maximum;

    private static bool CouldHaveExForms(HvCheckView view) =>
        view.Value(HvBits.Major) is 0 or >= FirstMajorWithExForms && view.Value(HvBits.MaximumVirtualProcessors) is 0 or > MaxWithoutExForms;

    private static HvPrivilegesHigh High(HvCheckView view) => (HvPrivilegesHigh)view.Value(HvBits.PrivilegesHigh);

    private static string Value(uint value) => Hex(value, 32);

    private static string Word(uint value) => Hex(value, 16);

    private static string Hex(uint value, int width) => value.ToString("X" + ((width + 3) / 4).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + "H";

    private static string Name(BitAddress address) => HvFieldTable.Find(address)[0].ToString();
}
