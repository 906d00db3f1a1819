using System.Text;
using System.Text.Json;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Tests;

/// <summary>One run of the tool in this process.</summary>
internal sealed record ToolRun(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    public string[] Lines => Output.TrimEnd('\n').Split('\n');

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs the tool with arguments as a shell would split them: no quotes.</summary>
    public static ToolRun Of(string commandLine, byte[]? input = null, bool terminal = false, bool color = false, int width = ToolConsole.DefaultWidth, int? errorWidth = null) =>
        With(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), input, terminal, color, width, errorWidth);

    /// <summary>Runs the tool with arguments as they are.</summary>
    public static ToolRun With(string[] arguments, byte[]? input = null, bool terminal = false, bool color = false, int width = ToolConsole.DefaultWidth, int? errorWidth = null)
    {
        using MemoryStream output = new();
        using StreamWriter writer = new(output, new UTF8Encoding(false)) { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int exitCode = ToolProgram.Run(arguments, new ToolConsole
        {
            OpenInput = () => new MemoryStream(input ?? []),
            OutputBytes = output,
            Output = writer,
            Error = error,
            Messages = new MessageWriter(error) { Width = errorWidth, Color = color && errorWidth is not null },
            Width = width,
            OutputIsTerminal = terminal,
            Color = color,
        });
        writer.Flush();
        return new ToolRun(exitCode, output.ToArray(), error.ToString());
    }
}
