using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm;

public class KvmCallsTests
{
    [Theory]
    [InlineData("4.20", 80, true, KvmSetCpuidAfterRun.Accepted, false, false, false, 32, false)]
    [InlineData("5.9", 80, true, KvmSetCpuidAfterRun.Accepted, false, false, false, 32, false)]
    [InlineData("5.10", 256, false, KvmSetCpuidAfterRun.Accepted, false, false, true, 32, false)]
    [InlineData("5.10.14", 256, false, KvmSetCpuidAfterRun.Accepted, false, false, true, 32, false)]
    [InlineData("5.10.15", 256, false, KvmSetCpuidAfterRun.Accepted, false, false, false, 32, false)]
    [InlineData("5.15", 256, false, KvmSetCpuidAfterRun.Accepted, false, false, false, 32, false)]
    [InlineData("5.16.2", 256, false, KvmSetCpuidAfterRun.Refused, false, false, false, 32, false)]
    [InlineData("5.16.3", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, false, false, false, 32, false)]
    [InlineData("5.19", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, false, false, false, 32, false)]
    [InlineData("6.0", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, false, false, false, 32, true)]
    [InlineData("6.5", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, false, true, false, 32, true)]
    [InlineData("6.11", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, false, true, false, 64, true)]
    [InlineData("6.14", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, true, true, false, 64, true)]
    [InlineData("7.9", 256, false, KvmSetCpuidAfterRun.OnlyIdentical, true, true, false, 64, true)]
    [InlineData("5.4+181f494888d5", 80, true, KvmSetCpuidAfterRun.Accepted, false, false, false, 32, false)]
    public void For_AKernel_IsWhatItsChangesMakeOfTheCalls(
        string kernel, int entries, bool inPlace, KvmSetCpuidAfterRun afterRun, bool replaces, bool count, bool leaks, int idBits, bool idLimit)
    {
        KvmCalls calls = KvmCalls.For(KvmKernel.Parse(kernel));

        Assert.Equal(
            (entries, inPlace, afterRun, replaces, count, leaks, idBits, idLimit),
            (calls.MaximumCpuidEntries, calls.SetCpuidReadsInPlace, calls.SetCpuidAfterRun, calls.SetCpuidAfterRunReplaces, calls.GetCpuidUpdatesCount,
                calls.GetCpuidLeaksMemory, calls.VcpuIdBits, calls.TakesVcpuIdLimit));
    }

    [Fact]
    public void For_NoKernel_IsRefused() => Assert.Throws<ArgumentNullException>(() => KvmCalls.For(null!));
}
