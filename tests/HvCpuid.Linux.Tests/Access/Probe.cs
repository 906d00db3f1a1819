using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>What a probe executes.</summary>
internal enum ProbeKind
{
    /// <summary>RDMSR.</summary>
    Read,

    /// <summary>WRMSR.</summary>
    Write,

    /// <summary>VMCALL or VMMCALL, as the processor has it.</summary>
    Hypercall,

    /// <summary>CPUID.</summary>
    Cpuid,
}

/// <summary>One instruction for the guest to execute.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Number">ECX: the MSR; of a hypercall the lower half of its input's address, or of the input itself where it is fast; of CPUID the index.</param>
/// <param name="Value">EDX:EAX: the value written; a hypercall's input value; of CPUID the function.</param>
internal sealed record Probe(ProbeKind Kind, uint Number, ulong Value = 0)
{
    public override string ToString() => Kind switch
    {
        ProbeKind.Read => $"RDMSR {BitAddress.FunctionText(Number)}",
        ProbeKind.Write => $"WRMSR {BitAddress.FunctionText(Number)}, {Value:X}H",
        ProbeKind.Hypercall => $"hypercall {Value:X16}H",
        _ => $"CPUID {BitAddress.FunctionText((uint)Value)}",
    };
}

/// <summary>What came of a probe.</summary>
/// <param name="Vector">The exception, 6 for #UD, 13 for #GP; null where there was none.</param>
/// <param name="Value">EDX:EAX behind the instruction.</param>
/// <param name="AskedUserSpace">True when KVM came back to ask user space (KVM_EXIT_HYPERV).</param>
internal sealed record ProbeResult(byte? Vector, ulong Value, bool AskedUserSpace)
{
    public const byte UndefinedOpcode = 6;
    public const byte GeneralProtection = 13;
}
