using System.Buffers.Binary;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>A process that calls a simulated KVM: its memory has one page for arguments and one for what is written to it, both filled with A5.</summary>
internal sealed class Caller
{
    public const byte Dirt = 0xA5;
    public const ulong Arguments = 0x1_0000;
    public const ulong Answers = 0x2_0000;
    public const ulong Unmapped = 0x9_0000;
    public const int Room = 300 * 40;

    private readonly byte[] _arguments = Dirty(Room);
    private readonly byte[] _answers = Dirty(Room);

    public Caller(KvmHost host, SimulatedKvmOptions? options = null)
    {
        Memory.Map(Arguments, _arguments);
        Memory.Map(Answers, _answers);
        Kvm = new SimulatedKvm(host, options);
        Table = new KvmFileTable(Kvm, Memory);
        System = Table.Open();
    }

    public MappedUserMemory Memory { get; } = new();

    public SimulatedKvm Kvm { get; }

    public KvmFileTable Table { get; }

    /// <summary>The descriptor of /dev/kvm.</summary>
    public int System { get; }

    /// <summary>The page of answers, to look at.</summary>
    public ReadOnlySpan<byte> Answer => _answers;

    public static byte[] Dirty(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(Dirt);
        return bytes;
    }

    public int Ioctl(int fd, KvmRequest request, ulong argument = 0) => Table.Ioctl(fd, request, argument);

    public int CreateVm() => Ioctl(System, KvmRequest.CreateVm);

    /// <summary>A vCPU of a new VM.</summary>
    public int NewVcpu(bool lapic = false, bool evmcs = false)
    {
        int vm = CreateVm();
        if (lapic)
        {
            Assert.Equal(0, Ioctl(vm, KvmRequest.CreateIrqchip));
        }

        int vcpu = Ioctl(vm, KvmRequest.CreateVcpu);
        if (evmcs)
        {
            Enable(vcpu, KvmCapability.HyperVEnlightenedVmcs, Answers);
        }

        Assert.True(vcpu > 0);
        return vcpu;
    }

    /// <summary>KVM_ENABLE_CAP with a structure whose other bytes are dirt.</summary>
    public int Enable(int fd, KvmCapability capability, ulong argument = 0, uint flags = 0)
    {
        _arguments.AsSpan().Fill(Dirt);
        BinaryPrimitives.WriteInt32LittleEndian(_arguments.AsSpan(0), (int)capability);
        BinaryPrimitives.WriteUInt32LittleEndian(_arguments.AsSpan(4), flags);
        BinaryPrimitives.WriteUInt64LittleEndian(_arguments.AsSpan(8), argument);
        return Ioctl(fd, KvmRequest.EnableCap, Arguments);
    }

    /// <summary>A request that fills a struct kvm_cpuid2, into the cleaned page of answers.</summary>
    public int Fill(int fd, KvmRequest request, uint nent)
    {
        _answers.AsSpan().Fill(Dirt);
        BinaryPrimitives.WriteUInt32LittleEndian(_answers, nent);
        return Ioctl(fd, request, Answers);
    }

    /// <summary>KVM_SET_CPUID2 with entries as bytes.</summary>
    public int SetCpuid(int fd, ReadOnlySpan<byte> entries, uint? nent = null)
    {
        _arguments.AsSpan().Fill(Dirt);
        BinaryPrimitives.WriteUInt32LittleEndian(_arguments, nent ?? (uint)(entries.Length / 40));
        entries.CopyTo(_arguments.AsSpan(8));
        return Ioctl(fd, KvmRequest.SetCpuid2, Arguments);
    }

    /// <summary>The page of answers after a call that wrote these entries and left or set this count.</summary>
    public static byte[] Expected(uint nent, ReadOnlySpan<byte> entries)
    {
        byte[] expected = Dirty(Room);
        BinaryPrimitives.WriteUInt32LittleEndian(expected, nent);
        entries.CopyTo(expected.AsSpan(8));
        return expected;
    }

    /// <summary>Fills the page of answers with dirt.</summary>
    public void Clean() => _answers.AsSpan().Fill(Dirt);

    /// <summary>The vCPU has run.</summary>
    /// <returns>0, or -1 where the descriptor is not a vCPU's.</returns>
    public int MarkRun(int fd)
    {
        bool found = Table.TryGetVcpu(fd, out SimulatedVcpu? vcpu);
        vcpu?.MarkRun();
        return found ? 0 : -1;
    }

    public int SwitchSmt(bool possible)
    {
        Kvm.SmtPossible = possible;
        return 0;
    }

    public SimulatedVcpu Vcpu(int fd) => Table.TryGetVcpu(fd, out SimulatedVcpu? vcpu) ? vcpu : throw new ArgumentException("not a vCPU", nameof(fd));
}
