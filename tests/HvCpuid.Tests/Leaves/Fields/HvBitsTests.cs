using System.Reflection;
using System.Xml.Linq;
using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves;

public class HvBitsTests
{
    // Several fields in one address, for those who look at them together.
    private static readonly string[] Neighbours = ["PrivilegesHigh", "EnlightenedVmcsVersions", "NestedOptimizations", "EnlightenedVmcsFields"];

    private static Dictionary<string, BitAddress> Bits { get; } =
        typeof(HvBits).GetProperties(BindingFlags.Public | BindingFlags.Static).ToDictionary(property => property.Name, property => (BitAddress)property.GetValue(null)!);

    [Fact]
    public void Properties_AndRowsOfTheFieldTable_AreTheSame()
    {
        Dictionary<BitAddress, string> named = Bits.Where(bit => !Neighbours.Contains(bit.Key)).ToDictionary(bit => bit.Value, bit => bit.Key);

        Assert.Equal(HvFieldTable.All.Select(field => field.Address.ToString()).Order(), named.Keys.Select(address => address.ToString()).Order());
        Assert.Empty(HvFieldTable.All.Where(field => !named[field.Address].EndsWith(field.Name, StringComparison.Ordinal)).Select(field => $"{field} is called {named[field.Address]}"));
    }

    [Fact]
    public void Properties_WithAnotherNameThanTheirField_AreThoseThatWouldClash()
    {
        string[] renamed = [.. HvFieldTable.All.Where(field => Bits.All(bit => bit.Value != field.Address || bit.Key != field.Name)).Select(field => field.Name).Distinct()];

        Assert.All(renamed, name => Assert.True(HvFieldTable.All.Count(field => field.Name == name) > 1, name));
    }

    [Fact]
    public void Properties_OfSeveralFields_AreNeighboursInOneRegister() => Assert.All(
        Neighbours,
        name => Assert.All(HvFieldTable.Find(Bits[name]), field => Assert.Equal(field.Address.Bits.Mask, field.Address.Bits.Mask & Bits[name].Bits.Mask)));

    [Fact]
    public void Docs_OfEveryProperty_AreItsAddress()
    {
        Dictionary<string, string> docs = XDocument.Load(Path.ChangeExtension(typeof(HvBits).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value.Trim() ?? "");

        Assert.Equal(Bits.Select(bit => $"{bit.Key}: {bit.Value}."), Bits.Select(bit => $"{bit.Key}: {docs[$"P:HvCpuid.Leaves.HvBits.{bit.Key}"]}"));
    }
}
