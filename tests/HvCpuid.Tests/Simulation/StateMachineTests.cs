using FsCheck;
using FsCheck.Fluent;

namespace HvCpuid.Tests.Simulation;

/// <summary>Random programs answer the same on the simulation and on a model of it that is written a second time.</summary>
public class StateMachineTests
{
    [Fact]
    public void Program_AnyCalls_AnswersAsTheReferenceModel()
    {
        int answered = 0;
        Prop.ForAll(CallSequence.Arbitrary, sequence =>
        {
            Caller caller = sequence.Start();
            ReferenceModel model = new(FactSheet.Of(sequence.Release), sequence.Vendor, sequence.Nested);
            bool same = true;
            foreach (Call call in sequence.Calls)
            {
                string actual = call.Run(caller);
                same &= actual == model.Apply(call);
                answered += call.Kind == CallKind.Supported && actual.StartsWith("0 ", StringComparison.Ordinal) ? 1 : 0;
            }

            return same;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(40));
        Assert.True(answered > 20, $"Only {answered} of the random calls were answered: the generator misses the point.");
    }

    [Fact]
    public void Counterexample_OfAWrongModel_IsShrunkAndPrintedAsCSharp()
    {
        // A claim that is wrong: that enabling eVMCS never succeeds.
        Exception failure = Assert.ThrowsAny<Exception>(() => Prop.ForAll(CallSequence.Arbitrary, sequence =>
        {
            Caller caller = sequence.Start();
            return sequence.Calls.Select(call => (call.Kind, Result: call.Run(caller)))
                .All(made => made.Kind != CallKind.Evmcs || !made.Result.StartsWith("0 ", StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(40)));

        string shrunk = failure.Message[failure.Message.IndexOf("Shrunk", StringComparison.Ordinal)..];
        Assert.Contains("Caller caller = new(new KvmHost { Kernel = KvmRelease.Parse(", shrunk, StringComparison.Ordinal);
        Assert.Contains("KvmCapability.HyperVEnlightenedVmcs, Caller.Answers, flags: 0);", shrunk, StringComparison.Ordinal);
        Assert.InRange(shrunk.Split("caller.").Length - 1, 1, 4);
    }
}
