using System.Runtime.CompilerServices;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Docs;

public class ReadmeTests
{
    [Fact]
    public void Sample_OfTheReadme_IsTheCodeBelow() =>
        Assert.Equal(Lines(Between(ThisFile(), "// <" + "readme>", "// </" + "readme>")), Lines(Between(Readme, "using HvCpuid.Sets;", "```")));

    [Fact]
    public void Sample_OfTheReadme_SaysWhatItsCommentsSay()
    {
        StringWriter output = new();
        Run(output);

        string[] lines = output.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Equal("eVMCS 1..1, DirectVirtualFlush, EnlightenedMsrBitmap", lines[0]);
        Assert.EndsWith("and eVMCS is not enabled on this vCPU.", lines[1], StringComparison.Ordinal);
        Assert.Equal("enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)", lines[2]);
    }

    [Fact]
    public void Pages_OfTheDocs_LinkToWhatIsThere()
    {
        foreach (string page in Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md")))
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(page), @"\]\(([^)#:]+)\)"))
            {
                string target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link.Groups[1].Value}, which is not there");
            }
        }
    }

    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static void Run(StringWriter Console)
    {
        // <readme>
        KvmReply reply = KvmQuery.Parse("6.12,intel,evmcs").Ask();              // kernel, processor, and a vCPU with eVMCS enabled
        HvCpuidSet leaves = reply.Set!;                                       // in the kernel's order; null where reply.Refusal says why, and what helps
        HvNestedFeatures nested = leaves.NestedFeatures!.Value;               // 4000000AH, typed
        Console.WriteLine($"eVMCS {nested.EnlightenedVmcsVersionLow}..{nested.EnlightenedVmcsVersionHigh}, {nested.Optimizations}");

        var host = new KvmHost { Kernel = KvmRelease.Parse("6.12"), Vendor = CpuVendor.Intel, Nested = true };
        var why = SupportedExplainer.Explain(KvmQuery.OnVcpu(host, VcpuState.Ordinary), BitAddress.Parse("4.EAX[14]"));
        Console.WriteLine(why.Reason);                                        // … and eVMCS is not enabled on this vCPU.
        Console.WriteLine(why.Flips[0]);                                      // enable eVMCS on this vCPU (KVM_CAP_HYPERV_ENLIGHTENED_VMCS)
        // </readme>
    }

    private static string ThisFile([CallerFilePath] string here = "") => File.ReadAllText(here);

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int to = text.IndexOf(end, from, StringComparison.Ordinal);
        return text[from..to];
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
}
