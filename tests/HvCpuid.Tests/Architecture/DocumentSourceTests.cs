using HvCpuid.Documents;

namespace HvCpuid.Tests.Architecture;

/// <summary>Holds src/HvCpuid.Documents to docs/architecture.md: records above the library, beside nothing else, in one folder.</summary>
public class DocumentSourceTests
{
    private const int FileBudget = 400;
    private const int FolderBudget = 25;

    private static readonly BoundSources Sources = new("HvCpuid.Documents");

    [Fact]
    public void Documents_KnowTheLibraryAlone() =>
        Assert.Equal(
            ["HvCpuid"],
            typeof(HvDocuments).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));

    [Fact]
    public void Files_OfDocuments_StayWithinTheirBudget()
    {
        Assert.Empty(Sources.Files.Where(file => file.Path.Contains('/', StringComparison.Ordinal)).Select(file => file.Path));
        Assert.Empty(Sources.Files.Where(file => file.Root.GetText().Lines.Count - 1 > FileBudget).Select(file => file.Path));
        Assert.InRange(Sources.Files.Count, 1, FolderBudget);
    }
}
