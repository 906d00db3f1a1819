namespace HvCpuid.Leaves;

/// <summary>A leaf that is known here: a row of <see cref="HvLeafTable"/>.</summary>
/// <param name="Function">The CPUID function.</param>
/// <param name="TypeName">The name of its C# type, e.g. <c>HvFeatures</c>; null for a leaf that has no field, and so no type.</param>
/// <param name="Title">What it is about, for headings.</param>
/// <param name="Source">The public document that defines it.</param>
public sealed record HvLeaf(uint Function, string? TypeName, string Title, string Source);
