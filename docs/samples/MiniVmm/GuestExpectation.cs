using System.Globalization;
using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace MiniVmm;

/// <summary>What the guest should see, and how it compares with what it reported.</summary>
internal sealed class GuestExpectation
{
    private readonly GuestCpuid _cpuid;
    private readonly HvAccess? _access;

    private GuestExpectation(GuestCpuid cpuid, HvAccess? access) => (_cpuid, _access) = (cpuid, access);

    /// <summary>What a vCPU's guest should see; the guest is held to its CPUID where the kernel can do that.</summary>
    public static GuestExpectation Of(IKvm kvm, IKvmVcpu vcpu, GuestCpuid cpuid, KvmKernel kernel)
    {
        bool enforced = kvm.CheckExtension(KvmCapability.HyperVEnforceCpuid) != 0;
        if (enforced)
        {
            vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
        }

        HvAccessOptions options = new() { Kernel = kernel, Enforced = enforced, InKernelLapic = vcpu.State.InKernelLapic };
        return new GuestExpectation(cpuid, kvm.CheckExtension(KvmCapability.HyperV) == 0 ? null : new HvAccess(cpuid.HyperV, options));
    }

    /// <summary>Prints what the guest reported, and where that is not what was expected.</summary>
    /// <returns>Whether all is as expected.</returns>
    public bool Compare(GuestScript script, GuestReport report, TextWriter output)
    {
        bool leaves = CompareLeaves(script, report, output);
        return CompareMsrs(script, report, output) && leaves;
    }

    // Functions in a row that answer the same are one line.
    private bool CompareLeaves(GuestScript script, GuestReport report, TextWriter output)
    {
        int right = 0;
        for (int first = 0, next; first < report.Leaves.Count; first = next)
        {
            CpuidRegisters seen = report.Leaves[first];
            for (next = first + 1; next < report.Leaves.Count && report.Leaves[next] == seen && script.Functions[next] == script.Functions[next - 1] + 1;)
            {
                next++;
            }

            uint[] different = [.. script.Functions.Skip(first).Take(next - first).Where(function => _cpuid.Query(function) != seen)];
            right += next - first - different.Length;
            string last = next == first + 1 ? "           " : $"-{BitAddress.FunctionText(script.Functions[next - 1])} ";
            output.WriteLine($"{BitAddress.FunctionText(script.Functions[first])}{last}{seen}");
            foreach (uint function in different)
            {
                output.WriteLine($"  {BitAddress.FunctionText(function)} should be {_cpuid.Query(function)}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CPUID: {right} of {script.Functions.Count} functions as composed"));
        return right == script.Functions.Count;
    }

    private bool CompareMsrs(GuestScript script, GuestReport report, TextWriter output)
    {
        int right = 0;
        for (int i = 0; i < report.Faults.Count; i++)
        {
            bool fault = _access?.ReadMsr(script.Msrs[i]).IsAllowed != true;
            right += fault == report.Faults[i] ? 1 : 0;
            if (fault != report.Faults[i])
            {
                output.WriteLine($"  MSR {BitAddress.FunctionText(script.Msrs[i])} {(fault ? "should be #GP: " + _access?.ReadMsr(script.Msrs[i]).Reason : "should be readable, and is #GP")}");
            }
        }

        string rule = _access is null ? "no Hyper-V support (CONFIG_KVM_HYPERV), so all are #GP" : _access.IsEnforced ? "CPUID enforced" : "CPUID not enforced";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RDMSR: {right} of {script.Msrs.Count} as predicted, {report.Faults.Count(fault => fault)} of them #GP ({rule})"));
        return right == script.Msrs.Count;
    }
}
