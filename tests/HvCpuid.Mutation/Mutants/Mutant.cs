using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Mutants;

/// <summary>A mutation with its number and its place.</summary>
internal sealed partial class Mutant
{
    private const int MaxShown = 70;

    public Mutant(int id, string file, SourceChange mutation)
    {
        Id = id;
        File = file;
        Change = mutation;
        Line = mutation.Node.SyntaxTree.GetLineSpan(mutation.Node.Span).StartLinePosition.Line + 1;
        Column = mutation.Node.SyntaxTree.GetLineSpan(mutation.Node.Span).StartLinePosition.Character + 1;
        Folder = file.Contains('/', StringComparison.Ordinal) ? file[..file.IndexOf('/', StringComparison.Ordinal)] : ".";
        Member = MemberOf(mutation.Node);
        Before = Shown(mutation.Node);
        After = mutation.Replacement is null ? "(left out)" : Shown(mutation.Replacement);
    }

    /// <summary>From 1 on; the program runs unchanged with 0.</summary>
    public int Id { get; }

    /// <summary>The file below src/HvCpuid, with forward slashes.</summary>
    public string File { get; }

    /// <summary>The first folder of the file.</summary>
    public string Folder { get; }

    public SourceChange Change { get; }

    public int Line { get; }

    public int Column { get; }

    /// <summary>The type or member around it: its name alone.</summary>
    public string Member { get; }

    public string Before { get; }

    public string After { get; }

    /// <summary>What tells it from all others in the file, whatever its line: used by the list of equivalents.</summary>
    public string Key => $"{File} | {Member} | {Before} -> {After}";

    /// <summary>What tells it from all others: the key with its place.</summary>
    public string Identity => $"{Key} | {Line}:{Column}";

    public override string ToString() => $"{File}:{Line} {Member}: {Before} -> {After}";

    private static string MemberOf(SyntaxNode node) => node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        OperatorDeclarationSyntax operation => "operator " + operation.OperatorToken.Text,
        BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        IndexerDeclarationSyntax => "this[]",
        _ => "?",
    };

    private static string Shown(SyntaxNode node)
    {
        string text = Spaces().Replace(node.ToString().Replace(" | ", " │ ", StringComparison.Ordinal), " ");
        return text.Length <= MaxShown ? text : text[..(MaxShown - 1)] + "…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
