using HvCpuid.Ioctl;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

public class MappedUserMemoryTests
{
    private static readonly byte[] Source = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(0x0FFF, 0)]
    [InlineData(0x1000, 8)]
    [InlineData(0x1003, 8)]
    [InlineData(0x1006, 6)]
    [InlineData(0x100B, 1)]
    [InlineData(0x100C, 0)]
    [InlineData(0, 0)]
    [InlineData(ulong.MaxValue, 0)]
    public void Copy_AcrossRanges_StopsAtTheFirstFault(ulong address, int copied)
    {
        byte[] bytes = Caller.Dirty(13);
        MappedUserMemory memory = new();
        memory.Map(0x1004, new ArraySegment<byte>(bytes, 4, 8));
        memory.Map(0x1000, new ArraySegment<byte>(bytes, 0, 4));

        Assert.Equal(copied, memory.CopyToUser(address, Source));

        byte[] expected = Caller.Dirty(13);
        int at = copied == 0 ? 0 : (int)(address - 0x1000);
        Source.AsSpan(0, copied).CopyTo(expected.AsSpan(at));
        Assert.Equal(expected, bytes);
        byte[] back = Caller.Dirty(8);
        Assert.Equal(copied, memory.CopyFromUser(address, back));
        Assert.Equal([.. Source[..copied], .. Caller.Dirty(8 - copied)], back);
    }

    [Fact]
    public void Copy_ReadOnlyRange_CanBeReadOnly()
    {
        byte[] bytes = [.. Source];
        MappedUserMemory memory = new();
        memory.Map(0x1000, bytes, writable: false);

        Assert.Equal(0, memory.CopyToUser(0x1000, new byte[8]));
        Assert.Equal(Source, bytes);
        Assert.Equal(8, memory.CopyFromUser(0x1000, new byte[8]));
    }

    [Fact]
    public void Copy_ToTheEndOfMemory_DoesNotWrapAround()
    {
        MappedUserMemory memory = new();
        memory.Map(1, new byte[16]);
        memory.Map(ulong.MaxValue - 4, new byte[4]);

        Assert.Equal(4, memory.CopyToUser(ulong.MaxValue - 4, Source));
        Assert.Equal(0, memory.CopyToUser(ulong.MaxValue, Source));
    }

    [Theory]
    [InlineData(0x0FF9, 8)]
    [InlineData(0x1007, 1)]
    [InlineData(0x0800, 0x1000)]
    [InlineData(0, 4)]
    [InlineData(ulong.MaxValue - 3, 4)]
    public void Map_OverlapNullOrEnd_IsRefused(ulong address, int length)
    {
        MappedUserMemory memory = new();
        memory.Map(0x1000, new byte[8]);

        Assert.Throws<ArgumentException>(() => memory.Map(address, new byte[length]));
    }

    [Fact]
    public void Unmap_Range_FaultsAfterwards()
    {
        MappedUserMemory memory = new();
        memory.Map(0x1000, new byte[8]);
        memory.Map(0x1008, new byte[8]);
        memory.Map(0x2000, []);

        Assert.True(memory.Unmap(0x1000));
        Assert.False(memory.Unmap(0x1000));
        Assert.False(memory.Unmap(0x2000));
        Assert.Equal([0, 8], [memory.CopyToUser(0x1000, Source), memory.CopyToUser(0x1008, Source)]);
        Assert.Throws<ArgumentNullException>(() => memory.Map(0x3000, (byte[])null!));
    }
}
