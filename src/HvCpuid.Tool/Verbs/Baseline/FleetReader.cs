using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HvCpuid.Compare;
using HvCpuid.Formats;
using HvCpuid.Sets;
using HvCpuid.Tool.Sources;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>Folds many hosts: files of one set or of a set a line, packed or not, directories, patterns, modelled and live hosts.</summary>
/// <param name="console">For standard input and the kernels that are known.</param>
/// <param name="keepGoing">True to count what cannot be used, false to stop at the first.</param>
/// <param name="progress">Told how many hosts there were.</param>
internal sealed class FleetReader(ToolConsole console, bool keepGoing, Action<long> progress)
{
    private const int PeekLength = 64 * 1024;
    private const int LongestFile = 256 * 1024 * 1024;

    private readonly HvBaselineFold _fold = new();
    private readonly HostLineReader _reader = new();
    private HvBaselinePart? _part;

    /// <summary>How many lines and files could not be used.</summary>
    public long Bad { get; private set; }

    /// <summary>The first of them, with what is wrong.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>What was folded; null where there was no host.</summary>
    public HvBaselinePart? ToPart() => HvBaselineJoin.Join(_part, _fold.ToPart());

    /// <summary>Takes the hosts of a SOURCE.</summary>
    /// <param name="source">A SOURCE as of other verbs, a directory, or a pattern with * and ?.</param>
    /// <exception cref="ToolFailure">It could not be used.</exception>
    public void Add(string source)
    {
        if (source is "host" or "cpu" || KvmSource.IsMeant(source, console.Kernels))
        {
            AddOffered(source);
            return;
        }

        foreach (string path in FleetFiles.Expand(source))
        {
            Try(() => AddFile(path, lines: false));
        }
    }

    /// <summary>Takes the hosts of a file with a set a line.</summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <exception cref="ToolFailure">It could not be used.</exception>
    public void AddLines(string path) => Try(() => AddFile(path, lines: true));

    private void Try(Action add)
    {
        try
        {
            add();
        }
        catch (ToolFailure failure) when (keepGoing)
        {
            Bad++;
            Problems.Add(failure.Message);
        }
    }

    private void AddOffered(string source)
    {
        SourceSet set = SourceReader.Read(source, new FileChoice(), console);
        console.Note(set.Notes);
        OfferedSet offered = OfferedSet.From(source, set);
        if (offered.Refusal is { } refusal)
        {
            throw ToolFailure.Unusable($"{source}: {refusal.Name}: {refusal.Message}");
        }

        SetOf(source, offered.Reading);
    }

    private void AddFile(string path, bool lines)
    {
        FileBytes file = new(path, console) { Maximum = LongestFile, Expected = lines ? "Expected a file with a set a line, or -" : $"A SOURCE is {SourceReader.Forms}, a directory, or a pattern" };
        file.Use(stream =>
        {
            byte[] start = Peek(stream);
            using Stream whole = new PrefixedStream(start, stream);
            if (start is not [0x1F, 0x8B, ..])
            {
                AddStream(file, whole, start, lines);
                return true;
            }

            using GZipStream packed = new(whole, CompressionMode.Decompress);
            byte[] inside = Peek(packed);
            using Stream unpacked = new PrefixedStream(inside, packed);
            AddStream(file, unpacked, inside, lines);
            return true;
        });
    }

    private void AddStream(FileBytes file, Stream stream, byte[] start, bool lines)
    {
        if (!lines && !IsLines(start))
        {
            AddSet(file.Name, file.ReadRest(stream, []).Span);
            return;
        }

        HostLines hosts = new(file.Name, keepGoing, progress);
        HvBaselinePart? part = hosts.Fold(stream);
        _part = HvBaselineJoin.Join(_part, part);
        Bad += hosts.BadLines;
        Problems.AddRange(hosts.Problems);
    }

    private void AddSet(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && _reader.Read(bytes) is null)
        {
            _fold.Add(_reader.Name ?? Encoding.UTF8.GetBytes(name), _reader.Entries);
            progress(1);
            return;
        }

        if (!HvCpuidFormats.TryRead(bytes, out HvCpuidDump? dump, out HvCpuidFormatError? error))
        {
            throw FileDumps.Failure(name, error);
        }

        SetOf(name, dump.Cpus[0].Reading);
    }

    private void SetOf(string name, HvReading reading)
    {
        if (!reading.IsWhole)
        {
            throw ToolFailure.Unusable($"{name}: it tells only a part of the leaves, and baseline needs all of them: {PartNote.Unknown(reading)}.");
        }

        _fold.Add(name, reading.Set);
        progress(1);
    }

    private static byte[] Peek(Stream stream)
    {
        byte[] start = new byte[PeekLength];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    // A whole object on the first line, and another or nothing behind it.
    private static bool IsLines(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        int end = start.IndexOf((byte)'\n');
        ReadOnlySpan<byte> first = (end < 0 ? start : start[..end]).Trim(" \t\r"u8);
        if (first is not [(byte)'{', .., (byte)'}'])
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(first);
            reader.Read();
            reader.Skip();
            return !reader.Read() && (end < 0 || start[end..].Trim(" \t\r\n"u8) is [] or [(byte)'{', ..]);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>The files that a SOURCE stands for.</summary>
internal static class FleetFiles
{
    /// <summary>The file itself, all files below a directory, or those that a pattern matches; in the order of their paths.</summary>
    /// <param name="source">The SOURCE.</param>
    /// <exception cref="ToolFailure">There is none.</exception>
    public static IReadOnlyList<string> Expand(string source)
    {
        try
        {
            if (Directory.Exists(source))
            {
                string[] below = [.. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
                return below.Length > 0 ? below : throw ToolFailure.Unusable($"{source}: expected files in the directory, found none.");
            }

            if (File.Exists(source) || source.IndexOfAny(['*', '?']) < 0)
            {
                return [source];
            }

            string folder = Path.GetDirectoryName(source) is { Length: > 0 } named ? named : ".";
            string[] matching = [.. Directory.EnumerateFiles(folder, Path.GetFileName(source)).Order(StringComparer.Ordinal)];
            return matching.Length > 0 ? matching : throw ToolFailure.Unusable($"{source}: no file matches.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ToolFailure.Unusable($"{source}: cannot be read: {exception.Message}");
        }
    }
}
