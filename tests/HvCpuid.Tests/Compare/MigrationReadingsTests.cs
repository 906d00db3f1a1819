using System.Globalization;
using System.Text;
using HvCpuid.Compare;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Compare;

/// <summary>Moves between what is known in part: words and values of every finding, whole.</summary>
public class MigrationReadingsTests
{
    // A guest, field by field ('part' where it may have other leaves), and where it goes: a host, one of which the answer alone is known, or a part of that.
    private static readonly string[] Moves =
    [
        "part 3.EAX=60 -> 6.12,amd",
        "part 3.EAX[5]=1 3.EAX[31]=1 3.EAX[30]=0 -> 6.12,amd",
        "3.EAX[15]=1 4.EAX[14]=1 A.EAX[7:0]=1 -> 6.12,amd",
        "4.EAX[14]=1 A.EAX[15:8]=1 -> 6.12,amd",
        "4.EAX[14]=1 A.EAX[15:0]=101 -> 6.12,amd",
        "0.EBX[7:0]=1 2.EAX[15:0]=1 4.EBX[3:0]=1 -> 6.12,amd",
        "1.EAX=31237648 3.EAX=2FF 3.EBX=30 3.ECX=3 3.EDX=80000008 5.EAX=400 5.EBX=40 5.ECX=7 -> 1.EAX=31237649 3.EAX=7F 3.ECX=2 5.EAX=3FF 5.ECX=8",
        "1.EAX=31237648 5.EAX=400 5.EBX=FFFFFFFF 5.ECX=FFFFFFFE -> 1.EAX=31237648 5.EAX=FFFFFFFF 5.EBX=0 5.ECX=FFFFFFFF",
        "3.EAX=40 4.EAX=60040 4.EBX=FFF C.EAX=1 C.EBX=3 -> 3.EAX=40 4.EAX=20 C.EAX=1 C.EBX=2",
        "4.EAX=40000 -> 4.EAX=40000",
        "4.EAX=40000 3.EAX=8040 3.ECX=2 5.EAX=9 90.EAX=1 -> part 3.EAX[6]=0 3.EAX[15]=1",
        "4.EAX=4000 A.EAX=101 -> part 3.EAX=0",
        "4.EAX=4000 A.EAX=101 -> part A.EAX[7:0]=1",
        "4.EAX=4000 A.EAX=101 -> part A.EAX[15:8]=1 4.EAX=4000",
        "A.EAX=201 -> A.EAX=101",
        "A.EAX=302 -> A.EAX=301",
        "A.EAX=302 -> A.EAX=203",
        "A.EAX=302 -> A.EAX=0",
        "A.EAX=302 -> 3.EAX=0",
        "A.EAX=1 -> A.EAX=0",
        "A.EAX=103 -> A.EAX=0",
        "A.EAX=100 -> A.EAX=0",
        "A.EAX=101 -> 6.12,amd",
        "A.EAX=101 -> 6.12,intel,nonested",
        "A.EAX=201 -> 6.12,intel",
        "A.EAX=201 -> 6.12,amd",
        "3.EAX=40 4.EAX=4000 -> 6.12,amd,vcpu,nolapic",
        "3.EAX=8040 3.EBX=800 4.EAX=40C00 5.EAX=2000 90.EAX=2 -> rhel9.7,intel,nolapic",
        "3.EAX=40 4.EAX=40C00 -> rhel9.7,intel",
        "3.EAX=40 -> 6.12,intel,nohyperv",
        "3.EAX=40 -> rhel8.0,intel",
        "3.EAX=40 -> 5.10,intel,system",
        "100.EAX=1 101.EAX=1 -> 6.12,intel,nohyperv",
        "100.EAX=1 3.EAX=40 -> 6.12,intel,nohyperv",
        "part 100.EAX=1 -> 6.12,intel,nohyperv",
        "82.EAX=2 4.EAX=4 3.EAX=1 -> 90.EAX=0",
        "100.EAX=1 101.EAX=1 82.EAX=3 6.EAX=1 -> 82.EAX=2",
    ];

    private static readonly string[] UnderQemu =
    [
        "qemu: 3.EAX=8040 3.EDX=8 4.EAX=40020 4.EBX=FFF A.EAX=20101 -> 6.12,intel",
        "qemu:5.2: 3.EAX=40 3.EDX=4008 4.EAX=4E00 A.EAX=A0101 A.EBX=1 -> 6.12,intel",
        "qemu:5.2: 3.EAX=40 3.EDX=4008 4.EAX=4E00 A.EAX=A0101 A.EBX=1 -> 6.12,amd",
        "qemu:4.2: 3.EAX=40 3.EDX=10 4.EAX=6 82.EAX=2 -> 5.10,intel",
        "copy: 3.EAX=8040 3.EDX=4008 A.EBX=1 -> 6.12,intel",
        "qemu: 3.EAX=40 3.EDX=8 -> rhel8.0,intel",
        "qemu: 3.EAX=40 3.EBX=20 4.EAX=1 -> rhel8.0,intel",
        "qemu: 3.EAX=40 3.EBX=20 -> 6.12,intel,nohyperv",
        "qemu: 3.EAX=40 4.EAX=C00 -> rhel9.7,intel,nolapic",
    ];

    [Fact]
    public void Findings_OfMovesOfWhatIsKnownInPart_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of moves of guests that are written field by field; guest and destination are the values.\n");
        foreach (string move in Moves)
        {
            string[] sides = move.Split(" -> ");
            HvDestination destination = sides[1].Contains('=', StringComparison.Ordinal) && !sides[1].Contains(',', StringComparison.Ordinal) ? HvDestination.From(Reading(sides[1])) : HvDestination.From(HvHost.Parse(sides[1]));
            Append(text, move, HvMigration.Check(Reading(sides[0]), destination));
        }

        foreach (string move in UnderQemu)
        {
            string[] sides = move.Split(": ")[1].Split(" -> ");
            Append(text, move, HvMigration.Check(Reading(sides[0]), HvDestination.From(HvVmm.Parse(move.Split(": ")[0]), HvHost.Parse(sides[1]))));
        }

        KvmKernel between = KvmKernel.Parse("6.1") with { Neighbour = KvmKernel.Parse("6.3") };
        KvmKernel first = KvmKernel.Parse("5.0") with { Neighbour = KvmKernel.Parse("4.20") };
        Append(text, "3.EAX=8040 3.EDX=4008 -> 6.1 that may be 6.3", HvMigration.Check(Reading("3.EAX=8040 3.EDX=4008"), HvDestination.From(HvMigrationTests.On("6.1") with { Kernel = between })));
        Append(text, "3.EAX=40 4.EAX=40000 5.EAX=40 A.EAX=101 -> 5.0 that may be 4.20", HvMigration.Check(Reading("3.EAX=40 4.EAX=40000 5.EAX=40 A.EAX=101"), HvDestination.From(HvMigrationTests.On("5.0") with { Kernel = first })));
        KvmObservation live = new(HvMigrationTests.On("6.12")) { Answers = [new KvmObservedAnswer(KvmScope.System, default, null, KvmErrno.EFAULT)] };
        Append(text, "3.EAX=40 -> a live host that refuses", HvMigration.Check(Reading("3.EAX=40"), HvDestination.From(HvHost.From(live))));
        Baseline.Check("tests/HvCpuid.Tests/Baselines/migration-readings.txt", text.ToString());
    }

    private static HvReading Reading(string text)
    {
        HvReadingBuilder builder = new();
        string[] words = text.Split(' ');
        foreach (string[] word in words.Where(word => word != "part").Select(word => word.Split('=')))
        {
            BitAddress address = BitAddress.Parse(word[0]);
            builder.Tell(address, uint.Parse(word[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

            // Of a leaf of which a whole register is told, the others are told too.
            foreach (CpuidRegister other in Enum.GetValues<CpuidRegister>().Where(other => address.Bits == BitField.Whole && other > address.Register))
            {
                if (!words.Any(told => told.StartsWith(word[0].Split('.')[0] + "." + other, StringComparison.OrdinalIgnoreCase)))
                {
                    builder.Tell(new BitAddress(address.Function, other, BitField.Whole), 0);
                }
            }
        }

        return builder.ToReading(isComplete: words[0] != "part");
    }

    private static void Append(StringBuilder text, string title, HvMigration migration)
    {
        text.Append('\n').Append(title).Append(": ").Append(migration.Verdict).Append('\n');
        foreach (HvMigrationFinding finding in migration.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {finding}\n    {finding.Field?.Name ?? "no field"} at {finding.Address}, {finding.Switch ?? "no switch"}, guest {finding.Guest:X}, destination {finding.Destination:X}\n    fix: {finding.Fix}\n");
            text.AppendJoin("", finding.Uses.Select(use => $"    uses {use}\n"));
        }
    }
}
