using System.IO.Enumeration;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>
/// The files that a SOURCE stands for. Names that begin with a dot are no hosts, in a directory and for a pattern that does not begin with one; below a directory,
/// links to directories are not followed: what is reached twice would count twice, and a link to what is above it has no end.
/// </summary>
internal static class FleetFiles
{
    private static readonly char[] Wild = ['*', '?'];

    /// <summary>The file itself, all files below a directory, or those that a pattern matches; in the order of their paths.</summary>
    /// <param name="source">The SOURCE; each part of a pattern's path may have <c>*</c> and <c>?</c>.</param>
    /// <exception cref="ToolFailure">There is none.</exception>
    public static IReadOnlyList<string> Expand(string source)
    {
        try
        {
            if (Directory.Exists(source))
            {
                string[] below = [.. Below(source).Order(StringComparer.Ordinal)];
                return below.Length > 0 ? below : throw ToolFailure.Unusable($"{source}: expected files in the directory, found none.");
            }

            if (File.Exists(source) || source.IndexOfAny(Wild) < 0)
            {
                return [source];
            }

            string[] matching = [.. Matching(source).Where(File.Exists).Order(StringComparer.Ordinal)];
            return matching.Length > 0 ? matching : throw ToolFailure.Unusable($"{source}: no file matches.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ToolFailure.Unusable($"{source}: cannot be read: {exception.Message}");
        }
    }

    private static FileSystemEnumerable<string> Below(string folder) => new(
        folder,
        static (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = default })
    {
        ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName[0] != '.',
        ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 && entry.FileName[0] != '.',
    };

    // Part by part of the path, each among what the parts before it matched.
    private static IEnumerable<string> Matching(string pattern)
    {
        string path = Path.TrimEndingDirectorySeparator(pattern);
        string name = Path.GetFileName(path);
        string? folder = Path.GetDirectoryName(path);
        IEnumerable<string> folders = string.IsNullOrEmpty(folder) ? [""] : folder.IndexOfAny(Wild) < 0 ? [folder] : Matching(folder).Where(Directory.Exists);
        return name.IndexOfAny(Wild) < 0
            ? folders.Select(above => Path.Combine(above, name)).Where(Path.Exists)
            : folders.SelectMany(above => Directory.EnumerateFileSystemEntries(above.Length == 0 ? "." : above, name)
                .Select(Path.GetFileName).OfType<string>().Where(found => found[0] != '.' || name[0] == '.').Select(found => Path.Combine(above, found)));
    }
}
