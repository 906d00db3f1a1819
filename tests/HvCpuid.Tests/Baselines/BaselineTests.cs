using Xunit.Sdk;

namespace HvCpuid.Tests.Baselines;

public sealed class BaselineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hvcpuid-baseline-");

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("0", null, false)]
    [InlineData("", "true", false)]
    [InlineData(null, "true", false)]
    [InlineData("1", null, true)]
    [InlineData("1", "", true)]
    [InlineData("1", "false", true)]
    public void Accepts_OutsideOfCi_IsWhatWasAskedFor(string? accept, string? ci, bool accepts) => Assert.Equal(accepts, Baseline.Accepts(accept, ci));

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("woodpecker")]
    public void Accepts_InCi_IsRefused(string ci) =>
        Assert.Contains("HVCPUID_ACCEPT=1 is set in CI", Assert.Throws<InvalidOperationException>(() => Baseline.Accepts("1", ci)).Message, StringComparison.Ordinal);

    [Fact]
    public void Check_OfAnotherText_NamesFileAndLineAndWritesNothing()
    {
        string path = Path.Combine(_folder.FullName, "a.txt");
        File.WriteAllText(path, "one\ntwo\n");

        Baseline.Check(path, "a.txt", "one\r\ntwo\n", accept: false);
        TrueException changed = Assert.Throws<TrueException>(() => Baseline.Check(path, "a.txt", "one\n2\n", accept: false));
        Assert.Throws<TrueException>(() => Baseline.Check(path, "a.txt", "one\ntwo\nthree\n", accept: false));

        Assert.Contains("a.txt:2 differs", changed.Message, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", File.ReadAllText(path));
        Baseline.Check(path, "a.txt", "one\n2\n", accept: true);
        Assert.Equal("one\n2\n", File.ReadAllText(path));
    }

    [Fact]
    public void Check_WithoutAFile_SaysHowToWriteIt() => Assert.Contains(
        Baseline.AcceptCommand, Assert.Throws<TrueException>(() => Baseline.Check(Path.Combine(_folder.FullName, "b.txt"), "b.txt", "", accept: false)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
