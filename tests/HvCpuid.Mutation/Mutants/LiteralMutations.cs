using System.Globalization;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Literals: true and false, numbers and characters one further, text that is empty, members of enums that are 0.</summary>
internal static class LiteralMutations
{
    /// <summary>Words from which a text in a table counts as prose: it explains, and decides nothing.</summary>
    private const int WordsOfProse = 4;

    public static IEnumerable<SourceChange> Of(SyntaxNode node, SemanticModel model) => node switch
    {
        LiteralExpressionSyntax literal => OfLiteral(literal, model),
        InterpolatedStringExpressionSyntax text when text.Contents.Count > 0 && !IsProse(text) => [Text(text, "")],
        MemberAccessExpressionSyntax or IdentifierNameSyntax => OfEnumMember((ExpressionSyntax)node, model),
        _ => [],
    };

    /// <summary>True for text of several words in the initialiser of a field or of a static property: the sources and sentences of tables.</summary>
    public static bool IsProse(ExpressionSyntax text) =>
        text is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax && text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= WordsOfProse && IsInTable(text);

    private static bool IsInTable(SyntaxNode node)
    {
        MemberDeclarationSyntax? member = node.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        return member is FieldDeclarationSyntax
            || (member is PropertyDeclarationSyntax { Initializer: not null } && node.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().FirstOrDefault() is null)
            || node.Ancestors().OfType<CollectionExpressionSyntax>().Any(rows => rows.Elements.Count > 3);
    }

    private static IEnumerable<SourceChange> OfLiteral(LiteralExpressionSyntax node, SemanticModel model) => node.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => [OperatorMutations.Expression(node, "boolean", SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression))],
        SyntaxKind.FalseLiteralExpression => [OperatorMutations.Expression(node, "boolean", SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression))],
        SyntaxKind.NumericLiteralExpression or SyntaxKind.CharacterLiteralExpression => OfNumber(node, model),
        SyntaxKind.StringLiteralExpression when !IsProse(node) => [Text(node, node.Token.ValueText.Length == 0 ? "mutated" : "")],
        _ => [],
    };

    private static SourceChange Text(ExpressionSyntax node, string text) =>
        OperatorMutations.Expression(node, "string", SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text)));

    private static IEnumerable<SourceChange> OfNumber(ExpressionSyntax node, SemanticModel model)
    {
        TypeInfo info = model.GetTypeInfo(node);
        ITypeSymbol? type = IsNumber(info.ConvertedType) ? info.ConvertedType : info.Type;

        // A 0 beside a member of an enum is that enum's.
        if (!IsNumber(type) || info.ConvertedType?.TypeKind == TypeKind.Enum || model.GetConstantValue(node) is not { HasValue: true, Value: { } value })
        {
            yield break;
        }

        decimal number = value is char letter ? letter : Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        string written = number is ulong.MaxValue or uint.MaxValue or ushort.MaxValue or int.MaxValue ? "0" : (number + 1).ToString(CultureInfo.InvariantCulture);
        yield return OperatorMutations.Expression(node, "number", SyntaxFactory.ParseExpression(written)) with
        {
            Type = type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        };
    }

    private static bool IsNumber(ITypeSymbol? type) => type is { TypeKind: not TypeKind.Enum, SpecialType: >= SpecialType.System_Char and <= SpecialType.System_UInt64 };

    /// <summary>True for a number that the compiler computes: it is mutated whole, one further, since what is in it cannot be switched.</summary>
    public static bool IsComputed(SyntaxNode? node, SemanticModel model) =>
        node is ExpressionSyntax expression and not LiteralExpressionSyntax && IsNumber(model.GetTypeInfo(expression).Type) && model.GetConstantValue(expression).HasValue;

    public static IEnumerable<SourceChange> OfComputed(SyntaxNode node, SemanticModel model) =>
        IsComputed(node.Parent, model) || node.Parent is MemberAccessExpressionSyntax ? [] : OfNumber((ExpressionSyntax)node, model);

    // A member of an enum that is handed over, kept or answered; what is compared or combined has operators of its own.
    private static IEnumerable<SourceChange> OfEnumMember(ExpressionSyntax node, SemanticModel model)
    {
        bool stands = node.Parent is ArgumentSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax or ExpressionElementSyntax
            or ConditionalExpressionSyntax || (node.Parent is AssignmentExpressionSyntax assignment && assignment.Right == node);
        if (!stands || model.GetSymbolInfo(node).Symbol is not IFieldSymbol { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum } member
            || Convert.ToDecimal(member.ConstantValue, CultureInfo.InvariantCulture) == 0)
        {
            yield break;
        }

        string type = member.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        yield return OperatorMutations.Expression(node, "enum", SyntaxFactory.ParseExpression($"default({type})"));
    }
}
