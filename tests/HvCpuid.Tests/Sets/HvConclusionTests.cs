using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Formats;

namespace HvCpuid.Tests.Sets;

/// <summary>What a conclusion adds of isolation and nesting.</summary>
public class HvConclusionTests
{
    [Theory]
    [InlineData("3.EBX[22]=0", "not isolated")]
    [InlineData("3.EBX[22]=1 C.EBX=0", "isolated, but of no type")]
    [InlineData("3.EBX[22]=1 C.EBX=1", "VBS")]
    [InlineData("3.EBX[22]=1 C.EBX=2", "SEV-SNP")]
    [InlineData("3.EBX[22]=1 C.EBX=3", "TDX")]
    [InlineData("3.EBX[22]=1 C.EBX=4", "isolation type 4")]
    [InlineData("3.EBX[22]=1 C.EAX[0]=1 C.EBX=2", "SEV-SNP with a paravisor")]
    [InlineData("3.EBX[22]=0 C.EAX[0]=1", "not isolated")]
    public void Conclusion_OfAnIsolatedGuest_NamesTheIsolation(string edits, string conclusion) =>
        Assert.EndsWith(", " + conclusion, Conclusion(edits), StringComparison.Ordinal);

    [Theory]
    [InlineData("4.EAX[12]=1", true)]
    [InlineData("4.EAX[12]=0", false)]
    public void Conclusion_OfAGuestInAGuest_SaysSo(string edits, bool nested) =>
        Assert.Equal(nested, Conclusion(edits).Contains(", nested in another Hyper-V", StringComparison.Ordinal));

    [Theory]
    [InlineData("4.EAX[14]=1 A.EAX=301", "eVMCS 1..3")]
    [InlineData("4.EAX[14]=1 A.EAX=0", null)]
    [InlineData("4.EAX[14]=0 A.EAX=101", null)]
    public void Conclusion_OfAGuestWithEvmcs_NamesItsVersions(string edits, string? versions)
    {
        string conclusion = Conclusion(edits);
        Assert.Equal(versions is not null, conclusion.Contains("eVMCS", StringComparison.Ordinal));
        Assert.Contains(versions ?? "", conclusion, StringComparison.Ordinal);
    }

    private static string Conclusion(string edits)
    {
        HvCpuidSetBuilder builder = Printed.Set("qemu-112-vcpus").ToBuilder();
        foreach (string[] edit in edits.Split(' ').Select(edit => edit.Split('=')))
        {
            BitAddress address = BitAddress.Parse(edit[0]);
            builder.ToSet().TryGet(address.Function, out CpuidRegisters registers);
            uint value = uint.Parse(edit[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            builder.Set(address.Function, registers.With(address.Register, address.Bits.Insert(registers[address.Register], value)));
        }

        return HvOrigin.From(HvReading.From(builder.ToSet())).Conclusion;
    }
}
