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
            Try(() =>
            {
                RequireContent(source, path);
                AddFile(path, lines: false);
            });
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

    // A pipe that is named is read; one that lies among files would be waited for without end, and says the length 0, as devices and empty files do.
    private static void RequireContent(string source, string path)
    {
        if (path != source && new FileInfo(path) is { Exists: true, Length: 0 })
        {
            throw ToolFailure.Unusable($"{path}: expected a file with leaves, found an empty one, a pipe or a device.");
        }
    }

    private void AddOffered(string source)
    {
        SourceSet set = SourceReader.Read(source, new FileChoice(), console);
        console.Note(set.Notes);
        OfferedSet offered = OfferedSet.From(source, set);
        Try(() => SetOf(source, offered.Refusal is { } refusal ? throw ToolFailure.Unusable($"{source}: {refusal.Name}: {refusal.Message}") : offered.Reading));
    }

    private void AddFile(string path, bool lines)
    {
        FileBytes file = new(path, console) { Maximum = LongestFile, Expected = lines ? "Expected a file with a set a line, or -" : $"A SOURCE is {SourceReader.Forms}, a directory, or a pattern" };
        file.Use(stream =>
        {
            byte[] start = Peek(stream);
            using Stream whole = new PrefixedStream(start, stream);
            if (!GzipInput.IsMeant(start))
            {
                AddStream(file, whole, start, lines);
                return true;
            }

            using GzipInput packed = new(whole);
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
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (bytes.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && _reader.Read(bytes) is null)
        {
            _fold.Add(_reader.Name ?? Encoding.UTF8.GetBytes(name), _reader.Entries);
            progress(1);
            return;
        }

        if (!HvCpuidFormats.TryReadAll(bytes, null, out IReadOnlyList<HvCpuidDump>? dumps, out HvCpuidFormatError? error))
        {
            throw FileDumps.Failure(name, error);
        }

        if (dumps.Count > 1)
        {
            throw ToolFailure.Unusable($"{name}: expected the leaves of one host, found {dumps.Count} dumps, the second from line {dumps[1].Line}; a file with a JSON set a line is for --from-lines.");
        }

        SourceSet source = FileSource.Choose(dumps[0], name, null);
        console.Note(source.Notes);
        SetOf(name, source.Reading);
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

    // A packed stream that ends early ends here too: whoever reads on is told.
    private static byte[] Peek(Stream stream)
    {
        byte[] start = new byte[PeekLength];
        int length = 0;
        try
        {
            while (length < start.Length && stream.Read(start, length, start.Length - length) is var count and > 0)
            {
                length += count;
            }
        }
        catch (InvalidDataException) when (length > 0)
        {
            return start[..length];
        }

        return start[..length];
    }

    // Two lines with a set each, whatever stands before them; or an object first, and the beginning of another behind it. One set alone is a set like any other.
    private static bool IsLines(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        (int lines, int sets, bool isFirst) = (0, 0, false);
        foreach (Range range in start.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = start[range].Trim(" \t\r"u8);
            if (line.Length == 0)
            {
                continue;
            }

            bool isObject = IsObject(line);
            isFirst |= isObject && lines == 0;
            sets += isObject && line.IndexOf("\"entries\""u8) >= 0 ? 1 : 0;
            lines++;
            if (sets == 2 || (lines == 2 && isFirst))
            {
                return sets == 2 || line[0] == '{';
            }
        }

        return false;
    }

    private static bool IsObject(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'{', .., (byte)'}'])
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(line);
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
