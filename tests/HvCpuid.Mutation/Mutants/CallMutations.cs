using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Calls of the BCL that have a counterpart (First and Last, Any and All, StartsWith and EndsWith, …) or that can be left out of a chain.</summary>
internal static class CallMutations
{
    private static readonly Dictionary<string, string> Counterparts = Pairs(
        ("First", "Last"), ("FirstOrDefault", "LastOrDefault"), ("Any", "All"), ("Skip", "Take"), ("SkipWhile", "TakeWhile"), ("Min", "Max"), ("MinBy", "MaxBy"),
        ("OrderBy", "OrderByDescending"), ("ThenBy", "ThenByDescending"), ("Append", "Prepend"), ("Union", "Intersect"), ("StartsWith", "EndsWith"),
        ("TrimStart", "TrimEnd"), ("ToUpperInvariant", "ToLowerInvariant"), ("IndexOf", "LastIndexOf"));

    // Single asserts that there is one: the first of several would do.
    private static readonly Dictionary<string, string> OneWay = new(StringComparer.Ordinal)
    {
        ["Single"] = "First",
        ["SingleOrDefault"] = "FirstOrDefault",
        ["Sum"] = "Max",
    };

    private static readonly HashSet<string> LeftOut = new(StringComparer.Ordinal)
    {
        "Where", "Distinct", "Reverse", "Concat", "Except", "DefaultIfEmpty", "Trim", "TrimStart", "TrimEnd", "ToUpperInvariant", "ToLowerInvariant", "PadLeft", "PadRight",
        "Replace", "Append", "Prepend", "OrderBy", "OrderByDescending", "ThenBy", "SkipWhile", "TakeWhile", "Skip", "Take",
    };

    public static IEnumerable<SourceChange> Of(SyntaxNode node, SemanticModel model)
    {
        if (node is MemberAccessExpressionSyntax { Name.Identifier.Text: "OrdinalIgnoreCase" } comparison)
        {
            yield return Renamed(comparison, comparison, "Ordinal");
        }

        if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call || !IsOfTheBcl(model.GetSymbolInfo(call).Symbol))
        {
            yield break;
        }

        string name = called.Name.Identifier.Text;
        if (Counterparts.TryGetValue(name, out string? other) || OneWay.TryGetValue(name, out other))
        {
            yield return Renamed(call, called, other);
        }

        // What ThenBy continues has to be there.
        if (LeftOut.Contains(name) && call.Parent is not MemberAccessExpressionSyntax { Name.Identifier.Text: "ThenBy" or "ThenByDescending" })
        {
            yield return OperatorMutations.Expression(call, "call", called.Expression);
        }
    }

    private static SourceChange Renamed(ExpressionSyntax whole, MemberAccessExpressionSyntax called, string name)
    {
        SimpleNameSyntax renamed = called.Name is GenericNameSyntax generic
            ? generic.WithIdentifier(SyntaxFactory.Identifier(name))
            : SyntaxFactory.IdentifierName(name);
        return OperatorMutations.Expression(whole, "call", whole.ReplaceNode(called, called.WithName(renamed)));
    }

    private static bool IsOfTheBcl(ISymbol? symbol) =>
        symbol?.ContainingNamespace?.ToDisplayString() is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    private static Dictionary<string, string> Pairs(params (string One, string Other)[] pairs) =>
        pairs.SelectMany(pair => new[] { pair, (pair.Other, pair.One) }).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
}
