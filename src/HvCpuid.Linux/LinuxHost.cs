using System.Runtime.Intrinsics.X86;
using HvCpuid.Kvm;
using HvCpuid.Registers;

namespace HvCpuid.Linux;

/// <summary>What this machine says of itself, as far as KVM's answers depend on it: read from /proc and /sys, and from the CPUID instruction.</summary>
/// <example>
/// <code>
/// LinuxHost here = LinuxHost.Read(); // from /proc and /sys; what cannot be read is null
/// Console.WriteLine(here.Kernel ?? "no Linux");
/// HvCpuidSet model = new SupportedHvCpuid(here.ToKvmHost()).ForVcpu(VcpuState.Ordinary).Set ?? HvCpuidSet.Empty;
/// Console.WriteLine($"{model.Count} leaves");
/// </code>
/// </example>
public sealed record LinuxHost
{
    private const string Intel = "kvm_intel";
    private const string Amd = "kvm_amd";
    private const string Debian = "Debian";
    private const string Ubuntu = "Ubuntu";

    /// <summary>What <c>uname -r</c> prints (/proc/sys/kernel/osrelease); null where that cannot be read.</summary>
    public string? Kernel { get; init; }

    /// <summary>
    /// What the kernel says of its build: /proc/version_signature, which Ubuntu's have, else what <c>uname -v</c> prints (/proc/sys/kernel/version); null
    /// where neither can be read.
    /// </summary>
    public string? Build { get; init; }

    /// <summary>
    /// <see cref="Kernel"/>, read; null where it is no release. Where it does not say its stable level and the build does, with the build's numbers:
    /// Debian's <c>6.1.0-55-amd64</c>, built as <c>#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-11-14)</c>, is <c>6.1.192-55-amd64</c>;
    /// Ubuntu's <c>6.8.0-45-generic</c>, signed <c>Ubuntu 6.8.0-45.45-generic 6.8.12</c>, is <c>6.8.12-45-generic</c>.
    /// </summary>
    public UnameRelease? Uname =>
        !UnameRelease.TryParse(Kernel, out UnameRelease? uname) ? null
        : uname.SaysStableLevel || uname.IsReleaseCandidate ? uname
        : BuildRelease() is { } built && built.Series == uname.Release.Series ? UnameRelease.Parse($"{built}{uname.Suffix}")
        : uname;

    /// <summary>
    /// The module that runs guests, by its name in /sys/module: <c>kvm_intel</c>, <c>kvm_amd</c> or another <c>kvm_…</c>, such as the out-of-tree
    /// <c>kvm_pvm</c>; null where none is seen. Of several, one that was loaded comes before those built into the kernel, which are there on every processor.
    /// </summary>
    public string? Module { get; init; }

    /// <summary>True where <see cref="Module"/> is kvm_intel or kvm_amd: what those answer is modelled, and what another module answers is not.</summary>
    public bool IsModuleModelled => Module is Intel or Amd;

    /// <summary>The parameter <c>nested</c> of <see cref="Module"/>; null where it cannot be read.</summary>
    public bool? Nested { get; init; }

    /// <summary>The kernel's SMT control, e.g. <c>on</c> or <c>notsupported</c> (/sys/devices/system/cpu/smt/control); null where it cannot be read.</summary>
    public string? SmtControl { get; init; }

    /// <summary>The signature of the processor in CPUID.00000000H, e.g. <c>GenuineIntel</c>; null where there is no CPUID instruction.</summary>
    public string? Processor { get; init; }

    /// <summary>Which of KVM's two x86 sides it is: the module's, else the processor's; null where neither says.</summary>
    public CpuVendor? Vendor => Module switch
    {
        Intel => CpuVendor.Intel,
        Amd => CpuVendor.Amd,
        _ => VendorOf(Processor),
    };

    /// <summary>
    /// True where SMT is possible, as the kernel counts it (cpu_smt_possible, which a kernel without CONFIG_HOTPLUG_SMT denies); true where its control
    /// cannot be read.
    /// </summary>
    public bool SmtPossible => SmtControl is not ("forceoff" or "notsupported" or "notimplemented");

    /// <summary>Reads it all. What cannot be read is null; nothing is thrown.</summary>
    public static LinuxHost Read() => Read("/", X86Base.IsSupported ? ProcessorSignature() : null);

    /// <summary>The host for the model: what is not known here stays as the model has it by default.</summary>
    public KvmHost ToKvmHost() => ToKvmHost(KvmKernels.BuiltIn);

    /// <summary>The host for the model, its kernel by what is known of names.</summary>
    /// <param name="kernels">The kernels that are known.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public KvmHost ToKvmHost(KvmKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        KvmHost host = new() { SmtPossible = SmtPossible };
        KvmKernel kernel = kernels.TryRecognise(Kernel, Build, out KvmKernel? known) ? known : KvmKernel.Newest;
        return host with { Kernel = kernel, Vendor = Vendor ?? host.Vendor, Nested = Nested ?? host.Nested };
    }

    internal static LinuxHost Read(string root, string? processor)
    {
        string modules = Path.Combine(root, "sys", "module");
        string? module = ModuleOf(modules, processor);
        return new LinuxHost
        {
            Kernel = Line(Path.Combine(root, "proc", "sys", "kernel", "osrelease")) ?? OfVersion(root, 0),
            Build = Line(Path.Combine(root, "proc", "version_signature")) ?? Line(Path.Combine(root, "proc", "sys", "kernel", "version")) ?? OfVersion(root, 1),
            Module = module,
            Nested = module is null ? null : Switch(Line(Path.Combine(modules, module, "parameters", "nested"))),
            SmtControl = Line(Path.Combine(root, "sys", "devices", "system", "cpu", "smt", "control")),
            Processor = processor,
        };
    }

    // /proc/version: "Linux version 6.1.0-50-amd64 (builder) (compiler) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (date)"; its release, or what is behind '#'.
    private static string? OfVersion(string root, int part)
    {
        string[] words = (Line(Path.Combine(root, "proc", "version")) ?? "").Split(' ');
        int number = Array.FindIndex(words, word => word.StartsWith('#'));
        return words is not ["Linux", "version", _, ..] ? null : part == 0 ? words[2] : number < 0 ? null : string.Join(' ', words[number..]);
    }

    // A module that was loaded has a file initstate, one that is built in has not; only one of them runs guests, and a loaded one that cannot is not kept.
    private static string? ModuleOf(string modules, string? processor)
    {
        string? processors = VendorOf(processor) switch
        {
            CpuVendor.Intel => Intel,
            CpuVendor.Amd => Amd,
            _ => null,
        };
        return Modules(modules)
            .OrderByDescending(name => File.Exists(Path.Combine(modules, name, "initstate")))
            .ThenByDescending(name => name == processors)
            .ThenByDescending(name => name is Intel or Amd)
            .ThenBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static string[] Modules(string modules)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(modules, "kvm_*").Select(path => Path.GetFileName(path))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static CpuVendor? VendorOf(string? processor) => processor switch
    {
        "AuthenticAMD" or "HygonGenuine" => CpuVendor.Amd,
        "GenuineIntel" or "CentaurHauls" or "  Shanghai  " => CpuVendor.Intel,
        _ => null,
    };

    // The word behind "Debian" is the version of the package: the stable release it was made from, '-', Debian's own number. Behind "Ubuntu" that release
    // comes second, after the version of the package.
    private KvmRelease? BuildRelease()
    {
        string[] words = (Build ?? "").Split(' ');
        int index = words[0] == Ubuntu ? 2 : Array.IndexOf(words, Debian) + 1;
        return index > 0 && index < words.Length && KvmRelease.TryParse(words[index], out KvmRelease release) ? release : null;
    }

    // A bool parameter reads Y or N, an integer one 1 or 0: kvm_amd's was an integer at first.
    private static bool? Switch(string? text) => text switch
    {
        "Y" or "1" => true,
        "N" or "0" => false,
        _ => null,
    };

    private static string? Line(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Leaf 0 has it in EBX, EDX, ECX.
    private static string ProcessorSignature()
    {
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(0, 0);
        return unchecked(new AsciiSignature((uint)ebx, (uint)edx, (uint)ecx).ToString());
    }
}
