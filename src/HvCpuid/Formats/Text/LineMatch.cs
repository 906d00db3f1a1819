using HvCpuid.Registers;

namespace HvCpuid.Formats;

/// <summary>What a <see cref="LinePattern"/> read of a line, and how far it came. Used again for the next line: nothing is allocated.</summary>
internal sealed class LineMatch
{
    private const int MaxFields = 6;
    private readonly (BitAddress Address, uint Value)[] _fields = new (BitAddress, uint)[MaxFields];
    private readonly uint[] _registers = new uint[4];

    /// <summary>How far the line was read; after a failure, where the unexpected begins (of a number, its first digit).</summary>
    public int Position { get; set; }

    /// <summary>After a failure, the step of the pattern that failed.</summary>
    public int Step { get; set; }

    /// <summary>After a failure, whether the line was right as far as it went, and only ended too soon.</summary>
    public bool EndsTooSoon { get; set; }

    /// <summary>The leaf, where the pattern has one.</summary>
    public uint Function { get; set; }

    /// <summary>The index, where the pattern has one.</summary>
    public uint Index { get; set; }

    /// <summary>The four registers, where the pattern has them.</summary>
    public CpuidRegisters Registers => new(_registers[0], _registers[1], _registers[2], _registers[3]);

    /// <summary>The single fields that the line tells.</summary>
    public ReadOnlySpan<(BitAddress Address, uint Value)> Fields => _fields.AsSpan(0, Count);

    private int Count { get; set; }

    public void Begin(int position) => (Position, Step, Index, Count) = (position, 0, 0, 0);

    public void SetRegister(int register, uint value) => _registers[register] = value;

    public void Add(BitAddress address, uint value) => _fields[Count++] = (address, value);
}
