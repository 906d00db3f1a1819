using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Relations, arithmetic, logic, bits, signs, defaults of null, and conditions negated.</summary>
internal static class OperatorMutations
{
    private static readonly Dictionary<SyntaxKind, (string Kind, SyntaxKind[] Others)> Binary = new()
    {
        [SyntaxKind.LessThanExpression] = ("relational", [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanOrEqualExpression]),
        [SyntaxKind.LessThanOrEqualExpression] = ("relational", [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression]),
        [SyntaxKind.GreaterThanExpression] = ("relational", [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanOrEqualExpression]),
        [SyntaxKind.GreaterThanOrEqualExpression] = ("relational", [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression]),
        [SyntaxKind.EqualsExpression] = ("relational", [SyntaxKind.NotEqualsExpression]),
        [SyntaxKind.NotEqualsExpression] = ("relational", [SyntaxKind.EqualsExpression]),
        [SyntaxKind.AddExpression] = ("arithmetic", [SyntaxKind.SubtractExpression]),
        [SyntaxKind.SubtractExpression] = ("arithmetic", [SyntaxKind.AddExpression]),
        [SyntaxKind.MultiplyExpression] = ("arithmetic", [SyntaxKind.DivideExpression]),
        [SyntaxKind.DivideExpression] = ("arithmetic", [SyntaxKind.MultiplyExpression]),
        [SyntaxKind.ModuloExpression] = ("arithmetic", [SyntaxKind.MultiplyExpression]),
        [SyntaxKind.LogicalAndExpression] = ("logical", [SyntaxKind.LogicalOrExpression]),
        [SyntaxKind.LogicalOrExpression] = ("logical", [SyntaxKind.LogicalAndExpression]),
        [SyntaxKind.BitwiseAndExpression] = ("bitwise", [SyntaxKind.BitwiseOrExpression]),
        [SyntaxKind.BitwiseOrExpression] = ("bitwise", [SyntaxKind.BitwiseAndExpression]),
        [SyntaxKind.ExclusiveOrExpression] = ("bitwise", [SyntaxKind.BitwiseAndExpression]),
        [SyntaxKind.LeftShiftExpression] = ("bitwise", [SyntaxKind.RightShiftExpression]),
        [SyntaxKind.RightShiftExpression] = ("bitwise", [SyntaxKind.LeftShiftExpression]),
    };

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Assignments = new()
    {
        [SyntaxKind.AddAssignmentExpression] = SyntaxKind.SubtractAssignmentExpression,
        [SyntaxKind.SubtractAssignmentExpression] = SyntaxKind.AddAssignmentExpression,
        [SyntaxKind.MultiplyAssignmentExpression] = SyntaxKind.DivideAssignmentExpression,
        [SyntaxKind.DivideAssignmentExpression] = SyntaxKind.MultiplyAssignmentExpression,
        [SyntaxKind.OrAssignmentExpression] = SyntaxKind.AndAssignmentExpression,
        [SyntaxKind.AndAssignmentExpression] = SyntaxKind.OrAssignmentExpression,
        [SyntaxKind.ExclusiveOrAssignmentExpression] = SyntaxKind.OrAssignmentExpression,
        [SyntaxKind.LeftShiftAssignmentExpression] = SyntaxKind.RightShiftAssignmentExpression,
        [SyntaxKind.RightShiftAssignmentExpression] = SyntaxKind.LeftShiftAssignmentExpression,
        [SyntaxKind.CoalesceAssignmentExpression] = SyntaxKind.SimpleAssignmentExpression,
    };

    public static IEnumerable<SourceChange> Of(SyntaxNode node, SemanticModel model)
    {
        IEnumerable<SourceChange> mutations = node switch
        {
            BinaryExpressionSyntax binary => OfBinary(binary, model),
            AssignmentExpressionSyntax assignment => OfAssignment(assignment, model),
            PrefixUnaryExpressionSyntax unary => OfUnary(unary),
            PostfixUnaryExpressionSyntax unary => OfPostfix(unary),
            IsPatternExpressionSyntax pattern => [Expression(pattern, "pattern", Not(pattern))],
            _ => [],
        };
        return node is ExpressionSyntax expression && IsNegated(expression, model) ? mutations.Append(Expression(expression, "negation", Not(expression))) : mutations;
    }

    public static SourceChange Expression(ExpressionSyntax node, string kind, ExpressionSyntax replacement) => new(node, kind, MutationForm.Expression, replacement);

    private static PrefixUnaryExpressionSyntax Not(ExpressionSyntax expression) =>
        SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia()));

    private static IEnumerable<SourceChange> OfBinary(BinaryExpressionSyntax node, SemanticModel model)
    {
        if (node.IsKind(SyntaxKind.CoalesceExpression))
        {
            yield return Expression(node, "coalesce", node.Right);
            bool isValue = model.GetTypeInfo(node.Left).Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
            ExpressionSyntax left = SyntaxFactory.PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, SyntaxFactory.ParenthesizedExpression(node.Left));
            yield return Expression(node, "coalesce", isValue && model.GetTypeInfo(node).Type?.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
                ? SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, left, SyntaxFactory.IdentifierName("Value"))
                : left);
            yield break;
        }

        // "a" + "b" has no other operator; a constant is folded by the compiler whole.
        if (!Binary.TryGetValue(node.Kind(), out (string Kind, SyntaxKind[] Others) row) || model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String)
        {
            yield break;
        }

        foreach (SyntaxKind other in row.Others)
        {
            yield return Expression(node, row.Kind, SyntaxFactory.BinaryExpression(other, node.Left, SyntaxFactory.Token(TokenOf(other)).WithTriviaFrom(node.OperatorToken), node.Right));
        }
    }

    private static IEnumerable<SourceChange> OfAssignment(AssignmentExpressionSyntax node, SemanticModel model)
    {
        if (!Assignments.TryGetValue(node.Kind(), out SyntaxKind other) || model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String)
        {
            yield break;
        }

        yield return Expression(node, "assignment", SyntaxFactory.AssignmentExpression(other, node.Left, SyntaxFactory.Token(TokenOf(other)).WithTriviaFrom(node.OperatorToken), node.Right));
    }

    private static SyntaxKind TokenOf(SyntaxKind expression) =>
        SyntaxFactory.ParseExpression($"a{TextOf(expression)}b") switch
        {
            BinaryExpressionSyntax binary => binary.OperatorToken.Kind(),
            AssignmentExpressionSyntax assignment => assignment.OperatorToken.Kind(),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "not an operator with two sides"),
        };

    private static string TextOf(SyntaxKind expression) => expression switch
    {
        SyntaxKind.LessThanExpression => "<",
        SyntaxKind.LessThanOrEqualExpression => "<=",
        SyntaxKind.GreaterThanExpression => ">",
        SyntaxKind.GreaterThanOrEqualExpression => ">=",
        SyntaxKind.EqualsExpression => "==",
        SyntaxKind.NotEqualsExpression => "!=",
        SyntaxKind.AddExpression => "+",
        SyntaxKind.SubtractExpression => "-",
        SyntaxKind.MultiplyExpression => "*",
        SyntaxKind.DivideExpression => "/",
        SyntaxKind.LogicalAndExpression => "&&",
        SyntaxKind.LogicalOrExpression => "||",
        SyntaxKind.BitwiseAndExpression => "&",
        SyntaxKind.BitwiseOrExpression => "|",
        SyntaxKind.LeftShiftExpression => "<<",
        SyntaxKind.RightShiftExpression => ">>",
        SyntaxKind.AddAssignmentExpression => "+=",
        SyntaxKind.SubtractAssignmentExpression => "-=",
        SyntaxKind.MultiplyAssignmentExpression => "*=",
        SyntaxKind.DivideAssignmentExpression => "/=",
        SyntaxKind.OrAssignmentExpression => "|=",
        SyntaxKind.AndAssignmentExpression => "&=",
        SyntaxKind.LeftShiftAssignmentExpression => "<<=",
        SyntaxKind.RightShiftAssignmentExpression => ">>=",
        SyntaxKind.SimpleAssignmentExpression => "=",
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "not an operator of the table"),
    };

    private static IEnumerable<SourceChange> OfUnary(PrefixUnaryExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.LogicalNotExpression => [Expression(node, "negation", node.Operand)],
        SyntaxKind.BitwiseNotExpression => [Expression(node, "bitwise", node.Operand)],
        SyntaxKind.UnaryMinusExpression => [Expression(node, "arithmetic", node.Operand)],
        SyntaxKind.PreIncrementExpression => [Expression(node, "arithmetic", SyntaxFactory.PrefixUnaryExpression(SyntaxKind.PreDecrementExpression, node.Operand))],
        SyntaxKind.PreDecrementExpression => [Expression(node, "arithmetic", SyntaxFactory.PrefixUnaryExpression(SyntaxKind.PreIncrementExpression, node.Operand))],
        _ => [],
    };

    private static IEnumerable<SourceChange> OfPostfix(PostfixUnaryExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.PostIncrementExpression => [Expression(node, "arithmetic", SyntaxFactory.PostfixUnaryExpression(SyntaxKind.PostDecrementExpression, node.Operand))],
        SyntaxKind.PostDecrementExpression => [Expression(node, "arithmetic", SyntaxFactory.PostfixUnaryExpression(SyntaxKind.PostIncrementExpression, node.Operand))],
        _ => [],
    };

    // A truth that no operator makes (a call, a property) is negated where it decides: as a condition, as a result, beside && and ||.
    private static bool IsNegated(ExpressionSyntax node, SemanticModel model)
    {
        if (node is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax))
        {
            return false;
        }

        bool decides = node.Parent switch
        {
            IfStatementSyntax or WhileStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or WhenClauseSyntax => true,
            ConditionalExpressionSyntax conditional => conditional.Condition == node,
            LambdaExpressionSyntax => true,
            BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.LogicalAndExpression) || binary.IsKind(SyntaxKind.LogicalOrExpression),
            _ => false,
        };
        return decides && model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_Boolean;
    }
}
