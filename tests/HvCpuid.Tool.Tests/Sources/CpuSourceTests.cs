using System.Runtime.Intrinsics.X86;
using HvCpuid.Registers;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests.Sources;

public class CpuSourceTests
{
    private static readonly CpuidRegisters Kvm = new(0x40000101, AsciiSignature.Kvm.Ebx, AsciiSignature.Kvm.Ecx, AsciiSignature.Kvm.Edx);

    [Fact]
    public void Read_NoHypervisorBit_IsRefused()
    {
        ToolFailure failure = Assert.Throws<ToolFailure>(() => CpuSource.Read(_ => new CpuidRegisters(1, 2, 0x7FFFFFFF, 4)));

        Assert.Equal(2, failure.ExitCode);
        Assert.Contains("CPUID.00000001H:ECX[31] is 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BothClasses_AreReadUpToTheirMaximum() => Assert.Equal(
        [0x40000000, 0x40000001, 0x40000002, 0x40000003, 0x40000100, 0x40000101],
        Functions(function => function switch
        {
            0x40000000 => new CpuidRegisters(0x40000003, 1, 2, 3),
            0x40000100 => Kvm,
            _ => new CpuidRegisters(function, 0, 1u << 31, 0),
        }));

    [Fact]
    public void Read_MaximumBeyondTheClass_StopsAtItsEnd() => Assert.Equal(
        0x400000FFu, Functions(function => new CpuidRegisters(uint.MaxValue, function, 1u << 31, 0)).Last());

    [Fact]
    public void Read_OldKvmWithMaximum0_HasItsFeatures() => Assert.Equal(
        [0x40000000, 0x40000001], Functions(function => function == 0x40000000 ? Kvm with { Eax = 0 } : new CpuidRegisters(0, 1, 1u << 31, 0)));

    [Fact]
    public void Read_LeavesOfZeros_AreLeftOut() => Assert.Equal(
        [0x40000000, 0x40000001, 0x40000082],
        Functions(function => function switch
        {
            1 => new CpuidRegisters(0, 0, 1u << 31, 0),
            0x40000000 => new CpuidRegisters(0x40000082, 1, 2, 3),
            0x40000082 => new CpuidRegisters(2, 0, 0, 0),
            _ => default,
        }));

    [Fact]
    public void Decode_ThisMachine_IsReadOrRefusedWithAReason()
    {
        ToolRun run = ToolRun.Of("decode cpu");
        bool hypervisor = X86Base.IsSupported && X86Base.CpuId(1, 0).Ecx < 0;

        Assert.Equal(hypervisor ? 0 : 2, run.ExitCode);
        Assert.Contains(hypervisor ? "the CPUID instruction of this machine" : "cpu: ", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<uint> Functions(Func<uint, CpuidRegisters> cpuid) => CpuSource.Read(cpuid).Set.Select(entry => entry.Function);
}
