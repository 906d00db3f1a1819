using System.Diagnostics.CodeAnalysis;
using HvCpuid.Kvm;

namespace MiniVmm;

/// <summary>The command line.</summary>
internal sealed record VmmOptions
{
    public const string Usage = """
        MiniVmm [--as kvm:RELEASE[,intel|amd][,evmcs][,nolapic]] [--flags "hv-…" | --passthrough] [--simulated] [--break loop|fault|cpuid]

          --as           takes the leaves from a modelled kernel, not from the one that runs the guest
          --flags        offers the guest these enlightenments, as QEMU spells them
          --passthrough  offers the guest the kernel's answer as it is (the default)
          --simulated    runs no guest: a simulated vCPU answers in its place
          --break        does something wrong, to see what a VMM is answered then
        """;

    private const string Prefix = "kvm:";

    /// <summary>The modelled kernel; null for the one that runs the guest.</summary>
    public KvmHost? Model { get; private init; }

    /// <summary>The modelled vCPU.</summary>
    public VcpuState ModelVcpu { get; private init; } = VcpuState.Ordinary;

    /// <summary>The enlightenments; null for passthrough.</summary>
    public string? Flags { get; private init; }

    public bool Simulated { get; private init; }

    /// <summary>What to do wrong; null for nothing.</summary>
    public string? Break { get; private init; }

    /// <summary>Reads the command line, or says what is wrong with it.</summary>
    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out VmmOptions? options, out string? error)
    {
        options = new VmmOptions();
        error = null;
        for (int i = 0; i < arguments.Length && error is null; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--simulated":
                    options = options with { Simulated = true };
                    break;
                case "--passthrough":
                    options = options with { Flags = null };
                    break;
                case "--as" when value is not null:
                    options = options.WithModel(value, out error);
                    i++;
                    break;
                case "--flags" when value is not null:
                    options = options with { Flags = value };
                    i++;
                    break;
                case "--break" when value is "loop" or "fault" or "cpuid":
                    options = options with { Break = value };
                    i++;
                    break;
                default:
                    error = $"'{arguments[i]}' is not known here, or has no value, or another than it can have.";
                    break;
            }
        }

        return error is null;
    }

    private VmmOptions WithModel(string text, out string? error)
    {
        string[] words = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split(',') : [""];
        if (!KvmRelease.TryParse(words[0], out KvmRelease release))
        {
            error = $"--as: '{text}' is no modelled kernel: expected e.g. kvm:6.12,intel,evmcs.";
            return this;
        }

        error = null;
        VmmOptions options = this with { Model = new KvmHost { Kernel = release } };
        foreach (string word in words[1..])
        {
            switch (word)
            {
                case "intel" or "amd":
                    options = options with { Model = options.Model! with { Vendor = word == "amd" ? CpuVendor.Amd : CpuVendor.Intel } };
                    break;
                case "evmcs":
                    options = options with { ModelVcpu = options.ModelVcpu with { Evmcs = EvmcsVersionRange.Version1 } };
                    break;
                case "nolapic":
                    options = options with { ModelVcpu = options.ModelVcpu with { InKernelLapic = false } };
                    break;
                default:
                    error = $"--as: '{word}' is not known here: expected intel, amd, evmcs or nolapic.";
                    break;
            }
        }

        return options;
    }
}
