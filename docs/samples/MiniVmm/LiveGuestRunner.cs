using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Linux;
using HvCpuid.Registers;

namespace MiniVmm;

/// <summary>Runs the guest on the live KVM: 64 KiB of memory, one vCPU in real mode.</summary>
internal sealed class LiveGuestRunner(GuestRunLimits? limits = null, string? wrong = null) : IGuestRunner
{
    private const int MemorySize = 0x10000;
    private const ushort StackTop = 0x8000;
    private const int RegistersPerLeaf = 4;

    public GuestReport Run(IKvmVm vm, IKvmVcpu vcpu, GuestScript script)
    {
        LinuxVcpu live = (LinuxVcpu)vcpu;
        GuestMemory memory = ((LinuxVm)vm).AddMemory(0, MemorySize);
        Load(memory, script);
        KvmSpecialRegisters special = live.GetSpecialRegisters();
        foreach (KvmSegment segment in Enum.GetValues<KvmSegment>())
        {
            special.SetRealMode(segment, 0);
        }

        // Only the fault needs it: without, a processor has no handler at all.
        special.IdtLimit = wrong == "fault" ? (ushort)0 : special.IdtLimit;
        live.SetSpecialRegisters(special);
        live.SetRegisters(new KvmRegisters { Rip = GuestCode.Start, Rsp = StackTop });

        List<uint> registers = [];
        List<bool> faults = [];
        GuestRun.UntilHalt(
            live,
            exit =>
            {
                if (exit.Port == GuestCode.FaultPort)
                {
                    faults.Add(exit.Value != 0);
                    return;
                }

                registers.Add(exit.Value);
            },
            limits);
        return new GuestReport([.. registers.Chunk(RegistersPerLeaf).Select(leaf => new CpuidRegisters(leaf[0], leaf[1], leaf[2], leaf[3]))], faults);
    }

    private void Load(GuestMemory memory, GuestScript script)
    {
        (byte[] code, ushort handler) = GuestCode.Assemble(script);
        (ushort address, byte[] tables) = GuestCode.TablesOf(script);
        memory.Write(GuestCode.Start, wrong switch { "loop" => GuestCode.Loop(), "fault" => GuestCode.TripleFault(), _ => code });
        memory.Write(address, tables);
        byte[] vector = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(vector, handler);
        memory.Write(GuestCode.FaultVector, vector);
    }
}
