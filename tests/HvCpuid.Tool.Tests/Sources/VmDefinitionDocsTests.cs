using System.Text;
using System.Text.RegularExpressions;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tool.Tests.Sources;

public sealed class VmDefinitionDocsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Examples => [.. Regex.Matches(Page(), "^```([a-z]+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .Select(match => new TheoryDataRow<string, string>(match.Groups[1].Value, match.Groups[2].Value))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Page_Examples_AreOneOfEachLanguage() => Assert.Equal(["flags", "command", "xml", "proxmox", "yaml", "json"], Examples.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Page_Example_GivesTheSameLeaves(string language, string text)
    {
        string path = _folder.File("vm", Encoding.UTF8.GetBytes(text));
        ToolRun run = ToolRun.With(["flags", path, "--on", "kvm:6.12,amd", "--format", "qemu"]);

        Assert.True(run.ExitCode == 0, $"{language}: {run.Error}");
        Assert.Equal("hv-relaxed,hv-vapic,hv-time,hv-vpindex\n", run.Output);
    }

    private static string Page() => File.ReadAllText(Repository.PathOf("docs", "vm-definitions.md")).ReplaceLineEndings("\n");
}
