using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what the live KVM says, for people.</summary>
internal static class HostText
{
    private const int NameWidth = 26;

    /// <summary>Adds a report.</summary>
    public static void Add(Page page, HostReport report)
    {
        AddMachine(page, report);
        AddCapabilities(page, report.Observation.Capabilities);
        AddAnswers(page, report);
        AddPredicted(page, report);
        AddNearest(page, report.Nearest);
    }

    private static void AddMachine(Page page, HostReport report)
    {
        LinuxHost machine = report.Machine;
        page.Heading($"The live KVM of Linux {machine.Kernel ?? "(unknown)"}");
        page.Line();
        Grid table = page.Table(0, NameWidth);
        KvmHost assumed = machine.ToKvmHost();
        Row("Release", machine.Uname is { } uname ? $"{uname.Release}" : $"unknown, taken to be {assumed.Kernel.Text}");
        Row("Interface", string.Create(CultureInfo.InvariantCulture, $"KVM_GET_API_VERSION {report.ApiVersion}"));
        Row("Module", machine.Module is not { } module ? "none seen in /sys/module" : machine.IsModuleModelled ? module : $"{module}, which is not modelled");
        Row("Processor", $"{machine.Processor ?? "unknown"}, taken as {assumed.Vendor.Name()}");
        Row("nested", machine.Nested is { } nested ? Digit(nested) : $"unknown, taken to be {Digit(assumed.Nested)}");
        Row("SMT control", machine.SmtControl is { } smt ? $"{smt}: SMT is {Possible(machine.SmtPossible)}" : $"unknown: SMT is taken to be {Possible(machine.SmtPossible)}");
        page.Add(table);
        page.Line();

        void Row(string name, string value) => table.AddRow(Page.Cell(name), Page.Cell(value));
    }

    private static string Digit(bool value) => value ? "1" : "0";

    private static string Possible(bool value) => value ? "possible" : "impossible";

    private static void AddCapabilities(Page page, IReadOnlyDictionary<KvmCapability, int> capabilities)
    {
        page.Heading("Capabilities (KVM_CHECK_EXTENSION)");
        Grid table = page.Table(0, NameWidth, 3);
        foreach (KeyValuePair<KvmCapability, int> capability in capabilities.OrderBy(pair => pair.Key))
        {
            table.AddRow(
                Page.Cell(capability.Key.Name() ?? ""),
                Page.Cell(((int)capability.Key).ToString(CultureInfo.InvariantCulture)),
                Page.ValueCell(capability.Value.ToString(CultureInfo.InvariantCulture), capability.Value == 0));
        }

        page.Add(table);
        page.Line();
    }

    private static void AddAnswers(Page page, HostReport report)
    {
        page.Heading("KVM_GET_SUPPORTED_HV_CPUID");
        foreach (KvmObservedAnswer answer in report.Observation.Answers)
        {
            page.Line(answer.Set is { } set
                ? string.Create(CultureInfo.InvariantCulture, $"on {answer.Where}: {set.Count} leaves")
                : $"on {answer.Where}: {answer.Errno}: {report.Reason(answer)}");
            foreach (string entry in (answer.Set ?? HvCpuidSet.Empty).Select(entry => entry.ToString()))
            {
                page.Line("  " + entry);
            }
        }

        page.Line();
    }

    // What the rows of the kernel's distribution say, and what would make them right.
    private static void AddPredicted(Page page, HostReport report)
    {
        KvmKernel kernel = report.Predicted.Host.Kernel;
        if (kernel.Line is null)
        {
            return;
        }

        page.Heading($"Predicted for {kernel.Text}");
        page.Line(kernel.Basis ?? "");
        page.Line(report.Predicted.Differences.Count == 0
            ? "It answers all of this as predicted."
            : string.Create(CultureInfo.InvariantCulture, $"{report.Predicted.Differences.Count} differences:"));
        foreach (KvmDifference difference in report.Predicted.Differences)
        {
            page.Line("  " + difference);
        }

        if (report.Implied is { } implied)
        {
            page.Line("These lines make it right, as a file for --kernels:");
            foreach (string line in KernelsFile.Text(new KvmKernels([implied.Line])).Split('\n'))
            {
                page.Line(line);
            }
        }

        page.Line();
    }

    private static void AddNearest(Page page, KvmNearness nearest)
    {
        page.Heading("Nearest modelled release");
        page.Line(nearest.Host.Describe());
        page.Line(nearest.Differences.Count == 0
            ? "It answers all of this alike."
            : string.Create(CultureInfo.InvariantCulture, $"{nearest.Differences.Count} differences. Please report them: hvcpuid host --format json has all that is needed."));
        foreach (KvmDifference difference in nearest.Differences)
        {
            page.Line("  " + difference);
        }
    }
}
