using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Sets;

namespace HvCpuid.Tool.Sources;

/// <summary>Asks a KVM for all that its answer depends on: every capability, and KVM_GET_SUPPORTED_HV_CPUID wherever it can be called.</summary>
internal static class HostReader
{
    /// <summary>Asks the live KVM.</summary>
    /// <param name="reason">Why there is none to be used; null when there is one.</param>
    /// <returns>What it says; null when there is none.</returns>
    /// <exception cref="ToolFailure">A call was refused that no KVM refuses.</exception>
    public static HostReport? TryRead(out string? reason)
    {
        if (!LinuxKvm.TryOpen(out LinuxKvm? kvm, out reason))
        {
            return null;
        }

        using (kvm)
        {
            return Read(kvm, LinuxHost.Read());
        }
    }

    /// <summary>Asks a KVM.</summary>
    /// <param name="kvm">The KVM.</param>
    /// <param name="machine">Its machine.</param>
    /// <exception cref="ToolFailure">A call was refused that no KVM refuses.</exception>
    public static HostReport Read(IKvm kvm, LinuxHost machine)
    {
        List<string> notes = [.. Notes(machine)];
        try
        {
            int version = kvm.GetApiVersion();
            KvmHost host = machine.ToKvmHost();
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

    private static IEnumerable<string> Notes(LinuxHost machine)
    {
        if (machine.Uname is null)
        {
            yield return "the kernel's release cannot be read.";
        }
        else if (machine.Uname.Note is { } note)
        {
            yield return note;
        }

        if (new SupportedHvCpuid(machine.ToKvmHost()).Note is { } beyond)
        {
            yield return beyond;
        }

        if (machine.Module is null)
        {
            yield return "neither kvm_intel nor kvm_amd is loaded as a module: the vendor is the processor's, and nested is taken to be 1.";
        }
    }

    // There are kernels that do not survive the question.
    private static string? Oopses(KvmHost host) => new SupportedHvCpuid(host).ForVcpu(VcpuState.Ordinary).Refusal is { Errno: KvmErrno.None } refusal ? refusal.Reason : null;

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
