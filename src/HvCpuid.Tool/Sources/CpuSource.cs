using System.Runtime.Intrinsics.X86;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads the hypervisor leaves with the CPUID instruction of the machine the tool runs on.</summary>
internal static class CpuSource
{
    private const uint FirstClass = HvCpuidSet.FirstFunction;
    private const uint SecondClass = 0x40000100;
    private const uint LastOfClass = 0xFF;
    private const uint HypervisorPresent = 1u << 31;

    /// <summary>Reads this machine's.</summary>
    /// <exception cref="ToolFailure">It is no x86 machine, or no hypervisor runs it.</exception>
    public static SourceSet Read()
    {
        if (!X86Base.IsSupported)
        {
            throw ToolFailure.Unusable("cpu: this machine has no CPUID instruction: it is not x86.");
        }

        return Read(function =>
        {
            (int eax, int ebx, int ecx, int edx) = X86Base.CpuId(unchecked((int)function), 0);
            return unchecked(new CpuidRegisters((uint)eax, (uint)ebx, (uint)ecx, (uint)edx));
        });
    }

    /// <summary>Reads a machine's.</summary>
    /// <param name="cpuid">What CPUID answers to a function, with index 0.</param>
    /// <exception cref="ToolFailure">No hypervisor runs it.</exception>
    internal static SourceSet Read(Func<uint, CpuidRegisters> cpuid)
    {
        if ((cpuid(1).Ecx & HypervisorPresent) == 0)
        {
            throw ToolFailure.Unusable("cpu: no hypervisor runs this machine (CPUID.00000001H:ECX[31] is 0), so it has no leaves from 40000000H on.");
        }

        HvCpuidSetBuilder builder = new();
        Add(builder, FirstClass, cpuid);

        // Beyond what there is, a processor may answer with another leaf: a second class counts only with a maximum of its own, or KVM's name.
        CpuidRegisters second = cpuid(SecondClass);
        if (second.Eax is >= SecondClass and <= SecondClass + LastOfClass || new AsciiSignature(second.Ebx, second.Ecx, second.Edx) == AsciiSignature.Kvm)
        {
            Add(builder, SecondClass, cpuid);
        }

        return new SourceSet(builder.ToSet(), "the CPUID instruction of this machine (leaves of zeros left out)", []);
    }

    // Old KVM leaves the maximum 0 and means its features leaf (Linux, Documentation/virt/kvm/x86/cpuid.rst).
    private static void Add(HvCpuidSetBuilder builder, uint first, Func<uint, CpuidRegisters> cpuid)
    {
        uint maximum = cpuid(first).Eax;
        uint last = maximum < first ? first + 1 : Math.Min(maximum, first + LastOfClass);
        for (uint function = first; function <= last; function++)
        {
            CpuidRegisters registers = cpuid(function);
            if (registers != default || function <= first + 1)
            {
                builder.Add(function, registers);
            }
        }
    }
}
