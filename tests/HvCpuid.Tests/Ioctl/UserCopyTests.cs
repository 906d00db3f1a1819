using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Tests.Simulation;

namespace HvCpuid.Tests.Ioctl;

/// <summary>copy_from_user and copy_to_user on what an implementation of <see cref="IUserMemory"/> gives piece by piece.</summary>
public class UserCopyTests
{
    private static readonly byte[] Source = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(8, 8)]
    [InlineData(3, 5)]
    [InlineData(8, 0)]
    public void Copy_InPieces_AsksForWhatIsLeftAndNeverForNothing(int piece, int mapped)
    {
        Pieces memory = new(piece, mapped);
        Source.AsSpan(0, mapped).CopyTo(memory.Bytes);
        byte[] read = Caller.Dirty(8);

        Assert.Equal(mapped, memory.CopyFromUser(Pieces.Base, read));
        Assert.Equal([.. Source[..mapped], .. Caller.Dirty(8 - mapped)], read);

        memory.Bytes.AsSpan().Clear();
        Assert.Equal(mapped, memory.CopyToUser(Pieces.Base, Source));
        Assert.Equal(Source[..mapped], memory.Bytes);
        Assert.All(memory.Asked, length => Assert.InRange(length, 1, 8));
    }

    [Fact]
    public void Copy_OfNothing_DoesNotTouchMemory()
    {
        Pieces memory = new(8, 8);

        Assert.Equal(0, memory.CopyFromUser(Pieces.Base, []));
        Assert.Equal(0, memory.CopyToUser(Pieces.Base, []));
        Assert.Empty(memory.Asked);
    }

    [Fact]
    public void Copy_WithoutMemory_NamesIt()
    {
        IUserMemory memory = null!;

        Assert.Throws<ArgumentNullException>("memory", () => memory.CopyFromUser(0, new byte[1]));
        Assert.Throws<ArgumentNullException>("memory", () => memory.CopyToUser(0, new byte[1]));
    }

    private sealed class Pieces(int piece, int mapped) : IUserMemory
    {
        public const ulong Base = 0x1000;

        public byte[] Bytes { get; } = new byte[mapped];

        public List<int> Asked { get; } = [];

        public ReadOnlySpan<byte> Readable(ulong address, int length) => Writable(address, length);

        public Span<byte> Writable(ulong address, int length)
        {
            Asked.Add(length);
            int at = (int)(address - Base);
            return Bytes.AsSpan(at, Math.Min(Math.Min(piece, length), Bytes.Length - at));
        }
    }
}

/// <summary>What the exceptions of the calls say.</summary>
public class KvmExceptionTests
{
    [Fact]
    public void Message_OfARefusal_NamesCallErrorAndReasonWhereOneIsKnown()
    {
        Assert.Equal("KVM_CREATE_VM failed with EMFILE.", new KvmException(KvmRequest.CreateVm, KvmErrno.EMFILE).Message);
        Assert.Equal("KVM_CREATE_VM failed with EMFILE: too many files.", new KvmException(KvmRequest.CreateVm, KvmErrno.EMFILE, "too many files").Message);
        Assert.Equal("KVM_GET_SUPPORTED_HV_CPUID: the kernel oopses.", new KvmHostOopsException(KvmRequest.GetSupportedHvCpuid, "the kernel oopses").Message);
    }
}
