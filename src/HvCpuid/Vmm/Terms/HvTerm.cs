using HvCpuid.Registers;

namespace HvCpuid.Vmm;

/// <summary>Something of the field that is no bit, explained: an MSR, a hypercall, a capability, a finding, a flaw or a change of KVM, a VMM's message, a name of another language.</summary>
/// <param name="Kind">What it is: <c>MSR</c>, <c>hypercall</c>, <c>KVM capability</c>, <c>finding</c>, <c>flaw</c>, <c>change of KVM</c>, <c>message</c>, <c>libvirt element</c>, <c>KubeVirt field</c>.</param>
/// <param name="Name">Its name and number.</param>
/// <param name="Meaning">What it means, as a sentence.</param>
public sealed record HvTerm(string Kind, string Name, string Meaning)
{
    /// <summary>The bits of CPUID that it is about; each can be explained in turn.</summary>
    public IReadOnlyList<BitAddress> Addresses { get; init; } = [];

    /// <summary>What helps, or since when it is there, as a sentence; empty for nothing.</summary>
    public string More { get; init; } = "";
}
