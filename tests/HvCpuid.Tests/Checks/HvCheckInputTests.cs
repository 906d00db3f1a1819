using System.Text;
using HvCpuid.Checks;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Checks;

/// <summary>What the ordinary leaves of a vCPU tell of its processor, and of VMX and SVM, and where what is said is otherwise.</summary>
public class HvCheckInputTests
{
    private const string Intel = "the processor is said to be Intel's, but the set's own ordinary leaves say AMD's";
    private const string Amd = "the processor is said to be AMD's, but the set's own ordinary leaves say Intel's";
    private const string Shown = "the guest is said to be shown VMX or SVM, but the set's own ordinary leaves show neither";
    private const string NotShown = "the guest is said to be shown neither VMX nor SVM, but the set's own ordinary leaves show it";

    // A leaf by its ECX, 1 or 80000001, or 0 by its name.
    [Theory]
    [InlineData("", null, null)]
    [InlineData("0=GenuineIntel", CpuVendor.Intel, null)]
    [InlineData("0=AuthenticAMD", CpuVendor.Amd, null)]
    [InlineData("0=HygonGenuine", CpuVendor.Amd, null)]
    [InlineData("0=CentaurHauls", null, null)]
    [InlineData("1=20", CpuVendor.Intel, true)]
    [InlineData("1=FFFFFFDF", null, null)]
    [InlineData("1=0", null, null)]
    [InlineData("80000001=4", CpuVendor.Amd, true)]
    [InlineData("80000001=FFFFFFFB", null, null)]
    [InlineData("1=FFFFFFDF 80000001=FFFFFFFB", null, false)]
    [InlineData("80000001=FFFFFFFB 1=FFFFFFDF", null, false)]
    [InlineData("2=20 80000000=4 80000002=4", null, null)]
    [InlineData("0=GenuineIntel 1=0", CpuVendor.Intel, false)]
    [InlineData("0=GenuineIntel 80000001=0", CpuVendor.Intel, null)]
    [InlineData("0=GenuineIntel 1=20 80000001=0", CpuVendor.Intel, true)]
    [InlineData("0=AuthenticAMD 1=0", CpuVendor.Amd, null)]
    [InlineData("0=AuthenticAMD 80000001=0", CpuVendor.Amd, false)]
    [InlineData("0=AuthenticAMD 1=0 80000001=4", CpuVendor.Amd, true)]
    [InlineData("0=AuthenticAMD 1=0 80000001=0", CpuVendor.Amd, false)]
    [InlineData("0=CentaurHauls 1=20", null, true)]
    [InlineData("0=CentaurHauls 1=0", null, null)]
    [InlineData("1=20 80000001=4", CpuVendor.Intel, true)]
    public void Ordinary_LeavesAlone_TellProcessorAndNesting(string leaves, CpuVendor? vendor, bool? nested)
    {
        HvCheckInput input = Input(leaves);

        Assert.Equal((vendor, nested), (input.Vendor, input.NestedExposed));
        Assert.Empty(input.Contradictions);
    }

    // What is said counts, also for which of the leaves would tell.
    [Theory]
    [InlineData("0=AuthenticAMD", CpuVendor.Intel, null, null, Intel)]
    [InlineData("0=GenuineIntel", CpuVendor.Amd, null, null, Amd)]
    [InlineData("0=GenuineIntel", CpuVendor.Intel, null, null, null)]
    [InlineData("1=0", CpuVendor.Intel, null, false, null)]
    [InlineData("1=0", CpuVendor.Amd, null, null, null)]
    [InlineData("80000001=0", CpuVendor.Amd, null, false, null)]
    [InlineData("80000001=0", CpuVendor.Intel, null, null, null)]
    [InlineData("0=AuthenticAMD 1=0", CpuVendor.Intel, null, false, Intel)]
    [InlineData("1=20", null, true, true, null)]
    [InlineData("1=20", null, false, false, NotShown)]
    [InlineData("80000001=4", null, false, false, NotShown)]
    [InlineData("1=0 80000001=0", null, true, true, Shown)]
    [InlineData("1=0 80000001=0", null, false, false, null)]
    [InlineData("1=20", CpuVendor.Amd, false, false, Amd + "; " + NotShown)]
    [InlineData("", CpuVendor.Amd, true, true, null)]
    public void Contradictions_OfWhatIsSaid_AreSentences(string leaves, CpuVendor? vendor, bool? said, bool? nested, string? contradictions)
    {
        HvCheckInput input = Input(leaves) with { Vendor = vendor, NestedExposed = said };

        Assert.Equal(contradictions ?? "", string.Join("; ", input.Contradictions));
        Assert.Equal(nested, input.NestedExposed);
        Assert.Equal(vendor ?? Input(leaves).Vendor, input.Vendor);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void VcpuCount_OfNone_IsRefused(int count)
    {
        HvCheckInput input = Input("");

        Assert.StartsWith("A VM has at least one vCPU.", Assert.Throws<ArgumentOutOfRangeException>(() => input with { VcpuCount = count }).Message, StringComparison.Ordinal);
        Assert.Equal((1, null), ((input with { VcpuCount = 1 }).VcpuCount, (input with { VcpuCount = null }).VcpuCount));
    }

    [Fact]
    public void Why_OfAFindingThatSaysNoMore_IsTheRules()
    {
        HvCheck check = HvCheckTable.All[0];
        HvFinding finding = new(check, new BitAddress(0x40000000, CpuidRegister.Eax, BitField.Whole), "It is so.", "Change it.");

        Assert.Equal((check.Why, "Otherwise."), (finding.Why, (finding with { Why = "Otherwise." }).Why));
        Assert.Equal("HV001 error CPUID.40000000H:EAX: It is so. Change it.", finding.ToString());
    }

    private static HvCheckInput Input(string leaves) => new(CheckData.Good)
    {
        Ordinary = [.. CheckData.Words(leaves).Select(word => word.Split('=')).Select(word => new CpuidEntry(CheckData.Hex(word[0]), word[0] == "0" ? Name(word[1]) : new CpuidRegisters(uint.MaxValue, uint.MaxValue, CheckData.Hex(word[1]), uint.MaxValue)))],
    };

    private static CpuidRegisters Name(string name)
    {
        uint[] words = [.. Enumerable.Range(0, 3).Select(word => BitConverter.ToUInt32(Encoding.ASCII.GetBytes(name), word * 4))];
        return new CpuidRegisters(0x16, words[0], words[2], words[1]);
    }
}
