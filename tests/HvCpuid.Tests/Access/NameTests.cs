using HvCpuid.Access;
using HvCpuid.Kvm;
using HvCpuid.Sets;

namespace HvCpuid.Tests.Access;

public class NameTests
{
    [Fact]
    public void FindByName_OfEveryMsr_IsItsRow() => Assert.All(HvMsrTable.All, row =>
    {
        Assert.Same(row, HvMsrTable.FindByName(row.Name));
        Assert.Same(row, HvMsrTable.FindByName(row.Name.ToLowerInvariant()));
        Assert.Same(row, HvMsrTable.FindByName(row.Name.Replace("HV_X64_MSR_", "", StringComparison.Ordinal)));
    });

    [Fact]
    public void FindByName_OfEveryHypercall_IsItsRow() => Assert.All(HvHypercallTable.All, row =>
    {
        Assert.Same(row, HvHypercallTable.FindByName(row.Name));
        Assert.Same(row, HvHypercallTable.FindByName(row.Name.ToUpperInvariant()));
    });

    [Theory]
    [InlineData("HVCALL_FLUSH_VIRTUAL_ADDRESS_LIST_EX", 0x14)]
    [InlineData("HVCALL_SEND_IPI", 0x0B)]
    [InlineData("HVCALL_SEND_IPI_EX", 0x15)]
    [InlineData("HV_EXT_CALL_QUERY_CAPABILITIES", 0x8001)]
    [InlineData("SignalEvent", 0x5D)]
    [InlineData("QueryCapabilities", 0x8001)]
    public void FindByName_OfAHypercallAsLinuxSpellsIt_IsItsRow(string name, int code) => Assert.Equal(code, HvHypercallTable.FindByName(name)!.Code);

    [Theory]
    [InlineData("")]
    [InlineData("HVCALL")]
    [InlineData("HV_X64_MSR_")]
    [InlineData("HvCallNothing")]
    public void FindByName_OfNone_IsNull(string name)
    {
        Assert.Null(HvMsrTable.FindByName(name));
        Assert.Null(HvHypercallTable.FindByName(name));
    }

    [Fact]
    public void FindByName_OfNull_Throws()
    {
        Assert.Throws<ArgumentNullException>("name", () => HvMsrTable.FindByName(null!));
        Assert.Throws<ArgumentNullException>("name", () => HvHypercallTable.FindByName(null!));
    }

    // 5.0 brought the ioctl, not the MSRs.
    [Fact]
    public void Reason_BeforeTheFirstRelease_SaysThatItIsNotKnown() => Assert.Equal(
        "HV_X64_MSR_VP_INDEX (40000002H) is in Linux 5.0; what an earlier release has is not known here.",
        new HvAccess(HvCpuidSet.Empty, new HvAccessOptions { Kernel = new KvmRelease(4, 19) }).ReadMsr(0x40000002).Reason);
}
