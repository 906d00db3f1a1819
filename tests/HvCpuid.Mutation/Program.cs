using System.CommandLine;

using HvCpuid.Mutation;
using HvCpuid.Mutation.Tests;

if (args is [Worker.Verb, { } testFolder])
{
    return Worker.Serve(testFolder);
}

Option<string[]> folders = new("--folder") { Description = "Only mutants of these folders of src/HvCpuid.", AllowMultipleArgumentsPerToken = true };
Option<string?> file = new("--file") { Description = "Only mutants of files whose path holds this text." };
Option<int?> sample = new("--sample") { Description = "As many of each folder, drawn at random; all without it." };
Option<int> seed = new("--seed") { Description = "What the sample is drawn with.", DefaultValueFactory = _ => 1 };
Option<int> jobs = new("--jobs") { Description = "Mutants that are run at a time.", DefaultValueFactory = _ => 1 };
Option<int> longest = new("--longest") { Description = "Tests that use more of a processor, in milliseconds, are not asked.", DefaultValueFactory = _ => 4000 };
Option<string?> only = new("--only") { Description = "Only the mutants that this file lists, as survivors.txt does." };
Option<string?> tests = new("--tests") { Description = "Only ask tests whose name (Namespace.Type.Method) holds this text." };
Option<bool> resume = new("--resume") { Description = "Go on where the last run was: what it killed is not run again." };
RootCommand command = new("Mutation testing of src/HvCpuid: changes the library in thousands of small ways, and says which of them no test notices.")
{
    folders, file, sample, seed, jobs, longest, only, tests, resume,
};
command.SetAction(parsed => new MutationRun
{
    Folders = parsed.GetValue(folders) ?? [],
    File = parsed.GetValue(file),
    Sample = parsed.GetValue(sample),
    Seed = parsed.GetValue(seed),
    Jobs = parsed.GetValue(jobs),
    LongestMilliseconds = parsed.GetValue(longest),
    Only = parsed.GetValue(only),
    Tests = parsed.GetValue(tests),
    IsResumed = parsed.GetValue(resume),
}.Execute(Console.Out));
return command.Parse(args).Invoke();
