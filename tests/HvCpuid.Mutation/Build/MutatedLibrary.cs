using System.Globalization;

using HvCpuid.Mutation.Mutants;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HvCpuid.Mutation.Build;

/// <summary>The library with mutants in it: finds them, drops those that do not compile, and writes assemblies with all or some of them.</summary>
internal sealed class MutatedLibrary
{
    private const int MaxRounds = 40;

    private readonly CSharpCompilation _plain;

    public MutatedLibrary(LibrarySource source)
    {
        CSharpParseOptions parse = (CSharpParseOptions)source.Trees[0].Options;
        _plain = source.Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SwitchText(), parse, "MutantSwitch.cs"));
        Throw(_plain.GetDiagnostics());

        List<Mutant> mutants = [];
        foreach (SyntaxTree tree in source.Trees)
        {
            SemanticModel model = _plain.GetSemanticModel(tree);
            Prose += tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>().Count(LiteralMutations.IsProse);
            mutants.AddRange(new MutationFinder(model).Find().Select(mutation => new Mutant(0, source.FileOf(tree), mutation)));
        }

        Mutants = [.. mutants.Select((mutant, index) => new Mutant(index + 1, mutant.File, mutant.Change))];
        NotCompiled = Drop();
    }

    /// <summary>Every mutant that compiles.</summary>
    public IReadOnlyList<Mutant> Mutants { get; private set; }

    /// <summary>Those that do not.</summary>
    public IReadOnlyList<Mutant> NotCompiled { get; }

    /// <summary>Texts that explain a row of a table: they are not mutated.</summary>
    public int Prose { get; }

    /// <summary>Writes an assembly that has the mutants given; its folder is made, and has the documentation beside it that tests read.</summary>
    public void Write(IEnumerable<Mutant> mutants, string path, string testFolder)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(testFolder, "HvCpuid.xml"), Path.Combine(folder, "HvCpuid.xml"), overwrite: true);
        using FileStream file = File.Create(path);
        Throw(Weave(mutants).Emit(file).Diagnostics);
    }

    private static string SwitchText()
    {
        using StreamReader reader = new(typeof(MutatedLibrary).Assembly.GetManifestResourceStream("MutantSwitch.txt")!);
        return reader.ReadToEnd();
    }

    private static void Throw(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            throw new InvalidOperationException($"the library does not compile:\n{string.Join('\n', errors.Take(20))}");
        }
    }

    private CSharpCompilation Weave(IEnumerable<Mutant> mutants)
    {
        CSharpCompilation woven = _plain;
        foreach (IGrouping<SyntaxTree, Mutant> file in mutants.GroupBy(mutant => mutant.Change.Node.SyntaxTree))
        {
            SyntaxNode root = new Weaver(file).Visit(file.Key.GetRoot())!;
            woven = woven.ReplaceSyntaxTree(file.Key, CSharpSyntaxTree.Create((CSharpSyntaxNode)root, (CSharpParseOptions)file.Key.Options, file.Key.FilePath));
        }

        return woven;
    }

    private List<Mutant> Drop()
    {
        Dictionary<int, Mutant> kept = Mutants.ToDictionary(mutant => mutant.Id);
        List<Mutant> dropped = [];
        for (int round = 0; round < MaxRounds; round++)
        {
            Diagnostic[] errors = [.. Weave(kept.Values).GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
            if (errors.Length == 0)
            {
                Mutants = [.. kept.Values];
                return dropped;
            }

            int[] guilty = [.. errors.SelectMany(error => Guilty(error, kept)).Distinct()];
            if (guilty.Length == 0)
            {
                Throw(errors);
            }

            foreach (int id in guilty)
            {
                dropped.Add(kept[id]);
                kept.Remove(id);
            }
        }

        throw new InvalidOperationException($"mutants that do not compile were still found after {MaxRounds} rounds");
    }

    // The nearest mutated or choosing node around the error; where an error is a consequence elsewhere in the member (a variable that is no longer
    // assigned, an end that is reached), the statements left out in that member.
    private int[] Guilty(Diagnostic error, Dictionary<int, Mutant> kept)
    {
        SyntaxNode node = error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        foreach (SyntaxNode around in node.AncestorsAndSelf())
        {
            SyntaxAnnotation? mutated = around.GetAnnotations(Weaver.MutatedNode).FirstOrDefault();
            int[] ids = mutated is not null ? [Number(mutated)] : [.. around.GetAnnotations(Weaver.ChoosingNode).Select(Number)];
            if (ids.Any(kept.ContainsKey) && !(IsConsequence(error) && mutated is null))
            {
                return [.. ids.Where(kept.ContainsKey)];
            }
        }

        MemberDeclarationSyntax? member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        Mutant[] inMember = member is null ? [] : [.. member.GetAnnotatedNodes(Weaver.ChoosingNode)
            .SelectMany(choice => choice.GetAnnotations(Weaver.ChoosingNode)).Select(Number).Where(kept.ContainsKey).Select(id => kept[id])];
        string[] quoted = error.GetMessage(CultureInfo.InvariantCulture).Split('\'');
        string name = quoted.Length > 1 ? quoted[1] : node.ToString();
        Mutant[][] choices =
        [
            [.. inMember.Where(mutant => Assigns(mutant.Change, name))],
            [.. inMember.Where(mutant => mutant.Change is { Form: MutationForm.Statement, Node: ThrowStatementSyntax or ReturnStatementSyntax })],
            [.. inMember.Where(mutant => mutant.Change.Form == MutationForm.Statement)],
            [.. inMember.Where(mutant => mutant.Change.Form == MutationForm.Arm)],
            inMember,
        ];
        return [.. (choices.FirstOrDefault(choice => choice.Length > 0) ?? []).Select(mutant => mutant.Id)];
    }

    private static bool Assigns(SourceChange mutation, string name) =>
        mutation is { Form: MutationForm.Statement, Node: ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } }
        && assignment.Left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.Text == name);

    // CS0165, CS0269, CS0161, CS0177, CS0171, CS0843: assigned or returned elsewhere. CS0103: declared in a statement that is now within braces.
    private static bool IsConsequence(Diagnostic error) => error.Id is "CS0165" or "CS0269" or "CS0161" or "CS0177" or "CS0171" or "CS0843" or "CS0103";

    private static int Number(SyntaxAnnotation annotation) => int.Parse(annotation.Data!, CultureInfo.InvariantCulture);
}
