using System.Globalization;
using System.Text;
using HvCpuid.Checks;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Checks;

/// <summary>Leaves held against a host: how it is asked, what of the leaves counts, what is said of each bit, and what would help.</summary>
public class HvCheckHostTests
{
    private static readonly string[] Hosts = ["5.0,intel", "5.10,amd", "6.12,intel,nonested", "rhel8.4,intel"];

    [Theory]
    [InlineData("6.12,intel", "6.12,intel,system")]
    [InlineData("5.11,amd", "5.11,amd,system")]
    [InlineData("5.10,intel", "5.10,intel,vcpu,evmcs")]
    [InlineData("5.10,amd", "5.10,amd,vcpu")]
    [InlineData("5.10,intel,nonested", "5.10,intel,nonested,vcpu,evmcs")]
    [InlineData("4.20,intel", null)]
    [InlineData("5.0,intel,nonested", null)]
    [InlineData("6.12,intel,nohyperv", null)]
    public void From_AHost_AsksAsAVmmDoes(string host, string? query)
    {
        HvCheckHost? found = HvCheckHost.From(KvmQuery.Parse(host).Host);
        KvmQuery? asked = query is null ? null : KvmQuery.Parse(query);

        Assert.Equal((asked?.Scope, asked?.Vcpu.InKernelLapic, asked?.Vcpu.Evmcs), (found?.Query?.Scope, found?.Query?.Vcpu.InKernelLapic, found?.Query?.Vcpu.Evmcs));
        Assert.Equal(asked is { } one ? HvReading.From(SupportedFold.Answer(one).Set!) : null, found?.Answer);
        Assert.Equal(query is null ? null : "Linux " + host.Split(',')[0], found?.Name);
        Assert.Throws<ArgumentNullException>(nameof(host), () => HvCheckHost.From(null!));
    }

    [Fact]
    public void Findings_OfEveryFieldAgainstHosts_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of a guest that has all that the newest KVM reports, and some bits that none does, held against hosts.\n");
        HvCpuidSet set = Everything();
        foreach (string name in Hosts)
        {
            Append(text, name, new HvCheckInput(set) { Host = HvCheckHost.From(KvmQuery.Parse(name).Host) });
        }

        HvCpuidSet answer = KvmQuery.Parse("6.1,intel").Ask().Set!;
        Append(text, "the answer of 6.1 alone", new HvCheckInput(set) { Host = new HvCheckHost("the host", HvReading.From(answer)) });
        Append(text, "an answer of nothing", new HvCheckInput(set) { Host = new HvCheckHost("the host", HvReading.Empty) });
        Baseline.Check("tests/HvCpuid.Tests/Baselines/host-findings.txt", text.ToString());
    }

    // A wide field is held to its number, a bit to being there; names, limits, retries and address bits say who and how much.
    [Theory]
    [InlineData("3.ECX=3", "3.ECX=2", "CPUID.40000003H:ECX[3:0] MaxSupportedCState is 3, but KVM of the host reports 2.")]
    [InlineData("3.ECX=3", "3.ECX=3", "")]
    [InlineData("3.ECX=2", "3.ECX=3", "")]
    [InlineData("3.ECX=1", "3.ECX=0", "CPUID.40000003H:ECX[3:0] MaxSupportedCState is 1, but KVM of the host does not report it.")]
    [InlineData("A.EAX=80201", "A.EAX=80101", "CPUID.4000000AH:EAX[15:8] EnlightenedVmcsVersionHigh is 2, but KVM of the host reports 1.")]
    [InlineData("90.EAX=2", "90.EAX=0", "CPUID.40000090H:EAX[1] is 1, but KVM of the host does not report it.")]
    [InlineData("FF.EDX=80000000", "FF.EDX=0", "CPUID.400000FFH:EDX[31] is 1, but KVM of the host does not report it.")]
    [InlineData("FF.EDX=80000000", "FF.EDX=80000000", "")]
    [InlineData("40000100.EAX=2 101.EAX=2", "1.EAX=0", "")]
    [InlineData("0.EAX=40000005 1.EAX=1 1.EBX=1 2.EAX=1 5.EAX=1 5.EDX=1 80.EAX=1 81.EAX=1 81.EBX=1", "3.EAX=0", "")]
    [InlineData("4.EBX=FFF 4.ECX=2E", "4.EAX=0", "")]
    public void NotReported_AFieldOfALeaf_IsByItsKind(string guest, string host, string message)
    {
        HvCheckInput input = new(Set("1.EAX=31237648 " + guest)) { Host = new HvCheckHost("the host", HvReading.From(Set(host))) };

        Assert.Equal(message.Length == 0 ? [] : [message], HvCheckTable.All.Single(check => check.Id == "HV038").Run(input).Select(finding => finding.Message));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("0.EBX=7263694D 0.ECX=666F736F 0.EDX=76482074", "")]
    [InlineData("0.EBX=7263694D 0.ECX=666F736F 0.EDX=76482075", "CPUID.40000003H:EDX[3]")]
    [InlineData("0.EBX=0", "CPUID.40000003H:EDX[3]")]
    public void NotReported_TheBitOfEverySwitch_IsPassedOverUnderMicrosoftsName(string? vendor, string found)
    {
        HvReadingBuilder builder = new();
        builder.Tell(BitAddress.Parse("1.EAX"), 0x31237648);
        builder.Tell(BitAddress.Parse("3.EDX"), 8);
        builder.Tell(HvBits.SignatureEbx, 0x7263694D);
        HvReading reading = vendor is null ? builder.ToReading(isComplete: true) : HvReading.From(Set("1.EAX=31237648 3.EDX=8 " + vendor));
        HvCheck check = HvCheckTable.All.Single(check => check.Id == "HV038");

        Assert.Equal(found, string.Join(' ', check.Run(new HvCheckInput(reading) { Host = new HvCheckHost("the host", HvReading.Empty) }, out HvOpenCheck? open).Select(finding => finding.Address)));
        Assert.Equal(vendor is null, open?.Unknown.Contains(HvBits.CpuDynamicPartitioningEvents) ?? false);
    }

    // Of a number of which a bit is known to be set, the rest only makes it more.
    [Fact]
    public void NotReported_ANumberThatIsKnownInPart_IsFound()
    {
        HvReadingBuilder builder = new();
        builder.Tell(BitAddress.Parse("1.EAX"), 0x31237648);
        builder.Tell(BitAddress.Parse("3.ECX[0]"), 1);
        HvCheckInput input = new(builder.ToReading(isComplete: true)) { Host = new HvCheckHost("the host", HvReading.Empty) };

        Assert.Equal([HvBits.MaxSupportedCState], HvCheckTable.All.Single(check => check.Id == "HV038").Run(input).Select(finding => finding.Address));
    }

    [Fact]
    public void NotReported_WhatTheHostDoesNotTell_IsNotJudged()
    {
        HvReadingBuilder host = new();
        host.Tell(BitAddress.Parse("3.EAX[5]"), 0);
        host.Tell(BitAddress.Parse("3.EAX[6]"), 1);
        HvCheck check = HvCheckTable.All.Single(check => check.Id == "HV038");
        HvCheckInput input = new(Set("1.EAX=31237648 3.EAX=E0")) { Host = new HvCheckHost("the host", host.ToReading(isComplete: true)) };

        Assert.Equal([HvBits.AccessHypercallMsrs], check.Run(input, out HvOpenCheck? open).Select(finding => finding.Address));
        Assert.Equal([HvBits.AccessResetReg], open!.Unknown);
        Assert.False(open.MissesLeaves);
        Assert.Empty(check.Run(input with { Host = null }, out open));
        Assert.Null(open);
    }

    private static void Append(StringBuilder text, string title, HvCheckInput input)
    {
        text.Append('\n').Append(title).Append('\n');
        foreach (HvFinding finding in HvCheckTable.All.Single(check => check.Id == "HV038").Run(input))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {finding.Message}\n    {finding.Fix}\n");
        }
    }

    private static HvCpuidSet Everything()
    {
        HvCpuidSet set = KvmQuery.Parse("7.3,intel,vcpu,evmcs").Ask().Set!;
        return new[] { "3.EAX[8]", "3.EAX[10]", "3.ECX[3:0]", "4.EAX[30]", "8.EDX[7]", "C.EBX[3:0]" }.Select(BitAddress.Parse)
            .Aggregate(set, (held, address) => CheckData.Edited(held, address, 1));
    }

    private static HvCpuidSet Set(string words) =>
        CheckData.Words(words).Select(word => word.Split('=')).Aggregate(HvCpuidSet.Empty, (set, word) => CheckData.Edited(set, BitAddress.Parse(word[0]), CheckData.Hex(word[1])));
}
