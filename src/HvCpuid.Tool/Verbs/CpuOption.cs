using System.CommandLine;
using HvCpuid.Kvm;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary><c>--cpu</c> of the verbs that take a SOURCE: the processor where that does not say it.</summary>
internal static class CpuOption
{
    /// <summary>The option.</summary>
    /// <param name="instead">What tells the processor where neither the option nor the SOURCE does.</param>
    public static ChoiceOption<CpuVendor> Create(string instead = "") =>
        VerbOptions.ChoiceOrNone("--cpu", $"The processor. [default: that of a kvm: SOURCE{instead}, else not known]", CpuVendor.Intel, CpuVendor.Amd);

    /// <summary>The processor: what the option says, else the modelled host's; null where neither does.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="host">The modelled host; null for another SOURCE.</param>
    /// <exception cref="ToolFailure">It is neither intel nor amd, or another than the modelled host's.</exception>
    public static CpuVendor? Vendor(this ParseResult result, ChoiceOption<CpuVendor> option, KvmHost? host)
    {
        CpuVendor? given = result.ChoiceOrNone(option);
        return given is null || host is null || given == host.Vendor
            ? given ?? host?.Vendor
            : throw ToolFailure.Unusable($"--cpu {Word(given.Value)}: the SOURCE is a modelled host with {Word(host.Vendor)}: expected the same, or no --cpu.");
    }

    private static string Word(CpuVendor vendor) => vendor == CpuVendor.Amd ? "amd" : "intel";
}
