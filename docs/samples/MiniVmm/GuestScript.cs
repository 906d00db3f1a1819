using HvCpuid.Access;
using HvCpuid.Registers;

namespace MiniVmm;

/// <summary>What the guest is to do: execute CPUID for some functions, then RDMSR for some MSRs.</summary>
/// <param name="Functions">The functions, EAX on input; ECX is 0.</param>
/// <param name="Msrs">The MSRs.</param>
internal sealed record GuestScript(IReadOnlyList<uint> Functions, IReadOnlyList<uint> Msrs)
{
    private const uint First = 0x40000000;
    private const int Count = 0x84;

    // No row of the table: nothing implements it.
    private const uint UnknownMsr = 0x40000050;

    /// <summary>All that a Hyper-V guest may ask for: the leaves and what lies just beyond them, every synthetic MSR and one that is none.</summary>
    public static GuestScript HyperV { get; } = new(
        [.. Enumerable.Range(0, Count).Select(offset => First + (uint)offset), 0x400000FF, 0x40000100, 0x40000101, 0x4FFFFFFF],
        [.. HvMsrTable.All.Select(row => row.Msr), UnknownMsr]);
}

/// <summary>What the guest reported.</summary>
/// <param name="Leaves">The registers, in the order of the functions.</param>
/// <param name="Faults">True for an MSR that made #GP, in the order of the MSRs.</param>
internal sealed record GuestReport(IReadOnlyList<CpuidRegisters> Leaves, IReadOnlyList<bool> Faults);
