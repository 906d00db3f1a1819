using System.Text.Json;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Prints that a modelled kernel refuses.</summary>
internal static class RefusalOutput
{
    /// <summary>Prints the errno, why, and what helps: on standard error, as JSON on standard output too.</summary>
    /// <returns>The exit code, 1.</returns>
    public static int Print(KvmRefused refused, bool json, ToolConsole console)
    {
        console.Messages.Write(MessageKind.Refused, refused.ToString());
        if (json)
        {
            JsonPage.Write(console, writer => writer.WriteRefusal(refused));
        }

        return ExitCodes.Wrong;
    }

    /// <summary>Writes the members of a refusal: <c>error</c> and <c>message</c>.</summary>
    public static void WriteRefusal(this Utf8JsonWriter writer, KvmRefused refused)
    {
        writer.WriteString("error", refused.Error);
        writer.WriteString("message", refused.Message);
    }
}
