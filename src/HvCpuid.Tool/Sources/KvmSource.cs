using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Sources;

/// <summary>A SOURCE that is a modelled host: <c>kvm:</c> and the text of a <see cref="KvmQuery"/>.</summary>
internal static class KvmSource
{
    /// <summary>How it begins.</summary>
    public const string Prefix = "kvm:";

    /// <summary>The form, for messages and help.</summary>
    public const string Form = Prefix + KvmQuery.Form;

    /// <summary>
    /// True for a SOURCE that begins with <see cref="Prefix"/>, and for a kernel alone, a release or a distribution's, <c>6.12,amd</c> or <c>rhel9.4</c>,
    /// unless there is such a file.
    /// </summary>
    /// <param name="source">The word.</param>
    /// <param name="kernels">The kernels that are known.</param>
    public static bool IsMeant(string source, KvmKernels kernels) =>
        source.StartsWith(Prefix, StringComparison.Ordinal) || (IsKernel(source.Split(',')[0], kernels) && !Path.Exists(source));

    /// <summary>Reads a SOURCE that <see cref="IsMeant"/>.</summary>
    /// <returns>The host; with a query where the SOURCE says how the call is made.</returns>
    /// <exception cref="ToolFailure">It is not of the form; the message says what is wrong.</exception>
    public static HvHost Parse(string source, KvmKernels kernels)
    {
        try
        {
            HvHost host = HvHost.Parse(source[(source.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : 0)..], kernels);
            RequireReleased(source, host.Kvm!.Kernel);
            return host;
        }
        catch (FormatException error)
        {
            throw ToolFailure.Unusable($"{source}: {error.Message}");
        }
    }

    /// <summary>The query of a modelled host: the one that it names, else the call on an ordinary vCPU.</summary>
    public static KvmQuery ToQuery(this HvHost host) => host.Query ?? KvmQuery.OnVcpu(host.Kvm!, VcpuState.Ordinary);

    /// <summary>A query as a SOURCE.</summary>
    public static string ToSource(this KvmQuery query) => Prefix + query;

    /// <summary>Reads a kernel.</summary>
    /// <param name="what">What the message begins with.</param>
    /// <param name="text">The text.</param>
    /// <param name="kernels">The kernels that are known.</param>
    /// <exception cref="ToolFailure">It is none, or of a release that never was.</exception>
    public static KvmKernel ParseKernel(string what, string text, KvmKernels kernels)
    {
        try
        {
            KvmKernel kernel = kernels.Parse(text);
            RequireReleased(what, kernel);
            return kernel;
        }
        catch (FormatException error)
        {
            throw ToolFailure.Unusable($"{what}: {error.Message}");
        }
    }

    /// <summary>Reads an eVMCS version range; none given means 1..1.</summary>
    /// <param name="what">What the message begins with.</param>
    /// <param name="text">The text.</param>
    public static EvmcsVersionRange ParseRange(string what, string? text)
    {
        try
        {
            return text is null ? EvmcsVersionRange.Version1 : EvmcsVersionRange.Parse(text);
        }
        catch (FormatException error)
        {
            throw ToolFailure.Unusable($"{what}: {error.Message}");
        }
    }

    /// <summary>Reads a number of vCPUs.</summary>
    /// <param name="what">What the message begins with.</param>
    /// <param name="text">The text.</param>
    public static int ParseMaximum(string what, string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most > 0
            ? most
            : throw ToolFailure.Unusable($"{what}: '{Excerpt.Of(text ?? "")}' is not a number of vCPUs: expected 1 to {int.MaxValue}, e.g. 4096.");

    private static bool IsKernel(string word, KvmKernels kernels) => UnameRelease.TryParse(word, out UnameRelease? release)
        ? !release.Suffix.StartsWith('.') || (kernels.TryParse(word, out KvmKernel? named) && named.Line is not null)
        : kernels.TryParse(word, out KvmKernel? kernel) && kernel.Line is not null;

    private static void RequireReleased(string what, KvmKernel kernel)
    {
        if (kernel.Base is { IsBeyondItsMajor: true, LastOfMajor: { } last })
        {
            throw ToolFailure.Unusable($"{what}: there is no Linux {kernel.Base}: {last} was followed by {last.Major + 1}.0.");
        }
    }
}
