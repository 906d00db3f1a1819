using System.Text;
using HvCpuid.Access;
using HvCpuid.Checks;
using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Tests.Baselines;
using HvCpuid.Tests.Text;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>What is said of every name there is beside the bits, whole: MSRs, hypercalls, capabilities, findings, elements, fields, messages of VMMs.</summary>
public class TermWordsTests
{
    // Spellings, and what is near a term and none.
    private static readonly string[] Others =
    [
        " HvCallPostMessage ", "hypercall 0x0003", "hypercall 65535", "hypercall 65628", "msr 40000000H", "msr 40000000h", "msr 0X40000073", "40000073", "0x40000073", "40000073H", "0x4000", "40000003", "40000fff",
        "msr 0x40000010 x", "msr", "cap 0x94", "cap 94h", "cap 44", "hv001", "HVE014", "hve015",
        "<relaxed state='on'/>", "<relaxed", "/relaxed/", "relaxed state", "timer", "<timer name='hypervclock' present='yes'/>", "panic", "<panic model='hyperv'/>", "hyperv", "spinlocks", "<spinlocks state='on' retries='4096'/>",
        "syNic", "synictimer/direct", "synictimer.direct", "vendorid", "features.hyperv.vapic", "clock.timer.hyperv",
        "hv-relaxed", "(hv-relaxed)", "see (hv-relaxed) and 'hv-time'", "property '.hv-avic' x", "see Hyper-V RELAXED timing", "Hyper-V clocksources", "host hyperv 'vapic' x", "host hyperv 'hypervclock' x",
        "<relaxed>", "< relaxed/>", "see (hv-re\u00ADlaxed) x", "see 'hv-re\u00ADlaxed' x", "see '.hv-re\u00ADlaxed' x", "see hyperv 're\u00ADlaxed' x", "msr 0x4000001\u00AD0",
        "qemu: VERSION RANGE of (hv-evmcs)", "x.X-HV-y",
    ];

    [Fact]
    public void Find_EveryTerm_SaysWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of names, numbers and messages: kind, name, meaning | bits | more.\n");
        foreach (string asked in Asked())
        {
            IReadOnlyList<HvTerm> terms = HvTermTable.Find(asked);
            text.Append(asked).Append('\n').AppendJoin("", terms.Select(term => $"  {Words(term)}\n")).Append(terms.Count == 0 ? "  nothing\n" : "");
        }

        text.Append("\n# The same asked for MSRs alone.\n");
        foreach (string asked in Others.Concat(["40000010", "0x40000010", "0x4000003", "4000003H", "x0000010"]))
        {
            text.Append(HvTermTable.FindMsr(asked) is { } term ? $"{asked}\n  {Words(term)}\n" : "");
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/terms.txt", text.ToString());
    }

    [Fact]
    public void Find_InAnyCulture_IsTheSame()
    {
        string[] own = [.. Asked().SelectMany(HvTermTable.Find).Select(Words)];
        Cultures.Each(() => Assert.Equal(own, Asked().SelectMany(HvTermTable.Find).Select(Words)));
    }

    private static IEnumerable<string> Asked() =>
    [
        .. HvMsrTable.All.Select(row => row.Name),
        .. HvHypercallTable.All.Select(row => row.Name),
        .. Enum.GetValues<KvmCapability>().Select(capability => capability.Name()!),
        .. HvCheckTable.All.Select(check => check.Id.ToLowerInvariant()),
        .. Enumerable.Range(0, 23).Select(number => $"hve{number:D3}"),
        .. HvEnlightenmentTable.All.Where(row => row.Libvirt is not null).SelectMany(row => new[] { row.Libvirt!.Name, row.Libvirt.KeyValue ?? row.Libvirt.Name, row.Libvirt.ToXml() }).Distinct(),
        .. HvSettingTable.All.Where(row => row.Libvirt is not null).Select(row => row.Libvirt!.Name),
        .. KubeVirtField.All.Where(field => field.Path.StartsWith(KubeVirtField.Hyperv + "/", StringComparison.Ordinal)).SelectMany(field => new[] { field.Name, field.Name.Replace('/', '.') }).Distinct(),
        .. HvMessageRow.All.Select(row => row.Part),
        .. Others,
    ];

    private static string Words(HvTerm term) => $"{term.Kind}, {term.Name}, {term.Meaning} | {string.Join(' ', term.Addresses)} | {term.More}";
}
