using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using HvCpuid.Tests.Checks;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

/// <summary>Calls on one vCPU are served one at a time; calls on two are not held up by each other.</summary>
public class VcpuMutexTests
{
    private const int Threads = 4, CallsEach = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Calls_OnOneVcpu_AreNeverInsideTogether()
    {
        MeetingMemory memory = new();
        KvmFileTable process = new(TestKvm.Kvm("6.12"), memory);
        int vcpu = process.Ioctl(process.Ioctl(process.Open(), KvmRequest.CreateVm), KvmRequest.CreateVcpu);

        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < CallsEach; i++)
            {
                process.Ioctl(vcpu, (i % 3) switch { 0 => KvmRequest.GetSupportedHvCpuid, 1 => KvmRequest.SetCpuid2, _ => KvmRequest.EnableCap }, 1);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(1, memory.MostTogether);
        Assert.True(memory.Visits >= Threads * CallsEach);
    }

    [Fact]
    public void Calls_OnTwoVcpus_DoNotWaitForEachOther()
    {
        MeetingMemory memory = new() { WaitForTwo = new Barrier(2) };
        KvmFileTable process = new(TestKvm.Kvm("6.12"), memory);
        int vm = process.Ioctl(process.Open(), KvmRequest.CreateVm);
        int[] vcpus = [process.Ioctl(vm, KvmRequest.CreateVcpu, 0), process.Ioctl(vm, KvmRequest.CreateVcpu, 1)];

        Thread[] threads = [.. vcpus.Select(vcpu => new Thread(() => process.Ioctl(vcpu, KvmRequest.EnableCap, 1)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.True(memory.Met, "The call on the second vCPU did not begin while the first was inside its own.");
    }

    public static TheoryData<string> TypedCalls => [.. Calls.Keys];

    private static Dictionary<string, Action<SimulatedVcpu>> Calls { get; } = new()
    {
        ["State"] = vcpu => _ = vcpu.State,
        ["HasSynic"] = vcpu => _ = vcpu.HasSynic,
        ["EnforcesCpuid"] = vcpu => _ = vcpu.EnforcesCpuid,
        ["HasRun"] = vcpu => _ = vcpu.HasRun,
        ["Supported"] = vcpu => _ = vcpu.Supported,
        ["SupportedKey"] = vcpu => _ = vcpu.SupportedKey,
        ["StillHolds"] = vcpu => vcpu.StillHolds(new SimulatedKvm(new KvmHost()).SystemAnswer),
        ["first GuestCpuid"] = vcpu => _ = vcpu.GuestCpuid,
        ["MarkRun"] = vcpu => vcpu.MarkRun(),
        ["EnableEvmcs"] = vcpu => vcpu.EnableEvmcs(),
        ["EnableCap"] = vcpu => vcpu.EnableCap(KvmCapability.HyperVEnforceCpuid),
        ["GetSupportedHvCpuid"] = vcpu => vcpu.GetSupportedHvCpuid(),
        ["SetCpuid"] = vcpu => vcpu.SetCpuid(KvmCpuid2.From([])),
        ["GetCpuid"] = vcpu => vcpu.GetCpuid(),
    };

    [Theory]
    [MemberData(nameof(TypedCalls))]
    public void TypedCall_WhileAnotherIsInside_WaitsForIt(string call)
    {
        using ManualResetEventSlim inside = new(), leave = new();
        SimulatedVcpu vcpu = WithVersions(_ =>
        {
            inside.Set();
            leave.Wait(Patience, CancellationToken.None);
            return EvmcsVersionRange.Version1;
        });
        Thread first = new(() => vcpu.EnableEvmcs());
        first.Start();
        Assert.True(inside.Wait(Patience, CancellationToken.None));
        Thread second = new(() => Calls[call](vcpu));
        second.Start();

        Assert.False(second.Join(TimeSpan.FromMilliseconds(30)), "The call came back while another one was inside.");
        leave.Set();
        Assert.True(second.Join(Patience) && first.Join(Patience));
    }

    [Theory]
    [MemberData(nameof(TypedCalls))]
    public void TypedCall_FromTheVcpusOwnCallback_Throws(string call)
    {
        SimulatedVcpu? self = null;
        Exception? thrown = null;
        self = WithVersions(_ =>
        {
            thrown = Record.Exception(() => Calls[call](self!));
            return EvmcsVersionRange.Version1;
        });

        Assert.Equal(EvmcsVersionRange.Version1, self.EnableEvmcs());
        Assert.IsType<LockRecursionException>(thrown);
        Calls[call](self);
    }

    [Fact]
    public void Call_FromTheCallersMemory_Throws()
    {
        CallingMemory memory = new();
        KvmFileTable process = new(new SimulatedKvm(new KvmHost()), memory);
        int vcpu = process.Ioctl(process.Ioctl(process.Open(), KvmRequest.CreateVm), KvmRequest.CreateVcpu);
        memory.Call = () => process.Ioctl(vcpu, KvmRequest.GetCpuid2, 1);

        Assert.Throws<LockRecursionException>(() => process.Ioctl(vcpu, KvmRequest.SetCpuid2, 1));
        memory.Call = null;
        Assert.Equal(-14, process.Ioctl(vcpu, KvmRequest.SetCpuid2, 1));
    }

    [Fact]
    public void Callback_ThatThrows_LeavesTheVcpuUsable()
    {
        SimulatedVcpu vcpu = WithVersions(_ => throw new NotSupportedException());

        Assert.Throws<NotSupportedException>(() => vcpu.EnableEvmcs());
        Assert.Null(vcpu.State.Evmcs);
    }

    // Events of every kind that a vCPU's call can cause; each reads the vCPU, from the same thread and from another.
    [Fact]
    public void Logger_ThatCallsTheVcpu_FindsItsMutexFree()
    {
        SimulatedVcpu? vcpu = null;
        int reads = 0;
        Recorder recorder = new(LogLevel.Trace, () =>
        {
            if (vcpu is { } present)
            {
                _ = present.State;
                Assert.True(Task.Run(() => present.HasRun, CancellationToken.None).Wait(Patience, CancellationToken.None));
                reads++;
            }
        });
        vcpu = TestKvm.Vcpu("6.12,nolapic", new SimulatedKvmOptions { Logger = recorder });
        KvmFileTable process = new(new SimulatedKvm(new KvmHost(), new SimulatedKvmOptions { Logger = recorder }), new MappedUserMemory());
        int fd = process.Ioctl(process.Ioctl(process.Open(), KvmRequest.CreateVm), KvmRequest.CreateVcpu);

        vcpu.EnableEvmcs();
        Assert.Throws<KvmException>(() => vcpu.EnableCap(KvmCapability.HyperVSynic));
        vcpu.SetCpuid(KvmCpuid2.From(CheckData.Edited(CheckData.Good, BitAddress.Parse("CPUID.40000003H:EAX[5]"), 0)));
        Assert.Throws<KvmException>(() => vcpu.SetCpuid(KvmCpuid2.From(Enumerable.Repeat(new CpuidEntry(1, default), 257))));
        process.TryGetVcpu(fd, out vcpu);
        process.Ioctl(fd, 0xAE80, 0);

        Assert.Equal([1, 2, 3, 5, 6, 7], recorder.Lines.Select(line => line[0] - '0').Distinct().Order());
        Assert.True(reads > 8);
    }

    private static SimulatedVcpu WithVersions(Func<uint, EvmcsVersionRange> versions) =>
        TestKvm.Vcpu("6.12,nolapic", new SimulatedKvmOptions { EvmcsVersions = versions });

    private sealed class CallingMemory : IUserMemory
    {
        public Action? Call { get; set; }

        public ReadOnlySpan<byte> Readable(ulong address, int length) => Writable(address, length);

        public Span<byte> Writable(ulong address, int length)
        {
            Call?.Invoke();
            return default;
        }
    }

    /// <summary>Memory that faults everywhere, and counts who looks at it at the same time.</summary>
    private sealed class MeetingMemory : IUserMemory
    {
        private int _inside;

        public Barrier? WaitForTwo { get; init; }

        public int MostTogether { get; private set; }

        public int Visits { get; private set; }

        public bool Met { get; private set; }

        public ReadOnlySpan<byte> Readable(ulong address, int length) => Visit();

        public Span<byte> Writable(ulong address, int length) => Visit();

        private Span<byte> Visit()
        {
            MostTogether = Math.Max(MostTogether, Interlocked.Increment(ref _inside));
            Visits++;
            if (WaitForTwo is null)
            {
                Thread.Yield();
            }
            else
            {
                Met |= WaitForTwo.SignalAndWait(Patience);
            }

            Interlocked.Decrement(ref _inside);
            return default;
        }
    }
}
