using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Vmm;

namespace MiniVmm;

/// <summary>A VMM of one guest: composes its CPUID, lets it look, and compares.</summary>
internal static class VmmProgram
{
    private const int AsPredicted = 0;
    private const int Wrong = 1;
    private const int Unusable = 2;
    private const int TooManyEntries = 257;

    /// <summary>Runs it. What is found goes to <paramref name="output"/>, everything else to <paramref name="messages"/>.</summary>
    /// <returns>0: as predicted; 1: not so, or something was refused; 2: nothing could be tried.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter messages)
    {
        if (!VmmOptions.TryParse(arguments, out VmmOptions? options, out string? error))
        {
            messages.WriteLine(error);
            messages.WriteLine(VmmOptions.Usage);
            return Unusable;
        }

        if (options.Simulated)
        {
            KvmHost host = options.Model ?? new KvmHost { Kernel = KvmRelease.Newest };
            messages.WriteLine($"No guest: a simulated vCPU of Linux {host.Kernel} answers.");
            using SimulatedKvm simulation = new(host);
            return Run(options, simulation, new SimulatedGuestRunner(host), host, output, messages);
        }

        if (!LinuxKvm.TryOpen(out LinuxKvm? kvm, out string? reason))
        {
            messages.WriteLine(reason);
            messages.WriteLine("With --simulated a simulated vCPU answers in the guest's place.");
            return Unusable;
        }

        using (kvm)
        {
            LinuxHost machine = LinuxHost.Read();
            messages.WriteLine($"A guest on the live KVM of Linux {machine.Kernel}.");
            GuestRunLimits limits = GuestRunLimits.Default with { Longest = TimeSpan.FromSeconds(options.Break is null ? 10 : 1) };
            return Run(options, kvm, new LiveGuestRunner(limits, options.Break), machine.ToKvmHost(), output, messages);
        }
    }

    /// <summary>Runs it on a KVM, live or simulated.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="kvm">The KVM.</param>
    /// <param name="runner">Runs its guests.</param>
    /// <param name="host">The host, as far as it is known.</param>
    /// <param name="output">Where to.</param>
    /// <param name="messages">Where messages go.</param>
    public static int Run(VmmOptions options, IKvm kvm, IGuestRunner runner, KvmHost host, TextWriter output, TextWriter messages)
    {
        try
        {
            using IKvmVm vm = kvm.CreateVm();
            using IKvmVcpu vcpu = vm.CreateVcpu(0);
            HvCpuidSet? leaves = Compose(options, kvm, vcpu, messages);
            if (leaves is null)
            {
                return Wrong;
            }

            GuestCpuid guest = GuestCpuid.Join(leaves, ThreeLeafProcessor.Entries((options.Model ?? host).Vendor));
            IEnumerable<CpuidEntry> entries = options.Break == "cpuid" ? guest.Entries.Concat(Enumerable.Repeat(guest.Entries[0], TooManyEntries)) : guest.Entries;
            vcpu.SetCpuid(KvmCpuid2.From(entries));
            GuestExpectation expected = GuestExpectation.Of(kvm, vcpu, guest, host.Kernel);
            return expected.Compare(GuestScript.HyperV, runner.Run(vm, vcpu, GuestScript.HyperV), output) ? AsPredicted : Wrong;
        }
        catch (Exception exception) when (exception is KvmException or GuestRunException or FormatException or ArgumentException)
        {
            messages.WriteLine(exception.Message);
            return Wrong;
        }
    }

    // The guest's Hyper-V leaves: the kernel's answer, or the model's, and of it what the flags ask for.
    private static HvCpuidSet? Compose(VmmOptions options, IKvm kvm, IKvmVcpu vcpu, TextWriter messages)
    {
        if (options.Model is null && kvm.CheckExtension(KvmCapability.HyperVCpuid) == 0)
        {
            messages.WriteLine("This KVM has no Hyper-V leaves to offer: a kernel without CONFIG_KVM_HYPERV, or before Linux 5.0. Take a model's: --as kvm:6.12,intel,evmcs.");
            return null;
        }

        HvCpuidSet supported = options.Model is { } model ? new SupportedHvCpuid(model).ForVcpu(options.ModelVcpu).GetSet() : vcpu.GetSupportedHvCpuid();
        if (options.Flags is null)
        {
            return supported;
        }

        HvResolution resolution = QemuFlags.Parse(options.Flags).Resolve(supported);
        foreach (HvSwitchFinding finding in resolution.Findings)
        {
            messages.WriteLine(finding);
        }

        return resolution.Set;
    }
}
