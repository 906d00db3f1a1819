using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests.Terminal;

public class StandardStreamTests
{
    [Theory]
    [InlineData("pos:\t0\nflags:\t0100001\nmnt_id:\t1", false)]
    [InlineData("pos:\t0\nflags:\t02100001\nmnt_id:\t1", true)]
    [InlineData("pos:\t0\nflags:\t02000000", true)]
    [InlineData("pos:\t0\nflags:\t00", false)]
    [InlineData("pos:\t0", false)]
    [InlineData("", false)]
    public void IsClosed_DescriptorThatCannotHaveComeThroughExecve_IsTheRuntimesOwn(string fdinfo, bool closed) =>
        Assert.Equal(closed, StandardStream.IsClosed(fdinfo.Split('\n')));

    [Theory]
    [InlineData("xterm", null, true)]
    [InlineData("xterm", "", true)]
    [InlineData("xterm", "1", false)]
    [InlineData("dumb", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void WantsColor_OnUnix_NeedsATerminalThatIsNamed(string? term, string? noColor, bool wanted) =>
        Assert.Equal(wanted, ToolConsole.WantsColor(name => name == "TERM" ? term : name == "NO_COLOR" ? noColor : null, windows: false));

    [Fact]
    public void WantsColor_OnWindows_NeedsNoName()
    {
        Assert.True(ToolConsole.WantsColor(_ => null, windows: true));
        Assert.False(ToolConsole.WantsColor(name => name == "NO_COLOR" ? "1" : null, windows: true));
    }
}
