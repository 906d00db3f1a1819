using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

/// <summary>Lines of kernels by their rules, on lines that a test makes.</summary>
public class KvmKernelLineTests
{
    // Below the first row; seen, an update of what was seen, and not seen; a row of which none was seen, which is no neighbour; the last row.
    [Theory]
    [InlineData("9", "Mine build 9.", "build 9 of Mine is not among those known: answered as its release; what may differ is uncertain.", "6.2", "6.2+TscInvariant")]
    [InlineData("10", "Mine build 10: computed from its source (row 10).", null, "6.2+TscInvariant", null)]
    [InlineData("20", "Mine build 20: computed from its source (row 10).", null, "6.2+TscInvariant", null)]
    [InlineData("20.5", "Mine build 20.5: computed from its source (row 10).", null, "6.2+TscInvariant", null)]
    [InlineData("21", "Mine build 21: computed from its source (row 10).", "build 21 of Mine is not among those known: answered as build 20, the last one known before it; what may differ is uncertain.", "6.2+TscInvariant", "6.2+TscInvariant+ExtendedHypercalls")]
    [InlineData("30", "Mine build 30: read in its source (row 30).", "build 30 of Mine is not among those known: answered as its release; what may differ is uncertain.", "6.2+CountUpdated", "6.2+TscInvariant+ExtendedHypercalls")]
    [InlineData("40", "Mine build 40: captured on a running kernel (row 40).", null, "6.2+TscInvariant+ExtendedHypercalls", null)]
    [InlineData("50", "Mine build 50: told by its changelog, configuration or an advisory (row 50).", null, "6.2+TscInvariant", "6.2+TscInvariant+WideVcpuIds+IpiNeedsLapic")]
    [InlineData("60", "Mine build 60: told by the form of its name alone (row 60).", null, "6.2+TscInvariant+WideVcpuIds", "6.2+TscInvariant+WideVcpuIds+IpiNeedsLapic")]
    public void Kernel_OfABuild_IsAsItsRowSaysAndItsNeighbourAsTheNextOneSeen(string build, string basis, string? remark, string printed, string? neighbour)
    {
        KvmKernelRow[] rows =
        [
            new(KvmBuild.Parse("10"), KvmSureness.Computed, "row 10") { Added = [KvmChanges.TscInvariant], Seen = KvmBuild.Parse("20") },
            new(KvmBuild.Parse("30"), KvmSureness.Read, "row 30") { Added = [KvmChanges.CountUpdated], Removed = [KvmChanges.TscInvariant], Seen = KvmBuild.Parse("0") },
            new(KvmBuild.Parse("40"), KvmSureness.Captured, "row 40") { Added = [KvmChanges.TscInvariant, KvmChanges.ExtendedHypercalls], Removed = [KvmChanges.CountUpdated] },
            new(KvmBuild.Parse("50"), KvmSureness.Changelog, "row 50") { Removed = [KvmChanges.ExtendedHypercalls], Open = [KvmChanges.TscInvariant, KvmChanges.WideVcpuIds, KvmChanges.IpiNeedsLapic] },
            new(KvmBuild.Parse("60"), KvmSureness.Name, "row 60") { Added = [KvmChanges.WideVcpuIds], Open = [KvmChanges.IpiNeedsLapic] },
        ];

        KvmKernel kernel = Mine(rows).Parse($"6.2.0-{build}-mine");

        Assert.Equal((basis, remark), (kernel.Basis, kernel.Remark));
        Assert.Equal((Text(printed), neighbour is null ? null : Text(neighbour)), (kernel.ToString(), kernel.Neighbour?.ToString()));
    }

    // The number of vCPUs counts from the release on whose builds choose it where the name tells the release, and always where the line has one.
    [Theory]
    [InlineData("6.6", null, "6.6.5-1-mine", null, null)]
    [InlineData("6.7", null, "6.7.5-1-mine", 100, 200)]
    [InlineData("6.6", "6.6", "6.6.5-1-mine", 100, 200)]
    public void Vcpus_OfARow_CountWhereTheBuildChoosesThem(string series, string? line, string name, int? most, int? other)
    {
        KvmKernelLine mine = new("mine", "Mine")
        {
            Patterns = [KvmKernelPattern.Parse(line is null ? "{release}-{build}-mine" : $"{series}.5-{{build}}-mine")],
            Base = line is null ? null : KvmRelease.Parse(line),
            Rows = [new(default, KvmSureness.Read, "a test") { MaximumVcpus = 100, OpenMaximumVcpus = 200, HyperVCompiledIn = true }],
        };

        KvmKernel kernel = new KvmKernels([mine]).Parse(name);

        Assert.Equal((most, other, true), (kernel.MaximumVcpus, kernel.Neighbour?.MaximumVcpus, kernel.HyperVCompiledIn));
    }

    // Only another option is another kernel.
    [Fact]
    public void Neighbour_ThatIsBuiltOtherwise_IsOne()
    {
        KvmKernelRow first = new(KvmBuild.Parse("0"), KvmSureness.Read, "a test") { Seen = KvmBuild.Parse("1"), HyperVCompiledIn = true, MaximumVcpus = 100 };
        KvmKernelRow option = new(KvmBuild.Parse("10"), KvmSureness.Read, "a test") { HyperVCompiledIn = false };
        KvmKernelRow vcpus = new(KvmBuild.Parse("10"), KvmSureness.Read, "a test") { MaximumVcpus = 200 };
        KvmKernelRow same = new(KvmBuild.Parse("10"), KvmSureness.Read, "a test");

        Assert.Equal((false, 100), Neighbour(option));
        Assert.Equal((true, 200), Neighbour(vcpus));
        Assert.Null(Mine(first, same).Parse("6.2.0-5-mine").Neighbour);
        Assert.Null(Mine(first, option).Parse("6.2.0-1-mine").Neighbour);

        (bool?, int?) Neighbour(KvmKernelRow next) => Mine(first, next).Parse("6.2.0-5-mine").Neighbour is { } other ? (other.HyperVCompiledIn, other.MaximumVcpus) : default;
    }

    // What a row leaves open counts where the kernel lacks it: what it has goes where the next row takes it.
    [Fact]
    public void Neighbour_OfWhatIsOpen_IsWhatTheKernelLacks()
    {
        KvmKernelRow first = new(default, KvmSureness.Read, "a test") { Seen = KvmBuild.Parse("1"), Added = [KvmChanges.TscInvariant], Open = [KvmChanges.TscInvariant, KvmChanges.WideVcpuIds] };
        KvmKernelRow next = new(KvmBuild.Parse("9"), KvmSureness.Read, "a test") { Removed = [KvmChanges.TscInvariant] };

        Assert.Equal("6.2+WideVcpuIds", Mine(first, next).Parse("6.2.0-5-mine").Neighbour?.ToString());
    }

    [Fact]
    public void Remark_OfANameWithoutABuild_SaysThisBuild()
    {
        KvmKernelLine line = new("mine", "Mine") { Patterns = [KvmKernelPattern.Parse("6.2.0-mine*")], Base = new KvmRelease(6, 2), Rows = [new(KvmBuild.Parse("5"), KvmSureness.Read, "a test")] };

        KvmKernel kernel = new KvmKernels([line]).Parse("6.2.0-mine1");

        Assert.Equal(("Mine.", "this build of Mine is not among those known: answered as its release; what may differ is uncertain."), (kernel.Basis, kernel.Remark));
    }

    [Fact]
    public void Levels_OfAText_AreItsPairsWhateverBlanksAreBetween() => Assert.Equal(
        ["1=2", "3.1=40", "5=6"], KvmKernelData.Levels("1=2\r\n3.1=40  5=6\n").Select(level => $"{level.Key}={level.Value}"));

    // A build that nothing is known of may have what stable releases of its series got, or, where features are taken, anything.
    [Theory]
    [InlineData(false, "6.2", "6.2")]
    [InlineData(false, "6.1", "6.1.129")]
    [InlineData(true, "6.2", "7.3")]
    public void Later_OfALine_IsWhatItTakesOver(bool takes, string release, string newest) =>
        Assert.Equal(KvmKernel.Parse(newest).Changes, new KvmKernelLine("mine", "Mine") { TakesFeatures = takes }.Later(KvmRelease.Parse(release)).Changes);

    [Theory]
    [InlineData("el9", "ExtendedGvaRanges", "290")]
    [InlineData("el9", "HyperVOption", "457")]
    [InlineData("el9", "DeprecateAutoEoi", "30")]
    [InlineData("el9", "XmmInput", null)]
    [InlineData("el9", "WideVcpuIds", null)]
    [InlineData("el9", "NonCanonicalFlushSkipped", "611.8.1")]
    [InlineData("el8", "IoctlAdded", "147")]
    [InlineData("debian-6.1", "IpiNeedsLapic", "32")]
    [InlineData("debian-6.1", "NullHookFixed", null)]
    [InlineData("debian", "IpiNeedsLapic", null)]
    public void Brought_AChange_IsTheBuildFromWhichOnTheLineHasIt(string line, string change, string? build) =>
        Assert.Equal(build, KvmKernels.BuiltIn.Lines.Single(one => one.Id == line).Brought(KvmChanges.ById(change)!)?.ToString());

    [Fact]
    public void Eras_OfALine_AreItsRowsAndLevelsOnceInOrder()
    {
        KvmKernelLine line = Mine(new KvmKernelRow(KvmBuild.Parse("2"), KvmSureness.Read, "a test"), new KvmKernelRow(KvmBuild.Parse("7"), KvmSureness.Read, "a test")).Lines[0] with
        {
            Levels = [new(KvmBuild.Parse("1"), 2), new(KvmBuild.Parse("3"), 4), new(KvmBuild.Parse("7"), 9)],
        };

        Assert.Equal(["mine:1 6.2.2", "mine:2 6.2.2", "mine:3 6.2.4", "mine:7 6.2.9"], line.Eras.Select(era => $"{era.Value.Text} {era.Value.Base}"));
        Assert.Equal(["1", "2", "3", "7"], line.Eras.Select(era => era.Key.ToString()));
        Assert.Empty((line with { Base = null }).Eras);
    }

    [Fact]
    public void Line_OfNothing_IsRefused()
    {
        KvmKernelLine line = new("mine", "Mine");
        KvmKernelRow row = new(default, KvmSureness.Read, "a test");
        Assert.Throws<ArgumentNullException>(() => new KvmKernelLine(null!, ""));
        Assert.Throws<ArgumentNullException>(() => new KvmKernelLine("", null!));
        Assert.Throws<ArgumentNullException>(() => line with { Id = null! });
        Assert.Throws<ArgumentNullException>(() => line with { Distribution = null! });
        Assert.Throws<ArgumentNullException>(() => line with { Patterns = null! });
        Assert.Throws<ArgumentException>(() => line with { Patterns = [null!] });
        Assert.Throws<ArgumentNullException>(() => line with { Levels = null! });
        Assert.Throws<ArgumentException>(() => line with { Rows = [null!] });
        Assert.Throws<ArgumentException>(() => line with { NotLookedAt = [null!] });
        Assert.Throws<ArgumentException>(() => line with { Names = [null!] });
        Assert.Throws<ArgumentNullException>(() => line with { Releases = null! });
        Assert.Throws<ArgumentNullException>(() => line.Brought(null!));
        Assert.Throws<ArgumentNullException>(() => new KvmKernelRow(default, KvmSureness.Read, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KvmKernelRow(default, (KvmSureness)9, ""));
        Assert.Throws<ArgumentNullException>(() => row with { Source = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => row with { Sureness = (KvmSureness)9 });
        Assert.Throws<ArgumentException>(() => row with { Added = [null!] });
        Assert.Throws<ArgumentException>(() => row with { Removed = [null!] });
        Assert.Throws<ArgumentException>(() => row with { Open = [null!] });
        Assert.Throws<ArgumentNullException>(() => new KvmKernels(null!));
        Assert.Throws<ArgumentNullException>(() => KvmKernels.BuiltIn.Behind(null!));
        Assert.Throws<ArgumentNullException>(() => KvmKernels.BuiltIn.Matching(null!));
        Assert.Throws<ArgumentNullException>(() => KvmKernelPattern.Parse(null!));
    }

    private static KvmKernels Mine(params KvmKernelRow[] rows) =>
        new([new KvmKernelLine("mine", "Mine") { Patterns = [KvmKernelPattern.Parse("6.2.0-{build}-mine")], Base = new KvmRelease(6, 2), TakesFeatures = false, Rows = rows }]);

    private static string Text(string text) => KvmKernel.Parse(text).ToString();
}
