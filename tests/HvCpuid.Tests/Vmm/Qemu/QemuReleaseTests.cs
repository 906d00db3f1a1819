using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuReleaseTests
{
    [Theory]
    [InlineData("11.1", 11, 1, 0)]
    [InlineData("7.2.22", 7, 2, 22)]
    [InlineData("7.2.0", 7, 2, 0)]
    [InlineData("65535.0.65535", 65535, 0, 65535)]
    public void Parse_Numbers_AreARelease(string text, int major, int minor, int micro)
    {
        QemuRelease release = QemuRelease.Parse(text);
        Assert.Equal((major, minor, micro), (release.Major, release.Minor, release.Micro));
        Assert.Equal(release, QemuRelease.Parse(release.ToString()));
        Assert.Equal(new QemuRelease(major, minor), release.Series);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7.")]
    [InlineData("7.2.22.1")]
    [InlineData("7.2-rc1")]
    [InlineData("+7.2")]
    [InlineData("7.65536")]
    [InlineData(" 7.2")]
    [InlineData("٧.2")]
    public void Parse_Others_AreNone(string text)
    {
        Assert.False(QemuRelease.TryParse(text, out _));
        Assert.Equal($"'{text}' is no release of QEMU: expected its numbers, such as 11.1 or 7.2.22.", Assert.Throws<FormatException>(() => QemuRelease.Parse(text)).Message);
    }

    [Fact]
    public void Compare_Releases_GoesByTheirNumbers()
    {
        QemuRelease[] releases = [new(4, 2), new(7, 2), new(7, 2, 9), new(7, 2, 22), new(8, 0), new(10, 0), new(11, 1)];
        for (int i = 1; i < releases.Length; i++)
        {
            Assert.True(releases[i - 1] < releases[i] && releases[i] > releases[i - 1] && releases[i - 1] <= releases[i] && releases[i] >= releases[i - 1]);
        }

        QemuRelease same = new(7, 2, 9);
        Assert.Equal((false, false, true, true), (same < releases[2], same > releases[2], same <= releases[2], same >= releases[2]));
        Assert.False(QemuRelease.TryParse(null, out _));
        const string OutOfRange = "A number of a QEMU release is 0 to 65535.";
        Assert.StartsWith(OutOfRange, Assert.Throws<ArgumentOutOfRangeException>("major", () => new QemuRelease(-1, 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith(OutOfRange, Assert.Throws<ArgumentOutOfRangeException>("minor", () => new QemuRelease(1, 65536)).Message, StringComparison.Ordinal);
    }
}
