using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Finds the places of a tree that can be mutated, and what each becomes.</summary>
internal sealed class MutationFinder(SemanticModel model)
{
    /// <summary>Every mutation of the tree, in the order of the source.</summary>
    public IEnumerable<SourceChange> Find()
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes(IsEntered))
        {
            foreach (SourceChange mutation in Of(node))
            {
                if (Fit(mutation) is { } fit)
                {
                    yield return fit;
                }
            }
        }
    }

    // Constants, attributes and patterns are decided by the compiler: nothing can switch them while the program runs. A hash code may be any.
    private static bool IsEntered(SyntaxNode node) => node switch
    {
        AttributeListSyntax or EnumMemberDeclarationSyntax or PatternSyntax or SwitchLabelSyntax or ParameterSyntax or UsingDirectiveSyntax => node is CasePatternSwitchLabelSyntax,
        FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => !local.Modifiers.Any(SyntaxKind.ConstKeyword),
        MethodDeclarationSyntax method => method.Identifier.Text != nameof(GetHashCode),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } => false,
        _ => true,
    };

    private IEnumerable<SourceChange> Of(SyntaxNode node) => LiteralMutations.IsComputed(node, model) ? LiteralMutations.OfComputed(node, model)
        : LiteralMutations.IsComputed(node.Parent, model) ? [] :
    [
        .. OperatorMutations.Of(node, model), .. LiteralMutations.Of(node, model), .. CallMutations.Of(node, model), .. StatementMutations.Of(node),
        .. RowMutations.Of(node, model),
    ];

    // What is a statement of its own cannot stand in parentheses: the whole statement is switched. Where nothing can be switched there is no mutation.
    private static SourceChange? Fit(SourceChange mutation)
    {
        if (mutation.Form != MutationForm.Expression)
        {
            return mutation;
        }

        return mutation.Node.Parent switch
        {
            ExpressionStatementSyntax statement => mutation with
            {
                Node = statement,
                Form = MutationForm.Statement,
                Replacement = statement.WithExpression((ExpressionSyntax)mutation.Replacement!),
            },
            ForStatementSyntax loop when loop.Incrementors.Contains(mutation.Node) => null,
            AssignmentExpressionSyntax assignment when assignment.Left == mutation.Node => null,
            ArgumentSyntax argument when !argument.RefOrOutKeyword.IsKind(SyntaxKind.None) => null,
            WhileStatementSyntax { Condition: LiteralExpressionSyntax } => null,
            RefExpressionSyntax or InterpolationAlignmentClauseSyntax => null,
            _ when IsBound((ExpressionSyntax)mutation.Node) => null,
            _ => Declaring(mutation),
        };
    }

    // A variable that an expression declares cannot be declared twice. The negation of a call with "out var" is written as (n ^ call); anything else
    // that is changed around such a variable would mostly be refused by the compiler: the variable is assigned only when the pattern matches.
    private static SourceChange? Declaring(SourceChange mutation)
    {
        bool declares = mutation.Node.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax).Any(node => node is SingleVariableDesignationSyntax);
        return !declares ? mutation
            : mutation is { Kind: "negation", Node: InvocationExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: InvocationExpressionSyntax } } ? mutation with { Form = MutationForm.Negation }
            : null;
    }

    // What follows a "?." belongs to what stands before it, and cannot be put in parentheses.
    private static bool IsBound(ExpressionSyntax node) => node switch
    {
        MemberBindingExpressionSyntax or ElementBindingExpressionSyntax => true,
        InvocationExpressionSyntax call => IsBound(call.Expression),
        MemberAccessExpressionSyntax access => IsBound(access.Expression),
        ElementAccessExpressionSyntax access => IsBound(access.Expression),
        ConditionalAccessExpressionSyntax access => IsBound(access.Expression),
        PostfixUnaryExpressionSyntax unary => IsBound(unary.Operand),
        _ => false,
    };
}
