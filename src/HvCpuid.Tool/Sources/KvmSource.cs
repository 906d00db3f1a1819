using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Text;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Sources;

/// <summary>Reads <c>kvm:KERNEL[,intel|amd][,vcpu|system][,evmcs[=L..H]][,nolapic][,nosmt][,nonested][,nohyperv][,maxvcpus=N]</c>; the words in any order.</summary>
internal static class KvmSource
{
    /// <summary>How it begins.</summary>
    public const string Prefix = "kvm:";

    /// <summary>The form, for messages and help.</summary>
    public const string Form = "kvm:KERNEL[,intel|amd][,vcpu|system][,evmcs[=L..H]][,nolapic][,nosmt][,nonested][,nohyperv][,maxvcpus=N]";

    private static readonly string[] Words = ["intel", "amd", "vcpu", "system", "evmcs", "nolapic", "nosmt", "nonested", "nohyperv", "maxvcpus"];

    /// <summary>
    /// True for a SOURCE that begins with <see cref="Prefix"/>, and for a kernel alone, a release or a distribution's, <c>6.12,amd</c> or <c>rhel9.4</c>,
    /// unless there is such a file.
    /// </summary>
    /// <param name="source">The word.</param>
    /// <param name="kernels">The kernels that are known.</param>
    public static bool IsMeant(string source, KvmKernels kernels) =>
        source.StartsWith(Prefix, StringComparison.Ordinal) || (IsKernel(source.Split(',')[0], kernels) && !Path.Exists(source));

    /// <summary>Reads a SOURCE that <see cref="IsMeant"/>.</summary>
    /// <exception cref="ToolFailure">It is not of the form; the message says what is wrong.</exception>
    public static KvmRequest Parse(string source, KvmKernels kernels)
    {
        string[] parts = source[(source.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix.Length : 0)..].Split(',');
        KvmKernel kernel = ParseKernel(source, parts[0], kernels);
        Dictionary<string, string?> given = ParseWords(source, parts.AsSpan(1));
        if (given.ContainsKey("intel") && given.ContainsKey("amd"))
        {
            throw ToolFailure.Unusable($"{source}: a host is intel or amd, not both.");
        }

        if (given.ContainsKey("vcpu") && given.ContainsKey("system"))
        {
            throw ToolFailure.Unusable($"{source}: the call is made on a vcpu or on the system's /dev/kvm, not both.");
        }

        KvmHost host = new()
        {
            Kernel = kernel,
            Vendor = given.ContainsKey("amd") ? CpuVendor.Amd : CpuVendor.Intel,
            Nested = !given.ContainsKey("nonested"),
            SmtPossible = !given.ContainsKey("nosmt"),
            HyperVCompiledIn = given.ContainsKey("nohyperv") ? false : null,
            MaximumVcpus = given.TryGetValue("maxvcpus", out string? most) ? ParseMaximum($"{source}: maxvcpus", most) : null,
        };
        EvmcsVersionRange? evmcs = given.TryGetValue("evmcs", out string? range) ? ParseRange($"{source}: evmcs", range) : null;
        bool lapic = !given.ContainsKey("nolapic");
        bool system = given.ContainsKey("system");
        return new KvmRequest(host, system ? KvmScope.System : KvmScope.Vcpu, new VcpuState(lapic, evmcs))
        {
            HasForm = given.Keys.Any(word => word.ToLowerInvariant() is "vcpu" or "system" or "evmcs" or "nolapic"),
            ScopeNote = system && (evmcs is not null || !lapic) ? "the call on /dev/kvm has no vCPU: evmcs and nolapic have no effect on it." : null,
        };
    }

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
            return kernel.Base is { IsBeyondItsMajor: true, LastOfMajor: { } last }
                ? throw ToolFailure.Unusable($"{what}: there is no Linux {kernel.Base}: {last} was followed by {last.Major + 1}.0.")
                : kernel;
        }
        catch (FormatException error)
        {
            throw ToolFailure.Unusable($"{what}: {error.Message}");
        }
    }

    /// <summary>Reads an eVMCS version range; none given means 1..1.</summary>
    /// <param name="what">What the message begins with.</param>
    /// <param name="text">The text.</param>
    public static EvmcsVersionRange ParseRange(string what, string? text) => text is null ? EvmcsVersionRange.Version1
        : EvmcsVersionRange.TryParse(text, out EvmcsVersionRange range) ? range
        : throw ToolFailure.Unusable($"{what}: '{Excerpt.Of(text)}' is not a range of versions: expected LOW..HIGH with 1 to 255, e.g. 1..1.");

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

    private static Dictionary<string, string?> ParseWords(string source, ReadOnlySpan<string> parts)
    {
        Dictionary<string, string?> given = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string word = equals < 0 ? part : part[..equals];
            string? value = equals < 0 ? null : part[(equals + 1)..];
            if (!Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw ToolFailure.Unusable($"{source}: '{Excerpt.Of(word)}' is no word of a kvm: SOURCE.{NearestWord.Question(word, Words)} Expected {Form}.");
            }

            bool takesValue = word.ToLowerInvariant() is "evmcs" or "maxvcpus";
            if (value is not null && !takesValue)
            {
                throw ToolFailure.Unusable($"{source}: {word} takes no value, found '{Excerpt.Of(value)}'.");
            }

            if (!given.TryAdd(word, value))
            {
                throw ToolFailure.Unusable($"{source}: {word} is there twice.");
            }
        }

        return given;
    }
}
