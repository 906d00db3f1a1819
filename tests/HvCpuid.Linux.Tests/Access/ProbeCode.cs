using System.Buffers.Binary;
using HvCpuid.Kvm;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace HvCpuid.Linux.Tests.Access;

/// <summary>
/// 16-bit code that executes a table of probes and writes down what came of each, in protected mode at CPL 0 or in real mode. The segments are flat, up to
/// 64 KiB, in both; the handlers of #UD and #GP never return, but go on with the next probe.
/// </summary>
internal sealed class ProbeCode
{
    /// <summary>Where the table lies: 16 bytes a probe, its code, ECX, EAX, EDX; then the exception, nothing, EAX, EDX.</summary>
    public const ushort Table = 0x2000;

    /// <summary>The size of a probe.</summary>
    public const int ProbeSize = 16;

    /// <summary>The most probes.</summary>
    public const int MostProbes = (StackTop - 0x100 - Table) / ProbeSize;

    /// <summary>Where the stack begins.</summary>
    public const ushort StackTop = 0x7000;

    /// <summary>An OUT to this port ends the run.</summary>
    public const byte EndPort = 0x10;

    private const ushort Descriptors = 0x0800;
    private const ushort DescriptorsPointer = 0x0820;
    private const ushort InterruptsPointer = 0x0828;
    private const ushort Interrupts = 0x0900;
    private const ushort Entry = 0x0F00;
    private const ushort Start = 0x1000;
    private const ushort CodeSelector = 0x08;
    private const ushort DataSelector = 0x10;
    private const int VectorCount = 32;
    private const ulong GateOf16Bits = 0x8600; // present, an interrupt gate of 16 bits (Intel SDM volume 3, "IDT Descriptors")
    private static readonly byte[] Vectors = [ProbeResult.UndefinedOpcode, ProbeResult.GeneralProtection];

    private readonly Dictionary<ProbeKind, ushort> _routines = [];
    private readonly List<(ushort Address, byte[] Bytes)> _pieces = [];

    public ProbeCode(CpuVendor vendor)
    {
        Assembler code = new(16);
        Label real = code.CreateLabel(), next = code.CreateLabel(), behind = code.CreateLabel(), end = code.CreateLabel();
        Dictionary<ProbeKind, Label> routines = Enum.GetValues<ProbeKind>().ToDictionary(kind => kind, _ => code.CreateLabel());
        Label[] handlers = [.. Vectors.Select(_ => code.CreateLabel())];
        code.mov(ax, (short)DataSelector);
        foreach (AssemblerRegisterSegment segment in new[] { ds, es, ss, fs, gs })
        {
            code.mov(segment, ax);
        }

        code.Label(ref real);
        code.mov(bp, Table);
        code.Label(ref next);
        code.mov(sp, StackTop);
        code.mov(bx, __word_ptr[bp]);
        code.test(bx, bx);
        code.jz(end);
        code.mov(__word_ptr[bp], 0);
        code.mov(ecx, __dword_ptr[bp + 4]);
        code.mov(eax, __dword_ptr[bp + 8]);
        code.mov(edx, __dword_ptr[bp + 12]);
        code.jmp(bx);
        foreach ((ProbeKind kind, Label label) in routines)
        {
            Label routine = label;
            code.Label(ref routine);
            routines[kind] = routine;
            Execute(code, kind, vendor);
            code.jmp(behind);
        }

        for (int i = 0; i < Vectors.Length; i++)
        {
            code.Label(ref handlers[i]);
            code.mov(__word_ptr[bp], (short)Vectors[i]);
            code.jmp(behind);
        }

        code.Label(ref behind);
        code.mov(__dword_ptr[bp + 8], eax);
        code.mov(__dword_ptr[bp + 12], edx);
        code.add(bp, ProbeSize);
        code.jmp(next);
        code.Label(ref end);
        code.@out(EndPort, al);
        code.jmp(end);

        AssemblerResult result = Add(code, Start);
        RealStart = (ushort)result.GetLabelRIP(real);
        foreach ((ProbeKind kind, Label label) in routines)
        {
            _routines[kind] = (ushort)result.GetLabelRIP(label);
        }

        Add(EnterProtectedMode(), Entry);
        AddTables([.. handlers.Select(handler => (ushort)result.GetLabelRIP(handler))]);
    }

    /// <summary>Where it starts in real mode, to enter protected mode first.</summary>
    public static ushort ProtectedStart => Entry;

    /// <summary>Where it starts in real mode, to stay there.</summary>
    public ushort RealStart { get; }

    /// <summary>Code and descriptors, for a new guest.</summary>
    public IReadOnlyList<(ushort Address, byte[] Bytes)> Pieces => _pieces;

    /// <summary>The table for these probes, with its end.</summary>
    public byte[] TableOf(IReadOnlyList<Probe> probes)
    {
        Assert.InRange(probes.Count, 0, MostProbes);
        byte[] table = new byte[(probes.Count + 1) * ProbeSize];
        for (int i = 0; i < probes.Count; i++)
        {
            Span<byte> probe = table.AsSpan(i * ProbeSize);
            BinaryPrimitives.WriteUInt32LittleEndian(probe, _routines[probes[i].Kind]);
            BinaryPrimitives.WriteUInt32LittleEndian(probe[4..], probes[i].Number);
            BinaryPrimitives.WriteUInt64LittleEndian(probe[8..], probes[i].Value);
        }

        return table;
    }

    private static Assembler EnterProtectedMode()
    {
        Assembler code = new(16);
        code.lgdt(__[DescriptorsPointer]);
        code.lidt(__[InterruptsPointer]);
        code.mov(eax, cr0);
        code.or(al, 1);
        code.mov(cr0, eax);
        code.AddInstruction(Instruction.CreateBranch(Code.Jmp_ptr1616, CodeSelector, Start));
        return code;
    }

    private static void Execute(Assembler code, ProbeKind kind, CpuVendor vendor)
    {
        switch (kind)
        {
            case ProbeKind.Read:
                code.rdmsr();
                break;
            case ProbeKind.Write:
                code.wrmsr();
                break;
            case ProbeKind.Cpuid:
                code.cpuid();
                break;
            default:
                code.xor(ebx, ebx);
                code.xor(esi, esi);
                code.xor(edi, edi);
                if (vendor == CpuVendor.Amd)
                {
                    code.vmmcall();
                    break;
                }

                code.vmcall();
                break;
        }
    }

    private AssemblerResult Add(Assembler code, ushort address)
    {
        using MemoryStream bytes = new();
        AssemblerResult result = code.Assemble(new StreamCodeWriter(bytes), address, BlockEncoderOptions.ReturnNewInstructionOffsets);
        _pieces.Add((address, bytes.ToArray()));
        return result;
    }

    private void AddTables(ushort[] handlers)
    {
        byte[] interrupts = new byte[VectorCount * sizeof(ulong)];
        for (int i = 0; i < handlers.Length; i++)
        {
            ulong gate = handlers[i] | ((ulong)CodeSelector << 16) | (GateOf16Bits << 32);
            BinaryPrimitives.WriteUInt64LittleEndian(interrupts.AsSpan(Vectors[i] * sizeof(ulong)), gate);
            _pieces.Add(((ushort)(Vectors[i] * 4), [.. Word(handlers[i]), .. Word(0)])); // real mode: offset and segment
        }

        byte[] descriptors = new byte[3 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(descriptors.AsSpan(CodeSelector), 0x0000_9B00_0000_FFFF);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptors.AsSpan(DataSelector), 0x0000_9300_0000_FFFF);
        _pieces.Add((Interrupts, interrupts));
        _pieces.Add((Descriptors, descriptors));
        _pieces.Add((DescriptorsPointer, Pointer(Descriptors, descriptors.Length)));
        _pieces.Add((InterruptsPointer, Pointer(Interrupts, interrupts.Length)));
    }

    private static byte[] Pointer(ushort address, int length) => [.. Word((ushort)(length - 1)), .. Word(address), .. Word(0)];

    private static byte[] Word(ushort value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }
}
