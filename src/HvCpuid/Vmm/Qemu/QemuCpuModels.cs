namespace HvCpuid.Vmm;

/// <summary>
/// The names of QEMU's x86 CPU models, to tell one from a file's name that was mistyped (QEMU 4.2 to 11.1, target/i386/cpu.c, builtin_x86_defs
/// and the models of their own: base, host, max).
/// </summary>
internal static class QemuCpuModels
{
    private const string TypeSuffix = "-x86_64-cpu";
    private const string Version = "-v";
    private static readonly char[] Digits = [.. "0123456789"];
    private static readonly HashSet<string> Names =
    [
        "base", "host", "max", "486", "pentium", "pentium2", "pentium3", "athlon", "n270", "coreduo", "core2duo", "phenom", "qemu32", "qemu64", "kvm32", "kvm64",
        "Conroe", "Penryn", "Nehalem", "Westmere", "SandyBridge", "IvyBridge", "Haswell", "Broadwell", "Skylake-Client", "Skylake-Server", "Cascadelake-Server",
        "Cooperlake", "Icelake-Client", "Icelake-Server", "SapphireRapids", "GraniteRapids", "SierraForest", "ClearwaterForest", "DiamondRapids", "Denverton",
        "Snowridge", "KnightsMill", "Opteron_G1", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "EPYC", "EPYC-Rome", "EPYC-Milan", "EPYC-Genoa",
        "EPYC-Turin", "Dhyana", "YongFeng",
    ];

    private static readonly string[] Variants = ["-noTSX", "-IBRS", "-IBPB"];

    /// <summary>True for a model, its versions (<c>-v2</c>) and named variants (<c>-noTSX-IBRS</c>), or its type's name.</summary>
    public static bool IsModel(string text)
    {
        string name = text.Ends(TypeSuffix) ? text.Substring(0, text.Length - TypeSuffix.Length) : text;
        string unnumbered = name.TrimEnd(Digits);
        name = unnumbered.Length < name.Length && unnumbered.Ends(Version) ? unnumbered.Substring(0, unnumbered.Length - Version.Length) : name;
        for (string? variant = Last(name); variant is not null; variant = Last(name))
        {
            name = name.Substring(0, name.Length - variant.Length);
        }

        return Names.Contains(name);
    }

    private static string? Last(string name) => Variants.FirstOrDefault(variant => name.Ends(variant));
}
