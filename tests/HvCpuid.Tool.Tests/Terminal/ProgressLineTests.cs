using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests.Terminal;

public class ProgressLineTests
{
    [Fact]
    public void Add_OnATerminal_WritesOneLineOverAndWipesIt()
    {
        using StringWriter error = new();

        Count(error, width: 80);

        string[] written = error.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^3 hosts, \d+ a second *$", written[0]);
        Assert.Equal(79, written[0].Length);
        Assert.Equal(new string(' ', 79), written[^1]);
    }

    [Fact]
    public void Add_Elsewhere_WritesNothing()
    {
        using StringWriter error = new();

        Count(error, width: null);

        Assert.Equal("", error.ToString());
    }

    private static void Count(StringWriter error, int? width)
    {
        ToolConsole console = new()
        {
            OpenInput = () => Stream.Null,
            OutputBytes = Stream.Null,
            Output = TextWriter.Null,
            Error = error,
            Messages = new MessageWriter(error) { Width = width },
        };
        using ProgressLine progress = new(console, "hosts");
        progress.Add(1);
        Thread.Sleep(600); // nothing is shown of what is quick
        progress.Add(2);
    }
}
