using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_CHECK_EXTENSION against the fact sheet, on both kinds of descriptor and typed.</summary>
public class CheckExtensionReplayTests
{
    private static readonly int[] AlwaysThere = [44, 45, 46, 96, 123, 148, 149, 154, 155, 161, 167];

    [Theory]
    [MemberData(nameof(FactSheet.Releases), MemberType = typeof(FactSheet))]
    public void Check_EveryNumberBelow256_IsTheFactSheets(string release)
    {
        FactSheet sheet = FactSheet.Of(release);
        foreach (Situation situation in Situation.All.Where(situation => situation.System && !situation.NoSmt))
        {
            foreach (uint? most in new uint?[] { null, 4096 })
            {
                foreach (bool compiledOut in new[] { false, true })
                {
                    Situation on = situation with { MaxVcpus = most, CompiledOut = compiledOut };
                    Caller caller = new(on.Host(release));
                    int vm = caller.CreateVm();
                    for (int number = 0; number < 256; number++)
                    {
                        int expected = Expected(sheet, on, number);
                        Assert.Equal((number, expected), (number, caller.Ioctl(caller.System, KvmRequest.CheckExtension, (ulong)number)));
                        Assert.Equal((number, expected), (number, caller.Ioctl(vm, KvmRequest.CheckExtension, (ulong)number)));
                        Assert.Equal((number, expected), (number, caller.Kvm.CheckExtension((KvmCapability)number)));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0x1_0000_0000 + 44)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0x8000_0000)]
    public void Check_NumberBeyond31Bits_IsNotCutOff(ulong number) =>
        Assert.Equal(0, new Caller(new KvmHost()).Ioctl(3, KvmRequest.CheckExtension, number));

    [Fact]
    public void Check_TypedNumberBelowZero_IsNotThere()
    {
        SimulatedKvm kvm = new(new KvmHost());

        Assert.Equal([0, 0], [kvm.CheckExtension((KvmCapability)(-1)), kvm.CreateVm().CheckExtension((KvmCapability)int.MinValue)]);
    }

    private static int Expected(FactSheet sheet, Situation situation, int number)
    {
        int there = situation.CompiledOut ? 0 : 1;
        int most = (int)(situation.MaxVcpus ?? sheet.Vcpus);
        return number switch
        {
            0 or 7 or 98 or 105 or 121 => 1,
            54 => sheet.IsAtOrAfter("5.17") ? 1 : 0,
            66 => most,
            128 => sheet.IsAtOrAfter("5.15") ? 4 * most : 1023,
            163 => Evmcs(sheet, situation) ? there : 0,
            191 => sheet.IsAtOrAfter("5.11") ? there : 0,
            199 => sheet.IsAtOrAfter("5.14") ? there : 0,
            _ => AlwaysThere.Contains(number) ? there : 0,
        };
    }

    private static bool Evmcs(FactSheet sheet, Situation situation) => (sheet.Release, situation.Vendor, situation.Nested) switch
    {
        ("5.0" or "5.3", _, _) => true,
        (_, CpuVendor.Amd, _) => false,
        (_, _, true) => true,
        ("5.4" or "5.7" or "7.2.13", _, false) => false,
        _ => true,
    };
}
