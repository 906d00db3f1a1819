using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Sets;

public class HvDecodingTests
{
    private const uint HvInterface = 0x31237648;
    private static readonly AsciiSignature VMware = AsciiSignature.Parse("VMwareVMware");

    private static readonly Gen<HvCpuidSet> AnySet =
        from signature in Gen.Elements(AsciiSignature.MicrosoftHv, AsciiSignature.LinuxKvmHv, AsciiSignature.Kvm, VMware)
        from functions in Gen.SubListOf<uint>(0x40000000, 0x40000001, 0x40000002, 0x40000003, 0x40000004, 0x4000000A, 0x4000000B, 0x40000050, 0x40000100, 0x40000101, 0x40000200)
        from words in Gen.Choose(0, int.MaxValue).Select(word => unchecked((uint)word * 3)).ArrayOf(4 * 11)
        select Set([.. functions.Select((function, i) => new CpuidEntry(
            function, function is 0x40000000 or 0x40000100 ? Signed(signature) : new CpuidRegisters(words[4 * i], words[(4 * i) + 1], words[(4 * i) + 2], words[(4 * i) + 3])))]);

    [Theory]
    [InlineData("Microsoft Hv", null, HypervisorInterface.HyperV)]
    [InlineData("Linux KVM Hv", null, HypervisorInterface.HyperV)]
    [InlineData("Microsoft Hv", 0u, HypervisorInterface.HyperV)]
    [InlineData("GenuineIntel", HvInterface, HypervisorInterface.HyperV)]
    [InlineData("KVMKVMKVM", HvInterface, HypervisorInterface.HyperV)]
    [InlineData(null, HvInterface, HypervisorInterface.HyperV)]
    [InlineData(null, null, HypervisorInterface.HyperV)]
    [InlineData("KVMKVMKVM", null, HypervisorInterface.Kvm)]
    [InlineData("KVMKVMKVM", 0x01007EFBu, HypervisorInterface.Kvm)]
    [InlineData("VMwareVMware", null, HypervisorInterface.VMware)]
    [InlineData("VMwareVMware", 0u, HypervisorInterface.VMware)]
    [InlineData("SomeoneElse", 0u, HypervisorInterface.Other)]
    [InlineData("", 0u, HypervisorInterface.Other)]
    [InlineData(null, 0x40000001u, HypervisorInterface.Other)]
    public void Interface_OfASignatureAndAnInterfaceLeaf_IsWhatTheySay(string? signature, uint? interfaceEax, HypervisorInterface expected)
    {
        HvCpuidSetBuilder builder = new();
        _ = signature is null ? builder : builder.Add(0x40000000, Signed(AsciiSignature.Parse(signature)));
        _ = interfaceEax is null ? builder : builder.Add(0x40000001, new CpuidRegisters(interfaceEax.Value, 0, 0, 0));
        HvDecoding decoding = HvDecoding.From(builder.ToSet());

        Assert.Equal((expected, signature), (decoding.Interface, decoding.Signature?.ToString()));
    }

    [Fact]
    public void Leaves_OfHyperV_HaveTheirFieldsSetOrClear()
    {
        HvDecodedLeaf leaf = Assert.Single(HvDecoding.From(Set(new CpuidEntry(0x40000005, new CpuidRegisters(288, 64, 0, 7)))).Leaves);

        Assert.Equal("Implementation limits", leaf.Title);
        Assert.Equal(HvFieldTable.ForLeaf(0x40000005), leaf.Fields.Select(field => field.Field));
        Assert.Equal([288u, 64u, 0u], leaf.Fields.Select(field => field.Value));
        Assert.Equal(["CPUID.40000005H:EDX[0]", "CPUID.40000005H:EDX[1]", "CPUID.40000005H:EDX[2]"], leaf.Unknown.Select(address => address.ToString()));
    }

    [Fact]
    public void Leaves_WithoutATitle_AreUnknownBitByBit()
    {
        HvDecodedLeaf leaf = Assert.Single(HvDecoding.From(Set(new CpuidEntry(0x40000050, new CpuidRegisters(0, 0x80000000, 0, 0)))).Leaves);

        Assert.Null(leaf.Title);
        Assert.Empty(leaf.Fields);
        Assert.Equal([BitAddress.Parse("CPUID.40000050H:EBX[31]")], leaf.Unknown);
    }

    [Theory]
    [InlineData("KVMKVMKVM", true)]
    [InlineData("XenVMMXenVMM", false)]
    public void Leaves_At40000100H_HaveKvmsNamesOnlyBehindKvmsSignature(string signature, bool named)
    {
        HvDecoding decoding = HvDecoding.From(Set(
            new CpuidEntry(0x40000000, Signed(AsciiSignature.LinuxKvmHv)),
            new CpuidEntry(0x40000100, Signed(AsciiSignature.Parse(signature))),
            new CpuidEntry(0x40000101, new CpuidRegisters(1, 0, 0, 0))));

        Assert.Equal(named, decoding.KvmIsSecond);
        Assert.Equal(named ? "KVM: features" : "Xen: version", decoding.Leaves[2].Title);
        Assert.Equal(named, decoding.Leaves[2].Fields.Any(field => field.Field.Name == "Clocksource"));
        Assert.Empty(decoding.Leaves[2].Unknown);
    }

    [Fact]
    public void Leaves_OfKvmAlone_AreItsOwnFieldsWhereTheyStand()
    {
        HvDecoding decoding = HvDecoding.From(Set(
            new CpuidEntry(0x40000000, Signed(AsciiSignature.Kvm)), new CpuidEntry(0x40000001, new CpuidRegisters(1u << 7, 0, 0, 0))));
        HvDecodedField field = Assert.Single(decoding.Leaves[1].Fields, field => field.Value != 0);

        Assert.Equal(("KVM_FEATURE_PV_UNHALT", "CPUID.40000001H:EAX[7]"), (field.Field.LinuxName, field.Field.Address.ToString()));
    }

    [Theory]
    [InlineData("VMwareVMware", "VMware: vendor and maximum leaf")]
    [InlineData("SomeoneElse", null)]
    public void Leaves_OfAnotherHypervisor_HaveNoNameOfHyperVs(string signature, string? title)
    {
        HvDecoding decoding = HvDecoding.From(Set(new CpuidEntry(0x40000000, Signed(AsciiSignature.Parse(signature))), new CpuidEntry(0x40000003, new CpuidRegisters(1, 1, 1, 1))));

        Assert.Equal(title, decoding.Leaves[0].Title);
        Assert.Equal((null, 0, 0), (decoding.Leaves[1].Title, decoding.Leaves[1].Fields.Count, decoding.Leaves[1].Unknown.Count));
    }

    [Theory]
    [InlineData("40000001H.EAX", HvInterface, "'Hv#1'")]
    [InlineData("40000005H.EAX", 288u, "288")]
    [InlineData("40000000H.EAX", 0x40000082u, "40000082H")]
    [InlineData("40000003H.EDX.19", 1u, "1")]
    public void Text_OfAField_ReadsAsItsFormatSays(string address, uint value, string expected) =>
        Assert.Equal(expected, new HvDecodedField(HvFieldTable.Find(BitAddress.Parse(address))[0], value).Text);

    [Theory]
    [InlineData("40000002H.EAX", 20348u, "Windows Server 2022.", true)]
    [InlineData("40000002H.EAX", 20349u, "The hypervisor's build.", false)]
    [InlineData("4000000CH.EBX[3:0]", 3u, "TDX.", true)]
    [InlineData("40000005H.EAX", 0xFFFFFFFFu, "No limit is told.", true)]
    [InlineData("40000004H.EBX", 0xFFFu, "How often the guest tries a spinlock before it tells the hypervisor.", false)]
    public void Meaning_OfAField_FitsItsValue(string address, uint value, string meaning, bool isTheValues)
    {
        HvDecodedField field = new(HvFieldTable.Find(BitAddress.Parse(address))[0], value);

        Assert.Equal((meaning, isTheValues ? meaning : null), (field.Meaning, field.ValueMeaning));
    }

    [Fact]
    public void Signature_OfALeaf_IsOne()
    {
        HvDecoding decoding = HvDecoding.From(Set(new CpuidEntry(0x40000000, Signed(AsciiSignature.MicrosoftHv)), new CpuidEntry(0x40000005, new CpuidRegisters(1, 2, 3, 4))));

        Assert.Equal([AsciiSignature.MicrosoftHv, null], decoding.Leaves.Select(leaf => leaf.Signature));
        Assert.Equal(["MaximumFunction"], decoding.Leaves[0].FieldsBesideSignature.Select(field => field.Field.Name));
        Assert.Equal(decoding.Leaves[1].Fields, decoding.Leaves[1].FieldsBesideSignature);
    }

    [Fact]
    public void Of_NoSet_IsRefused() => Assert.Throws<ArgumentNullException>(() => HvDecoding.From((HvCpuidSet)null!));

    // Every set bit of a leaf that is decoded is in exactly one field or unknown, and nothing else is.
    [Fact]
    public void Fields_AndUnknownBits_GiveTheRegistersBack() => Prop.ForAll(AnySet.ToArbitrary(), set =>
    {
        HvDecoding decoding = HvDecoding.From(set);
        return decoding.Leaves.Select(leaf => leaf.Entry).SequenceEqual(set)
            && decoding.Leaves.All(leaf => (leaf.Title is null && leaf.Unknown.Count == 0) || Rebuild(leaf) == leaf.Entry.Registers);
    }).QuickCheckThrowOnFailure();

    private static CpuidRegisters Rebuild(HvDecodedLeaf leaf)
    {
        CpuidRegisters registers = default;
        IEnumerable<(BitAddress Address, uint Value)> parts = leaf.Fields.Select(field => (field.Field.Address, field.Value))
            .Concat(leaf.Unknown.Select(address => (address, 1u)));
        foreach ((BitAddress address, uint value) in parts)
        {
            Assert.Equal(leaf.Entry.Function, address.Function);
            registers = registers.With(address.Register, address.Bits.Insert(registers[address.Register], value));
        }

        return registers;
    }

    private static CpuidRegisters Signed(AsciiSignature signature) => new(0x40000001, signature.Ebx, signature.Ecx, signature.Edx);

    private static HvCpuidSet Set(params CpuidEntry[] entries) => new HvCpuidSetBuilder().AddRange(entries).ToSet();
}
