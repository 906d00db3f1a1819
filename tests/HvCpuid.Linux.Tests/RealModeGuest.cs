using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Tests;

/// <summary>A VM with one vCPU and 64 KiB of memory, that runs a few bytes of real-mode code from 1000H.</summary>
internal sealed class RealModeGuest : IDisposable
{
    public const ushort Start = 0x1000;
    private const int MemorySize = 0x10000;
    private readonly LinuxVm _vm;

    public RealModeGuest(LinuxKvm kvm, params byte[] code)
    {
        _vm = kvm.CreateVm();
        try
        {
            Memory = _vm.AddMemory(0, MemorySize);
            Memory.Write(Start, code);
            Vcpu = _vm.CreateVcpu(0);
            KvmSpecialRegisters special = Vcpu.GetSpecialRegisters();
            foreach (KvmSegment segment in Enum.GetValues<KvmSegment>())
            {
                special.SetRealMode(segment, 0);
            }

            Vcpu.SetSpecialRegisters(special);
            Vcpu.SetRegisters(new KvmRegisters { Rip = Start, Rsp = 0x8000 });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public GuestMemory Memory { get; }

    public LinuxVcpu Vcpu { get; }

    public LinuxVm Vm => _vm;

    /// <summary>One exit, not to be cancelled.</summary>
    public KvmExit RunOnce() => Vcpu.Run();

    /// <summary>To HLT, within bounds.</summary>
    public int RunToHalt(Action<KvmExit> onOut, GuestRunLimits? bounds = null) => GuestRun.UntilHalt(Vcpu, onOut, bounds);

    public void Dispose()
    {
        Vcpu?.Dispose();
        _vm.Dispose();
    }

    public void SetCpuid(params KvmCpuidEntry2[] entries) => Vcpu.SetCpuid(new KvmCpuid2(entries));
}
