using System.Globalization;
using HvCpuid.Access;
using HvCpuid.Enlightenments;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Compare;

/// <summary>Judges the fields of a guest's leaves, one by one, by their policy.</summary>
internal sealed class HvMigrationJudge(HvReading guest, HvDestination destination)
{
    private static readonly BitAddress Versions = HvBits.EnlightenedVmcsVersions;

    /// <summary>What there is to say about a leaf.</summary>
    public IEnumerable<HvMigrationFinding> OfLeaf(uint function)
    {
        HvField[] fields = [.. HvFieldTable.ForLeaf(function).Where(field => field.Policy != HvFieldPolicy.MadeByVmm)];
        if (guest.Has(function) is null)
        {
            return fields.Length == 0 ? [] : [GuestUnknown(new BitAddress(function, CpuidRegister.Eax, BitField.Whole), $"leaf {BitAddress.FunctionText(function)}")];
        }

        IEnumerable<CpuidRegister> registers = [CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx];
        return registers.SelectMany(register => OfRegister(new BitAddress(function, register, BitField.Whole), fields.Where(field => field.Address.Register == register)));
    }

    private IEnumerable<HvMigrationFinding> OfRegister(BitAddress whole, IEnumerable<HvField> fields)
    {
        uint known = guest.Known(whole.Function)[whole.Register];
        uint made = HvFieldTable.Find(whole).Where(field => field.Policy == HvFieldPolicy.MadeByVmm).Aggregate(0u, (mask, field) => mask | field.Address.Bits.Mask);
        if ((known | made) != uint.MaxValue && (known != 0 || fields.Any()))
        {
            yield return GuestUnknown(whole, whole.ToString());
        }

        uint unnamed = guest.Set.Extract(whole) & known & ~made;
        foreach (HvField field in fields)
        {
            unnamed &= ~field.Address.Bits.Mask;
            bool second = field.Policy == HvFieldPolicy.RangeMustContain && field.Address.Bits.Low != Versions.Bits.Low;
            if (!second && (field.Policy == HvFieldPolicy.RangeMustContain ? OfRange(field) : OfField(field)) is { } finding)
            {
                yield return finding;
            }
        }

        for (int bit = 0; bit < 32; bit++)
        {
            BitAddress address = new(whole.Function, whole.Register, bit);
            if ((unnamed >> bit & 1) != 0 && Judge(address, null, HvFieldPolicy.KernelMustOffer, 1) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private HvMigrationFinding? OfField(HvField field) => guest.ValueOf(field.Address) is { } value ? Judge(field.Address, field, field.Policy, value) : null;

    private HvMigrationFinding? Judge(BitAddress address, HvField? field, HvFieldPolicy policy, uint value)
    {
        if (!HvFieldNeeds.NeedsSomething(policy, value))
        {
            return null;
        }

        uint? offered = destination.Offered.ValueOf(address);
        bool? met = offered is { } there ? HvFieldNeeds.IsMet(policy, value, there) : null;
        bool unsure = offered is null || met is null || destination.Uncertain.Any(other => other.Overlaps(address));
        return NoSwitch(address, field, value, offered) is { } never ? never
            : policy == HvFieldPolicy.PromiseAboutHost ? (unsure || met == false ? Promise(address, field!, value, unsure ? null : offered) : null)
            : unsure ? Unsure(address, field, value, offered)
            : met == true ? SwitchNotKnown(address, field, value)
            : Short(address, field, policy, value, offered!.Value);
    }

    private HvMigrationFinding Short(BitAddress address, HvField? field, HvFieldPolicy policy, uint value, uint offered)
    {
        string what = Name(address, field);
        (string id, string message) = policy switch
        {
            HvFieldPolicy.DestinationAtLeast => (HvMigrationFindingIds.TooSmall, $"the guest was told {what} = {Text(field, value)}; {destination.Name} has {Text(field, offered)}."),
            HvFieldPolicy.MustBeEqual => (HvMigrationFindingIds.NotEqual, $"the guest has {what} = {Text(field, value)}, which has to stay; {destination.Name} has {Text(field, offered)}."),
            _ => (HvMigrationFindingIds.NotOffered, $"the guest has {what}; {destination.Name} does not offer it."),
        };
        HvEnlightenment? row = SwitchOf(address);
        return new HvMigrationFinding(id, HvMigrationSeverity.Blocker, address, message, () => HvMigrationFixes.Find(destination, address, now => HvFieldNeeds.IsMet(policy, value, now) == true, row))
        {
            Field = field,
            Switch = row?.Flag,
            Guest = value,
            Destination = offered,
            Uses = Uses(address),
        };
    }

    private HvMigrationFinding Promise(BitAddress address, HvField field, uint value, uint? offered)
    {
        string how = offered is null ? "may not keep that" : "does not promise it";
        string message = $"the guest was promised {Name(address, field)}: {field.Meaning.TrimEnd('.')}. Nothing stops the move, but {destination.Name} {how}.";
        return new HvMigrationFinding(
            HvMigrationFindingIds.Promise,
            HvMigrationSeverity.Note,
            address,
            message,
            () => string.Join("; or ", new[] { HvMigrationFixes.OnHost(destination, address, now => now != 0), "pin every vCPU to a core that no other guest uses" }.Where(text => text.Length > 0)))
        {
            Field = field,
            Switch = field.QemuFlags.Count > 0 ? field.QemuFlags[0] : null,
            Guest = value,
            Destination = offered,
        };
    }

    private HvMigrationFinding Unsure(BitAddress address, HvField? field, uint value, uint? offered)
    {
        bool build = destination.Uncertain.Any(other => other.Overlaps(address));
        string why = build ? destination.Query!.Value.Host.Kernel.Note ?? "its kernel is between two that are known." : offered is null ? "it is not told." : "it states no limit.";
        string number = field is { Address.Bits.IsSingleBit: false } ? " = " + Text(field, value) : "";
        return new HvMigrationFinding(
            HvMigrationFindingIds.DestinationUnknown,
            HvMigrationSeverity.Unknown,
            address,
            $"the guest has {Name(address, field)}{number}; whether {destination.Name} offers it is unknown: {why}",
            () => "ask the destination itself (hvcpuid host)")
        {
            Field = field,
            Switch = SwitchOf(address)?.Flag,
            Guest = value,
            Destination = build ? null : offered,
            Uses = Uses(address),
        };
    }

    // No kernel helps where the VMM has no switch that gives the bit.
    private HvMigrationFinding? NoSwitch(BitAddress address, HvField? field, uint value, uint? offered) =>
        destination.Vmm is not QemuVmm vmm || !IsSwitched(field) || SwitchOf(address) is not null || HvEnlightenmentTable.AlwaysSet.Contains(address) ? null
        : new HvMigrationFinding(
            HvMigrationFindingIds.NoSwitch,
            HvMigrationSeverity.Blocker,
            address,
            $"the guest has {Name(address, field)}, and no switch of {vmm.Title} gives it.",
            () => "give the guest what switches give, not a copy of the kernel's answer")
        {
            Field = field,
            Guest = value,
            Destination = offered,
            Uses = Uses(address),
        };

    // What the kernel offers is of no use where the VMM does not know the switch.
    private HvMigrationFinding? SwitchNotKnown(BitAddress address, HvField? field, uint value) =>
        destination.Vmm is not QemuVmm vmm || !IsSwitched(field) || SwitchOf(address) is not { } row || destination.Knows(row) ? null
        : new HvMigrationFinding(
            HvMigrationFindingIds.NoSwitch,
            HvMigrationSeverity.Blocker,
            address,
            $"the guest has {Name(address, field)}, and {vmm.Title} does not know {row.Flag}.",
            () => $"use a QEMU that knows {row.Flag}, or start the guest without it")
        {
            Field = field,
            Switch = row.Flag,
            Guest = value,
            Destination = 1,
            Uses = Uses(address),
        };

    private HvMigrationFinding? OfRange(HvField low)
    {
        BitAddress highest = HvBits.EnlightenedVmcsVersionHigh;
        if (guest.ValueOf(low.Address) is not { } from || guest.ValueOf(highest) is not { } to || HvFieldNeeds.Contains((0, 0), (from, to)))
        {
            return null;
        }

        bool build = destination.Uncertain.Any(other => other.Overlaps(Versions));
        (uint Low, uint High)? there = !build && destination.Offered.ValueOf(low.Address) is { } first && destination.Offered.ValueOf(highest) is { } last ? (first, last) : null;
        if (there is { } offered && HvFieldNeeds.Contains(offered, (from, to)))
        {
            return null;
        }

        string what = there switch
        {
            null => $"which ones {destination.Name} has is unknown",
            { High: 0 } => $"{destination.Name} has none",
            var (lowest, newest) => string.Format(CultureInfo.InvariantCulture, "{0} has {1}..{2}", destination.Name, lowest, newest),
        };
        string range = string.Format(CultureInfo.InvariantCulture, "{0}..{1}", from, to);
        bool told = there is not null;
        HvEnlightenment row = HvEnlightenmentTable.All.Single(other => other.SetsEvmcsVersions);
        return new HvMigrationFinding(
            told ? HvMigrationFindingIds.Range : HvMigrationFindingIds.DestinationUnknown,
            told ? HvMigrationSeverity.Blocker : HvMigrationSeverity.Unknown,
            Versions,
            $"the guest uses enlightened VMCS versions {range} ({Versions}); {what}.",
            () => told ? HvMigrationFixes.Find(destination, Versions, now => HvFieldNeeds.Contains((now & 0xFF, now >> 8), (from, to)), row) : "ask the destination itself (hvcpuid host)")
        {
            Field = low,
            Switch = row.Flag,
            Guest = guest.ValueOf(Versions),
            Destination = told ? destination.Offered.ValueOf(Versions) : null,
        };
    }

    private static HvMigrationFinding GuestUnknown(BitAddress address, string what) => new(
        HvMigrationFindingIds.GuestUnknown,
        HvMigrationSeverity.Unknown,
        address,
        $"what the guest has in {what} is not told.",
        () => "read the guest's leaves whole, by cpuid -r in the guest or from its VMM");

    // The row of the switch that gives a guest the bit.
    private static HvEnlightenment? SwitchOf(BitAddress address) =>
        HvEnlightenmentTable.All.FirstOrDefault(row => row.Needs.Contains(address) || row.Sets.Contains(address) || (row.SetsEvmcsVersions && Versions.Overlaps(address)))
        ?? HvEnlightenmentTable.All.FirstOrDefault(row => row.AddedLeaves.Any(entry => entry.Function == address.Function && address.Extract(entry.Registers) != 0));

    private static bool IsSwitched(HvField? field) => field is null or { Policy: HvFieldPolicy.KernelMustOffer };

    private List<string> Uses(BitAddress address)
    {
        bool IsOf(HvAccessRow row) => row.Needs.Contains(address) || row.AlwaysNeeds == address;
        bool IsMissing(HvAccessRow row) => destination.Query is { Host: { } host }
            && !(host.HasHyperV && (row.Since.IsIn(host.Kernel) || (host.Kernel.Neighbour is { } other && row.Since.IsIn(other))));
        return
        [
            .. HvMsrTable.All.Where(IsOf).Select(row => $"MSR {row}{(IsMissing(row) ? ": #GP there" : "")}"),
            .. HvHypercallTable.All.Where(IsOf).Select(row => $"hypercall {row}{(IsMissing(row) ? ": HV_STATUS_INVALID_HYPERCALL_CODE there" : "")}"),
        ];
    }

    private static string Name(BitAddress address, HvField? field) => field is null ? $"{address}, a bit without a name" : $"{address} {field.Name}";

    private static string Text(HvField? field, uint value) => field is null ? value.ToString(CultureInfo.InvariantCulture) : new HvDecodedField(field, value).Text;
}
