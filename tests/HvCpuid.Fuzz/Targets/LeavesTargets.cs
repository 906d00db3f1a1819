using HvCpuid.Access;
using HvCpuid.Checks;
using HvCpuid.Compare;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Vmm;

namespace HvCpuid.Fuzz.Targets;

/// <summary>What is made of leaves, whatever their registers are.</summary>
internal static class LeavesTargets
{
    private delegate void TryLeaves(HvCpuidSet set, ref InputReader rest);

    private static readonly KvmKernel[] Kernels = [.. new[] { "5.0", "5.10", "5.18", "6.1.192", "6.12", "7.3" }.Select(KvmKernel.Parse)];
    private static readonly HvDestination[] Destinations = [.. Kernels.Select(kernel => new SupportedHvCpuid(new KvmHost { Kernel = kernel }).ForVcpu(VcpuState.Ordinary).Set).OfType<HvCpuidSet>().Select(set => HvDestination.From(HvReading.From(set)))];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All =>
    [
        new Target("leaves", "decoding, checks and the difference of two sets", Decode),
        new Target("guests", "what Linux, FreeBSD and Windows guests conclude, and the CPUID instruction", Guests),
        new Target("migration", "whether a guest may move, passthrough, the baseline of two hosts", Move),
        new Target("access", "MSRs and hypercalls that leaves permit", Access),
    ];

    private static void Decode(HvCpuidSet set, ref InputReader rest)
    {
        HvCpuidSet other = rest.Set();
        HvDecoding decoding = HvDecoding.From(set);
        TextTarget.Check(decoding.Leaves.Count == set.Count, "Each leaf is decoded", set.ToString());
        foreach (HvFinding finding in HvChecker.Check(set))
        {
            TextTarget.Check(finding.ToString()?.Length > 0, "A finding says something");
        }

        HvDiff diff = HvDiff.Between(set, other);
        TextTarget.Check(HvDiff.Between(set, set).IsEmpty, "A set does not differ from itself", set.ToString());
        TextTarget.Check(diff.IsEmpty == (set.Equals(other) || !diff.IsKnownToDiffer), "Sets differ where something of them does", $"{set}\n{other}");
        TextTarget.Check(diff.Mirrored.Differences.Count == HvDiff.Between(other, set).Differences.Count, "A difference is the same from the other side", $"{set}\n{other}");
        TextTarget.Check(set.ToBuilder().ToSet().Equals(set) && set.GetHashCode() == set.ToBuilder().ToSet().GetHashCode(), "A set built again is the same", set.ToString());
    }

    private static void Guests(HvCpuidSet set, ref InputReader rest)
    {
        LinuxGuestOptions options = new()
        {
            Kernel = LinuxGuestKernel.From(Kernels[rest.Byte() % Kernels.Length].Base),
            VcpuCount = 1 + rest.Byte(),
            X2Apic = rest.Byte() % 2 == 0,
            Vendor = (CpuVendor)(rest.Byte() % 2),
        };
        LinuxGuestView view = LinuxGuestView.From(set, options);
        TextTarget.Check(view.Lines.All(line => line.Text.Length > 0) && view.IsDetected | view.Reasons.Count > 0, "A guest that detects nothing has a reason", set.ToString());
        _ = (FreeBsdGuestView.From(set).Dmesg, WindowsGuestView.From(set).Features);
        CpuidEntry[] ordinary = [new CpuidEntry(0, new CpuidRegisters(1, rest.UInt32(), rest.UInt32(), rest.UInt32())), new CpuidEntry(1, new CpuidRegisters(rest.UInt32(), rest.UInt32(), rest.UInt32(), rest.UInt32()))];
        if (GuestCpuid.TryJoin(set, ordinary, out string? reason) is { } guest)
        {
            foreach (CpuidEntry entry in set)
            {
                TextTarget.Check(guest.Query(entry.Function) == entry.Registers, "CPUID answers what the set has", entry.ToString());
            }

            guest.Query(rest.UInt32(), rest.UInt32());
        }
        else
        {
            TextTarget.Check(reason is { Length: > 0 }, "What cannot be joined has a reason");
        }
    }

    private static void Move(HvCpuidSet set, ref InputReader rest)
    {
        HvCpuidSet other = rest.Set();
        HvDestination destination = Destinations[rest.Byte() % Destinations.Length];
        HvMigration migration = HvMigration.Check(set, destination);
        TextTarget.Check(migration.Verdict == HvMigration.Check(set, destination).Verdict, "The same question has the same answer");
        HvMigration home = HvMigration.Check(set, HvDestination.From(HvReading.From(set)));
        TextTarget.Check(home.Verdict != HvVerdict.No, "A guest fits the host whose leaves it has", $"{set}\n{string.Join("\n", home.Findings)}");
        Passthrough(set);
        HvBaseline one = Fold(("a", set), ("b", other));
        HvBaseline two = Fold(("b", other), ("a", set));
        TextTarget.Check(one.Parts.Select(part => part.Id).SequenceEqual(two.Parts.Select(part => part.Id)), "A baseline does not depend on the order of its hosts");
    }

    private static void Passthrough(HvCpuidSet set)
    {
        try
        {
            _ = HvPassthrough.AsQemu(set);
        }
        catch (InvalidOperationException)
        {
            // Documented: QEMU does not start.
        }
    }

    private static HvBaseline Fold(params (string Name, HvCpuidSet Set)[] hosts)
    {
        HvBaselineFold fold = new();
        foreach ((string name, HvCpuidSet set) in hosts)
        {
            fold.Add(name, set);
        }

        return fold.ToPart() is { } part ? HvBaseline.From(part) : HvBaseline.Empty;
    }

    private static void Access(HvCpuidSet set, ref InputReader rest)
    {
        byte options = rest.Byte();
        HvAccess access = new(set, new HvAccessOptions
        {
            Kernel = Kernels[rest.Byte() % Kernels.Length],
            Enforced = options % 2 == 0,
            SynicActive = (options & 2) != 0,
            InKernelLapic = (options & 4) != 0,
            InvariantTscSet = (options & 8) != 0,
            HyperVCompiledIn = (options & 48) switch { 0 => null, 16 => false, _ => true },
        });
        while (!rest.IsEmpty)
        {
            byte kind = rest.Byte();
            uint msr = HvMsrTable.First + rest.UInt16();
            ulong value = rest.UInt64();
            HvAccessResult result = (kind & 3) switch
            {
                0 => access.ReadMsr(msr),
                1 => access.WriteMsr(msr, value),
                2 => access.HypercallGate(unchecked((ushort)msr)),
                _ => access.Hypercall(value, (kind & 4) == 0),
            };
            TextTarget.Check(result.Reason.Length > 0, "A result has a reason", result.ToString());
            TextTarget.Check((kind & 3) != 3 || !result.IsAllowed || access.HypercallGate(new HvHypercallInput(value).Code).IsAllowed || !result.IsImplemented, "What CPUID denies is not allowed", $"{value:x} {result}");
        }
    }

    /// <summary>Some leaves, and numbers behind them.</summary>
    private sealed class Target(string name, string about, TryLeaves tried) : FuzzTarget(name, about)
    {
        /// <inheritdoc/>
        public override int Longest => 768;

        /// <inheritdoc/>
        public override IEnumerable<byte[]> Seeds => SeedFiles.Answers.Concat(SeedFiles.Systems)
            .Select((set, i) => InputReader.Of(set, InputReader.Of(SeedFiles.Answers[i * 7 % SeedFiles.Answers.Count], (byte)i, 1, 2, 3, 0x10, 0, 1, 0, 0, 0, 0, 0, 0, 0)));

        /// <inheritdoc/>
        public override IEnumerable<string> Words => ["Linux KVM Hv", "Microsoft Hv", "Hv#1", "VS#1", "KVMKVMKVM", "\0\0\0\0"];

        /// <inheritdoc/>
        public override void Try(ReadOnlySpan<byte> input)
        {
            InputReader rest = new(input);
            HvCpuidSet set = rest.Set();
            tried(set, ref rest);
        }
    }
}
