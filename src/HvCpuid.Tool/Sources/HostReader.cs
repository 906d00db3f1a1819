using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Asks a KVM for all that its answer depends on: every capability, and KVM_GET_SUPPORTED_HV_CPUID wherever it can be called.</summary>
internal static class HostReader
{
    /// <summary>Asks the live KVM.</summary>
    /// <param name="kernels">The kernels that are known.</param>
    /// <param name="reason">Why there is none to be used; null when there is one.</param>
    /// <returns>What it says; null when there is none.</returns>
    /// <exception cref="ToolFailure">A call was refused that no KVM refuses.</exception>
    public static HostReport? TryRead(KvmKernels kernels, out string? reason)
    {
        if (!LinuxKvm.TryOpen(out LinuxKvm? kvm, out reason))
        {
            return null;
        }

        using (kvm)
        {
            return Read(kvm, LinuxHost.Read(), kernels);
        }
    }

    /// <summary>Asks a KVM.</summary>
    /// <param name="kvm">The KVM.</param>
    /// <param name="machine">Its machine.</param>
    /// <param name="kernels">The kernels that are known; the built-in ones when null.</param>
    /// <exception cref="ToolFailure">A call was refused that no KVM refuses.</exception>
    public static HostReport Read(IKvm kvm, LinuxHost machine, KvmKernels? kernels = null)
    {
        KvmHost host = machine.ToKvmHost(kernels ?? KvmKernels.BuiltIn);
        List<string> notes = [.. Notes(machine, host)];
        try
        {
            int version = kvm.GetApiVersion();
            KvmObservation observation = new(host)
            {
                Capabilities = Enum.GetValues<KvmCapability>().ToDictionary(capability => capability, kvm.CheckExtension),
                Answers = Oopses(host) is { } danger ? NoAnswers(danger, notes) : Answers(kvm, notes),
            };
            return new HostReport(machine, version, observation, notes);
        }
        catch (KvmException refusal)
        {
            throw ToolFailure.Unusable($"host: {refusal.Message}");
        }
    }

    private static IEnumerable<string> Notes(LinuxHost machine, KvmHost assumed)
    {
        if (machine.Uname is null)
        {
            yield return $"the kernel's release cannot be read: it is taken to be Linux {assumed.Kernel.Text}.";
        }

        if (new SupportedHvCpuid(assumed).Note is { } beyond)
        {
            yield return beyond;
        }

        if (!machine.IsModuleModelled)
        {
            string who = machine.Module is { } module
                ? $"{module} runs guests here, neither kvm_intel nor kvm_amd, and what it answers is not modelled"
                : "no module kvm_intel or kvm_amd, or any other kvm_…, is seen in /sys/module";
            string why = machine.Vendor is null ? $"{machine.Processor ?? "unknown"}, neither Intel's nor AMD's" : machine.Processor!;
            yield return $"{who}: the host is taken to be {assumed.Vendor.Name()}, by its processor ({why}).";
        }

        if (machine.Nested is null)
        {
            string effect = assumed.Vendor == CpuVendor.Amd ? ", which changes no answer on AMD" : "";
            yield return $"the parameter nested of {machine.Module ?? "the module"} cannot be read: it is taken to be {(assumed.Nested ? 1 : 0)}, as by default{effect}.";
        }

        if (machine.SmtControl is null)
        {
            yield return "the kernel's SMT control cannot be read: SMT is taken to be possible.";
        }
    }

    // There are kernels that do not survive the question.
    private static string? Oopses(KvmHost host) => new SupportedHvCpuid(host).ForVcpu(VcpuState.Ordinary).Refusal is { Outcome.Kind: KvmOutcomeKind.HostOops } refusal ? refusal.Reason : null;

    private static KvmObservedAnswer[] NoAnswers(string danger, List<string> notes)
    {
        notes.Add($"KVM_GET_SUPPORTED_HV_CPUID is not called: {danger}.");
        return [];
    }

    private static List<KvmObservedAnswer> Answers(IKvm kvm, List<string> notes)
    {
        List<KvmObservedAnswer> answers = [Answer(KvmScope.System, default, kvm.GetSupportedHvCpuid)];
        using (IKvmVm vm = kvm.CreateVm())
        {
            if (TryIrqchip(vm))
            {
                using IKvmVcpu vcpu = vm.CreateVcpu(0);
                answers.Add(Answer(KvmScope.Vcpu, vcpu.State, vcpu.GetSupportedHvCpuid));
                if (TryEvmcs(vcpu))
                {
                    answers.Add(Answer(KvmScope.Vcpu, vcpu.State, vcpu.GetSupportedHvCpuid));
                }
            }
            else
            {
                notes.Add("this KVM makes no in-kernel local APIC: asked without one.");
            }
        }

        using IKvmVm bare = kvm.CreateVm();
        using IKvmVcpu bareVcpu = bare.CreateVcpu(0);
        answers.Add(Answer(KvmScope.Vcpu, bareVcpu.State, bareVcpu.GetSupportedHvCpuid));
        return answers;
    }

    private static KvmObservedAnswer Answer(KvmScope scope, VcpuState state, Func<HvCpuidSet> call)
    {
        try
        {
            return new KvmObservedAnswer(scope, state, call());
        }
        catch (KvmException refusal)
        {
            return new KvmObservedAnswer(scope, state, null, refusal.Errno);
        }
    }

    private static bool TryIrqchip(IKvmVm vm) => Try(vm.CreateIrqchip) || Try(() => vm.EnableSplitIrqchip());

    private static bool TryEvmcs(IKvmVcpu vcpu) => Try(() => vcpu.EnableEvmcs()) && vcpu.State.Evmcs is not null;

    private static bool Try(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (KvmException)
        {
            return false;
        }
    }
}
