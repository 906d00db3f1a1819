using System.Text.Json;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Leaves;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what a modelled kernel answers.</summary>
internal static class SupportedText
{
    /// <summary>Prints a table, a leaf a line, and where to go from there.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="kernelRemark">What to say of the kernel; null for nothing.</param>
    /// <param name="console">Where to.</param>
    public static void Table(KvmReply reply, string? kernelRemark, ToolConsole console)
    {
        HvCpuidSet set = reply.Set!;
        Page page = new(console);
        page.Heading(reply.Query.Describe(kernelRemark));
        page.Line();
        LeafTable.Add(page, set);
        page.Line();
        AddSureness(page, reply);
        page.Line($"Bit by bit: hvcpuid decode {reply.Query.ToSource()}");
        if (!set.Contains(HvNestedFeatures.Function))
        {
            page.Line($"Why there is no leaf A: hvcpuid explain A on {reply.Query.ToSource()}");
        }

        page.Print();
    }

    /// <summary>Prints JSON: the entries, what was asked, and the notes.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="notes">What a reader has to know, a sentence each.</param>
    /// <param name="console">Where to.</param>
    public static void Json(KvmReply reply, IReadOnlyList<string> notes, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        JsonFormat.WriteEntries(writer, reply.Set!);
        WriteQuery(writer, reply);
        writer.WriteString("basis", reply.Basis);
        writer.WriteTexts("uncertain", reply.Uncertain.Select(field => field.ToString()));
        writer.WriteTexts("notes", notes);
    });

    private static void AddSureness(Page page, KvmReply reply)
    {
        if (reply.Basis is not null)
        {
            page.Line($"Basis: {reply.Basis}");
        }

        foreach (BitAddress field in reply.Uncertain)
        {
            string names = string.Join(", ", HvFieldTable.Find(field).Select(named => named.Name));
            page.Line($"Uncertain: {field}{(field.Bits.Mask == uint.MaxValue && names.Contains(',', StringComparison.Ordinal) ? "" : " " + names)}");
        }
    }

    private static void WriteQuery(Utf8JsonWriter writer, KvmReply reply)
    {
        bool vcpu = reply.Query.Scope == KvmScope.Vcpu;
        writer.WriteHost(reply.Query.Host);
        writer.WriteString("scope", vcpu ? "vcpu" : "system");
        if (vcpu)
        {
            writer.WriteBoolean("lapic", reply.Query.Vcpu.InKernelLapic);
        }
        else
        {
            writer.WriteNull("lapic");
        }

        writer.WriteString("evmcs", reply.Evmcs?.ToString());
    }
}
