using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Docs;

/// <summary>docs/CHANGELOG.md, whose section of a version is the release notes of that version's packages (Directory.Build.props, .ci/pack).</summary>
public partial class ChangelogTests
{
    private static readonly string Changelog = File.ReadAllText(Repository.PathOf("docs", "CHANGELOG.md")).ReplaceLineEndings("\n");

    private static string Version => XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void Version_OfThePackages_IsTheChangelogsFirst() => Assert.Equal(Version, VersionHeading().Match(Changelog).Groups["version"].Value);

    [Fact]
    public void Versions_OfTheChangelog_AreDatedAndInOrder()
    {
        string[] headings = [.. Changelog.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))];
        Assert.All(headings, heading => Assert.Matches(VersionHeading(), heading + "\n"));
        Match[] versions = [.. VersionHeading().Matches(Changelog).Cast<Match>()];
        Assert.Equal(versions.OrderByDescending(Number).ThenByDescending(Day), versions);
        Assert.Equal(versions.Length, versions.DistinctBy(Number).Count());
    }

    // NuGet shows release notes as text of up to 35,000 characters, where a link to a file of the repository leads nowhere.
    [Fact]
    public void Section_OfTheVersion_FitsIntoAPackageWithoutLinks()
    {
        string section = Changelog.Split("\n## ").Single(part => part.StartsWith(Version + " ", StringComparison.Ordinal));
        Assert.InRange(section.Length, 1, 35_000);
        Assert.DoesNotMatch(@"\]\(", section);
        Assert.All(section.Split('\n').Skip(1), line => Assert.True(line.Length == 0 || line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("### ", StringComparison.Ordinal), $"neither a line of the list nor a group: {line}"));
    }

    [Fact]
    public void Readme_ThatInstalls_NamesTheVersion() =>
        Assert.Equal([Version], InstalledVersion().Matches(File.ReadAllText(Repository.PathOf("README.md"))).Select(match => match.Groups[1].Value).Distinct());

    private static System.Version Number(Match heading) => System.Version.Parse(heading.Groups["version"].Value);

    private static DateOnly Day(Match heading) => DateOnly.ParseExact(heading.Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^## (?<version>\d+\.\d+\.\d+) \((?<day>\d{4}-\d{2}-\d{2})\)$", RegexOptions.Multiline)]
    private static partial Regex VersionHeading();

    [GeneratedRegex(@"(?:--version |hvcpuid-)([\d.]+\d)")]
    private static partial Regex InstalledVersion();
}
