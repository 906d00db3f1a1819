using HvCpuid.Guest;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Guest;

public class LinuxGuestKernelTests
{
    [Theory]
    [InlineData("5.10.262", "5.10.262", true, 0x8100_0005_0AFF_0000ul)]
    [InlineData("6.12.117+deb12-amd64", "6.12.117", true, 0x8100_0006_0C75_0000ul)]
    [InlineData("6.12", "6.12", true, 0x8100_0006_0C00_0000ul)]
    [InlineData("6.14.0-rc3", "6.14", true, 0x8100_0006_0E00_0000ul)]
    [InlineData("6.1.0-50-amd64", "6.1", false, null)]
    [InlineData("5.14.0-427.el9.x86_64", "5.14", false, null)]
    public void Parse_OfAName_KnowsWhetherItTellsTheStableLevel(string text, string release, bool says, ulong? id)
    {
        LinuxGuestKernel kernel = LinuxGuestKernel.Parse(text);

        Assert.Equal((KvmRelease.Parse(release), says, id, text), (kernel.Release, kernel.SaysStableLevel, kernel.GuestOsId, kernel.ToString()));
        Assert.Equal(says, kernel.Note is null);
    }

    [Fact]
    public void Level_WithoutAStableLevel_IsTheLastOfItsSeries()
    {
        LinuxGuestChange change = new(new KvmRelease(5, 15), "", "") { Backports = [new KvmRelease(5, 10, 67)] };

        Assert.True(change.IsIn(LinuxGuestKernel.Parse("5.10.0-46-amd64")));
        Assert.False(change.IsIn(LinuxGuestKernel.Parse("5.10")));
        Assert.False(change.IsIn(LinuxGuestKernel.Parse("5.11.0-1-generic")));
        Assert.Equal("Linux 5.15 (also 5.10.67)", change.ToString());
    }

    [Theory]
    [InlineData("3.2", "older")]
    [InlineData("99.1", "newer")]
    [InlineData("6.1.0-50-amd64", "stable level")]
    public void Note_SaysWhatTheNameLeavesOpen(string text, string part) => Assert.Contains(part, LinuxGuestKernel.Parse(text).Note, StringComparison.Ordinal);

    [Theory]
    [InlineData("linux")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_OfNoRelease_IsFalse(string? text) => Assert.False(LinuxGuestKernel.TryParse(text, out _));
}
