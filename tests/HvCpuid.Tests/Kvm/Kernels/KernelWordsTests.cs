using System.Globalization;
using System.Text;
using HvCpuid.Kvm;
using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Kvm.Kernels;

/// <summary>What is said of the kernels of distributions: how it is known, what is not known, and how they were built.</summary>
public class KernelWordsTests
{
    [Fact]
    public void Kernels_OfEveryEra_SayWhatTheFileSays()
    {
        StringBuilder text = new("# What is said of kernels: names of every line around its builds, then how it is known, what is not, its build, and what it may be instead ('?').\n");
        foreach (IGrouping<KvmKernelLine, (KvmKernelLine Line, string Name)> line in Eras.All.GroupBy(era => era.Line))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{line.Key.Id}: {line.Key.Distribution}\n");
            text.Append(line.Key.Names.Count == 0 ? "" : $"  by name: {string.Join(' ', line.Key.Names)}{string.Concat(line.Key.Releases.Select(release => $"; {release.Key} is {release.Value}"))}\n");
            foreach (IGrouping<string, string> same in line.GroupBy(era => Words(KvmKernel.Parse(era.Name)), era => era.Name))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {string.Join(", ", same)}\n").Append(same.Key);
            }
        }

        Baseline.Check("tests/HvCpuid.Tests/Baselines/kernels.txt", text.ToString());
    }

    private static string Words(KvmKernel kernel) =>
        $"    {kernel.Basis}\n{(kernel.Remark is null ? "" : $"    {kernel.Remark}\n")}    {Built(kernel)}\n{(kernel.Neighbour is null ? "" : $"    ? {Built(kernel.Neighbour)}\n")}";

    private static string Built(KvmKernel kernel) =>
        $"{kernel}{(kernel.MaximumVcpus is { } most ? $", {most} vCPUs" : "")}{(kernel.HyperVCompiledIn is { } hyper ? $", CONFIG_KVM_HYPERV={(hyper ? "y" : "n")}" : "")}";
}
