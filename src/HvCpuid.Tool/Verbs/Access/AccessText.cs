using HvCpuid.Access;
using HvCpuid.Documents;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints everything that a guest may touch.</summary>
/// <param name="access">What the guest may touch.</param>
/// <param name="source">Where its leaves come from.</param>
/// <param name="isDefaultKernel">True when nobody named the kernel that it runs on.</param>
internal sealed class AccessText(HvAccess access, SourceSet source, bool isDefaultKernel)
{
    private const int Indent = 2;
    private const int MsrWidth = 22;
    private const int CodeWidth = 14;
    private const int ReadWidth = 4;
    private const int WriteWidth = 5;
    private const int ResultWidth = 12;
    private static readonly string[] MsrHeader = ["MSR", "read", "write", ""];
    private static readonly string[] HypercallHeader = ["Hypercall", "result", ""];

    /// <summary>What the guest may touch.</summary>
    public HvAccess Access => access;

    /// <summary>Adds all of it.</summary>
    public void Add(Page page)
    {
        page.Heading(IsOnAnotherKernel ? $"Leaves of {source.Description}" : source.Description);
        page.Line(Situation);
        page.Line();
        Msrs(page);
        page.Line();
        Hypercalls(page);
        page.Line();
        page.Line($"Fast hypercalls with input in XMM registers: {(access.AllowsXmmInput ? "allowed" : "ud")} ({HvHypercallTable.XmmInput}).");
    }

    /// <summary>Adds a single access.</summary>
    /// <param name="page">The page.</param>
    /// <param name="heading">The access, and its result.</param>
    /// <param name="asFarAsIsKnown">Its result as far as is known; null where that is known.</param>
    /// <param name="reason">Why.</param>
    public void AddOne(Page page, string heading, AccessWord? asFarAsIsKnown, string reason)
    {
        page.Heading(heading);
        page.Line((asFarAsIsKnown is { } word ? $"As far as is known: {word.ToText()}. " : "") + reason);
        page.Line(Situation);
    }

    /// <summary>What else than the leaves decides: first the kernel, and where it comes from.</summary>
    private string Situation
    {
        get
        {
            HvAccessOptions options = access.Options;
            string kernel = isDefaultKernel ? $" ({DefaultKernel.Remark("--kernel R")})" : IsOnAnotherKernel ? " (--kernel), not the one whose leaves these are" : "";
            return $"On Linux {options.Kernel.Text}{kernel}, CPUID {(access.IsEnforced ? "enforced" : "not enforced")}, SynIC {(options.SynicActive ? "active" : "not active")}, "
                + $"{(options.InKernelLapic ? "with" : "without")} in-kernel local APIC.";
        }
    }

    // Leaves that one kernel offers, and another kernel under the guest.
    private bool IsOnAnotherKernel => source.Query is { } query && query.Host.Kernel != access.Options.Kernel;

    private void Msrs(Page page)
    {
        Grid table = page.Table(Indent, MsrWidth, ReadWidth, WriteWidth);
        table.AddRow([.. MsrHeader.Select(Page.StrongCell)]);
        foreach (IReadOnlyList<HvMsrAccess> group in AccessGroups.Of(access.Msrs))
        {
            HvMsrAccess first = group[0];
            HvMsrAccess last = group[^1];
            bool one = group.Count == 1;
            HvAccessResult told = first.Read.Cause == HvAccessCause.WriteOnly ? first.Write : first.Read.IsAllowed && first.Write.Cause != HvAccessCause.ReadOnly ? first.Write : first.Read;
            table.AddRow(
                Page.Cell(one ? first.Row.Number : $"{first.Row.Number} to {last.Row.Number}"),
                YesNo(first.Read),
                YesNo(first.Write),
                Page.NamedCell(one ? first.Row.Name : $"{first.Row.Name} to {last.Row.Name}", Tail(first.Row, told)));
        }

        page.Add(table);
    }

    private void Hypercalls(Page page)
    {
        Grid table = page.Table(Indent, CodeWidth, ResultWidth);
        table.AddRow([.. HypercallHeader.Select(Page.StrongCell)]);
        foreach (HvHypercallAccess hypercall in access.Hypercalls)
        {
            table.AddRow(Page.Cell(hypercall.Row.Number), Page.JudgedCell(AccessWords.EndOf(hypercall.Gate).ToText(), hypercall.Gate is { IsAllowed: true, IsImplemented: true }), Page.NamedCell(hypercall.Row.Name, Tail(hypercall.Row, hypercall.Gate)));
        }

        page.Add(table);
    }

    private static IRenderable YesNo(HvAccessResult result) => Page.JudgedCell(result.IsAllowed ? "yes" : "no", result.IsAllowed);

    // What it needs, or which of that is not there; else why it is not to be had.
    private static string Tail(HvAccessRow row, HvAccessResult result) => result switch
    {
        { MissingBit: { } missing } => $": {missing} is missing",
        { IsAllowed: true, IsImplemented: true } => ": " + string.Join(", ", (row.AlwaysNeeds is { } always ? row.Needs.Append(always) : row.Needs).Select(need => need.ToString())),
        { Cause: HvAccessCause.NotInRelease or HvAccessCause.NoSuchHypercall } => $": only since {row.Since}",
        { Cause: HvAccessCause.SynicInactive } => ": needs an active SynIC",
        { Cause: HvAccessCause.Flaw } => $": {KvmFlaws.IpiWithoutLapic}",
        { Cause: HvAccessCause.NoInKernelLapic } => ": needs an in-kernel local APIC",
        _ => "",
    };
}
