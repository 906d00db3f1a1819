using System.Globalization;
using HvCpuid.Text;

namespace HvCpuid.Kvm;

/// <summary>Reads the text of a <see cref="KvmQuery"/>.</summary>
internal static class KvmQueryReader
{
    private const string Evmcs = "evmcs";
    private const string MaxVcpus = "maxvcpus";
    private static readonly string[] Words = ["intel", "amd", "vcpu", "system", Evmcs, "nolapic", "nosmt", "nonested", "nohyperv", "hyperv", MaxVcpus];
    private static readonly string[] OfTheCall = ["vcpu", "system", Evmcs, "nolapic"];

    // Of each pair one at most.
    private static readonly (string One, string Other, string Why)[] Exclusive =
    [
        ("intel", "amd", "a host is intel or amd, not both."),
        ("vcpu", "system", "the call is made on a vcpu or on the system's /dev/kvm, not both."),
        ("hyperv", "nohyperv", "KVM is built with Hyper-V support or without, not both."),
    ];

    /// <summary>Reads a query.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kernels">The kernels that go by a name.</param>
    /// <param name="query">The query.</param>
    /// <param name="namesCall">True where the text says how the call is made, and whoever asks does not choose.</param>
    /// <returns>Null, or what is wrong with the text.</returns>
    public static string? Read(string text, KvmKernels kernels, out KvmQuery query, out bool namesCall)
    {
        (query, namesCall) = (default, false);
        string[] parts = text.Split(',');
        Dictionary<string, string?> given = new(StringComparer.OrdinalIgnoreCase);
        EvmcsVersionRange? evmcs = null;
        int? most = null;
        string? error = kernels.Read(parts[0], out KvmKernel? kernel) ?? ReadWords(parts, given) ?? ReadRange(given, out evmcs) ?? ReadMaximum(given, out most);
        if (error is not null)
        {
            return error;
        }

        KvmHost host = new()
        {
            Kernel = kernel!,
            Vendor = given.ContainsKey("amd") ? CpuVendor.Amd : CpuVendor.Intel,
            Nested = !given.ContainsKey("nonested"),
            SmtPossible = !given.ContainsKey("nosmt"),
            HyperVCompiledIn = given.ContainsKey("nohyperv") ? false : given.ContainsKey("hyperv") ? true : null,
            MaximumVcpus = most,
        };
        query = new KvmQuery(host, given.ContainsKey("system") ? KvmScope.System : KvmScope.Vcpu, new VcpuState(!given.ContainsKey("nolapic"), evmcs));
        namesCall = OfTheCall.Any(given.ContainsKey);
        return null;
    }

    private static string? ReadWords(string[] parts, Dictionary<string, string?> given)
    {
        foreach (string part in parts.Skip(1))
        {
            string[] halves = part.Split(['='], 2);
            string word = halves[0];
            string? value = halves.Length > 1 ? halves[1] : null;
            if (!Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                return $"'{Excerpt.Of(word)}' is no word of a query.{Suggestion.Question(word, Words)} Expected {KvmQuery.Form}.";
            }

            if (value is not null && word.ToLowerInvariant() is not (Evmcs or MaxVcpus))
            {
                return $"{word} takes no value, found '{Excerpt.Of(value)}'.";
            }

            if (given.ContainsKey(word))
            {
                return $"{word} is there twice.";
            }

            given.Add(word, value);
        }

        return Array.Find(Exclusive, pair => given.ContainsKey(pair.One) && given.ContainsKey(pair.Other)).Why;
    }

    private static string? ReadRange(Dictionary<string, string?> given, out EvmcsVersionRange? evmcs)
    {
        evmcs = null;
        if (!given.TryGetValue(Evmcs, out string? text))
        {
            return null;
        }

        EvmcsVersionRange range = EvmcsVersionRange.Version1;
        if (text is not null && !EvmcsVersionRange.TryParse(text, out range))
        {
            return $"{Evmcs}: {EvmcsVersionRange.NoRange(text)}";
        }

        evmcs = range;
        return null;
    }

    private static string? ReadMaximum(Dictionary<string, string?> given, out int? most)
    {
        most = null;
        if (!given.TryGetValue(MaxVcpus, out string? text))
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            return $"{MaxVcpus}: '{Excerpt.Of(text ?? "")}' is not a number of vCPUs: expected 1 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}, e.g. 4096.";
        }

        most = number;
        return null;
    }
}
