using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Sets;

public class HvReadingTests
{
    private static readonly BitAddress Eax = BitAddress.Parse("3.EAX");
    private static readonly BitAddress Low = BitAddress.Parse("3.ECX[3:0]");
    private static readonly HvCpuidSet Set = new HvCpuidSetBuilder().Add(0x40000003, new CpuidRegisters(0x2AFF, 0x830, 0, 0x80D12)).ToSet();

    [Fact]
    public void Of_ASet_KnowsAllOfItAndThatTheRestIsAbsent()
    {
        HvReading reading = HvReading.From(Set);
        Assert.True(reading.IsComplete && reading.IsWhole);
        Assert.Equal((true, false), (reading.Has(0x40000003), reading.Has(0x40000004)));
        Assert.Equal((0x2AFFu, 0u), (reading.ValueOf(Eax), reading.ValueOf(BitAddress.Parse("4.EAX"))));
        Assert.Empty(reading.UnknownRegisters());
        Assert.Equal(Set.ToString(), reading.ToString());
        Assert.Same(HvReading.Empty, HvReading.From(HvCpuidSet.Empty));
        Assert.Throws<ArgumentNullException>(() => HvReading.From(null!));
    }

    [Fact]
    public void Reading_OfAPart_TellsAbsentUnknownAndZeroApart()
    {
        HvReadingBuilder builder = new();
        Assert.True(builder.Tell(Eax, 0) && builder.Tell(Low, 2));
        HvReading open = builder.ToReading(isComplete: false);
        HvReading complete = builder.ToReading(isComplete: true);

        Assert.Equal((true, null), (open.Has(0x40000003), open.Has(0x40000004)));
        Assert.Equal((true, false), (complete.Has(0x40000003), complete.Has(0x40000004)));
        Assert.Equal((0u, 2u, null), (open.ValueOf(Eax), open.ValueOf(Low), open.ValueOf(BitAddress.Parse("3.ECX[4:0]"))));
        Assert.Null(open.ValueOf(BitAddress.Parse("4.EAX")));
        Assert.Equal(0u, complete.ValueOf(BitAddress.Parse("4.EAX")));
        Assert.Equal(new CpuidRegisters(uint.MaxValue, 0, 0xF, 0), open.Known(0x40000003));
        Assert.Equal(default, open.Known(0x40000004));
        Assert.Equal(["CPUID.40000003H:EBX", "CPUID.40000003H:ECX", "CPUID.40000003H:EDX"], open.UnknownRegisters().Select(address => address.ToString()));
        Assert.False(open.IsWhole || complete.IsWhole);
        Assert.EndsWith("unknown: CPUID.40000003H:EBX, CPUID.40000003H:ECX, CPUID.40000003H:EDX\nunknown: every other leaf", open.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tell_AnotherValue_ChangesNothing()
    {
        HvReadingBuilder builder = new();
        Assert.True(builder.Tell(Low, 2));
        Assert.True(builder.Tell(Low, 2));
        Assert.False(builder.Tell(BitAddress.Parse("3.ECX[4:1]"), 0));
        Assert.True(builder.Tell(BitAddress.Parse("3.ECX[4:1]"), 9));
        Assert.Equal((0x12u, 1), (builder.ValueOf(BitAddress.Parse("3.ECX[4:0]")), builder.Count));
        Assert.Null(builder.ValueOf(BitAddress.Parse("3.ECX[5]")));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Tell(Low, 16));
        Assert.Throws<ArgumentException>(() => builder.Tell(new BitAddress(1, CpuidRegister.Eax, 0), 1));
    }

    [Fact]
    public void Equals_GoesByLeavesAndKnowledge()
    {
        HvReadingBuilder builder = new();
        Assert.All(Enum.GetValues<CpuidRegister>(), register =>
        {
            Assert.NotEqual(HvReading.From(Set), builder.ToReading(true));
            builder.Tell(new BitAddress(0x40000003, register, BitField.Whole), Set[0].Registers[register]);
        });

        Assert.Equal(HvReading.From(Set), builder.ToReading(true));
        Assert.Equal(HvReading.From(Set).GetHashCode(), builder.ToReading(true).GetHashCode());
        Assert.NotEqual(HvReading.From(Set), builder.ToReading(false));
        Assert.False(HvReading.From(Set).Equals((object?)null));
    }

    [Fact]
    public void Decoding_OfAPart_LeavesOutWhatIsNotKnown()
    {
        HvReadingBuilder builder = new();
        builder.Tell(Eax, 0x10000 | 0x20);
        builder.Tell(Low, 2);
        HvDecodedLeaf leaf = Assert.Single(HvDecoding.From(builder.ToReading(false)).Leaves);

        Assert.All(leaf.Fields, field => Assert.True(field.Field.Address.Register == CpuidRegister.Eax || field.Field.Address == Low));
        Assert.Contains(leaf.Fields, field => field.Field.Address == Low && field.Value == 2);
        Assert.Equal(["CPUID.40000003H:EAX[16]"], leaf.Unknown.Select(address => address.ToString()));
        Assert.Equal((true, false), (leaf.Knows(CpuidRegister.Eax), leaf.Knows(CpuidRegister.Ecx)));
    }
}
