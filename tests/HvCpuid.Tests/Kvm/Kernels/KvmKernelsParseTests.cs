using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

/// <summary>Names of kernels and what is said of those that are not known, whole, on lines that a test makes.</summary>
public class KvmKernelsParseTests
{
    private const string Forms = "5.0, 6.12, 6.1.192 or what `uname -r` prints, a distribution's release (rhel9.4, debian12, ubuntu24.04, sles15.6, pve8.4), its name and a build"
        + " (ubuntu:5.15.0-141), or a release with commits or changes put in (+) or left out (-), 6.6+a8de7f100bb5-ExtendedGvaRanges";

    private static readonly KvmKernels Mine = new(
    [
        new("mine-6.6", "Mine 1 and 2")
        {
            Patterns = [.. new[] { "6.6.0-{build}-mine", "6.6.0-{build}-a", "6.6.0-{build}-b" }.Select(KvmKernelPattern.Parse)],
            Base = new KvmRelease(6, 6),
            Names = ["mine", "own"],
            Releases = [new("1.0", "6.6.0-1-mine"), new("1.1", "6.6.0-2-mine"), new("2.0", "6.6.0-9-mine"), new("2.1", "6.6.0-10-mine"), new("odd", "6.6.0-3-a")],
            Rows = [new(KvmBuild.Parse("0"), KvmSureness.Read, "a test") { Seen = KvmBuild.Parse("4"), Open = [KvmChanges.WideVcpuIds] }],
        },
        new("mine-6.8", "Mine 3")
        {
            Patterns = [.. new[] { "6.8.0-{build}-mine", "6.8.0-{build}-c" }.Select(KvmKernelPattern.Parse)],
            Base = new KvmRelease(6, 8),
            Names = ["mine"],
            Releases = [new("3.0", "6.8.0-1-mine")],
            TakesFeatures = true,
            Rows = [new(KvmBuild.Parse("0"), KvmSureness.Read, "a test")],
        },
        new("cloud", "Mine of clouds") { Patterns = [KvmKernelPattern.Parse("6.6.0-{build}-cloud")], Base = new KvmRelease(6, 6), Rows = [new(default, KvmSureness.Read, "a test")] },
        new("theirs", "Theirs") { Patterns = [KvmKernelPattern.Parse("6.6.0-{build}-theirs")], Base = new KvmRelease(6, 6), Names = ["theirs", "t"], Releases = [new("1.0", "6.6.0-1-theirs")] },
    ]);

    [Theory]
    [InlineData("mine1.0", "mine-6.6", "6.6", null)]
    [InlineData("OWN-1.1", "mine-6.6", "6.6", null)]
    [InlineData("mineodd", "mine-6.6", "6.6", null)]
    [InlineData("mine3.0", "mine-6.8", "6.8", null)]
    [InlineData("mine-1.0", "mine-6.6", "6.6", null)]
    [InlineData("t1.0", "theirs", "6.6", null)]
    [InlineData("mine1", "mine-6.6", "6.6", "mine1 is taken as the newest release of it that is known, 1.1.")]
    [InlineData("mine2", "mine-6.6", "6.6", "mine2 is taken as the newest release of it that is known, 2.1. build 10 of Mine 1 and 2 is not among those known: answered as build 4, the last one known before it; what may differ is uncertain.")]
    [InlineData("mine1.5", "mine-6.6", "6.6", "mine1.5 is not among the releases known: answered as 1.1, the last one before it; what may differ is uncertain.")]
    [InlineData("mine2.0.7", "mine-6.6", "6.6", "mine2.0.7 is not among the releases known: answered as 2.0, the last one before it; what may differ is uncertain.")]
    [InlineData("mine3.7", "mine-6.8", "6.8", "mine3.7 is not among the releases known: answered as 3.0, the last one before it; what may differ is uncertain.")]
    [InlineData("mine:6.6.0-4-mine", "mine-6.6", "6.6", null)]
    [InlineData("Own:6.6.0-4", "mine-6.6", "6.6", null)]
    [InlineData("mine:6.8.0-4", "mine-6.8", "6.8", null)]
    [InlineData("mine:6.6.0-4-cloud", "cloud", "6.6", null)]
    [InlineData("6.6.0-4-cloud", "cloud", "6.6", null)]
    [InlineData("6.6.0-4-theirs", "theirs", "6.6", null)]
    [InlineData("v6.6.5", null, "6.6.5", null)]
    [InlineData("V6.6.5", null, "6.6.5", null)]
    [InlineData("6.6.0-foo", null, "6.6", "6.6.0-foo: '-foo' is not known here: answered as Linux 6.6. What its builder put in or left out is not in its name.")]
    [InlineData("6.6.7-foo", null, "6.6.7", "6.6.7-foo: '-foo' is not known here: answered as Linux 6.6.7. What its builder put in or left out is not in its name.")]
    [InlineData("6.6-rc3", null, "6.6", "6.6-rc3 is a release candidate: taken as Linux 6.6.")]
    [InlineData("5.0-rc4", null, "5.0", "5.0-rc4 is a release candidate: taken as Linux 5.0.")]
    [InlineData("5.0-rc12", null, "5.0", "5.0-rc12 is a release candidate: taken as Linux 5.0.")]
    [InlineData("5.0-rc3", null, "5.0-9699f970de84", null)]
    [InlineData("5.0.0-rc2+", null, "5.0-9699f970de84", null)]
    [InlineData("5.1-rc1", null, "5.1", "5.1-rc1 is a release candidate: taken as Linux 5.1.")]
    public void Parse_OfAName_IsItsLineAndSaysWhatIsNotKnown(string text, string? line, string printed, string? remark)
    {
        KvmKernel kernel = Mine.Parse(text);

        Assert.Equal((line, printed, remark), (kernel.Line?.Id, kernel.ToString(), kernel.Remark));
        Assert.Equal(text[0] is 'v' or 'V' ? text[1..] : text, kernel.Text);
    }

    [Theory]
    [InlineData("6.6.0-foo", "'-foo' is not the name of a known distribution's kernel: taken as Linux 6.6.")]
    [InlineData("5.0-rc1", "Linux 5.0-rc1 to 5.0-rc3, corrected in 5.0-rc4.")]
    [InlineData("5.0-rc5", "a release candidate, taken as Linux 5.0.")]
    [InlineData("6.6", null)]
    [InlineData("6.6.0-3-cloud", "Mine of clouds build 3: read in its source (a test).")]
    [InlineData("6.6.0-3-theirs", "Theirs build 3.")]
    public void Basis_OfAName_SaysHowItIsKnown(string text, string? basis) => Assert.Equal(basis, Mine.Parse(text).Basis);

    // What stable releases of its series got, where the name does not tell the level; features of any release where the line takes them.
    [Theory]
    [InlineData("6.6.0-foo", "6.6+a8de7f100bb5+fa787ac07b3c+464af6fc2b1d+4721f8160f17")]
    [InlineData("6.6.7-foo", null)]
    [InlineData("6.5.0-foo", null)]
    [InlineData("6.6.0-5-mine", "6.6+WideVcpuIds+a8de7f100bb5+fa787ac07b3c+464af6fc2b1d+4721f8160f17")]
    [InlineData("6.6.0-4-mine", "6.6+WideVcpuIds")]
    [InlineData("mine1.5", "6.6+WideVcpuIds+a8de7f100bb5+fa787ac07b3c+464af6fc2b1d+4721f8160f17")]
    [InlineData("mine3.7", "6.8+WideVcpuIds+a8de7f100bb5+CpuidSwapped+fa787ac07b3c+464af6fc2b1d+4721f8160f17+NestedHooksGone")]
    public void Neighbour_OfAName_IsWhatItMayHaveMore(string text, string? neighbour) => Assert.Equal(neighbour, Mine.Parse(text).Neighbour?.ToString());

    [Theory]
    [InlineData("", "'' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("six", "'six' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("v", "'v' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("vi", "'vi' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("v/", "'v/' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("v:", "'v' is not the name of a distribution: expected mine, own, theirs, t.")]
    [InlineData(":6.6", "':6.6' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("6", "'6' is not a Linux kernel: expected " + Forms + ".")]
    [InlineData("x:6.6", "'x' is not the name of a distribution: expected mine, own, theirs, t.")]
    [InlineData("own:6.8.0-4", "'6.8.0-4' is not a kernel of own: expected 6.6.0-{build}-mine or 6.6.0-{build}-a or 6.6.0-{build}-b.")]
    [InlineData("mine:6.9.0-4", "'6.9.0-4' is not a kernel of mine: expected 6.6.0-{build}-mine or 6.6.0-{build}-a or 6.6.0-{build}-b or 6.8.0-{build}-mine.")]
    [InlineData("theirs:6.6.0-4-mine", "'6.6.0-4-mine' is not a kernel of theirs: expected 6.6.0-{build}-theirs.")]
    [InlineData("own4", "'own4' is not a release that is known here: expected mine1.0, mine1.1, mine2.0, mine2.1, mineodd, or what `uname -r` prints there.")]
    [InlineData("mine0.9", "'mine0.9' is not a release that is known here: expected mine1.0, mine1.1, mine2.0, mine2.1, mineodd, mine3.0, or what `uname -r` prints there.")]
    [InlineData("mine1.0.0", "'mine1.0.0' is not a release that is known here: expected mine1.0, mine1.1, mine2.0, mine2.1, mineodd, mine3.0, or what `uname -r` prints there.")]
    [InlineData("theirsx", "'theirsx' is not a release that is known here: expected theirs1.0, or what `uname -r` prints there.")]
    [InlineData("mine:6.6:0", "'6.6:0' is not a kernel of mine: expected 6.6.0-{build}-mine or 6.6.0-{build}-a or 6.6.0-{build}-b or 6.8.0-{build}-mine.")]
    [InlineData("minex", "'minex' is not a release that is known here: expected mine1.0, mine1.1, mine2.0, mine2.1, mineodd, mine3.0, or what `uname -r` prints there.")]
    public void Parse_OfWhatIsNoKernel_SaysAllOfWhatIsExpected(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => Mine.Parse(text)).Message);
        Assert.False(Mine.TryParse(text, out KvmKernel? kernel));
        Assert.Null(kernel);
    }

    [Theory]
    [InlineData("6.6.0-{0}", 128, true)]
    [InlineData("6.6.0-{0}", 129, false)]
    [InlineData("mine:6.6.0-4-{0}", 129, false)]
    public void Parse_OfALongName_EndsAt128Characters(string form, int length, bool read)
    {
        string text = form.Replace("{0}", new string('x', length - form.Length + 3), StringComparison.Ordinal);

        Assert.Equal(length, text.Length);
        Assert.Equal(read, Mine.TryParse(text, out _));
        Assert.True(read || Assert.Throws<FormatException>(() => Mine.Parse(text)).Message.EndsWith(" is not a Linux kernel: expected " + Forms + ".", StringComparison.Ordinal));
    }

    // The level that a build tells counts where the name does not tell one, and of its own series alone.
    [Theory]
    [InlineData("6.6.0-foo", "#1 SMP PREEMPT_DYNAMIC Debian 6.6.90-1 (2026-01-01)", "6.6.90")]
    [InlineData("6.6.0-foo", "Debian 6.6.90-1", "6.6.90")]
    [InlineData("6.6.0-foo", "#1 Debian 6.6.90-1 Debian 6.6.80-1", "6.6.90")]
    [InlineData("6.6.0-foo", "#1 SMP Debian", "6.6")]
    [InlineData("6.6.0-foo", "#1 SMP Debian six", "6.6")]
    [InlineData("6.6.0-foo", "Ubuntu 6.6.0-7.7-foo 6.6.91", "6.6.91")]
    [InlineData("6.6.0-foo", "Ubuntu 6.6.0-7.7-foo", "6.6")]
    [InlineData("6.6.0-foo", "#1 Ubuntu 6.6.91 6.6.91", "6.6")]
    [InlineData("6.6.0-foo", "6.6.90", "6.6")]
    [InlineData("6.6.0-foo", "", "6.6")]
    [InlineData("6.6.0-foo", null, "6.6")]
    [InlineData("6.6.0-foo", "Debian 6.1.90-1", "6.6")]
    [InlineData("6.6.5-foo", "Debian 6.6.90-1", "6.6.5")]
    [InlineData("6.6.0-4-mine", "Debian 6.6.90-1", "6.6.90")]
    [InlineData("6.6.0-4-mine", "Debian 6.1.90-1", "6.6")]
    [InlineData("mine:6.6.0-4-mine", "Debian 6.6.90-1", "6.6.90")]
    [InlineData("mine:6.6.0-4", "Debian 6.6.90-1", "6.6.90")]
    [InlineData("6.6", "Debian 6.6.90-1", "6.6")]
    public void TryRecognise_OfABuild_TakesTheLevelThatItTells(string uname, string? build, string expected)
    {
        Assert.True(Mine.TryRecognise(uname, build, out KvmKernel? kernel));
        Assert.Equal(expected, kernel.Base.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("six")]
    public void TryRecognise_OfNoKernel_IsFalse(string? uname)
    {
        Assert.False(Mine.TryRecognise(uname, "Debian 6.6.90-1", out KvmKernel? kernel));
        Assert.Null(kernel);
    }

    [Fact]
    public void Releases_OfLines_AreByEachOfTheirNames() => Assert.Equal(
        "mine1.0 mine1.1 mine2.0 mine2.1 mineodd own1.0 own1.1 own2.0 own2.1 ownodd mine3.0 theirs1.0 t1.0",
        string.Join(' ', Mine.Releases.Select(release => release.Key)));

    [Theory]
    [InlineData("mine-6.6", "mine-6.6")]
    [InlineData("MINE 3", "mine-6.8")]
    [InlineData("6.6.0-7-cloud", "cloud")]
    [InlineData("6.6.0-7", "mine-6.6 cloud theirs")]
    [InlineData("own1", "mine-6.6")]
    [InlineData("{build}-c", "")]
    [InlineData("-c", "mine-6.8 cloud")]
    [InlineData("mine*3", "mine-6.8")]
    [InlineData("clouds", "cloud")]
    [InlineData("cl{oud}s", "cloud")]
    [InlineData("nothing", "")]
    [InlineData("", "mine-6.6 mine-6.8 cloud theirs")]
    public void Matching_APart_IsTheLinesThatHaveIt(string part, string expected) => Assert.Equal(expected, string.Join(' ', Mine.Matching(part).Select(line => line.Id)));

    [Fact]
    public void Parse_OfAReleaseThatIsThereTwice_IsTheFirst()
    {
        KvmKernelLine line = new("mine", "Mine") { Patterns = [KvmKernelPattern.Parse("6.6.0-{build}-mine")], Base = new KvmRelease(6, 6), Names = ["mine"], Releases = [new("1.0", "6.6.0-1-mine"), new("1.0", "6.6.0-9-mine")] };

        Assert.Equal("Mine build 1.", new KvmKernels([line]).Parse("mine1.0").Basis);
    }

    [Fact]
    public void Behind_Others_LeavesOutTheLinesOfTheSameId()
    {
        KvmKernelLine other = new("cloud", "Other") { Patterns = [KvmKernelPattern.Parse("6.6.0-{build}-cloud")] };

        KvmKernels both = Mine.Behind(new KvmKernels([other]));

        Assert.Equal(["cloud", "mine-6.6", "mine-6.8", "theirs"], both.Lines.Select(line => line.Id));
        Assert.Same(other, both.Parse("6.6.0-1-cloud").Line);
    }
}
