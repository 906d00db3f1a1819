using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads the leaves of the live KVM: of /dev/kvm where it answers there, else of a vCPU.</summary>
internal static class HostSource
{
    /// <summary>Reads this machine's.</summary>
    /// <exception cref="ToolFailure">There is no live KVM to be used.</exception>
    public static SourceSet Read(KvmKernels kernels) => HostReader.TryRead(kernels, out string? reason) is { } report ? Of(report) : throw ToolFailure.Unusable($"host: {reason}");

    /// <summary>The leaves of a report.</summary>
    internal static SourceSet Of(HostReport report)
    {
        string where = report.Main is { } main ? $" ({main.Where})" : "";
        return new SourceSet(report.Main?.Set ?? HvCpuidSet.Empty, $"the live KVM of Linux {report.Machine.Kernel}{where}", report.Notes) { Refusal = report.Refusal, Observation = report.Observation };
    }
}
