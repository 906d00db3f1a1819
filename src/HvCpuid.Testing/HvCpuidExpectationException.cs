using HvCpuid.Sets;

namespace HvCpuid.Testing;

/// <summary>Leaves are not as a test expected them. Every test framework reports its message.</summary>
public sealed class HvCpuidExpectationException : Exception
{
    /// <summary>A failed comparison.</summary>
    /// <param name="message">What differs.</param>
    /// <param name="differences">The same as values.</param>
    internal HvCpuidExpectationException(string message, IReadOnlyList<HvDifference> differences)
        : base(message) => Differences = differences;

    /// <summary>The differences: before is what was expected, after what was found. None where a single field was compared.</summary>
    public IReadOnlyList<HvDifference> Differences { get; }
}
