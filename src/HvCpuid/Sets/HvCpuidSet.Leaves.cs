using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Sets;

// The leaves as typed values; each is null when the set does not have the leaf.
public sealed partial class HvCpuidSet
{
    /// <summary>4000000AH: nested virtualization features.</summary>
    public HvNestedFeatures? NestedFeatures =>
        TryGet(HvNestedFeatures.Function, out CpuidRegisters registers) ? HvNestedFeatures.FromRegisters(registers) : null;
}
