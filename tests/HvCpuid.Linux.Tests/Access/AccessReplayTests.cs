using HvCpuid.Access;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>What guests of the live kernel meet at every synthetic MSR and hypercall, with every bit that a row asks for set and clear, and what the model says.</summary>
public class AccessReplayTests
{
    private const int MostDifferences = 40;
    private const uint KvmHasNoSuchCall = unchecked((uint)-1000); // −KVM_ENOSYS (include/uapi/linux/kvm_para.h)
    private const uint InvariantTsc = 1u << 8;

    private readonly List<string> _differences = [];
    private readonly bool _hypercalls = LinuxHost.Read().IsModuleModelled;
    private int _probes;

    [Theory]
    [InlineData("no irqchip")]
    [InlineData("irqchip")]
    [InlineData("irqchip, SynIC")]
    [InlineData("split irqchip, SynIC2")]
    public void Guest_AnyLeavesEnforcedOrNot_MeetsWhatTheModelSays(string machine)
    {
        using LinuxKvm kvm = LiveKvm.Open();
        KvmHost host = LiveModel.HostOf(kvm);
        LiveKvm.RequireMsrFaults(kvm);
        ProbeCode code = new(host.Vendor);
        foreach (AccessCase leaves in AccessCase.All)
        {
            Replay(kvm, host, code, machine, leaves);
        }

        Assert.NotEqual(0, _probes);
        Assert.True(
            _differences.Count == 0,
            string.Join('\n', [$"Linux {host.Kernel}, {host.Vendor}: {_differences.Count} of {_probes} probes differ.", .. _differences.Take(MostDifferences)]));
    }

    private void Replay(LinuxKvm kvm, KvmHost host, ProbeCode code, string machine, AccessCase leaves)
    {
        using ProbeGuest guest = new(kvm, code, vm => AddIrqchip(vm, machine));
        foreach ((uint address, byte[] bytes) in ProbeScript.InputPages)
        {
            guest.Write(address, bytes);
        }

        CpuidEntry[] entries = [.. leaves.Leaves, new(ProbeScript.ExtendedPowerManagement, new CpuidRegisters(0, 0, 0, InvariantTsc))];
        guest.Vcpu.SetCpuid(KvmCpuid2.From(entries));
        HvAccessOptions options = new()
        {
            Kernel = host.Kernel,
            HyperVCompiledIn = host.HyperVCompiledIn,
            Enforced = false,
            InKernelLapic = machine != "no irqchip",
            SynicActive = host.HasHyperV && EnableSynic(guest.Vcpu, machine),
        };
        Expectation expected = new(GuestCpuid.FromEntries(entries), options);
        Compare($"{machine}; {leaves}; before GUEST_OS_ID", guest, ProbeScript.TooEarly, Expectation.NotHyperV);
        Compare($"{machine}; {leaves}; not enforced", guest, ProbeScript.All, expected.Of);
        if (kvm.CheckExtension(KvmCapability.HyperVEnforceCpuid) != 0)
        {
            guest.Vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid, 1);
            expected.Enforce();
            Compare($"{machine}; {leaves}; enforced", guest, ProbeScript.All, expected.Of);
        }

        Compare($"{machine}; {leaves}; real mode", guest, ProbeScript.InRealMode, expected.InRealMode, protectedMode: false);
    }

    private static void AddIrqchip(LinuxVm vm, string machine)
    {
        if (machine.StartsWith("irqchip", StringComparison.Ordinal))
        {
            vm.CreateIrqchip();
        }
        else if (machine.StartsWith("split", StringComparison.Ordinal))
        {
            vm.EnableSplitIrqchip();
        }
    }

    private static bool EnableSynic(LinuxVcpu vcpu, string machine)
    {
        KvmCapability? capability =
            machine.EndsWith("SynIC", StringComparison.Ordinal) ? KvmCapability.HyperVSynic
            : machine.EndsWith("SynIC2", StringComparison.Ordinal) ? KvmCapability.HyperVSynic2
            : null;
        if (capability is { } synic)
        {
            vcpu.EnableCap(synic);
        }

        return capability is not null;
    }

    private void Compare(string situation, ProbeGuest guest, IReadOnlyList<Probe> script, Func<Probe, (string Text, string Reason)> expectation, bool protectedMode = true)
    {
        // A KVM of neither vendor (PVM) emulates 16-bit code, in which it goes on patching a hypercall for ever (em_hypercall, arch/x86/kvm/emulate.c).
        Probe[] probes = [.. script.Where(probe => probe.Kind != ProbeKind.Hypercall || _hypercalls)];
        ProbeResult[] results = guest.Run(probes, protectedMode);
        for (int i = 0; i < probes.Length; i++)
        {
            _probes++;
            (string text, string reason) = expectation(probes[i]);
            string met = Met(probes[i], results[i]);
            if (text != met)
            {
                _differences.Add($"{situation}: {probes[i]}: kernel {met}, model {text}: {reason}");
            }
        }
    }

    private static string Met(Probe probe, ProbeResult result) => (result.Vector, probe.Kind) switch
    {
        (ProbeResult.UndefinedOpcode, _) => nameof(HvAccessOutcome.UndefinedOpcode),
        (ProbeResult.GeneralProtection, _) => nameof(HvAccessOutcome.GeneralProtection),
        (not null, _) => $"exception {result.Vector}",
        (_, ProbeKind.Cpuid) => $"{result.Value >> 32:X8}H",
        (_, ProbeKind.Hypercall) => result.AskedUserSpace ? nameof(HvAccessOutcome.Allowed) : Status(result.Value),
        _ => nameof(HvAccessOutcome.Allowed),
    };

    // KVM's own calls answer in EAX; those of Hyper-V have a status in the lower 16 bits (TLFS, "Hypercall Status Codes").
    private static string Status(ulong value) => unchecked((uint)value) switch
    {
        KvmHasNoSuchCall => nameof(HvAccessOutcome.NotHyperV),
        0 => nameof(HvAccessOutcome.Allowed),
        2 => nameof(HvAccessOutcome.InvalidHypercallCode),
        3 => nameof(HvAccessOutcome.InvalidHypercallInput),
        5 => nameof(HvAccessOutcome.InvalidParameter),
        6 => nameof(HvAccessOutcome.AccessDenied),
        _ => $"status {value:X}H",
    };
}
