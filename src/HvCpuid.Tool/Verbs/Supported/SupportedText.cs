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
    public static void Table(KvmRequest request, KvmReply reply, ToolConsole console)
    {
        HvCpuidSet set = reply.Set!;
        Page page = new(console);
        page.Heading(request.Description);
        page.Line();
        LeafTable.Add(page, set);
        page.Line();
        AddSureness(page, reply);
        page.Line($"Bit by bit: hvcpuid decode {request.Spec}");
        if (!set.Contains(HvNestedFeatures.Function))
        {
            page.Line($"Why there is no leaf A: hvcpuid explain A on {request.Spec}");
        }

        page.Print();
    }

    /// <summary>Prints JSON: the entries, what was asked, and the notes.</summary>
    public static void Json(KvmRequest request, KvmReply reply, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        JsonFormat.WriteEntries(writer, reply.Set!);
        WriteRequest(writer, request);
        writer.WriteString("basis", reply.Basis);
        writer.WriteTexts("uncertain", reply.Uncertain.Select(field => field.ToString()));
        writer.WriteTexts("notes", reply.Notes);
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

    private static void WriteRequest(Utf8JsonWriter writer, KvmRequest request)
    {
        KvmHost host = request.Host;
        bool vcpu = request.Scope == KvmScope.Vcpu;
        writer.WriteString("kernel", host.Kernel.Text);
        writer.WriteString("cpu", host.Vendor == CpuVendor.Amd ? "amd" : "intel");
        writer.WriteBoolean("nested", host.Nested);
        writer.WriteString("scope", vcpu ? "vcpu" : "system");
        Optional("lapic", vcpu, () => writer.WriteBooleanValue(request.Vcpu.InKernelLapic));
        Optional("evmcs", request.EnabledEvmcs is not null, () => writer.WriteStringValue(request.Vcpu.Evmcs.ToString()));
        writer.WriteBoolean("smt", host.SmtPossible);
        Optional("maxVcpus", host.MaximumVcpus is not null, () => writer.WriteNumberValue(host.MaximumVcpus ?? 0));

        void Optional(string name, bool there, Action value)
        {
            writer.WritePropertyName(name);
            if (there)
            {
                value();
                return;
            }

            writer.WriteNullValue();
        }
    }
}
