using System.Buffers.Binary;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>A VM with one vCPU that executes probes.</summary>
internal sealed class ProbeGuest : IDisposable
{
    /// <summary>Where inputs of hypercalls lie.</summary>
    public const uint Inputs = 0x8000;

    private const int MemorySize = 0x10000;
    private const int MaxExits = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly LinuxVm _vm;
    private readonly ProbeCode _code;
    private readonly GuestMemory _memory;
    private readonly KvmSpecialRegisters _realMode;

    public ProbeGuest(LinuxKvm kvm, ProbeCode code, Action<LinuxVm> prepare)
    {
        _code = code;
        _vm = kvm.CreateVm();
        try
        {
            prepare(_vm);
            _memory = _vm.AddMemory(0, MemorySize);
            Vcpu = _vm.CreateVcpu(0);
            foreach ((ushort address, byte[] bytes) in code.Pieces)
            {
                _memory.Write(address, bytes);
            }

            _realMode = Vcpu.GetSpecialRegisters();
            foreach (KvmSegment segment in Enum.GetValues<KvmSegment>())
            {
                _realMode.SetRealMode(segment, 0);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LinuxVcpu Vcpu { get; }

    /// <summary>Writes to the guest's memory.</summary>
    public void Write(uint address, ReadOnlySpan<byte> bytes) => _memory.Write(address, bytes);

    /// <summary>Executes the probes, from a processor in real mode.</summary>
    public ProbeResult[] Run(IReadOnlyList<Probe> probes, bool protectedMode = true)
    {
        byte[] table = _code.TableOf(probes);
        _memory.Write(ProbeCode.Table, table);
        Vcpu.SetSpecialRegisters(_realMode);
        Vcpu.SetRegisters(new KvmRegisters { Rip = protectedMode ? ProbeCode.ProtectedStart : _code.RealStart, Rsp = ProbeCode.StackTop });
        HashSet<int> asked = RunToEnd();
        _memory.Read(ProbeCode.Table, table);
        return [.. probes.Select((_, place) => ResultAt(table.AsSpan(place * ProbeCode.ProbeSize), asked.Contains(place)))];
    }

    public void Dispose()
    {
        Vcpu?.Dispose();
        _vm.Dispose();
    }

    private static ProbeResult ResultAt(ReadOnlySpan<byte> probe, bool asked) =>
        new(probe[0] == 0 ? null : probe[0], BinaryPrimitives.ReadUInt64LittleEndian(probe[8..]), asked);

    // The places of the probes at which KVM came back to ask.
    private HashSet<int> RunToEnd()
    {
        HashSet<int> asked = [];
        using CancellationTokenSource bound = new(Longest);
        for (int exits = 0; exits < MaxExits; exits++)
        {
            KvmExit exit = RunOnce(bound.Token);
            if (exit is { Reason: KvmExitReason.Io, Port: ProbeCode.EndPort })
            {
                return asked;
            }

            Assert.SkipWhen(exit.Reason == KvmExitReason.FailEntry, $"the processor, an emulated one, refuses to enter this guest ({exit.Detail:X}H): there is nothing to compare");
            Assert.True(exit.Reason == KvmExitReason.HyperV, $"probe {Place()} ended in {exit}");
            asked.Add(Place());
        }

        throw new InvalidOperationException($"The guest came back {MaxExits} times.");
    }

    private KvmExit RunOnce(CancellationToken bound)
    {
        try
        {
            return Vcpu.Run(bound);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"Probe {Place()} did not come to an end (RIP {Vcpu.GetRegisters().Rip:X}H).");
        }
    }

    private int Place() => ((int)Vcpu.GetRegisters().Rbp - ProbeCode.Table) / ProbeCode.ProbeSize;
}
