namespace HvCpuid.Formats;

/// <summary>Where a line stands in a text.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Offset">Its first byte, from 0.</param>
internal readonly record struct LinePlace(int Number, long Offset);
