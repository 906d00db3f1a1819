namespace HvCpuid.Leaves;

/// <summary>A leaf that has a type here: a row of <see cref="HvLeafTable"/>.</summary>
/// <param name="Function">The CPUID function.</param>
/// <param name="Name">The name of its C# type, e.g. <c>HvFeatures</c>.</param>
/// <param name="Title">What it is about, for headings.</param>
/// <param name="Source">The public document that defines it.</param>
public sealed record HvLeaf(uint Function, string Name, string Title, string Source);
