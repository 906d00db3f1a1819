using HvCpuid.Mutation.Mutants;
using HvCpuid.Mutation.Tests;

namespace HvCpuid.Mutation.Runs;

/// <summary>What became of a mutant.</summary>
internal enum MutantEnd
{
    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>A test did not end.</summary>
    TimedOut,

    /// <summary>The process of the tests ended.</summary>
    Crashed,

    /// <summary>Every test that reaches it passed.</summary>
    Survived,

    /// <summary>No test reaches it.</summary>
    NotCovered,
}

/// <summary>A mutant and what became of it.</summary>
internal sealed record MutantResult(Mutant Mutant, MutantEnd End, string? Test, string? Message)
{
    /// <summary>True when the tests noticed.</summary>
    public bool IsNoticed => End is MutantEnd.Killed or MutantEnd.TimedOut or MutantEnd.Crashed;

    public static MutantResult Of(Mutant mutant, RunOutcome outcome) => new(
        mutant,
        outcome.End switch
        {
            RunEnd.Killed => MutantEnd.Killed,
            RunEnd.TimedOut => MutantEnd.TimedOut,
            RunEnd.Crashed => MutantEnd.Crashed,
            _ => MutantEnd.Survived,
        },
        outcome.Test,
        outcome.Message);
}
