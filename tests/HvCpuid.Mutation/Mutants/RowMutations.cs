using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Rows: an element of a collection, and an arm of a switch, that is left out.</summary>
internal static class RowMutations
{
    public static IEnumerable<SourceChange> Of(SyntaxNode node, SemanticModel model)
    {
        switch (node)
        {
            case ExpressionElementSyntax { Parent: CollectionExpressionSyntax } element when model.GetTypeInfo(element.Expression).ConvertedType is { TypeKind: not TypeKind.Error, IsRefLikeType: false } type:
                yield return new SourceChange(element, "row", MutationForm.Row, null) { Type = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) };
                break;
            case SpreadElementSyntax:
                break;
            case SwitchExpressionArmSyntax { Pattern: not DiscardPatternSyntax }:
            case CaseSwitchLabelSyntax or CasePatternSwitchLabelSyntax:
                yield return new SourceChange(node, "arm", MutationForm.Arm, null);
                break;
            default:
                break;
        }
    }
}
