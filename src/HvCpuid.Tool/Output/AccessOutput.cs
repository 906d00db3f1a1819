using HvCpuid.Access;
using HvCpuid.Kvm;
using Spectre.Console;

namespace HvCpuid.Tool.Output;

/// <summary>Prints everything that a guest may touch.</summary>
internal static class AccessOutput
{
    private const int Indent = 2;
    private const int MsrWidth = 22;
    private const int CodeWidth = 14;
    private const int ReadWidth = 4;
    private const int WriteWidth = 5;
    private const int ResultWidth = 12;
    private static readonly string[] MsrHeader = ["MSR", "read", "write", ""];
    private static readonly string[] HypercallHeader = ["Hypercall", "result", ""];

    /// <summary>Prints it as a table or JSON.</summary>
    /// <param name="access">What the guest may touch.</param>
    /// <param name="description">Where its leaves come from.</param>
    /// <param name="json">True for JSON.</param>
    /// <param name="console">Where to.</param>
    public static void Print(HvAccess access, string description, bool json, ToolConsole console)
    {
        if (json)
        {
            Json(access, console);
            return;
        }

        Page page = new(console);
        page.Heading(description);
        page.Line(Situation(access));
        page.Line();
        Msrs(page, access);
        page.Line();
        Hypercalls(page, access);
        page.Line();
        page.Line($"Fast hypercalls with input in XMM registers: {(access.AllowsXmmInput ? "allowed" : "ud")} ({HvHypercallTable.XmmInput}).");
        page.Print();
    }

    /// <summary>What else than the leaves decides, on one line.</summary>
    public static string Situation(HvAccess access)
    {
        HvAccessOptions options = access.Options;
        return $"On Linux {options.Kernel.Text}, CPUID {(access.IsEnforced ? "enforced" : "not enforced")}, SynIC {(options.SynicActive ? "active" : "not active")}, "
            + $"{(options.InKernelLapic ? "with" : "without")} in-kernel local APIC.";
    }

    private static void Json(HvAccess access, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        writer.WriteStartArray("msrs");
        foreach (HvMsrAccess msr in access.Msrs)
        {
            writer.WriteStartObject();
            AccessJson.Msr(writer, msr.Row.Msr, msr.Row, msr.Read.IsAllowed, msr.Write.IsAllowed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("hypercalls");
        foreach (HvHypercallAccess hypercall in access.Hypercalls)
        {
            for (int code = hypercall.Row.Code; code <= hypercall.Row.LastCode; code++)
            {
                writer.WriteStartObject();
                AccessJson.Hypercall(writer, code, hypercall.Row, hypercall.Gate);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteBoolean("xmmInput", access.AllowsXmmInput);
    });

    private static void Msrs(Page page, HvAccess access)
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
                Page.Cell(YesNo(first.Read)),
                Page.Cell(YesNo(first.Write)),
                Page.NamedCell(one ? first.Row.Name : $"{first.Row.Name} to {last.Row.Name}", Tail(first.Row, told)));
        }

        page.Add(table);
    }

    private static void Hypercalls(Page page, HvAccess access)
    {
        Grid table = page.Table(Indent, CodeWidth, ResultWidth);
        table.AddRow([.. HypercallHeader.Select(Page.StrongCell)]);
        foreach (HvHypercallAccess hypercall in access.Hypercalls)
        {
            table.AddRow(Page.Cell(hypercall.Row.Number), Page.Cell(hypercall.Gate.Outcome.Word()), Page.NamedCell(hypercall.Row.Name, Tail(hypercall.Row, hypercall.Gate)));
        }

        page.Add(table);
    }

    private static string YesNo(HvAccessResult result) => result.IsAllowed ? "yes" : "no";

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
