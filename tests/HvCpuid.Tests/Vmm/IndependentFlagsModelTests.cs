using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

/// <summary>
/// Resolving, written a second time from QEMU's documentation and behaviour, with a table and arithmetic of its own: the leaves, or the reasons in
/// QEMU's order, for every switch, every pair and random subsets with values.
/// </summary>
public class IndependentFlagsModelTests
{
    // Flag | description | bits of the host, as register and bit | switches required | bits that the guest gets beyond those.
    private const string Table = """
        hv-relaxed|relaxed timing|4a5
        hv-vapic|virtual APIC|3a4
        hv-time|clocksources|3a1 3a9
        hv-crash|crash MSRs|3d10
        hv-reset|reset MSR|3a7
        hv-vpindex|VP_INDEX MSR|3a6
        hv-runtime|VP_RUNTIME MSR|3a0
        hv-synic|synthetic interrupt controller|3a2||3b4 3b5
        hv-stimer|synthetic timers|3a3|hv-time hv-synic
        hv-frequencies|frequency MSRs|3a11 3d8
        hv-reenlightenment|reenlightenment MSRs|3a13
        hv-tlbflush|paravirtualized TLB flush|4a2 4a11|hv-vpindex
        hv-evmcs|enlightened VMCS|4a14|hv-vapic|Aa0 Aa8
        hv-ipi|paravirtualized IPI|4a10 4a11|hv-vpindex
        hv-stimer-direct|direct mode synthetic timers|3d19|hv-stimer
        hv-avic|AVIC/APICv support (hv-avic/hv-apicv)|4a9
        hv-syndbg|Enable synthetic kernel debugger channel|3d11|hv-relaxed hv-synic
        hv-emsr-bitmap|enlightened MSR-Bitmap|Aa19
        hv-xmm-input|XMM fast hypercall input|3d4
        hv-tlbflush-ext|Extended gva ranges for TLB flush hypercalls|3d14|hv-tlbflush
        hv-tlbflush-direct|direct TLB flush|Aa17|hv-vapic
        """;

    private static readonly Row[] Rows = [.. Table.ReplaceLineEndings("\n").Split('\n').Select(Row.Parse)];

    public static TheoryData<string> Hosts =>
    [
        "5.0 Intel", "5.0 Intel evmcs", "5.10 Intel", "5.10 Intel evmcs", "5.10 Amd", "5.10 Amd evmcs", "6.1 Intel", "6.1 Intel evmcs", "6.1 Amd", "6.1 Amd evmcs",
        "6.12 Intel", "6.12 Intel evmcs", "6.12 Amd", "6.12 Amd evmcs",
    ];

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Resolve_EverySwitchAndEveryPair_IsWhatTheSecondModelSays(string host)
    {
        Dictionary<uint, uint[]> answer = Answer(host, out HvCpuidSet set);
        string[] flags = [.. Rows.Select(row => row.Flag)];
        string[][] choices = [.. flags.Select(flag => new[] { flag }), .. flags.SelectMany((flag, place) => flags.Skip(place + 1).Select(other => new[] { flag, other }))];
        int refused = 0;
        foreach (string[] choice in choices)
        {
            Assert.Equal(Expected(choice, new Values(), answer), Actual(string.Join(",", choice), set));
            refused += Failures(choice, answer).Count == 0 ? 0 : 1;
        }

        Assert.Equal(21 + 210, choices.Length);
        Assert.InRange(refused, 100, 220);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Resolve_AnySubsetWithValues_IsWhatTheSecondModelSays(string host)
    {
        Dictionary<uint, uint[]> answer = Answer(host, out HvCpuidSet set);
        Gen<(string[] Choice, Values Values, bool Sound)> draws =
            from bits in Gen.Choose(0, (1 << 21) - 1)
            from order in Gen.Shuffle(Rows.Select(row => row.Flag).ToArray())
            from sound in ArbMap.Default.GeneratorFor<bool>()
            from values in Values.Any
            select (order.Where(flag => (bits >> Array.FindIndex(Rows, row => row.Flag == flag) & 1) != 0).ToArray(), values, sound);
        Prop.ForAll(draws.ToArbitrary(), draw =>
        {
            // Half of the draws are cut down to what resolves, or leaves would hardly ever be compared.
            string[] choice = draw.Choice;
            while (draw.Sound && Failures(choice, answer) is { Count: > 0 } failures)
            {
                choice = [.. choice.Where(flag => !failures.Any(failure => failure.StartsWith($"Hyper-V {Rows.Single(row => row.Flag == flag).Name} ", StringComparison.Ordinal)))];
            }

            string text = string.Join(",", choice.Concat(draw.Values.Flags));
            Assert.Equal(Expected(choice, draw.Values, answer), Actual(text, set));
            Assert.Equal(Expected(choice, draw.Values, answer), Actual(QemuFlags.Parse(text).ToQemu(), set));
        }).QuickCheckThrowOnFailure();
    }

    private static Dictionary<uint, uint[]> Answer(string host, out HvCpuidSet set)
    {
        string[] words = host.Split(' ');
        set = new SupportedHvCpuid(new KvmHost { Kernel = KvmRelease.Parse(words[0]), Vendor = Enum.Parse<CpuVendor>(words[1]) })
            .ForVcpu(new VcpuState(InKernelLapic: true, words.Length > 2 ? EvmcsVersionRange.Version1 : null)).GetSet();
        return set.ToDictionary(entry => entry.Function & 0xFF, entry => new[] { entry.Registers.Eax, entry.Registers.Ebx, entry.Registers.Ecx, entry.Registers.Edx });
    }

    private static string Actual(string flags, HvCpuidSet host)
    {
        HvResolution resolution = QemuFlags.Parse(flags).Resolve(host);
        return resolution.Set is { } leaves
            ? string.Join("\n", leaves.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Function:X8} {entry.Registers.Eax:X8} {entry.Registers.Ebx:X8} {entry.Registers.Ecx:X8} {entry.Registers.Edx:X8}")))
            : string.Join("\n", resolution.Errors.Select(error => error.Message));
    }

    private static string Expected(string[] choice, Values values, Dictionary<uint, uint[]> host)
    {
        List<string> failures = Failures(choice, host);
        return failures.Count > 0 ? string.Join("\n", failures) : string.Join("\n", Leaves(choice, values, host));
    }

    // In table order: support first, then requirements by their number; hv-synic's own after everything.
    private static List<string> Failures(string[] choice, Dictionary<uint, uint[]> host)
    {
        List<string> failures = [];
        foreach (Row row in Rows.Where(row => choice.Contains(row.Flag)))
        {
            if (row.Bits.Any(bit => (Word(host, bit) >> bit.Number & 1) == 0))
            {
                failures.Add($"Hyper-V {row.Name} is not supported by kernel");
            }

            failures.AddRange(Rows.Where(other => row.Requires.Contains(other.Flag) && !choice.Contains(other.Flag)).Select(other => $"Hyper-V {row.Name} requires Hyper-V {other.Name}"));
        }

        if (choice.Contains("hv-synic") && !choice.Contains("hv-vpindex"))
        {
            failures.Add("Hyper-V synthetic interrupt controller (hv-synic) requires Hyper-V VP_INDEX MSR (hv-vpindex)");
        }

        return failures;
    }

    private static IEnumerable<string> Leaves(string[] choice, Values values, Dictionary<uint, uint[]> host)
    {
        if (choice.Length == 0 && values.Spinlocks == 0xFFFFFFFF)
        {
            return [];
        }

        SortedDictionary<uint, uint[]> leaves = [];
        foreach (uint leaf in new uint[] { 0, 1, 2, 3, 4, 5 })
        {
            leaves[leaf] = new uint[4];
        }

        (leaves[0][1], leaves[0][2], leaves[0][3]) = (Chars(values.Vendor, 0), Chars(values.Vendor, 4), Chars(values.Vendor, 8));
        leaves[1][0] = Chars("Hv#1", 0);
        leaves[2] = [values.Build, (values.Major << 16) | values.Minor, values.Pack, (values.Branch << 24) | values.Service];
        leaves[4][1] = values.Spinlocks;
        leaves[5] = [unchecked((uint)values.Vps), 64, 0, 0];
        foreach (Bit bit in Rows.Where(row => choice.Contains(row.Flag)).SelectMany(row => row.Bits.Concat(row.Gives)).Concat([Bit.Parse("3a5"), Bit.Parse("3d3")]))
        {
            leaves.TryAdd(bit.Leaf, new uint[4]);
            leaves[bit.Leaf][bit.Register] |= 1u << bit.Number;
        }

        leaves[4][0] |= choice.Contains("hv-vapic") && !choice.Contains("hv-avic") ? 1u << 3 : 0;
        leaves[4][0] |= values.Sharing == "on" ? 1u << 18 : values.Sharing == "auto" ? host[4][0] & (1u << 18) : 0;
        for (uint leaf = 6; leaf < 0xA && leaves.ContainsKey(0xA); leaf++)
        {
            leaves[leaf] = new uint[4];
        }

        leaves[0][0] = 0x40000000 + leaves.Keys.Max();
        if (choice.Contains("hv-syndbg"))
        {
            leaves[0][0] = 0x40000082;
            leaves[0x80] = [0, Chars("Microsoft VS", 0), Chars("Microsoft VS", 4), Chars("Microsoft VS", 8)];
            leaves[0x81] = [Chars("VS#1", 0), 0, 0, 0];
            leaves[0x82] = [2, 0, 0, 0];
        }

        return leaves.Select(leaf => string.Create(CultureInfo.InvariantCulture, $"{0x40000000 + leaf.Key:X8} {leaf.Value[0]:X8} {leaf.Value[1]:X8} {leaf.Value[2]:X8} {leaf.Value[3]:X8}"));
    }

    private static uint Word(Dictionary<uint, uint[]> host, Bit bit) => host.TryGetValue(bit.Leaf, out uint[]? registers) ? registers[bit.Register] : 0;

    private static uint Chars(string text, int from) => text.PadRight(12, '\0').Substring(from, 4).Reverse().Aggregate(0u, (word, letter) => (word << 8) | letter);

    private sealed record Bit(uint Leaf, int Register, int Number)
    {
        public static Bit Parse(string text) =>
            new(uint.Parse(text[..1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), text[1] - 'a', int.Parse(text[2..], CultureInfo.InvariantCulture));
    }

    private sealed record Row(string Flag, string Name, Bit[] Bits, string[] Requires, Bit[] Gives)
    {
        public static Row Parse(string line)
        {
            string[] cells = (line + "||").Split('|');
            return new Row(cells[0], cells[1].EndsWith(')') ? cells[1] : $"{cells[1]} ({cells[0]})", ParseBits(cells[2]), cells[3].Split(' '), ParseBits(cells[4]));
        }

        private static Bit[] ParseBits(string cell) => [.. cell.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bit.Parse)];
    }

    private sealed record Values
    {
        public static Gen<Values> Any =>
            from drawn in Gen.Choose(0, 511)
            from word in Configurations.Words.ArrayOf(8)
            from vendor in Gen.Elements("", "Me", "Someone else", "a=b +c-d")
            from sharing in Gen.Elements("on", "off", "auto")
            let none = new Values()
            select new Values
            {
                Spinlocks = (drawn & 1) != 0 ? word[0] : none.Spinlocks,
                Vendor = (drawn & 2) != 0 ? vendor : none.Vendor,
                Build = (drawn & 4) != 0 ? word[1] : none.Build,
                Major = (drawn & 8) != 0 ? word[2] & 0xFFFF : none.Major,
                Minor = (drawn & 16) != 0 ? word[3] & 0xFFFF : none.Minor,
                Pack = (drawn & 32) != 0 ? word[4] : none.Pack,
                Branch = (drawn & 64) != 0 ? word[5] & 0xFF : none.Branch,
                Service = (drawn & 64) != 0 ? word[6] & 0xFFFFFF : none.Service,
                Vps = (drawn & 128) != 0 ? (int)(word[7] & 0x7FFFFFFF) : none.Vps,
                Sharing = (drawn & 256) != 0 ? sharing : none.Sharing,
            };

        public uint Spinlocks { get; init; } = 0xFFFFFFFF;

        public string Vendor { get; init; } = "Microsoft Hv";

        public uint Build { get; init; } = 0x3839;

        public uint Major { get; init; } = 0xA;

        public uint Minor { get; init; }

        public uint Pack { get; init; }

        public uint Branch { get; init; }

        public uint Service { get; init; }

        public int Vps { get; init; } = -1;

        public string Sharing { get; init; } = "off";

        // In decimal and hexadecimal by turns, and what is the default is said as well.
        public string[] Flags => FormattableString.Invariant(
            $"hv-spinlocks={Spinlocks}|hv-vendor-id={Vendor}|hv-version-id-build=0x{Build:X}|hv-version-id-major={Major}|hv_version_id_minor=0x{Minor:x}|hv-version-id-spack={Pack}|hv-version-id-sbranch=0x{Branch:x2}|hv-version-id-snumber={Service}|x-hv-max-vps={Vps}|hv-no-nonarch-coresharing={Sharing}")
            .Split('|');
    }
}
