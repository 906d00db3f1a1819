using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves;

/// <summary>What the sources of Leaves/ say in their docs, and the types they become: the two are compared by the tests.</summary>
internal static partial class LeafSources
{
    /// <summary>The folder of the solution file; the others below are read from it, so it comes first.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The leaf types: readonly structs with a Function.</summary>
    public static IReadOnlyList<Type> LeafTypes { get; } =
        [.. typeof(HvLeafTable).Assembly.GetExportedTypes().Where(type => type is { IsValueType: true, IsEnum: false } && type.GetField("Function") is not null).OrderBy(FunctionOf)];

    /// <summary>The flags enums of the leaves.</summary>
    public static IReadOnlyList<Type> FlagEnums { get; } =
        [.. typeof(HvLeafTable).Assembly.GetExportedTypes().Where(type => type.IsEnum && type.Namespace == "HvCpuid.Leaves" && type.IsDefined(typeof(FlagsAttribute)))];

    /// <summary>Every member of a flags enum in the sources: its leaf, its enum, its name, the address in its doc, the bit in its code.</summary>
    public static IReadOnlyList<(uint Function, string Enum, string Name, CpuidRegister Register, int DocBit, int CodeBit)> Members { get; } =
        [.. Texts().SelectMany(MembersOf)];

    /// <summary>Every settable property of a leaf type: its leaf, its name, the addresses at the start of its doc.</summary>
    public static IReadOnlyDictionary<(uint Function, string Name), IReadOnlyList<BitAddress>> Properties { get; } =
        Texts().SelectMany(PropertiesOf).ToDictionary(property => property.Key, property => property.Addresses);

    public static uint FunctionOf(Type leaf) => (uint)leaf.GetField("Function")!.GetRawConstantValue()!;

    public static IEnumerable<PropertyInfo> SettableOf(Type leaf) => leaf.GetProperties().Where(property => property.SetMethod is not null);

    public static object FromRegisters(Type leaf, CpuidRegisters registers) => leaf.GetMethod("FromRegisters")!.Invoke(null, [registers])!;

    public static CpuidRegisters ToRegisters(object leaf) => (CpuidRegisters)leaf.GetType().GetMethod("ToRegisters")!.Invoke(leaf, null)!;

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HvCpuid.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository: HvCpuid.sln is in no folder above them.");
    }

    private static IEnumerable<(uint Function, string Text)> Texts() =>
        Directory.GetFiles(Path.Combine(Root, "src", "HvCpuid", "Leaves"), "Leaf*.cs").Order(StringComparer.Ordinal)
            .Select(file => (Number(Path.GetFileName(file).Substring(4, 8)), File.ReadAllText(file)));

    private static uint Number(string hex) => uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static IEnumerable<(uint, string, string, CpuidRegister, int, int)> MembersOf((uint Function, string Text) source)
    {
        foreach (Match body in EnumBody().Matches(source.Text))
        {
            foreach (Match member in Member().Matches(body.Groups["body"].Value))
            {
                yield return (
                    source.Function,
                    body.Groups["name"].Value,
                    member.Groups["name"].Value,
                    Enum.Parse<CpuidRegister>(member.Groups["register"].Value, ignoreCase: true),
                    int.Parse(member.Groups["doc"].Value, CultureInfo.InvariantCulture),
                    int.Parse(member.Groups["code"].Value, CultureInfo.InvariantCulture));
            }
        }
    }

    private static IEnumerable<((uint, string) Key, IReadOnlyList<BitAddress> Addresses)> PropertiesOf((uint Function, string Text) source)
    {
        foreach (Match property in Property().Matches(source.Text))
        {
            string addresses = property.Groups["addresses"].Value;
            yield return (
                (source.Function, property.Groups["name"].Value),
                [.. addresses.Split(", ").Select(address => BitAddress.Parse($"CPUID.{source.Function:X8}H:{address}"))]);
        }
    }

    [GeneratedRegex(@"\[Flags\]\npublic enum (?<name>\w+) : uint\n\{(?<body>.*?)\n\}", RegexOptions.Singleline)]
    private static partial Regex EnumBody();

    [GeneratedRegex(@"/// <summary>(?<register>E[A-D]X)\[(?<doc>\d+)\]\. [^\n]+</summary>\n    (?<name>\w+) = 1u << (?<code>\d+),")]
    private static partial Regex Member();

    [GeneratedRegex(@"/// <summary>(?<addresses>E[A-D]X\[[\d:]+\](, E[A-D]X\[[\d:]+\])*)\. [^\n]+</summary>\n(    ///[^\n]*\n)*    public (?!const)\w+ (?<name>\w+)\n    \{\n        get")]
    private static partial Regex Property();
}
