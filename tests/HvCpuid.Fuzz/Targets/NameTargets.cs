using System.Text;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Guest;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Vmm;

namespace HvCpuid.Fuzz.Targets;

/// <summary>Short texts: what goes into an argument. Parse and TryParse agree, and what was read is printed and read back as the same.</summary>
internal static class NameTargets
{
    private delegate bool Try<T>(string? text, out T value);

    private static readonly string[] Releases = ["5.0", "6.12", "6.1.192", "v4.18", "6.14.0-rc3", "5.14.0-427.13.1.el9_4.x86_64", "6.8.0-45-generic", "6.1.0-50-amd64", "6.8.12-4-pve", "5.14.21-150500.55.39-default", "6.6+a8de7f100bb5", "rhel9.4", "ubuntu22.04", "debian12", "65535.65535.65535"];

    private static readonly string[] Words = [".", "-", "+", "-rc1", ".el9_4", "-generic", "-amd64", "-pve", "~", "_", "rhel", "ubuntu", "debian", "sles", "v", "5.14.0", "6.8", "65535", "0", .. KvmChanges.All.Take(40).Select(change => "+" + change.Id)];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All =>
    [
        Name<KvmRelease>("kvm-release", "a Linux release", Releases, Words, KvmRelease.Parse, KvmRelease.TryParse, release => release.ToString()),
        Name<UnameRelease?>("uname", "what uname -r prints", Releases, Words, UnameRelease.Parse, UnameRelease.TryParse, uname => uname!.Release.ToString(), isWhole: false),
        Name<KvmKernel?>("kvm-kernel", "a kernel by release, changes or a distribution's name", Releases, Words, KvmKernel.Parse, KvmKernel.TryParse, kernel => kernel!.ToString(), isWhole: false),
        Name<KvmBuild>("kvm-build", "a distribution's build number", ["427.13.1", "50", "0"], ["."], KvmBuild.Parse, KvmBuild.TryParse, build => build.ToString()),
        Name<EvmcsVersionRange>("evmcs-range", "a range of eVMCS versions", ["1..1", "1", "1..255"], ["..", "255"], EvmcsVersionRange.Parse, EvmcsVersionRange.TryParse, range => range.ToString()),
        Name<KvmQuery>("kvm-query", "a question: KERNEL,intel,evmcs,…", [.. Releases.Select(kernel => kernel + ",amd,system,nosmt"), "6.12,intel,evmcs=1..2,nolapic,maxvcpus=4096", "5.0,nonested,nohyperv"], [.. Words, ",intel", ",amd", ",vcpu", ",system", ",evmcs", ",evmcs=", ",nolapic", ",nosmt", ",nonested", ",nohyperv", ",hyperv", ",maxvcpus="], KvmQuery.Parse, KvmQuery.TryParse, query => query.ToString()),
        Name<BitAddress>("bit-address", "the address of a bit", ["CPUID.4000000AH:EAX[15:8]", "0x4000000a.eax.15-8", "A.EAX[15:8]", "3.edx", "40000004H:EBX"], ["CPUID.", "0x", "H", ":", ".", "EAX", "ebx", "[", "]", "31", "-", "40000003"], BitAddress.Parse, BitAddress.TryParse, address => address.ToString()),
        new TextTarget("signature", "twelve characters of a vendor", () => ["Microsoft Hv", "KVMKVMKVM", ""], [" ", "Hv"], ReadSignature),
        Name<QemuRelease>("qemu-release", "a release of QEMU", ["11.1", "7.2.22"], ["."], QemuRelease.Parse, QemuRelease.TryParse, release => release.ToString()),
        Name<LinuxGuestKernel?>("guest-kernel", "a Linux guest's kernel", Releases, Words, LinuxGuestKernel.Parse, LinuxGuestKernel.TryParse, kernel => kernel!.ToString()!, isWhole: false),
        new TextTarget("vmm", "a VMM: qemu:7.2, copy", () => ["qemu", "qemu:7.2", "copy", "qemu:11.1.3"], ["qemu", ":", "copy", ".", "5.2"], text => Again(HvVmm.Parse(text).ToString(), vmm => HvVmm.Parse(vmm).ToString())),
        new TextTarget("host", "a host to ask", () => Releases.Select(kernel => kernel + ",amd"), Words, text => _ = HvHost.Parse(text)),
        new TextTarget("kernel-pattern", "the form of a distribution's kernel names", () => ["5.14.0-{build}*.el9*", "{release}-{number}-amd64", "{series}.0-*"], ["{build}", "{number}", "{level}", "{series}", "{release}", "*", "{", "}"], text => Again(KvmKernelPattern.Parse(text).ToString(), pattern => KvmKernelPattern.Parse(pattern).ToString())),
        new TextTarget("terms", "an MSR, a hypercall, a capability, a finding, a message", Terms, ["msr ", "hypercall ", "cap ", "KVM_CAP_HYPERV_", "HV_X64_MSR_", "HvCall", "HV0", "HVE0", "0x400000", "H", "Hyper-V ", "hv-"], Find),
        new KernelsFileTarget(),
    ];

    private static TextTarget Name<T>(string name, string about, IEnumerable<string> seeds, IEnumerable<string> words, Func<string, T> parse, Try<T> tryParse, Func<T, string> print, bool isWhole = true) => new(name, about, () => seeds, words, text =>
    {
        if (!tryParse(text, out T value))
        {
            Refuse(() => parse(text));
            return;
        }

        T parsed = parse(text);
        TextTarget.Check(Equals(print(parsed), print(value)), "Parse and TryParse agree", print(value));
        string printed = print(value);
        TextTarget.Check(tryParse(printed, out T again) && (isWhole ? Equals(again, value) : print(again) == printed), "What was read is printed and read back", printed);
    });

    private static void Refuse(Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException)
        {
            throw;
        }

        TextTarget.Check(false, "Parse and TryParse agree", "Parse took what TryParse refused");
    }

    private static void Again(string printed, Func<string, string> read) => TextTarget.Check(read(printed) == printed, "What was read is printed and read back", printed);

    private static void ReadSignature(string text)
    {
        if (!AsciiSignature.TryParse(text, out AsciiSignature signature))
        {
            Refuse(() => AsciiSignature.Parse(text));
        }

        TextTarget.Check(AsciiSignature.Parse(text) == signature, "Parse and TryParse agree", text);
        TextTarget.CheckMessage(signature.ToString() + ".");
    }

    private static void Find(string text)
    {
        foreach (HvTerm term in HvTermTable.Find(text))
        {
            TextTarget.Check(term.ToString() is { Length: > 0 }, "A term says something", text);
        }

        _ = HvTermTable.FindMsr(text);
        foreach (HvField field in HvFieldTable.FindByName(text))
        {
            TextTarget.Check(HvFieldTable.Find(field.Address).Contains(field), "A field is found at its address", field.Name);
        }

        TextTarget.Check(HvFieldTable.Nearest(text, 4).Count <= 4, "No more names than asked for", text);
    }

    private static IEnumerable<string> Terms() => ["msr 0x40000010", "hypercall 0x5c", "KVM_CAP_HYPERV_SYNIC2", "cap 148", "HV007", "HVE001", "vendor_id", "synictimer", "40000073H", .. SeedFiles.QemuMessages.Take(30), .. HvFieldTable.All.Take(60).Select(field => field.Name)];

    /// <summary>A file of kernels: what was read is saved and read back as the same.</summary>
    private sealed class KernelsFileTarget() : FuzzTarget("kernels-file", "a file of kernels, JSON")
    {
        /// <inheritdoc/>
        public override IEnumerable<byte[]> Seeds =>
        [
            SeedFiles.Bytes("""{"lines":[{"id":"el9","distribution":"A","patterns":["5.14.0-{build}*.el9*"],"base":"5.14","rows":[{"from":"427","add":["TscInvariant"],"maxVcpus":4096,"sureness":"computed","source":"s"}]}]}"""),
            .. KvmKernels.BuiltIn.Lines.Take(6).Select(line => Save(new KvmKernels([line]))),
        ];

        /// <inheritdoc/>
        public override IEnumerable<string> Words => ["{", "}", "[", "]", ",", ":", "\"", "null", "true", "\"id\":", "\"patterns\":[", "\"base\":\"5.14\"", "\"takesFeatures\":true", "\"below\":\"1\"", "\"levels\":{\"1\":2}", "\"names\":[", "\"releases\":{", "\"notLookedAt\":[", "\"rows\":[", "\"from\":\"1\"", "\"seen\":\"2\"", "\"add\":[", "\"remove\":[", "\"open\":[", "\"maxVcpus\":", "\"openMaxVcpus\":", "\"hyperv\":false", "\"sureness\":\"computed\"", "{build}", "\\ud800", "\uFEFF"];

        /// <inheritdoc/>
        public override void Try(ReadOnlySpan<byte> input)
        {
            KvmKernels kernels;
            try
            {
                using MemoryStream stream = new(input.ToArray());
                kernels = KvmKernels.Load(stream);
            }
            catch (FormatException)
            {
                return;
            }

            byte[] saved = Save(kernels);
            using MemoryStream again = new(saved);
            Require(Save(KvmKernels.Load(again)).AsSpan().SequenceEqual(saved), "A file of kernels is read as it was saved", Encoding.UTF8.GetString(saved));
        }

        private static byte[] Save(KvmKernels kernels)
        {
            using MemoryStream stream = new();
            kernels.Save(stream);
            return stream.ToArray();
        }
    }
}
