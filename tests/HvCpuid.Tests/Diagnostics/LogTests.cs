using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Tests.Ioctl;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Diagnostics;

public class LogTests
{
    [Fact]
    public void Events_OfOneProgram_AreInOrderWithTheirIds()
    {
        Recorder recorder = new(LogLevel.Trace);
        SimulatedKvmOptions options = new() { Logger = recorder, EvmcsVersions = _ => new EvmcsVersionRange(1, 2) };
        Caller caller = new(new KvmHost { Release = new KvmRelease(6, 12) }, options);
        int vm = caller.CreateVm();
        int vcpu = caller.Ioctl(vm, KvmRequest.CreateVcpu, 7);
        caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        caller.Ioctl(vm, KvmRequest.CreateIrqchip);
        caller.Ioctl(vm, (KvmRequest)0xAE80);
        caller.Kvm.Inject(new KvmFault(KvmRequest.CreateVm, KvmErrno.ENOMEM));
        caller.CreateVm();
        caller.Ioctl(99, KvmRequest.GetApiVersion);
        Assert.Throws<KvmException>(() => caller.Vcpu(vcpu).EnableCap(KvmCapability.HyperVSynic));

        Assert.Equal(
            [
                "1 Information: eVMCS enabled on vCPU 7: versions 1..2",
                "2 Debug: KVM_CREATE_IRQCHIP refused with EINVAL: the VM has a vCPU already: the irqchip has to come first",
                "3 Warning: Unknown request 0000AE80H on a VM: ENOTTY",
                "4 Information: KVM_CREATE_VM fails with the injected ENOMEM",
                "2 Debug: KVM_GET_API_VERSION refused with EBADF: the file descriptor is not open",
                "2 Debug: KVM_ENABLE_CAP refused with EINVAL: SynIC needs an in-kernel irqchip, full or split",
            ],
            recorder.Lines);
    }

    [Fact]
    public void Calls_LevelOff_AllocateAndFormatNothing()
    {
        Recorder recorder = new(LogLevel.None);
        Caller caller = new(new KvmHost { Release = new KvmRelease(6, 12) }, new SimulatedKvmOptions { Logger = recorder });
        int vcpu = caller.NewVcpu(lapic: true, evmcs: true);
        void Calls()
        {
            caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 10);
            caller.Fill(vcpu, KvmRequest.GetSupportedHvCpuid, 9);
            caller.Ioctl(vcpu, KvmRequest.GetSupportedHvCpuid, 0);
            caller.Fill(caller.System, KvmRequest.GetSupportedHvCpuid, 10);
            caller.Ioctl(vcpu, (KvmRequest)0xAE80);
            caller.Ioctl(99, KvmRequest.GetApiVersion);
            caller.Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Caller.Answers);
        }

        Calls();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Calls();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(recorder.Lines);
    }

    private sealed class Recorder(LogLevel lowest) : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lowest != LogLevel.None && logLevel >= lowest;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{eventId.Id} {logLevel}: {formatter(state, exception)}");
    }
}
