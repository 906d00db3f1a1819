using System.Text.Json;

namespace HvCpuid.Tool.Tests.Verbs;

public class ExplainVerbTests
{
    [Fact]
    public void Explain_Flag_SaysNamesMeaningReleasesAndWhy()
    {
        ToolRun run = ToolRun.Of("explain hv-stimer-direct");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("CPUID.40000003H:EDX[19]  DirectSyntheticTimers", run.Lines[0]);
        Assert.Contains("  Linux      HV_STIMER_DIRECT_MODE_AVAILABLE", run.Lines);
        Assert.Contains("  QEMU       hv-stimer-direct", run.Lines);
        Assert.Contains("  Reported   Linux 5.0 (2bc39970e932): 1", run.Lines);
        Assert.Contains("             Linux 5.4 (a073d7e3ad68; also 5.2.20, 5.3.5): 1, with an in-kernel", run.Lines);
        Assert.Contains("  Value      1", run.Lines);
        Assert.Contains("  To change  create the vCPU without an in-kernel irqchip", run.Lines);
        Assert.Contains("(the newest release known;", Flat(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OnAHost_SaysWhyItIsClearAndWhatSetsIt()
    {
        ToolRun run = ToolRun.Of("explain 0x40000004.eax.14 on kvm:5.10,intel");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("On Linux 5.10, Intel, nested=1, vCPU with in-kernel local APIC Value 0 Why ", Flat(run), StringComparison.Ordinal);
        Assert.Contains("only with eVMCS, and eVMCS is not enabled on this vCPU.", Flat(run), StringComparison.Ordinal);
        Assert.Contains("To change enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", Flat(run), StringComparison.Ordinal);
        Assert.Equal(run.Output, ToolRun.Of("explain 4.EAX[14] --on kvm:5.10,intel").Output);
    }

    [Fact]
    public void Explain_LinuxName_IsFound() =>
        Assert.Equal("CPUID.4000000AH:EAX[17]  DirectVirtualFlush", ToolRun.Of("explain HV_X64_NESTED_DIRECT_FLUSH").Lines[0]);

    [Fact]
    public void Explain_BitWithoutALeaf_SaysWhichLeavesAndHowToSpellEach()
    {
        ToolRun run = ToolRun.Of("explain EDX[19]");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("EDX[19] of which leaf? ", run.Error, StringComparison.Ordinal);
        Assert.Equal("  CPUID.40000003H:EDX[19] DirectSyntheticTimers", run.Error.Split('\n')[1]);
        Assert.Contains("\n  CPUID.40000002H:EDX[23:0] ServiceNumber\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hv-stimer-dirct", "Near it: hv-stimer-direct")]
    [InlineData("zzzzzzzzzzzz", "is no name of a bit or field")]
    [InlineData("3.EAX[16]", "CPUID.40000003H:EAX[16]: no source that hvcpuid knows names it, and KVM reports it on no release.")]
    [InlineData("50.EAX", "CPUID.40000050H:EAX: no source that hvcpuid knows names it")]
    [InlineData("50", "40000050H: no source that hvcpuid knows names this leaf")]
    [InlineData("CPUID.00000007H:EBX[1]", "is an ordinary leaf")]
    public void Explain_NoSuchBit_IsExitCode1AndSaysWhatIsNear(string what, string message)
    {
        foreach (string verb in new[] { "explain", "history" })
        {
            ToolRun run = ToolRun.Of($"{verb} {what}");

            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("hv-time", 2)]
    [InlineData("FastHypercallOutput", 3)]
    [InlineData("A.EAX[15:0]", 2)]
    [InlineData("A.EAX[9]", 1)]
    public void Explain_SeveralFields_AreEachExplained(string what, int count)
    {
        ToolRun run = ToolRun.Of("explain " + what);

        Assert.Equal(count, run.Lines.Count(line => line.StartsWith("CPUID.", StringComparison.Ordinal)));
        Assert.Equal(count, run.Lines.Count(line => line.StartsWith("  Why ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("4000000AH")]
    [InlineData("0x4000000a")]
    public void Explain_Leaf_SaysWhetherItIsThereWhyAndItsFields(string leaf)
    {
        ToolRun run = ToolRun.Of($"explain {leaf} on kvm:5.10");

        Assert.Equal("4000000AH  Nested virtualization features", run.Lines[0]);
        Assert.Contains("Value the leaf is not part of the answer Why ", Flat(run), StringComparison.Ordinal);
        Assert.Contains("or use Linux 5.18 or later", Flat(run), StringComparison.Ordinal);
        Assert.Contains("  CPUID.4000000AH:EAX[15:8] 0 EnlightenedVmcsVersionHigh", run.Lines);
        Assert.Contains("Value the leaf is part of the answer", Flat(ToolRun.Of($"explain {leaf} on kvm:5.18")), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_Disagreement_IsShown() =>
        Assert.Contains("  Disputed ", ToolRun.Of("explain 3.EBX[11]").Output, StringComparison.Ordinal);

    [Fact]
    public void Explain_Remark_IsNoDispute()
    {
        string output = ToolRun.Of("explain 3.EDX[3]").Output;

        Assert.Contains("  Remark ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Disputed", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x40000073", "MSR 40000073H HV_X64_MSR_VP_ASSIST_PAGE")]
    [InlineData("40000073H", "MSR 40000073H HV_X64_MSR_VP_ASSIST_PAGE")]
    [InlineData("40000010", "MSR 40000010H HV_X64_MSR_VP_RUNTIME")]
    [InlineData("400000B0", "MSR 400000B0H HV_X64_MSR_STIMER0_CONFIG")]
    [InlineData("0x40000073 hv027", "MSR 40000073H HV_X64_MSR_VP_ASSIST_PAGE")]
    public void Explain_NumberThatIsNoLeaf_IsTheMsrs(string words, string heading) => Assert.Equal(heading, ToolRun.Of("explain " + words).Lines[0]);

    [Fact]
    public void Explain_NumberOfALeafAndAnMsr_IsTheLeafAndNamesTheMsr()
    {
        ToolRun run = ToolRun.Of("explain 0x40000003");

        Assert.StartsWith("40000003H", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains("that is an MSR's number too, 40000003H HV_X64_MSR_RESET: hvcpuid explain HV_X64_MSR_RESET", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("MSR's number", ToolRun.Of("explain 40000005H").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.EAX[32]")]
    [InlineData("3.EAX[0:5]")]
    public void Explain_BitsThatARegisterDoesNotHave_SaysHowTheyAreWritten(string address)
    {
        ToolRun run = ToolRun.With(["explain", address]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("expected bits of 31 to 0, the high one first, as in CPUID.40000003H:EAX[15:8].", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_QemuFlagWithItsValue_IsTheFlag() =>
        Assert.Equal(ToolRun.Of("explain hv-spinlocks").Output, ToolRun.Of("explain hv-spinlocks=0x1fff").Output);

    [Fact]
    public void Explain_RefusedHost_IsExplainedAndExitCode1()
    {
        ToolRun run = ToolRun.Of("explain 4.EAX[14] on kvm:5.0,system");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(ToolRun.Of("supported --kernel 5.0 --scope system").Error, run.Error);
        Assert.Contains("Value none: there is no answer Why There is no answer: EINVAL", Flat(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_RefusedEnabling_SaysThatAnIntelHostWouldHelp()
    {
        ToolRun run = ToolRun.Of("explain 4.EAX[14] on kvm:6.12,amd,evmcs");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("ENOTTY: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Value none: there is no answer", Flat(run), StringComparison.Ordinal);
        Assert.Contains("To change make the vCPU anew and do not enable eVMCS on it or use an Intel host", Flat(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_Json_HasFieldHistoryAndExplanation()
    {
        JsonElement json = ToolRun.Of("explain hv-stimer-direct on kvm:5.10,nolapic --format json").Json;
        JsonElement field = Assert.Single(json.GetProperty("fields").EnumerateArray());
        JsonElement row = field.GetProperty("history").EnumerateArray().Last();

        Assert.Equal(
            ["address", "name", "linux", "qemu", "aliases", "meaning", "source", "disagreement", "remark", "history", "explanation"],
            field.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"function":"40000003H","address":"CPUID.40000003H:EDX[19]","since":"5.4","until":null,"backports":["5.2.20","5.3.5"],"commit":"a073d7e3ad68","condition":"with an in-kernel local APIC","value":1}""",
            JsonSerializer.Serialize(row));
        JsonElement explanation = field.GetProperty("explanation");
        Assert.Equal(("kvm:5.10,intel,nolapic", 0), (explanation.GetProperty("host").GetString(), explanation.GetProperty("value").GetInt32()));
        Assert.StartsWith("create the irqchip before the vCPU", explanation.GetProperty("flips")[0][0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_JsonOfALeaf_HasTheLeafAndAllItsFields()
    {
        JsonElement json = ToolRun.Of("explain A --format json").Json;

        Assert.Equal(("4000000AH", 1), (json.GetProperty("leaf").GetProperty("function").GetString(), json.GetProperty("leaf").GetProperty("explanation").GetProperty("value").GetInt32()));
        Assert.Equal(10, json.GetProperty("fields").GetArrayLength());
    }

    [Fact]
    public void Explain_SeveralNames_ExplainsEach()
    {
        ToolRun run = ToolRun.Of("explain hv-vapic A 4.EAX[14] on kvm:6.12");
        string[] headings = [.. run.Lines.Where(line => line.Length > 0 && line[0] != ' ')];
        JsonElement json = ToolRun.Of("explain hv-vapic 4.EAX[14] hv-vapic on kvm:6.12 --format json").Json;
        JsonElement leaves = ToolRun.Of("explain A 3 --format json").Json;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(headings, line => line.StartsWith("4000000AH  ", StringComparison.Ordinal));
        Assert.Contains(headings, line => line.StartsWith("CPUID.40000004H:EAX[14]  ", StringComparison.Ordinal));
        string[] addresses = [.. json.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("address").GetString()!)];
        Assert.Equal("CPUID.40000004H:EAX[14]", addresses[^1]);
        Assert.Equal(addresses.Distinct(), addresses);
        Assert.Equal(["4000000AH", "40000003H"], leaves.GetProperty("leaves").EnumerateArray().Select(leaf => leaf.GetProperty("function").GetString()));
        Assert.Equal(1, ToolRun.Of("explain hv-time hv-nothing").ExitCode);
    }

    [Fact]
    public void Explain_HostAsAReleaseAlone_IsTheModelledOne() =>
        Assert.Equal(ToolRun.Of("explain A on kvm:6.12").Output, ToolRun.Of("explain A --on 6.12").Output);

    [Fact]
    public void Explain_JsonOfARefusal_HasErrorAndMessageAndNoValue()
    {
        ToolRun run = ToolRun.Of("explain hv-time on kvm:5.0,system --format json");

        Assert.Equal((1, "EINVAL"), (run.ExitCode, run.Json.GetProperty("error").GetString()));
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("fields")[0].GetProperty("explanation").GetProperty("value").ValueKind);
    }

    [Theory]
    [InlineData("hv-time kvm:5.0", "'kvm:5.0' is a host: expected the word on before it")]
    [InlineData("hv-time on", "behind the word on, found nothing")]
    [InlineData("hv-time at kvm:5.0", "'kvm:5.0' is a host")]
    [InlineData("on kvm:5.0", "expected ADDRESS|NAME before the word on")]
    [InlineData("hv-time on kvm:5.0 hv-vapic", "expected one kvm: SOURCE behind the word on, found 'kvm:5.0 hv-vapic'")]
    [InlineData("hv-time on dump.txt", "'dump.txt' says what is, not why")]
    [InlineData("hv-time on kvm:5.0 --on kvm:5.1", "one host at a time")]
    [InlineData("hv-time --on cpu", "'cpu' says what is, not why")]
    [InlineData("", "hvcpuid explain: expected ADDRESS|NAME, found nothing, e.g. hvcpuid explain ")]
    public void Explain_CallThatIsWrong_SaysWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("explain " + words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string Flat(ToolRun run) => string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("HV_X64_MSR_VP_RUNTIME", "MSR 40000010H HV_X64_MSR_VP_RUNTIME")]
    [InlineData("KVM_CAP_HYPERV_SYNIC2", "KVM capability 148 KVM_CAP_HYPERV_SYNIC2")]
    [InlineData("HVE002", "finding HVE002")]
    [InlineData("synictimer", "KubeVirt field features.hyperv.synictimer")]
    [InlineData("Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)", "message QEMU, HVE002")]
    [InlineData("host doesn't support hyperv 'evmcs' feature", "message libvirt, HVE001")]
    [InlineData("kvm: Hyper-V synthetic timers (hv-stimer) requires Hyper-V clocksources (hv-time)", "message QEMU, HVE002")]
    public void Explain_WhatIsNoBit_SaysWhatItIs(string words, string heading)
    {
        ToolRun quoted = ToolRun.With(["explain", words]);
        ToolRun json = ToolRun.Of($"explain {words} --format json");

        Assert.Equal((0, heading), (quoted.ExitCode, quoted.Lines[0]));
        Assert.Equal(heading, $"{json.Json.GetProperty("terms")[0].GetProperty("kind").GetString()} {json.Json.GetProperty("terms")[0].GetProperty("name").GetString()}");
    }

    [Theory]
    [InlineData("msr 0x1234", "'msr 0x1234' is no synthetic MSR that KVM has: expected its number, 0x40000010 or 40000010H, or its name, ")]
    [InlineData("hypercall 0xffff", "'hypercall 0xffff' is no hypercall that KVM has: expected its code, 0x5c or 005CH, or its name, ")]
    [InlineData("cap x", "'cap x' is no capability that is known here: expected its number in decimal, 148, or its name, ")]
    public void Explain_NumberOfWhatIsNotThere_SaysWhatWasExpected(string words, string message)
    {
        ToolRun run = ToolRun.Of("explain " + words);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
