using HvCpuid.Compare;
using HvCpuid.Documents;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>A level: leaves that are frozen under a name, for guests that are to run on all hosts that hold them.</summary>
/// <param name="Name">Its name: that of the file, without its ending.</param>
/// <param name="Migration">Whether a guest with the level's leaves may run on every host; null where the level was made of these hosts.</param>
internal sealed record BaselineLevel(string Name, HvMigration? Migration)
{
    /// <summary>True when all hosts hold the level.</summary>
    public bool Holds => Migration is not { Verdict: not HvVerdict.Yes };

    /// <summary>Writes a level to a new file, or holds hosts against the one that is in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="answer">The hosts.</param>
    /// <param name="console">For notes.</param>
    /// <exception cref="ToolFailure">The file could not be read or written.</exception>
    public static BaselineLevel ReadOrWrite(string path, BaselineAnswer answer, ToolConsole console)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (File.Exists(path))
        {
            SourceSet level = FileSource.Read(path, new FileChoice(), console);
            return new BaselineLevel(name, HvMigration.Check(level.Reading, HvDestination.From(HvReading.From(answer.Baseline.Set), "what all of them support")));
        }

        if (!answer.Baseline.IsUsable)
        {
            return new BaselineLevel(name, null);
        }

        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write);
            HvDocuments.Write(file, answer.ToDocument(name));
            file.Write("\n"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw ToolFailure.Unusable($"--as {path}: cannot be written: {exception.Message}");
        }

        console.Note($"{path}: level {name} is frozen; a later call with --as holds other hosts against it.");
        return new BaselineLevel(name, null);
    }
}
