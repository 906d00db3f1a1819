using System.Globalization;

using HvCpuid.Mutation.Mutants;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Build;

/// <summary>Writes mutants into a tree, each beside its original, so that one assembly holds them all and a number chooses one.</summary>
internal sealed class Weaver : CSharpSyntaxRewriter
{
    /// <summary>The annotation of a mutated node: its number.</summary>
    public const string MutatedNode = "mutant";

    /// <summary>The annotation of a node that chooses: the numbers that it chooses from.</summary>
    public const string ChoosingNode = "choice";

    private const string Switch = "global::HvCpuid.MutantSwitch";

    private readonly Dictionary<SyntaxNode, List<Mutant>> _mutants;

    public Weaver(IEnumerable<Mutant> mutants) => _mutants = mutants.GroupBy(mutant => mutant.Change.Node).ToDictionary(group => group.Key, group => group.ToList());

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        SyntaxNode? woven = base.Visit(node);
        if (node is null || woven is null || !_mutants.TryGetValue(node, out List<Mutant>? mutants))
        {
            return woven;
        }

        foreach (Mutant mutant in mutants)
        {
            woven = Choice(mutant, woven)
                .WithAdditionalAnnotations(new SyntaxAnnotation(ChoosingNode, Id(mutant)));
        }

        return woven;
    }

    private static string Id(Mutant mutant) => mutant.Id.ToString(CultureInfo.InvariantCulture);

    private static ExpressionSyntax IsActive(Mutant mutant) => SyntaxFactory.ParseExpression($"{Switch}.Is({Id(mutant)})");

    private static PrefixUnaryExpressionSyntax IsNotActive(Mutant mutant) => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, IsActive(mutant));

    private static SyntaxNode Choice(Mutant mutant, SyntaxNode original) => mutant.Change.Form switch
    {
        MutationForm.Expression => SyntaxFactory.ParenthesizedExpression(SyntaxFactory.ConditionalExpression(
            IsActive(mutant), Cast(mutant, Mutated(mutant)), Cast(mutant, (ExpressionSyntax)original))),
        MutationForm.Negation => SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(
            SyntaxKind.ExclusiveOrExpression, IsActive(mutant), SyntaxFactory.ParenthesizedExpression((ExpressionSyntax)original))),
        MutationForm.Statement when mutant.Change.Replacement is null => SyntaxFactory.IfStatement(IsNotActive(mutant), SyntaxFactory.Block((StatementSyntax)original)),
        MutationForm.Statement => SyntaxFactory.IfStatement(
            IsActive(mutant),
            SyntaxFactory.Block((StatementSyntax)mutant.Change.Replacement!).WithAdditionalAnnotations(new SyntaxAnnotation(MutatedNode, Id(mutant))),
            SyntaxFactory.ElseClause(SyntaxFactory.Block((StatementSyntax)original))),
        MutationForm.Arm => Arm(mutant, original),
        MutationForm.Row => SyntaxFactory.SpreadElement(SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression($"{Switch}.Row<{mutant.Change.Type}>"),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
                [SyntaxFactory.Argument(SyntaxFactory.ParseExpression(Id(mutant))), SyntaxFactory.Argument(ElementOf(original))])))),
        _ => throw new ArgumentOutOfRangeException(nameof(mutant), mutant.Change.Form, "not a form"),
    };

    private static ParenthesizedExpressionSyntax Mutated(Mutant mutant) =>
        SyntaxFactory.ParenthesizedExpression((ExpressionSyntax)mutant.Change.Replacement!).WithAdditionalAnnotations(new SyntaxAnnotation(MutatedNode, Id(mutant)));

    private static ExpressionSyntax ElementOf(SyntaxNode element) => ((ExpressionElementSyntax)element).Expression;

    private static ExpressionSyntax Cast(Mutant mutant, ExpressionSyntax expression) => mutant.Change.Type is { } type
        ? SyntaxFactory.CastExpression(SyntaxFactory.ParseTypeName(type), SyntaxFactory.ParenthesizedExpression(expression))
        : expression;

    private static SyntaxNode Arm(Mutant mutant, SyntaxNode original) => original switch
    {
        SwitchExpressionArmSyntax arm => arm.WithWhenClause(When(mutant, arm.WhenClause)),
        CasePatternSwitchLabelSyntax label => label.WithWhenClause(When(mutant, label.WhenClause)),
        CaseSwitchLabelSyntax label => SyntaxFactory.CasePatternSwitchLabel(
            SyntaxFactory.ConstantPattern(label.Value.WithLeadingTrivia(SyntaxFactory.Space)), When(mutant, null), label.ColonToken),
        _ => throw new ArgumentOutOfRangeException(nameof(original), original.Kind(), "no arm and no label"),
    };

    private static WhenClauseSyntax When(Mutant mutant, WhenClauseSyntax? existing) => SyntaxFactory.WhenClause(existing is null
        ? IsNotActive(mutant)
        : SyntaxFactory.BinaryExpression(SyntaxKind.LogicalAndExpression, IsNotActive(mutant), SyntaxFactory.ParenthesizedExpression(existing.Condition)));
}
