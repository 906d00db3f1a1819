using System.Globalization;
using HvCpuid.Access;
using HvCpuid.Checks;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>Finds what a name, a number or a pasted message means, where it is no bit of CPUID.</summary>
public static class HvTermTable
{
    private const string MsrKind = "msr";

    // 40000073: what is shorter is a leaf's short name.
    private const int ShortestNumber = 8;

    // As git shortens a commit's id at the least.
    private const int ShortestCommit = 7;

#if NETSTANDARD2_0
    private static readonly KvmCapability[] Capabilities = [.. Enum.GetValues(typeof(KvmCapability)).Cast<KvmCapability>()];
#else
    private static readonly KvmCapability[] Capabilities = Enum.GetValues<KvmCapability>();
#endif

    private static readonly Dictionary<string, string> Findings = new(StringComparer.OrdinalIgnoreCase)
    {
        [HvSwitchFindingIds.Refused] = "The host's KVM refuses to say what it supports.",
        [HvSwitchFindingIds.Unsupported] = "KVM does not report what a switch needs.",
        [HvSwitchFindingIds.MissingRequirement] = "A switch requires another that is not on.",
        [HvSwitchFindingIds.EvmcsVersions] = "The enlightened VMCS versions wanted are not those of the host.",
        [HvSwitchFindingIds.Value] = "A value is more than the host has, or one that a VMM refuses.",
        [HvSwitchFindingIds.PreventsMigration] = "The configuration prevents migration.",
        [HvSwitchFindingIds.NoEffect] = "A switch does nothing without another, or a switch or value nothing beside hv-passthrough.",
        [HvSwitchFindingIds.Enforcement] = "The host's KVM cannot enforce the guest's CPUID.",
        [HvSwitchFindingIds.UnknownToVmm] = "This release of the VMM does not know a switch or setting.",
        [HvSwitchFindingIds.Machine] = "The machine type is unknown to this release of the VMM, or it refuses a property of it.",
        [HvSwitchFindingIds.Enabling] = "KVM refuses to enable what a switch needs on a vCPU.",
        [HvSwitchFindingIds.NotHonoured] = "The guest sees a bit that KVM does not honour.",
        [HvSwitchFindingIds.Hidden] = "The guest is told that there is no hypervisor, and looks for no leaf.",
        [HvSwitchFindingIds.NoHyperV] = "The host's KVM has no Hyper-V support.",
        [HvSwitchFindingIds.HarmsHost] = "The host's kernel has a flaw by which a guest harms the host, and a switch lets the guest reach it.",
        [HvSwitchFindingIds.Unknown] = "Nobody knows whether the host's kernel supports a switch: it is between two that are known.",

        // Of moves and of guests, which stand on what is here: their ids are held to these by a test.
        ["HVM001"] = "The destination's kernel does not report a bit that the guest has.",
        ["HVM002"] = "The destination's number is below the one that the guest was told.",
        ["HVM003"] = "The guest's range of enlightened VMCS versions is not within the destination's.",
        ["HVM004"] = "A field that has to stay as the guest has it is another at the destination.",
        ["HVM005"] = "The guest was promised something about the host that the destination does not promise.",
        ["HVM006"] = "The destination's VMM has no switch that gives the guest what it has, or does not know it.",
        ["HVM007"] = "What the guest has is not known.",
        ["HVM008"] = "What the destination offers is not known.",
        ["HVM009"] = "The destination's KVM refuses to say what it supports, or has no Hyper-V support.",
        ["HVG001"] = "Another hypervisor's leaves, such as KVM's own at 40000100H, make Linux pass Hyper-V's by.",
        ["HVG002"] = "Linux detects Hyper-V and cannot set itself up for it.",
        ["HVG003"] = "An MSR that the guest touches is refused where its CPUID is enforced.",
        ["HVG004"] = "A hypercall that the guest makes is refused where its CPUID is enforced.",
        ["HVG005"] = "The guest gives its TSC up and has nothing better than the machine's own timers.",
    };

    /// <summary>What a text means.</summary>
    /// <param name="text">
    /// An MSR or hypercall by name, or as <c>msr 0x40000010</c> or <c>msr 40000010</c>, for an MSR that is no leaf also <c>0x40000073</c>, and <c>hypercall 0x5c</c>; a capability, <c>KVM_CAP_HYPERV_SYNIC2</c> or <c>cap 148</c>; a finding,
    /// <c>HV007</c>, <c>HVE001</c>, <c>HVM001</c> or <c>HVG001</c>; a flaw by its CVE number, a change of KVM by its name or commit; libvirt's element or KubeVirt's field, <c>vendor_id</c>, <c>synictimer</c>; a message of QEMU or libvirt, whole or in part.
    /// </param>
    /// <returns>What it means; empty where nothing is known of it.</returns>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static IReadOnlyList<HvTerm> Find(string text)
    {
        string said = Guard.NotNull(text).Trim();
        HvTerm?[] named = [Msr(said), Hypercall(said), Capability(said), Finding(said), Flaw(said), Change(said), Element(said), Field(said)];
        IReadOnlyList<HvTerm> found = [.. named.OfType<HvTerm>()];
        return found.Count > 0 ? found : [.. Messages(said)];
    }

    /// <summary>The MSR that a bare number is: <c>0x40000073</c>, <c>40000073H</c>. It may be a leaf as well, which is for the caller to say.</summary>
    /// <param name="text">The number.</param>
    /// <returns>The MSR; null where it is no number, or of none that KVM implements.</returns>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static HvTerm? FindMsr(string text) =>
        Guard.NotNull(text).Length >= ShortestNumber && BitAddress.TryParseFunction(text, out uint number) && HvMsrTable.Find(number) is { } row ? Access("MSR", row) : null;

    // A bare number that is a leaf is taken for the leaf.
    private static HvTerm? Msr(string text) => (Number(text, MsrKind) is { } number ? HvMsrTable.Find(number) : HvMsrTable.FindByName(text)) is { } row ? Access("MSR", row)
        : BitAddress.TryParseFunction(text, out uint function) && HvLeafTable.TryGet(function, out _) ? null
        : FindMsr(text);

    private static HvTerm? Hypercall(string text) => (Number(text, "hypercall") is { } number ? HvHypercallTable.Find((ushort)Math.Min(number, ushort.MaxValue)) : HvHypercallTable.FindByName(text)) is { } row
        ? Access("hypercall", row) : null;

    private static HvTerm Access(string kind, HvAccessRow row)
    {
        string needs = row.Needs.Count == 0 ? "" : $" Where CPUID is enforced, it needs {string.Join(" and ", row.Needs)}.";
        string always = row.AlwaysNeeds is { } bit ? $" It needs {bit}, enforced or not." : "";
        return new HvTerm(kind, $"{row.Number} {row.Name}", $"KVM implements it.{needs}{always}") { Addresses = row.Needs, More = row.Since == KvmChanges.IoctlAdded ? "" : $"Since {row.Since}." };
    }

    private static HvTerm? Capability(string text)
    {
        uint? number = Number(text, "cap");
        KvmCapability? capability = Capabilities
            .Where(known => number is { } asked ? (uint)known == asked : string.Equals(known.Name(), text, StringComparison.OrdinalIgnoreCase))
            .Select(known => (KvmCapability?)known).FirstOrDefault();
        return capability is { } found ? new HvTerm("KVM capability", string.Format(CultureInfo.InvariantCulture, "{0} {1}", (int)found, found.Name()), CapabilityMeanings.Of(found))
        {
            More = string.Concat(HvEnlightenmentTable.For(EnabledFor(found)).Select(row => $"QEMU enables it for {row.Flag}.")),
        }
        : null;
    }

    private static HvSwitches EnabledFor(KvmCapability capability) => capability switch
    {
        KvmCapability.HyperVSynic2 => HvSwitches.Synic,
        KvmCapability.HyperVEnlightenedVmcs => HvSwitches.Evmcs,
        _ => HvSwitches.None,
    };

    private static HvTerm? Finding(string text)
    {
        HvCheck? check = HvCheckTable.All.FirstOrDefault(check => check.Id.Equals(text, StringComparison.OrdinalIgnoreCase));
        return check is not null ? new HvTerm("finding", $"{check.Id} {check.Title}", check.WhyOnKvm is null ? check.Why : $"{check.Why} On KVM: {check.WhyOnKvm}") { More = $"{check.Severity}. Source: {check.Source}" }
            : Findings.TryGetValue(text, out string? meaning) ? new HvTerm("finding", text.ToUpperInvariant(), meaning) { More = $"hvcpuid {Teller(text)} tells it, with what helps." }
            : null;
    }

    private static string Teller(string id) => char.ToUpperInvariant(id[2]) switch { 'M' => "migrate", 'G' => "guest", _ => "flags" };

    private static HvTerm? Flaw(string text) => KvmFlaws.All.FirstOrDefault(flaw => text.Equals(flaw.Cve, StringComparison.OrdinalIgnoreCase)) is { } flaw
        ? new HvTerm("flaw", flaw.Cve!, $"{char.ToUpperInvariant(flaw.Summary[0])}{flaw.Summary.Substring(1)}{(flaw.Where is null ? "" : $", {flaw.Where}")}.") { More = $"Fixed in {flaw.Fix}. hvcpuid kernels KERNEL says whether one has it." }
        : null;

    // A commit is pasted whole or by its first digits.
    private static HvTerm? Change(string text) => KvmChanges.All.FirstOrDefault(change => change.Id.Equals(text, StringComparison.OrdinalIgnoreCase)
            || change.Commits.Any(commit => text.Length >= ShortestCommit && (text.StartsWith(commit, StringComparison.OrdinalIgnoreCase) || commit.StartsWith(text, StringComparison.OrdinalIgnoreCase)))) is { } found
        ? new HvTerm("change of KVM", found.Id, $"{char.ToUpperInvariant(found.Summary[0])}{found.Summary.Substring(1)}.") { More = $"{found}." }
        : null;

    private static HvTerm? Element(string text)
    {
        string name = text.Trim('<', '>', '/', ' ').Split(' ')[0];
        HvEnlightenment? row = HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt?.ToXml() == text)
            ?? HvEnlightenmentTable.All.FirstOrDefault(row => row.Libvirt is { } element && (element.KeyAttribute is null ? element.Name == name : element.KeyValue == text));
        HvSetting? setting = row is null ? HvSettingTable.All.FirstOrDefault(setting => setting.Libvirt?.Name == name) : null;
        return row is not null ? new HvTerm("libvirt element", row.Libvirt!.ToXml(), $"It is QEMU's {row.Flag}: {row.Purpose}.") { Addresses = row.Needs }
            : setting is not null ? new HvTerm("libvirt element", $"<{name}>", $"It is QEMU's {setting.Flag}: {setting.Meaning}.") { Addresses = setting.GoesTo }
            : null;
    }

    private static HvTerm? Field(string text)
    {
        KubeVirtField? field = KubeVirtField.All.FirstOrDefault(field => text == field.Name || text == field.Name.Replace('/', '.') || text == field.Path.Replace('/', '.'));
        string? flag = field?.Flag;
        return flag is null || LibvirtHas(text) ? null : new HvTerm("KubeVirt field", field!.Path.Replace('/', '.'), $"It is QEMU's {flag}: {field.Row?.Purpose ?? HvNames.Setting(flag)!.Meaning}.")
        {
            Addresses = field.Row?.Needs ?? HvNames.Setting(flag)!.GoesTo,
        };
    }

    private static bool LibvirtHas(string name) => Element(name) is not null;

    // The switches that a message names: by flag, by what QEMU calls them, or by libvirt's name in quotes.
    private static IEnumerable<HvTerm> Messages(string text)
    {
        HvMessageRow? message = HvMessageRow.All.FirstOrDefault(row => text.Contains(row.Part, StringComparison.OrdinalIgnoreCase));
        HvEnlightenment[] rows = [.. HvEnlightenmentTable.All.Where(row => Names(row, text))];
        if (message is null && (rows.Length == 0 || !text.Contains(' ')))
        {
            yield break;
        }

        string about = rows.Length == 0 ? "" : $" It is about {string.Join(" and ", rows.Select(row => row.Flag))}.";
        yield return new HvTerm("message", message is null ? "a message about a switch" : $"{message.Whose}, {message.Finding}", (message is null ? "It names a switch." : Findings[message.Finding]) + about)
        {
            Addresses = [.. rows.Take(1).SelectMany(row => row.Needs)],
            More = message is null ? "" : $"What helps: {message.More} Said in {message.Source}.",
        };
    }

    private static bool Names(HvEnlightenment row, string text) =>
        text.Contains($"({row.Flag})", StringComparison.Ordinal) || text.Contains($"'{row.Flag}'", StringComparison.Ordinal) || text.Contains($".{row.Flag}'", StringComparison.Ordinal)
        || text.Contains($"Hyper-V {row.Description}", StringComparison.OrdinalIgnoreCase) || (row.Libvirt is { } element && text.Contains($"hyperv '{element.Name}'", StringComparison.Ordinal));

    // Eight digits of an MSR are hexadecimal, as every source writes them: in decimal, these MSRs have ten.
    private static uint? Number(string text, string kind)
    {
        string[] words = text.Split(' ');
        if (words.Length != 2 || !words[0].Equals(kind, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string digits = words[1];
        bool prefix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        string bare = prefix ? digits.Substring(2) : digits.TrimEnd('H', 'h');
        bool hexadecimal = bare.Length < digits.Length || bare.Any(char.IsLetter) || (kind == MsrKind && bare.Length == ShortestNumber);
        return uint.TryParse(bare, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
    }
}
