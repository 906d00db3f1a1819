using System.Globalization;
using System.Text;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Guest;

/// <summary>The words of what guests conclude, whole, for leaves that differ: what they print, choose, read, write and call, and why.</summary>
public class GuestWordsTests
{
    private static readonly string[] Edits =
    [
        "", "1.EAX=0", "0.EAX=40000004", "3.EAX=0", "3.EAX[5]=0", "3.EAX[6]=0", "3.EAX[1]=0 3.EAX[9]=0", "3.EAX[9]=0", "3.EAX[2]=0 3.EAX[3]=0", "3.EAX[11]=0", "3.EAX[15]=1", "3.EBX[0]=1 3.EBX[12]=1", "3.EBX[22]=1 C.EAX=0 C.EBX=2",
        "3.ECX=12", "3.EDX[10]=1", "3.EDX[19]=0", "4.EAX[12]=1", "4.EAX=0", "4.EAX[14]=1 A.EAX=101", "4.EAX[9]=1", "5.EAX=FFFFFFFF", "2.EAX=0 2.EBX=0",
    ];

    [Fact]
    public void Views_OfLeavesThatDiffer_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What a Linux guest, a Windows guest and a FreeBSD guest make of the first boot's leaves with these edits. What is said of the leaves unedited is left out.\n");
        HvCpuidSet first = Boot.All[0].Leaves;
        HashSet<string> said = [];
        foreach (string edit in Edits)
        {
            HvCpuidSet leaves = edit.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(first, Edited);
            text.Append('\n').Append(edit.Length == 0 ? "unedited" : edit).Append('\n');
            string[] lines = [.. Linux(LinuxGuestView.From(leaves)).Select(line => "linux " + line), .. Windows(leaves).Select(line => "windows " + line), .. FreeBsd(leaves).Select(line => "freebsd " + line)];
            text.AppendJoin("", lines.Where(line => !said.Contains(line)).Select(line => $"  {line}\n"));
            text.AppendJoin("", said.Except(lines).Select(line => $"  not {line}\n"));
            said = edit.Length == 0 ? [.. lines] : said;
        }

        text.Append("\nnothing known but CPUID.40000003H:EAX\n");
        HvReadingBuilder reading = new();
        reading.Tell(new BitAddress(0x40000003, CpuidRegister.Eax, BitField.Whole), 0x2AFF);
        text.AppendJoin("", Linux(LinuxGuestView.From(reading.ToReading(isComplete: false), [])).Select(line => $"  linux {line}\n"));
        Baseline.Check("tests/HvCpuid.Tests/Baselines/guests.txt", text.ToString());
    }

    [Fact]
    public void Views_OfEveryBitByKernelAndSize_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What Linux guests of several kernels and sizes make of the first boot's leaves with every bit of 3 and 4 set; then FreeBSD's, and all that Windows has.\n");
        HvCpuidSet all = new[] { "3.EAX=FFFFFFFF", "3.EBX=FFFFEFFE", "3.EDX=FFFFFFFF", "4.EAX=FFFFF9FF", "4.EBX=FFF", "5.EAX=400" }.Aggregate(Boot.All[0].Leaves, Edited);
        HashSet<string> said = [];
        foreach (string kernel in new[] { "6.12", "3.10", "4.14", "4.20", "5.3", "5.10", "5.15", "6.1", "6.6" })
        {
            foreach (LinuxGuestOptions options in new LinuxGuestOptions[] { new() { VcpuCount = 1 }, new() { VcpuCount = 65, TimerFrequency = 1000, X2Apic = false, HasHpet = false }, new() { VcpuCount = 64, Enforced = true } })
            {
                string[] lines = [.. Linux(LinuxGuestView.From(all, options with { Kernel = LinuxGuestKernel.Parse(kernel) }))];
                text.Append(CultureInfo.InvariantCulture, $"\nLinux {kernel}, {options.VcpuCount} vCPUs\n").AppendJoin("", lines.Where(line => !said.Contains(line)).Select(line => $"  {line}\n"));
                text.AppendJoin("", said.Except(lines).Select(line => $"  not {line}\n"));
                said = said.Count == 0 ? [.. lines] : said;
            }
        }

        text.Append("\nFreeBSD\n").AppendJoin("", FreeBsd(all).Select(line => $"  {line}\n"));
        text.Append("\nWindows\n").AppendJoin("", WindowsGuestView.All.Select(feature => $"  {Feature(feature)} {feature.Source}\n"));
        Baseline.Check("tests/HvCpuid.Tests/Baselines/guest-kernels.txt", text.ToString());
    }

    private static HvCpuidSet Edited(HvCpuidSet set, string edit)
    {
        BitAddress address = BitAddress.Parse(edit.Split('=')[0]);
        set.TryGet(address.Function, out CpuidRegisters registers);
        uint value = uint.Parse(edit.Split('=')[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return set.ToBuilder().Set(address.Function, registers.With(address.Register, address.Bits.Insert(registers[address.Register], value))).ToSet();
    }

    private static IEnumerable<string> Linux(LinuxGuestView view) =>
    [
        $"platform {view.Platform} decided {view.IsPlatformDecided} detected {view.IsDetected} clock {view.ClockSource} event {view.ClockEvent} mode {view.ApicMode}",
        .. view.Reasons.Select(reason => "reason " + reason), .. view.Why.Select(why => "why " + why), .. view.Lines.Select(line => $"prints {(line.Row.IsAside ? "aside " : "")}{line}"),
        "sources " + string.Join(' ', view.ClockSources),
        .. view.Msrs.Select(msr => string.Create(CultureInfo.InvariantCulture, $"msr {msr.Msr:X8} {(msr.IsRead ? "r" : "")}{(msr.IsWritten ? "w" : "")}{(msr.Value is { } value ? $"={value:X}" : "")}{(msr.IsUnconditional ? " always" : "")}: {msr.Meaning}")),
        .. view.Hypercalls.Select(call => $"calls {call}: {call.Meaning} ({string.Join(' ', call.Needs)})"), .. view.Features.Select(feature => $"uses {feature.Name}: {feature.Meaning}"),
        .. view.Findings.Select(finding => $"finding {finding} {finding.Address} {finding.Fix}"), .. view.Unknown.Select(unknown => "unknown " + unknown),
    ];

    private static IEnumerable<string> Windows(HvCpuidSet leaves) =>
        [.. WindowsGuestView.From(leaves) is var view ? [$"hyper-v {view.IsHyperV}", .. view.Why.Select(why => "why " + why), .. view.Features.Select(Feature)] : Array.Empty<string>()];

    private static IEnumerable<string> FreeBsd(HvCpuidSet leaves) =>
        [.. FreeBsdGuestView.From(leaves) is var view ? [$"platform {view.Platform} set up {view.IsSetUp} time {view.TimeCounter}", .. view.Why.Select(why => "why " + why), .. view.Dmesg.Select(line => "prints " + line), .. view.Features.Select(Feature)] : Array.Empty<string>()];

    private static string Feature(GuestFeature feature) => $"uses {feature.Name}: {feature.Meaning} ({string.Join(' ', feature.Needs)})";
}
