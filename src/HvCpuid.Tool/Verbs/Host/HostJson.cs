using System.Text.Json;
using HvCpuid.Formats;
using HvCpuid.Kvm;
using HvCpuid.Linux;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints what the live KVM says as JSON: what an operator sends in when the model is wrong.</summary>
internal static class HostJson
{
    /// <summary>Prints a report; its form is documented at the verb.</summary>
    public static void Print(HostReport report, ToolConsole console) => JsonPage.Write(console, writer =>
    {
        if (report.Refusal is { } refusal)
        {
            writer.WriteRefusal(refusal);
        }
        else
        {
            JsonFormat.WriteEntries(writer, report.Main!.Set!);
        }

        WriteMachine(writer, report);
        WriteCapabilities(writer, report.Observation.Capabilities);
        WriteAnswers(writer, report);
        WritePredicted(writer, report.Predicted);
        WriteNearest(writer, report.Nearest);
        writer.WriteTexts("notes", report.Notes);
    });

    private static void WriteMachine(Utf8JsonWriter writer, HostReport report)
    {
        LinuxHost machine = report.Machine;
        writer.WriteString("kernel", machine.Kernel);
        writer.WriteString("build", machine.Build);
        writer.WriteString("release", machine.Uname?.Release.ToString());
        writer.WriteString("module", machine.Module);
        writer.WriteString("cpu", machine.Vendor?.ToString().ToLowerInvariant());
        writer.WriteString("processor", machine.Processor);
        writer.WritePropertyName("nested");
        if (machine.Nested is { } nested)
        {
            writer.WriteBooleanValue(nested);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("smtControl", machine.SmtControl);
        WriteAssumed(writer, machine);
        writer.WriteNumber("apiVersion", report.ApiVersion);
    }

    // What the machine does not say, and is taken to be in "nearest": a member for each, none where all is known.
    private static void WriteAssumed(Utf8JsonWriter writer, LinuxHost machine)
    {
        KvmHost assumed = machine.ToKvmHost();
        writer.WriteStartObject("assumed");
        if (machine.Uname is null)
        {
            writer.WriteString("release", assumed.Kernel.ToString());
        }

        if (!machine.IsModuleModelled)
        {
            writer.WriteString("cpu", assumed.Vendor.ToString().ToLowerInvariant());
        }

        if (machine.Nested is null)
        {
            writer.WriteBoolean("nested", assumed.Nested);
        }

        if (machine.SmtControl is null)
        {
            writer.WriteBoolean("smt", assumed.SmtPossible);
        }

        writer.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter writer, IReadOnlyDictionary<KvmCapability, int> capabilities)
    {
        writer.WriteStartArray("capabilities");
        foreach (KeyValuePair<KvmCapability, int> capability in capabilities.OrderBy(pair => pair.Key))
        {
            writer.WriteStartObject();
            writer.WriteNumber("capability", (int)capability.Key);
            writer.WriteString("name", capability.Key.ToString());
            writer.WriteNumber("value", capability.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteAnswers(Utf8JsonWriter writer, HostReport report)
    {
        writer.WriteStartArray("answers");
        foreach (KvmObservedAnswer answer in report.Observation.Answers)
        {
            writer.WriteStartObject();
            writer.WriteString("scope", answer.Scope == KvmScope.System ? "system" : "vcpu");
            if (answer.Scope == KvmScope.Vcpu)
            {
                writer.WriteBoolean("lapic", answer.Vcpu.InKernelLapic);
                writer.WriteString("evmcs", answer.Vcpu.Evmcs?.ToString());
            }

            if (answer.Set is { } set)
            {
                JsonFormat.WriteEntries(writer, set);
            }
            else
            {
                writer.WriteRefusal(report.RefusalOf(answer));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNearest(Utf8JsonWriter writer, KvmNearness nearest)
    {
        writer.WriteStartObject("nearest");
        writer.WriteHost(nearest.Host);
        WriteDifferences(writer, nearest.Differences);
        writer.WriteEndObject();
    }

    private static void WritePredicted(Utf8JsonWriter writer, KvmNearness predicted)
    {
        writer.WriteStartObject("predicted");
        writer.WriteString("kernel", predicted.Host.Kernel.Text);
        writer.WriteString("basis", predicted.Host.Kernel.Basis);
        WriteDifferences(writer, predicted.Differences);
        writer.WriteEndObject();
    }

    private static void WriteDifferences(Utf8JsonWriter writer, IReadOnlyList<KvmDifference> differences)
    {
        writer.WriteStartArray("differences");
        foreach (KvmDifference difference in differences)
        {
            writer.WriteStartObject();
            writer.WriteString("where", difference.Where);
            writer.WriteString("address", difference.Address?.ToString());
            writer.WriteString("name", difference.What);
            writer.WriteString("observed", difference.Observed);
            writer.WriteString("modelled", difference.Modelled);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
