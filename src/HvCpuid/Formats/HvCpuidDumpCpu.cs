using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>One CPU of a dump.</summary>
/// <param name="Number">The number the dump has for it; null when the dump has none (<c>CPU:</c>, no heading, bytes, JSON).</param>
/// <param name="Set">Its hypervisor leaves, in the order of the dump; empty when it has none.</param>
public readonly record struct HvCpuidDumpCpu(int? Number, HvCpuidSet Set);
