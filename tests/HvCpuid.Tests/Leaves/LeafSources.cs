using System.Globalization;
using System.Reflection;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Tests.Leaves;

/// <summary>What the sources of Leaves/ say in their docs, and the types they become: the two are compared by the tests.</summary>
internal static class LeafSources
{
    /// <summary>The leaf types: readonly structs with a Function.</summary>
    public static IReadOnlyList<Type> LeafTypes { get; } =
        [.. typeof(HvLeafTable).Assembly.GetExportedTypes().Where(type => type is { IsValueType: true, IsEnum: false } && type.GetField("Function") is not null).OrderBy(FunctionOf)];

    /// <summary>The flags enums of the leaves.</summary>
    public static IReadOnlyList<Type> FlagEnums { get; } =
        [.. typeof(HvLeafTable).Assembly.GetExportedTypes().Where(type => type.IsEnum && type.Namespace == "HvCpuid.Leaves" && type.IsDefined(typeof(FlagsAttribute)))];

    /// <summary>Every member of a flags enum in the sources: its leaf, its enum, its name, the address in its doc, the bit in its code.</summary>
    public static IReadOnlyList<(uint Function, string Enum, string Name, CpuidRegister Register, int DocBit, int CodeBit)> Members { get; } =
        [.. Leaves().SelectMany(MembersOf)];

    /// <summary>Every settable property of a leaf type: its leaf, its name, the addresses at the start of its doc.</summary>
    public static IReadOnlyDictionary<(uint Function, string Name), IReadOnlyList<BitAddress>> Properties { get; } =
        Leaves().SelectMany(PropertiesOf).ToDictionary(property => property.Key, property => property.Addresses);

    public static uint FunctionOf(Type leaf) => (uint)leaf.GetField("Function")!.GetRawConstantValue()!;

    public static IEnumerable<PropertyInfo> SettableOf(Type leaf) => leaf.GetProperties().Where(property => property.SetMethod is not null && property.Name != nameof(HvVendor.Registers));

    public static object FromRegisters(Type leaf, CpuidRegisters registers) => Activator.CreateInstance(leaf, registers)!;

    public static CpuidRegisters ToRegisters(object leaf) => (CpuidRegisters)leaf.GetType().GetProperty(nameof(HvVendor.Registers))!.GetValue(leaf)!;

    private static IEnumerable<(uint Function, CompilationUnitSyntax Root)> Leaves() =>
        from file in LibrarySources.Files
        let name = Path.GetFileName(file.Path)
        where LibrarySources.Folder(file.Path) == "Leaves" && name.StartsWith("Leaf", StringComparison.Ordinal)
        select (Number(name.Substring(4, 8)), file.Root);

    private static uint Number(string hex) => uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // The members of flags enums: 1u << bit, and the bit's address first in the doc.
    private static IEnumerable<(uint, string, string, CpuidRegister, int, int)> MembersOf((uint Function, CompilationUnitSyntax Root) source) =>
        from type in source.Root.DescendantNodes().OfType<EnumDeclarationSyntax>()
        where type.AttributeLists.Any(list => list.Attributes.Any(attribute => attribute.Name.ToString() == "Flags"))
        from member in type.Members
        where member.EqualsValue?.Value is BinaryExpressionSyntax
        let shift = (BinaryExpressionSyntax)member.EqualsValue!.Value
        let address = Addresses(source.Function, member).Single()
        select (source.Function, type.Identifier.Text, member.Identifier.Text, address.Register, address.Bits.Low,
            int.Parse(shift.Right.ToString(), CultureInfo.InvariantCulture));

    private static IEnumerable<((uint, string) Key, IReadOnlyList<BitAddress> Addresses)> PropertiesOf((uint Function, CompilationUnitSyntax Root) source) =>
        from property in source.Root.DescendantNodes().OfType<PropertyDeclarationSyntax>()
        where property.AccessorList?.Accessors.Any(accessor => accessor.IsKind(SyntaxKind.InitAccessorDeclaration)) == true
        select ((source.Function, property.Identifier.Text), (IReadOnlyList<BitAddress>)[.. Addresses(source.Function, property)]);

    // What a doc begins with, up to its first full stop: EAX[31:0], ECX[7:4].
    private static IEnumerable<BitAddress> Addresses(uint function, SyntaxNode documented)
    {
        DocumentationCommentTriviaSyntax doc = documented.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().Single();
        string summary = doc.Content.OfType<XmlElementSyntax>().First(element => element.StartTag.Name.ToString() == "summary").Content.ToString();
        return summary.Split(". ")[0].Split(", ").Select(address => BitAddress.Parse($"CPUID.{function:X8}H:{address}"));
    }
}
