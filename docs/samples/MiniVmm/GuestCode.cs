using System.Buffers.Binary;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace MiniVmm;

/// <summary>Real-mode code that plays a script: it reads the tables behind it and reports by OUT.</summary>
internal static class GuestCode
{
    /// <summary>Where the code lies and starts, in segment 0.</summary>
    public const ushort Start = 0x1000;

    /// <summary>Where the interrupt vector of #GP lies: number 13, four bytes each.</summary>
    public const ulong FaultVector = 13 * 4;

    /// <summary>A function's EAX, EBX, ECX and EDX come out here, in four items.</summary>
    public const byte RegistersPort = 0x10;

    /// <summary>1 for an MSR that made #GP comes out here, 0 for another.</summary>
    public const byte FaultPort = 0x11;

    private const ushort Tables = 0x2000;

    /// <summary>The code, from <see cref="Start"/> on, and the offset of its handler of #GP.</summary>
    public static (byte[] Code, ushort FaultHandler) Assemble(GuestScript script)
    {
        Assembler code = new(16);
        Label leaves = code.CreateLabel();
        Label msrs = code.CreateLabel();
        Label handler = code.CreateLabel();
        ushort msrTable = (ushort)(Tables + (script.Functions.Count * sizeof(uint)));
        ushort end = (ushort)(msrTable + (script.Msrs.Count * sizeof(uint)));

        code.mov(si, Tables);
        code.Label(ref leaves);
        code.lodsd();
        code.xor(ecx, ecx);
        code.cpuid();
        code.@out(RegistersPort, eax);
        code.mov(eax, ebx);
        code.@out(RegistersPort, eax);
        code.mov(eax, ecx);
        code.@out(RegistersPort, eax);
        code.mov(eax, edx);
        code.@out(RegistersPort, eax);
        code.cmp(si, (short)msrTable);
        code.jb(leaves);

        code.Label(ref msrs);
        code.lodsd();
        code.mov(ecx, eax);
        code.xor(ebx, ebx);
        code.rdmsr();
        code.mov(al, bl);
        code.@out(FaultPort, al);
        code.cmp(si, (short)end);
        code.jb(msrs);
        code.hlt();

        // #GP: notes it, and goes on behind RDMSR, two bytes. In real mode the stack has IP, CS and FLAGS.
        code.Label(ref handler);
        code.mov(bl, 1);
        code.push(bp);
        code.mov(bp, sp);
        code.add(__word_ptr[bp + 2], 2);
        code.pop(bp);
        code.iret();
        return Finish(code, handler);
    }

    /// <summary>A guest that loops for ever.</summary>
    public static byte[] Loop()
    {
        Assembler code = new(16);
        Label here = code.CreateLabel();
        code.Label(ref here);
        code.jmp(here);
        return Finish(code, here).Code;
    }

    /// <summary>A guest that switches to protected mode without a table of handlers, and needs one.</summary>
    public static byte[] TripleFault()
    {
        Assembler code = new(16);
        Label start = code.CreateLabel();
        code.Label(ref start);
        code.mov(eax, cr0);
        code.or(al, 1);
        code.mov(cr0, eax);
        code.ud2();
        return Finish(code, start).Code;
    }

    /// <summary>The tables behind the code, and where they lie.</summary>
    public static (ushort Address, byte[] Bytes) TablesOf(GuestScript script)
    {
        uint[] numbers = [.. script.Functions, .. script.Msrs];
        byte[] bytes = new byte[numbers.Length * sizeof(uint)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), numbers[i]);
        }

        return (Tables, bytes);
    }

    private static (byte[] Code, ushort Label) Finish(Assembler code, Label label)
    {
        using MemoryStream bytes = new();
        AssemblerResult result = code.Assemble(new StreamCodeWriter(bytes), Start, BlockEncoderOptions.ReturnNewInstructionOffsets);
        return (bytes.ToArray(), (ushort)result.GetLabelRIP(label));
    }
}
