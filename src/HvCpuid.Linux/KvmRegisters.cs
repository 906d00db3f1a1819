using System.Buffers.Binary;

namespace HvCpuid.Linux;

/// <summary>The general registers of a vCPU, <c>struct kvm_regs</c> (Linux, arch/x86/include/uapi/asm/kvm.h). Real-mode code uses their lower 16 or 32 bits.</summary>
public sealed record KvmRegisters
{
    /// <summary>The size of the structure, 144 bytes.</summary>
    internal const int Size = 18 * sizeof(ulong);

    // What is reserved in RFLAGS and reads 1.
    private const ulong FlagsAlwaysSet = 1 << 1;

    /// <summary>RAX.</summary>
    public ulong Rax { get; init; }

    /// <summary>RBX.</summary>
    public ulong Rbx { get; init; }

    /// <summary>RCX.</summary>
    public ulong Rcx { get; init; }

    /// <summary>RDX.</summary>
    public ulong Rdx { get; init; }

    /// <summary>RSI.</summary>
    public ulong Rsi { get; init; }

    /// <summary>RDI.</summary>
    public ulong Rdi { get; init; }

    /// <summary>RSP.</summary>
    public ulong Rsp { get; init; }

    /// <summary>RBP.</summary>
    public ulong Rbp { get; init; }

    /// <summary>RIP.</summary>
    public ulong Rip { get; init; }

    /// <summary>RFLAGS. Default: 2, the bit that is always set.</summary>
    public ulong Rflags { get; init; } = FlagsAlwaysSet;

    // rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, r8 to r15, rip, rflags. R8 to R15 do not exist in real mode and are written as 0.
    internal static KvmRegisters Read(ReadOnlySpan<byte> source) => new()
    {
        Rax = Word(source, 0),
        Rbx = Word(source, 1),
        Rcx = Word(source, 2),
        Rdx = Word(source, 3),
        Rsi = Word(source, 4),
        Rdi = Word(source, 5),
        Rsp = Word(source, 6),
        Rbp = Word(source, 7),
        Rip = Word(source, 16),
        Rflags = Word(source, 17),
    };

    internal void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        ReadOnlySpan<ulong> first = [Rax, Rbx, Rcx, Rdx, Rsi, Rdi, Rsp, Rbp];
        for (int i = 0; i < first.Length; i++)
        {
            Put(destination, i, first[i]);
        }

        Put(destination, 16, Rip);
        Put(destination, 17, Rflags);
    }

    private static ulong Word(ReadOnlySpan<byte> source, int index) => BinaryPrimitives.ReadUInt64LittleEndian(source[(index * sizeof(ulong))..]);

    private static void Put(Span<byte> destination, int index, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(destination[(index * sizeof(ulong))..], value);
}
