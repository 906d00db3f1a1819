using HvCpuid.Enlightenments;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Text;

namespace HvCpuid.Vmm;

/// <summary>
/// A VMM as a value: how it asks a host, and what it makes of the switches. <see cref="QemuVmm"/> is QEMU of a release and machine type,
/// <see cref="CopyVmm"/> one that hands the host's answer on.
/// </summary>
public abstract class HvVmm
{
    private const string Qemu = "qemu";
    private const string Copy = "copy";

    private protected HvVmm()
    {
    }

    /// <summary>The VMM where nobody names one: the newest QEMU, with its default machine.</summary>
    public static HvVmm Default => QemuVmm.Newest;

    /// <summary>Its name and release: <c>qemu 11.1</c>, <c>copy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its name and release in a sentence: <c>QEMU 11.1</c>, <c>the plain copy</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What a reader has to know about it, as a sentence; null when there is nothing.</summary>
    public virtual string? Note => null;

    /// <summary>Reads a VMM: <c>qemu</c>, <c>qemu:7.2</c>, <c>copy</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="machine">QEMU's machine; null for its default. Without effect on the copy.</param>
    /// <exception cref="FormatException">It is none; the message says what was expected.</exception>
    public static HvVmm Parse(string text, QemuMachine? machine = null)
    {
        string[] parts = Guard.NotNull(text).Split([':'], 2);
        bool release = QemuRelease.TryParse(parts.Length > 1 ? parts[1] : null, out QemuRelease version);
        return text == Copy ? CopyVmm.Instance
            : text == Qemu ? new QemuVmm(QemuChangeTable.Newest, machine)
            : parts[0] != Qemu || !release ? throw new FormatException($"'{Excerpt.Of(text)}' is no VMM: expected qemu, qemu:VERSION such as qemu:7.2, or copy.")
            : version < QemuChangeTable.Oldest ? throw new FormatException($"QEMU {version} is older than the oldest release this model knows: expected {QemuChangeTable.Oldest} or later.")
            : new QemuVmm(version, machine);
    }

    /// <summary>What it finds on a host.</summary>
    /// <param name="host">The host.</param>
    public abstract HvVmmAnswer Ask(HvHost host);

    /// <summary>The switches that it knows, finds supported on a host, and can enable there, without those that do nothing there.</summary>
    /// <param name="host">The host.</param>
    public abstract HvSwitches Supports(HvHost host);

    /// <summary>What a configuration gives the guest on a host, or every reason against it.</summary>
    /// <param name="configuration">The configuration. A value that is the default counts as not given: the machine type's own takes its place.</param>
    /// <param name="host">The host.</param>
    public abstract HvResolution Resolve(HvConfiguration configuration, HvHost host);

    /// <summary>What a text gives the guest on a host, or every reason against it; messages name what was written.</summary>
    /// <param name="edits">What the text says.</param>
    /// <param name="host">The host.</param>
    public abstract HvResolution Resolve(HvConfigurationEdits edits, HvHost host);

    /// <summary>What a configuration gives the guest on a modelled host, which it asks in its own way.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="host">The host.</param>
    public HvResolution Resolve(HvConfiguration configuration, KvmHost host) => Resolve(configuration, HvHost.From(host));

    /// <summary>What a configuration gives the guest on a host of which nothing but its answer is known.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="hostSupported">What KVM_GET_SUPPORTED_HV_CPUID answered.</param>
    public HvResolution Resolve(HvConfiguration configuration, HvCpuidSet hostSupported) => Resolve(configuration, HvHost.From(hostSupported));

    /// <summary>A configuration without what the VMM does not know or a host does not support, nor what requires that.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="host">The host.</param>
    /// <param name="dropped">The switches that were dropped.</param>
    /// <returns>The configuration; it itself when nothing is dropped.</returns>
    public HvConfiguration KeepSupported(HvConfiguration configuration, HvHost host, out HvSwitches dropped)
    {
        Guard.NotNull(configuration);
        HvSwitches kept = configuration.Switches & HvClosure.Downward(Supports(host) & configuration.Switches);
        dropped = configuration.Switches & ~kept;
        return dropped == HvSwitches.None ? configuration : configuration with { Switches = kept };
    }

    /// <summary>How it asked, in words that go behind a host: <c>asked on /dev/kvm, as QEMU 11.1 does</c>.</summary>
    /// <param name="asked">How it asked.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such way.</exception>
    public string Describe(HvAskedOn asked) => asked switch
    {
        HvAskedOn.Given => $"as {Title} takes it",
        HvAskedOn.System => $"asked on /dev/kvm, as {Title} does",
        HvAskedOn.Vcpu => $"asked on a vCPU, as {Title} does",
        HvAskedOn.Legacy => $"asked for its capabilities and MSRs, as {Title} does where KVM_GET_SUPPORTED_HV_CPUID does not exist",
        HvAskedOn.None => $"without Hyper-V support: {Title} asks nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, "There is no such way to ask."),
    };

    /// <summary>The VMM's name.</summary>
    public override string ToString() => Name;
}
