using System.Globalization;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Tool.Terminal;
using Spectre.Console;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what changes from kernel to kernel, as release notes.</summary>
/// <param name="steps">From kernel to kernel.</param>
/// <param name="targets">What to print; everything when there are none.</param>
internal sealed class UpgradeText(IReadOnlyList<KvmUpgrade> steps, IReadOnlyList<FieldTarget> targets)
{
    private const int AddressWidth = 26;

    /// <summary>Adds a heading a step, and what changes with it.</summary>
    public void Add(Page page)
    {
        foreach (KvmUpgrade step in steps)
        {
            page.Heading($"{step.From.Text} to {step.To.Text}");
            foreach (string basis in new[] { step.From.Basis, step.To.Basis }.OfType<string>())
            {
                page.Line($"  {basis}");
            }

            page.Line();
            Changes(page, "+", step.Added, step);
            Changes(page, "-", step.Removed, step);
            Grid list = page.Table(2, 1);
            foreach (string line in Lines(step))
            {
                list.AddRow(Page.Cell("*"), Page.Cell(line));
            }

            page.Add(list);
            page.Line();
        }
    }

    private IEnumerable<string> Lines(KvmUpgrade step)
    {
        bool limits = targets.Count == 0 || targets.Any(target => target.Leaf?.Function == HvLimits.Function || target.Fields.Any(field => field.Address.Function == HvLimits.Function));
        if (limits && step.VcpusBefore != step.VcpusAfter)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"CPUID.40000005H:EAX is {step.VcpusAfter}, the most vCPUs of a VM (was {step.VcpusBefore})");
        }

        if (targets.Count > 0)
        {
            yield break;
        }

        foreach (KvmFlaw flaw in step.Fixed)
        {
            yield return $"fixed: {flaw}";
        }

        foreach (KvmFlaw flaw in step.Flawed)
        {
            yield return $"comes with a flaw: {flaw}, until {flaw.Fix}";
        }

        if (step.Uncertain.Count > 0)
        {
            yield return $"uncertain on {step.To.Text}: {string.Join(", ", step.Uncertain)}";
        }

        if (step.Added.Count == 0 && step.Removed.Count == 0 && step.VcpusBefore == step.VcpusAfter)
        {
            yield return "Nothing changes in what KVM answers, as far as is known.";
        }
    }

    private void Changes(Page page, string sign, IReadOnlyList<KvmChange> changes, KvmUpgrade step)
    {
        foreach (KvmChange change in changes)
        {
            KvmEffect[] effects = [.. KvmHistory.Effects(change).Where(effect => FieldTarget.Ask(targets, effect))];
            if (targets.Count > 0 && effects.Length == 0)
            {
                continue;
            }

            string since = change.Commit is null ? $"Linux {change.Release}" : $"Linux {change.Release}, {change.Commit}";
            KvmKernelLine? line = (sign == "+" ? step.To : step.From).Line;
            string build = line?.Brought(change) is { } brought ? $"; in {line.Id} since build {brought}" : "";
            Grid table = page.Table(2, 1);
            table.AddRow(Page.StrongCell(sign), Page.Cell($"{change.Summary} [{since}{build}]"));
            page.Add(table);
            Grid fields = page.Table(4, AddressWidth);
            foreach (KvmEffect effect in effects)
            {
                fields.AddRow(Page.Cell(effect.Address?.ToString() ?? $"leaf {BitAddress.FunctionText(effect.Function)}"), Page.NamedCell(Name(effect), effect.Text is "1" or "" ? "" : $": {effect.Text}"));
            }

            page.Add(fields);
        }
    }

    private static string Name(KvmEffect effect) => effect.Address is { } address ? string.Join(", ", HvFieldTable.Find(address).Select(field => field.Name)) : "";
}
