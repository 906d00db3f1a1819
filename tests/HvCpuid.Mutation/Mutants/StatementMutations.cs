using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>Statements that are left out: calls, assignments, throws, jumps. What is never reached then is refused by the compiler, and dropped.</summary>
internal static class StatementMutations
{
    public static IEnumerable<SourceChange> Of(SyntaxNode node)
    {
        bool isOne = node switch
        {
            ExpressionStatementSyntax statement => !statement.DescendantNodes().Any(inner => inner is DeclarationExpressionSyntax or SingleVariableDesignationSyntax),
            ThrowStatementSyntax or ContinueStatementSyntax => true,
            BreakStatementSyntax { Parent: not SwitchSectionSyntax } => node.Parent is not BlockSyntax { Parent: SwitchSectionSyntax },
            YieldStatementSyntax statement => statement.Expression is not null,
            ReturnStatementSyntax => node.Parent is BlockSyntax { Parent: IfStatementSyntax or ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax },
            _ => false,
        };
        if (isOne)
        {
            yield return new SourceChange(node, "statement", MutationForm.Statement, null);
        }
    }
}
