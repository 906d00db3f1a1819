using System.Buffers.Binary;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>A state of the caller's memory: parts of one array mapped, each readable or writable, and where in it the buffer starts.</summary>
internal sealed record MemoryCase(string Name, ulong Offset, params (int Start, int End, bool Writable)[] Parts)
{
    // Room for more than ten entries, so that a byte written past the tenth shows.
    private const int Size = 512;

    public static IReadOnlyList<MemoryCase> All { get; } =
    [
        new("mapped", 0, (0, Size, true)),
        new("misaligned by 3", 3, (0, Size, true)),
        new("in two pieces, within the header", 0, (0, 5, true), (5, Size, true)),
        new("in three pieces, within an entry", 8, (0, 61, true), (61, 200, true), (200, Size, true)),
        new("unmapped", 0),
        new("half-mapped header", 0, (0, 4, true)),
        new("the header's last byte missing", 0, (0, 7, true)),
        new("the header only", 0, (0, 8, true)),
        new("a hole after two entries", 0, (0, 88, true)),
        new("a hole within the third entry", 3, (0, 3 + 8 + 80 + 13, true)),
        new("read-only", 0, (0, Size, false)),
        new("entries read-only", 0, (0, 8, true), (8, Size, false)),
        new("read-only after two entries", 0, (0, 88, true), (88, Size, false)),
        new("header read-only", 0, (0, 8, false), (8, Size, true)),
        new("half of the header read-only", 0, (0, 4, true), (4, 8, false), (8, Size, true)),
    ];

    public byte[] Bytes { get; } = new byte[Size];

    /// <summary>Dirt with a count where the header is, whether that is mapped or not; a copy to work out the expected bytes in.</summary>
    public byte[] Prepare(uint count)
    {
        Bytes.AsSpan().Fill(Caller.Dirt);
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan((int)Offset), count);
        return [.. Bytes];
    }

    public bool CanRead(int at) => Parts.Any(part => at >= part.Start && at < part.End);

    public bool CanWrite(int at) => Parts.Any(part => at >= part.Start && at < part.End && part.Writable);

    public void Map(MappedUserMemory memory, ulong address)
    {
        foreach ((int start, int end, bool writable) in Parts)
        {
            memory.Map(address + (ulong)start, new ArraySegment<byte>(Bytes, start, end - start), writable);
        }
    }

    public void Unmap(MappedUserMemory memory, ulong address)
    {
        foreach ((int start, _, _) in Parts)
        {
            Assert.True(memory.Unmap(address + (ulong)start));
        }
    }
}
