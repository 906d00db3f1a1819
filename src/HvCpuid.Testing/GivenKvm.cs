using System.Collections.Concurrent;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Testing;

/// <summary>
/// A KVM that answers as a test tells it to: for a kernel that no model has, or an answer that no kernel gives. It checks nothing that it was not told;
/// for the behaviour of a kernel use <see cref="Simulation.SimulatedKvm"/>.
/// </summary>
/// <example>
/// <code>
/// HvCpuidSet answer = new HvCpuidSetBuilder().Add(0x40000000, new CpuidRegisters(0x40000000, 0, 0, 0)).ToSet();
/// using var kvm = new GivenKvm(new GivenKvmAnswers().OnVcpu(answer).OnDevice(KvmErrno.EINVAL));
/// using IKvmVm vm = kvm.CreateVm();
/// using IKvmVcpu vcpu = vm.CreateVcpu(0);
/// Console.WriteLine(vcpu.GetSupportedHvCpuid().Count); // 1
/// </code>
/// </example>
public sealed class GivenKvm : IKvm
{
    private readonly ConcurrentQueue<KvmRequest> _calls = new();
    private readonly GivenKvmAnswers _answers;

    /// <summary>A KVM with given answers.</summary>
    /// <param name="answers">The answers; later changes count.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public GivenKvm(GivenKvmAnswers answers) => _answers = Guard.NotNull(answers);

    /// <summary>The calls so far, on /dev/kvm, VMs and vCPUs, in order.</summary>
    public IReadOnlyList<KvmRequest> Calls => [.. _calls];

    /// <summary>What it answers.</summary>
    internal GivenKvmAnswers Answers => _answers;

    /// <inheritdoc/>
    public int GetApiVersion() => Called(KvmRequest.GetApiVersion, 12);

    /// <inheritdoc/>
    public int CheckExtension(KvmCapability capability) => Called(KvmRequest.CheckExtension, _answers.Capability(capability));

    /// <inheritdoc/>
    public IKvmVm CreateVm() => Called(KvmRequest.CreateVm, new GivenVm(this));

    /// <inheritdoc/>
    public HvCpuidSet GetSupportedHvCpuid()
    {
        Call(KvmRequest.GetSupportedHvCpuid);
        return _answers.Device();
    }

    /// <inheritdoc/>
    public KvmCpuid2 GetSupportedCpuid() => Called(KvmRequest.GetSupportedCpuid, _answers.SupportedCpuid);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Notes a call.</summary>
    internal void Call(KvmRequest request) => _calls.Enqueue(request);

    private T Called<T>(KvmRequest request, T answer)
    {
        Call(request);
        return answer;
    }
}
