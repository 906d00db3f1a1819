using System.Text;
using HvCpuid.Formats;

namespace HvCpuid.Tests.Formats;

public class HvCpuidFormatErrorTests
{
    [Theory]
    [InlineData("CPU 0:\nnonsense\n", "line 1: ")]
    [InlineData("{\"entries\":[1]}", "line 1: ")]
    [InlineData("\u0001\0\0\0\0\0\0\0", "")]
    public void Reason_IsTheMessageWithoutItsLine(string input, string prefix)
    {
        HvCpuidFormat? force = prefix.Length == 0 ? HvCpuidFormat.KvmCpuid2 : null;
        Assert.False(HvCpuidFormats.TryRead(Encoding.UTF8.GetBytes(input), force, out _, out HvCpuidFormatError? error));

        Assert.Equal(prefix + error.Reason, error.Message);
        Assert.Equal(prefix.Length > 0, error.Line > 0);
    }
}
