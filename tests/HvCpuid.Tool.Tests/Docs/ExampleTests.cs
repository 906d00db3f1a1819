using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Testing;

namespace HvCpuid.Tool.Tests.Docs;

/// <summary>
/// The examples of the packages' XML docs are compiled and run. An example is statements, with the namespaces of all packages at hand; what a line with
/// Console.WriteLine prints stands behind it as a comment, unless it depends on the machine.
/// </summary>
[Collection("Console")]
public partial class ExampleTests
{
    private static readonly Assembly[] Packages = [typeof(KvmKernel).Assembly, typeof(HvDocuments).Assembly, typeof(LinuxHost).Assembly, typeof(GivenKvm).Assembly];

    private static readonly Dictionary<string, string> Examples = Packages
        .SelectMany(package => XDocument.Load(Path.ChangeExtension(package.Location, ".xml")).Descendants("member"))
        .SelectMany(member => member.Descendants("example").Descendants("code").Select((code, index) => (Id: Id(member) + (index == 0 ? "" : $" ({index + 1})"), Code: Unindented(code.Value))))
        .ToDictionary(example => example.Id, example => example.Code);

    private static readonly string Usings = string.Concat(Packages.SelectMany(package => package.GetExportedTypes()).Select(type => type.Namespace)
        .Concat(["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Text"]).Distinct().Order(StringComparer.Ordinal).Select(name => $"using {name};\n"));

    public static TheoryData<string> Members => [.. Examples.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Members))]
    public void Example_OfAMember_CompilesAndPrintsWhatItSays(string member)
    {
        string code = Examples[member];
        string[] printed = SampleProgram.Run(SampleProgram.Compile(Usings + code)).TrimEnd('\n').Split('\n');
        int line = 0;
        string actual = PrintingLine().Replace(code, match =>
        {
            string text = line < printed.Length ? printed[line] : "(nothing)";
            line++;
            return match.Groups["says"].Success ? match.Groups["call"].Value + "// " + text : match.Value;
        });

        Assert.True(line > 0, "an example shows something: one line with Console.WriteLine at least");
        Assert.True(actual == code, $"{member}: with what it prints, the example is\n{actual}");
        Assert.Equal(line, printed.Length);
    }

    // Where people start: from a kernel to an answer, from a text to a set, from switches to a guest, from a test to a KVM.
    [Theory]
    [InlineData("T:HvCpuid.Access.HvAccess")]
    [InlineData("M:HvCpuid.Checks.HvChecker.Check")]
    [InlineData("T:HvCpuid.Compare.HvBaseline")]
    [InlineData("M:HvCpuid.Compare.HvFit.Check")]
    [InlineData("M:HvCpuid.Compare.HvMigration.Check")]
    [InlineData("M:HvCpuid.Documents.HvDocuments.Read")]
    [InlineData("M:HvCpuid.Documents.HvDocuments.Write")]
    [InlineData("M:HvCpuid.Formats.CpuidRawFormat.Write")]
    [InlineData("M:HvCpuid.Formats.HvCpuidFormats.Read")]
    [InlineData("T:HvCpuid.Guest.GuestCpuid")]
    [InlineData("M:HvCpuid.Guest.LinuxGuestView.From")]
    [InlineData("T:HvCpuid.Ioctl.KvmCpuid2")]
    [InlineData("M:HvCpuid.Kvm.KvmKernel.Parse")]
    [InlineData("T:HvCpuid.Kvm.KvmHost")]
    [InlineData("M:HvCpuid.Kvm.KvmQuery.Parse")]
    [InlineData("M:HvCpuid.Kvm.SupportedExplainer.Explain")]
    [InlineData("T:HvCpuid.Kvm.SupportedHvCpuid")]
    [InlineData("T:HvCpuid.Leaves.HvFeatures")]
    [InlineData("M:HvCpuid.Leaves.HvFieldTable.FindByName")]
    [InlineData("T:HvCpuid.Linux.LinuxHost")]
    [InlineData("M:HvCpuid.Linux.LinuxKvm.TryOpen")]
    [InlineData("M:HvCpuid.Registers.BitAddress.Parse")]
    [InlineData("M:HvCpuid.Sets.HvDiff.Between")]
    [InlineData("T:HvCpuid.Sets.HvCpuidSet")]
    [InlineData("T:HvCpuid.Simulation.KvmFileTable")]
    [InlineData("T:HvCpuid.Simulation.SimulatedKvm")]
    [InlineData("T:HvCpuid.Testing.GivenKvm")]
    [InlineData("M:HvCpuid.Testing.HvCpuidExpectation.IsSame")]
    [InlineData("M:HvCpuid.Vmm.HvOffer.Make")]
    [InlineData("M:HvCpuid.Vmm.QemuFlags.Parse")]
    public void Member_ThatPeopleStartFrom_HasAnExample(string member) => Assert.Contains(Examples.Keys, id => id.Split('(')[0] == member);

    private static string Id(XElement member) => member.Attribute("name")!.Value.Replace("``1", "", StringComparison.Ordinal);

    private static string Unindented(string code)
    {
        string[] lines = code.ReplaceLineEndings("\n").Trim('\n').TrimEnd().Split('\n');
        int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => (line.Length == 0 ? "" : line[indent..]) + "\n"));
    }

    [GeneratedRegex(@"^(?<call>.*Console\.WriteLine\(.*\); *)(?<says>// .*)?$", RegexOptions.Multiline)]
    private static partial Regex PrintingLine();
}
