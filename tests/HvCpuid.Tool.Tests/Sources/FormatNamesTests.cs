using HvCpuid.Formats;
using HvCpuid.Tool.Sources;

namespace HvCpuid.Tool.Tests.Sources;

public class FormatNamesTests
{
    [Fact]
    public void Names_OfEveryFormat_AreThereAndReadBack()
    {
        HvCpuidFormat[] formats = Enum.GetValues<HvCpuidFormat>();

        Assert.Equal(formats.Length, FormatNames.All.Count);
        Assert.All(formats, format => Assert.Equal(format, FormatNames.Find(format.Name().ToUpperInvariant())));
        Assert.Null(FormatNames.Find("CpuidRaw"));
    }
}
