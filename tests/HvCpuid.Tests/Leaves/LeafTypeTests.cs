using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves;

public sealed class LeafTypeTests
{
    private static readonly CpuidRegisters Dirty = new(0xA5A5A5A5, 0x5A5A5A5A, 0xC3C3C3C3, 0x3C3C3C3C);
    private static readonly CpuidRegister[] Four = [CpuidRegister.Eax, CpuidRegister.Ebx, CpuidRegister.Ecx, CpuidRegister.Edx];

    public static TheoryData<Type> Types => [.. LeafSources.LeafTypes];

    public static TheoryData<Type, string> Properties
    {
        get
        {
            TheoryData<Type, string> data = [];
            foreach (Type leaf in LeafSources.LeafTypes)
            {
                foreach (PropertyInfo property in LeafSources.SettableOf(leaf))
                {
                    data.Add(leaf, property.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void LeafType_AnyRegisters_ComeBack(Type leaf)
    {
        Gen<uint> word = Gen.Choose(int.MinValue, int.MaxValue).Select(value => unchecked((uint)value));
        Gen<CpuidRegisters> registers = word.Four().Select(four => new CpuidRegisters(four.Item1, four.Item2, four.Item3, four.Item4));
        Prop.ForAll(registers.ToArbitrary(), value => LeafSources.ToRegisters(LeafSources.FromRegisters(leaf, value)) == value)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void LeafType_EqualRegisters_AreEqual(Type leaf)
    {
        Assert.Equal(LeafSources.FromRegisters(leaf, Dirty), LeafSources.FromRegisters(leaf, Dirty));
        foreach (CpuidRegister register in Four)
        {
            CpuidRegisters other = Dirty.With(register, Dirty[register] ^ 0x80000000);
            Assert.NotEqual(LeafSources.FromRegisters(leaf, Dirty), LeafSources.FromRegisters(leaf, other));
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Property_Set_ChangesExactlyTheBitsOfItsDoc(Type leaf, string name)
    {
        PropertyInfo property = leaf.GetProperty(name)!;
        CpuidRegisters mask = MaskOf(leaf, name);
        CpuidRegisters ones = new(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);

        object zero = property.GetValue(LeafSources.FromRegisters(leaf, default))!;
        object full = property.GetValue(LeafSources.FromRegisters(leaf, ones))!;

        Assert.NotEqual(zero, full);
        Assert.Equal(mask, Set(leaf, property, default, full));
        Assert.Equal(Combine(ones, mask, (value, bits) => value & ~bits), Set(leaf, property, ones, zero));
        Assert.Equal(Combine(Dirty, mask, (value, bits) => value | bits), Set(leaf, property, Dirty, full));
        Assert.Equal(Combine(Dirty, mask, (value, bits) => value & ~bits), Set(leaf, property, Dirty, zero));
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Property_SetToWhatAnotherHad_ReadsTheSame(Type leaf, string name)
    {
        PropertyInfo property = leaf.GetProperty(name)!;
        for (int bit = 0; bit < 32; bit++)
        {
            uint word = 0x9E3779B1u << bit | 1u << bit;
            CpuidRegisters registers = new(word, ~word, word ^ 0x55555555, word ^ 0x0F0F0F0F);
            object value = property.GetValue(LeafSources.FromRegisters(leaf, registers))!;
            CpuidRegisters written = Set(leaf, property, Dirty, value);

            Assert.Equal(value, property.GetValue(LeafSources.FromRegisters(leaf, written)));
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public void Property_ValueThatDoesNotFit_IsRefused(Type leaf, string name)
    {
        PropertyInfo property = leaf.GetProperty(name)!;
        IReadOnlyList<BitAddress> addresses = LeafSources.Properties[(LeafSources.FunctionOf(leaf), name)];
        Type type = property.PropertyType;
        object? tooMuch = type switch
        {
            _ when type == typeof(AsciiSignature) => null,
            _ when type.IsDefined(typeof(FlagsAttribute)) => addresses.Aggregate(uint.MaxValue, (bits, address) => bits & ~address.Bits.Mask) is > 0 and var outside
                ? Enum.ToObject(type, outside & ~(outside - 1))
                : null,
            _ when type.IsEnum => Enum.ToObject(type, (ulong)addresses[0].Bits.MaxValue + 1),
            _ when type == typeof(byte) => addresses[0].Bits.Width < 8 ? (byte)(addresses[0].Bits.MaxValue + 1) : null,
            _ when type == typeof(ushort) => addresses[0].Bits.Width < 16 ? (ushort)(addresses[0].Bits.MaxValue + 1) : null,
            _ when type == typeof(uint) => addresses[0].Bits.Width < 32 ? addresses[0].Bits.MaxValue + 1 : null,
            _ => throw new InvalidOperationException($"{leaf.Name}.{name} is a {type.Name}: the test does not know what does not fit into it."),
        };

        if (tooMuch is null)
        {
            int width = type == typeof(AsciiSignature) ? 96 : System.Runtime.InteropServices.Marshal.SizeOf(type.IsEnum ? typeof(uint) : type) * 8;
            Assert.Equal(width, addresses.Sum(address => address.Bits.Width));
            return;
        }

        TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => Set(leaf, property, Dirty, tooMuch));
        Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException);
    }

    [Fact]
    public void Properties_AllLeafTypes_StartTheirDocWithAnAddress()
    {
        string[] missing =
        [
            .. LeafSources.LeafTypes.SelectMany(leaf => LeafSources.SettableOf(leaf)
                .Where(property => !LeafSources.Properties.ContainsKey((LeafSources.FunctionOf(leaf), property.Name)))
                .Select(property => $"{leaf.Name}.{property.Name}")),
        ];

        Assert.Empty(missing);
        Assert.Equal(LeafSources.LeafTypes.Sum(leaf => LeafSources.SettableOf(leaf).Count()), LeafSources.Properties.Count);
    }

    [Fact]
    public void Properties_OfOneLeaf_ShareNoBit()
    {
        Assert.All(LeafSources.LeafTypes, leaf =>
        {
            BitAddress[] addresses = [.. LeafSources.SettableOf(leaf).SelectMany(property => LeafSources.Properties[(LeafSources.FunctionOf(leaf), property.Name)])];
            Assert.All(addresses, address => Assert.Single(addresses, other => other.Overlaps(address)));
        });
    }

    private static CpuidRegisters MaskOf(Type leaf, string name) => LeafSources.Properties[(LeafSources.FunctionOf(leaf), name)]
        .Aggregate(default(CpuidRegisters), (mask, address) => mask.With(address.Register, mask[address.Register] | address.Bits.Mask));

    private static CpuidRegisters Set(Type leaf, PropertyInfo property, CpuidRegisters registers, object value)
    {
        object boxed = LeafSources.FromRegisters(leaf, registers);
        property.SetValue(boxed, value);
        return LeafSources.ToRegisters(boxed);
    }

    private static CpuidRegisters Combine(CpuidRegisters value, CpuidRegisters mask, Func<uint, uint, uint> combine) => new(
        combine(value.Eax, mask.Eax), combine(value.Ebx, mask.Ebx), combine(value.Ecx, mask.Ecx), combine(value.Edx, mask.Edx));
}
