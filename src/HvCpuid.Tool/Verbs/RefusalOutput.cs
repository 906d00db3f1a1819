using System.Text.Json;
using HvCpuid.Kvm;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints that a modelled kernel refuses.</summary>
internal static class RefusalOutput
{
    /// <summary>Prints the errno, why, and what helps: on standard error, as JSON on standard output too.</summary>
    /// <returns>The exit code, 1.</returns>
    public static int Print(KvmRefusal refusal, bool json, ToolConsole console)
    {
        console.Messages.Write(MessageKind.Refused, Text(refusal));
        if (json)
        {
            JsonPage.Write(console, writer => writer.WriteRefusal(refusal));
        }

        return ExitCodes.Wrong;
    }

    /// <summary>A refusal as a message: <c>ENOTTY: why. What helps: ….</c></summary>
    public static string Text(KvmRefusal refusal) => $"{refusal.Name}: {refusal.Message}";

    /// <summary>Writes the members of a refusal: <c>error</c> and <c>message</c>.</summary>
    public static void WriteRefusal(this Utf8JsonWriter writer, KvmRefusal refusal)
    {
        writer.WriteString("error", refusal.Name);
        writer.WriteString("message", refusal.Message);
    }
}
