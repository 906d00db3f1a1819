using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves;

public sealed class HvFieldTableTests
{
    [Fact]
    public void Members_AllFlagEnums_AreReadFromTheSources()
    {
        string[] compiled = [.. LeafSources.FlagEnums.SelectMany(type => Enum.GetNames(type).Where(name => name != "None").Select(name => $"{type.Name}.{name}"))];
        string[] read = [.. LeafSources.Members.Select(member => $"{member.Enum}.{member.Name}")];

        Assert.Equal(compiled.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Members_AllFlagEnums_HaveTheBitOfTheirDoc()
    {
        string[] wrong = [.. LeafSources.Members.Where(member => member.DocBit != member.CodeBit).Select(member => $"{member.Enum}.{member.Name}")];

        Assert.Empty(wrong);
        Assert.All(LeafSources.Members, member =>
        {
            Type type = Assert.Single(LeafSources.FlagEnums, type => type.Name == member.Enum);
            Assert.Equal(1u << member.CodeBit, (uint)Enum.Parse(type, member.Name));
        });
    }

    [Fact]
    public void Members_AllFlagEnums_StandInsideThePropertyOfTheirType()
    {
        Assert.All(LeafSources.Members, row =>
        {
            (uint function, string name, string member, CpuidRegister register, int bit, _) = row;
            Type leaf = LeafSources.LeafTypes.Single(type => LeafSources.FunctionOf(type) == function);
            string property = Assert.Single(LeafSources.SettableOf(leaf), property => property.PropertyType.Name == name).Name;
            Assert.True(
                LeafSources.Properties[(function, property)].Any(address => address.Overlaps(new BitAddress(function, register, bit))),
                $"{name}.{member} is outside {leaf.Name}.{property}");
        });
    }

    [Fact]
    public void MembersAndRows_OfOneBit_AreTheSame()
    {
        string[] members = [.. LeafSources.Members.Select(member => $"{new BitAddress(member.Function, member.Register, member.CodeBit)} {member.Name}")];
        string[] rows = [.. HvFieldTable.All.Where(field => field.Address.Bits.IsSingleBit).Select(field => $"{field.Address} {field.Name}")];

        Assert.Empty(members.Except(rows).Select(text => "no row: " + text));
        Assert.Empty(rows.Except(members).Select(text => "no member: " + text));
        Assert.Equal(members.Length, rows.Length);
    }

    [Fact]
    public void PropertiesAndRows_OfSeveralBits_AreTheSame()
    {
        // Flags enums and the three registers of a signature are no single field.
        string[] properties =
        [
            .. LeafSources.LeafTypes.SelectMany(leaf => LeafSources.SettableOf(leaf)
                .Where(property => !property.PropertyType.IsDefined(typeof(FlagsAttribute), false) && property.PropertyType != typeof(AsciiSignature))
                .Select(property => $"{LeafSources.Properties[(LeafSources.FunctionOf(leaf), property.Name)].Single()} {property.Name}")),
        ];
        string[] rows =
        [
            .. HvFieldTable.All.Where(field => !field.Address.Bits.IsSingleBit && !field.Aliases.Contains("Signature"))
                .Select(field => $"{field.Address} {field.Name}"),
        ];

        Assert.Empty(properties.Except(rows).Select(text => "no row: " + text));
        Assert.Empty(rows.Except(properties).Select(text => "no property: " + text));
        Assert.Equal(9, HvFieldTable.All.Count(field => field.Aliases.Contains("Signature")));
    }

    [Fact]
    public void All_Rows_StandInOrderAndNeverOverlap()
    {
        (uint, CpuidRegister, int)[] places = [.. HvFieldTable.All.Select(field => (field.Address.Function, field.Address.Register, field.Address.Bits.Low))];

        Assert.Equal(places.Order(), places);
        Assert.All(HvFieldTable.All, field => Assert.Same(field, Assert.Single(HvFieldTable.Find(field.Address))));
    }

    [Fact]
    public void All_Rows_AreComplete() => Assert.All(HvFieldTable.All, field =>
    {
        Assert.True(HvLeafTable.TryGet(field.Address.Function, out _), field.ToString());
        Assert.Matches("^[A-Z][A-Za-z0-9]+$", field.Name);
        Assert.Matches(@"^[A-Z].*\.$", field.Meaning);
        Assert.NotEmpty(field.Source);
        Assert.Equal(field.Address.Bits.IsSingleBit, field.Format == HvFieldFormat.Flag);
        Assert.True(field.Disagreement is null || field.Disagreement.EndsWith('.'), field.Disagreement);
        Assert.True(field.Remark is null || field.Remark.EndsWith('.'), field.Remark);
        Assert.All(field.Values, value => Assert.Matches(@"^[A-Z].*\.$", value.Value));
        Assert.All(field.Values.Keys, value => Assert.True(value <= field.Address.Bits.MaxValue));
        Assert.Matches("^((HV|HYPERV|KVM)_[A-Z0-9_]+)?$", field.LinuxName ?? "");
        Assert.All(field.QemuFlags, flag => Assert.Matches("^(x-)?(hv|kvm|kvmclock)(-[a-z0-9]+)*$", flag));
    });

    [Fact]
    public void ToString_Row_IsItsAddressAndName() => Assert.Equal(
        "CPUID.40000003H:EDX[19] DirectSyntheticTimers", Assert.Single(HvFieldTable.FindByName("hv-stimer-direct")).ToString());

    [Fact]
    public void Names_WithinARegister_AreDistinct() => Assert.All(
        HvFieldTable.All.GroupBy(field => (field.Address.Function, field.Address.Register, field.Name)),
        same => Assert.Single(same));

    [Fact]
    public void LinuxNames_AllRows_AreDistinct()
    {
        string[] names = [.. HvFieldTable.All.Where(field => field.LinuxName is not null).Select(field => field.LinuxName!)];

        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase).Count(), names.Length);
    }

    [Fact]
    public void OfLeaf_EveryLeaf_GivesItsRowsInOrder()
    {
        Assert.Equal(HvFieldTable.All, HvLeafTable.All.SelectMany(leaf => HvFieldTable.ForLeaf(leaf.Function)));
        Assert.Equal(
            ["Signature", "Reserved"],
            [HvFieldTable.ForLeaf(HvInterface.Function).Single().Name, HvLeafTable.All.Single(leaf => HvFieldTable.ForLeaf(leaf.Function).Count == 0).Title]);
        Assert.Empty(HvFieldTable.ForLeaf(1));
    }

    [Theory]
    [InlineData("CPUID.4000000AH:EAX[15:8]", "EnlightenedVmcsVersionHigh")]
    [InlineData("A.EAX[8:7]", "EnlightenedVmcsVersionLow,EnlightenedVmcsVersionHigh")]
    [InlineData("4.EBX", "SpinlockRetries")]
    [InlineData("3.EBX[10:9]", "")]
    [InlineData("3.EBX[12:11]", "Debugging,CpuManagement")]
    [InlineData("B.EAX", "")]
    [InlineData("0x00000001.eax", "")]
    public void Find_Address_GivesTheFieldsThatOverlapIt(string address, string names) =>
        Assert.Equal(names, string.Join(',', HvFieldTable.Find(BitAddress.Parse(address)).Select(field => field.Name)));
}
