using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace HvCpuid.Tool.Tests;

public class HostileArgumentsTests
{
    private static readonly Gen<string> Known = Gen.Elements(
        "supported", "decode", "explain", "history", "flags", "lint", "diff", "migrate", "fit", "baseline", "--partial", "--merge", "--labels", "access", "--evmcs", "--kernel", "--cpu", "--format", "json", "table", "raw", "bin", "-", "--", "@", "@file",
        "[suggest]", "[suggest:9]", "[suggest:-1]", "[suggest:99999999999]", "[diagram]", "[env:A=B]", "on", "kvm:", "kvm:5.0", "kvm:5.0,", "kvm:6.12,amd,evmcs=",
        "kvm:999999.1", "kvm:5.0,maxvcpus=99999999999", "EDX[19]", "A", "FFF", "hv-time", "CPUID.FFFFFFFFH:EDX[31:0]", "--on", "--all", "--cpu-index", "-1", "\0", "",
        "--help", "--version", "-?", "--kernel=5.0", "--format:json", "\u001b[31m", "/", ".", "[bold]x[/]", "{0}",
        "hv-stimer,hv-evmcs", "hv-spinlocks=-1", "<hyperv/>", "<hyperv><x", "[.xml", "\0.xml", "--close", "--passthrough", "--preset", "minimal", "qemu", "libvirt", "--vcpus", "--nested-exposed",
        "--enforce", "--synic", "--msr", "0x40000010", "4000FFFFH", "--write", "--hypercall", "0xFFFFFFFFFFFFFFFF", "H", "0x");

    private static readonly Gen<string> Arbitrary = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");

    // Not a file of this machine: an arbitrary text may be a path, and a device may never end.
    private static readonly Gen<string[]> Arguments = Gen.OneOf(Known, Known, Known, Arbitrary)
        .ArrayOf()
        .Where(words => !Array.Exists(words, word => word.StartsWith("/d", StringComparison.Ordinal)));

    [Fact]
    public void Run_ArbitraryArguments_EndsWith0Or1Or2() =>
        Prop.ForAll(Arguments.ToArbitrary(), words => ToolRun.With(words).ExitCode is 0 or 1 or 2).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Run_ArbitraryArguments_NeverShowsAnExceptionOrSteersTheTerminal() => Prop.ForAll(Arguments.ToArbitrary(), words =>
    {
        string error = ToolRun.With(words).Error;

        // Not a field such as CombinedVirtualizationExceptions, which a message may suggest.
        return !Regex.IsMatch(error, @"Exception\b") && !error.Contains("   at ", StringComparison.Ordinal) && !error.Contains('\u001b', StringComparison.Ordinal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
