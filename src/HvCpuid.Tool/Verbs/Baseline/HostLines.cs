using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using HvCpuid.Compare;
using HvCpuid.Tool.Terminal;

namespace HvCpuid.Tool.Verbs;

/// <summary>
/// Folds the hosts of a stream of lines, a JSON set each: two threads where there are two processors, each with what it remembers of its own. What comes out does
/// not depend on which thread reads which line.
/// </summary>
/// <param name="name">What the stream is called: hosts without a name of their own are called by it and their line.</param>
/// <param name="keepGoing">True to count lines that cannot be used, false to stop at the first.</param>
/// <param name="progress">Told how many hosts there were; null for nobody.</param>
internal sealed class HostLines(string name, bool keepGoing, Action<long>? progress)
{
    private const int MostThreads = 2;
    private const int ToldLines = 10;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, string> _problems = [];
    private HvBaselinePart? _part;

    /// <summary>How many lines could not be used.</summary>
    public long BadLines { get; private set; }

    /// <summary>The first of them, as compilers write it, with what is wrong.</summary>
    public IEnumerable<string> Problems => _problems.Select(problem => string.Create(CultureInfo.InvariantCulture, $"{name}:{problem.Key}: {problem.Value}."));

    /// <summary>Folds a stream.</summary>
    /// <param name="stream">The stream, unpacked.</param>
    /// <returns>The part; null where there was no host.</returns>
    /// <exception cref="ToolFailure">A line could not be used, and one was enough.</exception>
    public HvBaselinePart? Fold(Stream stream)
    {
        LineBlocks blocks = new(stream);
        ExceptionDispatchInfo? failure = null;
        Thread[] others = [.. Enumerable.Range(1, Math.Min(MostThreads, Environment.ProcessorCount) - 1).Select(_ => new Thread(() => failure = Try(() => Work(blocks), blocks)))];
        foreach (Thread other in others)
        {
            other.Start();
        }

        ExceptionDispatchInfo? own = Try(() => Work(blocks), blocks);
        foreach (Thread other in others)
        {
            other.Join();
        }

        (own ?? failure)?.Throw();

        return BadLines == 0 || keepGoing ? _part : throw ToolFailure.Unusable(Problems.First());
    }

    // What a thread does not catch ends the program without a word.
    private static ExceptionDispatchInfo? Try(Action work, LineBlocks blocks)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception exception)
        {
            blocks.Stop();
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Work(LineBlocks blocks)
    {
        Worker worker = new(this);
        byte[] buffer = new byte[LineBlocks.Size];
        while (blocks.Next(buffer) is { } block)
        {
            long before = worker.Hosts;
            if (block.Problem is { } problem)
            {
                Complain(block.Line, problem);
            }

            worker.Fold(buffer.AsSpan(0, block.Length), block.Line);
            if (BadLines > 0 && !keepGoing)
            {
                blocks.Stop();
            }

            progress?.Invoke(worker.Hosts - before);
        }

        HvBaselinePart? part = worker.ToPart();
        lock (_lock)
        {
            _part = HvBaselineJoin.Join(_part, part);
        }
    }

    // The first lines by their number are told, whichever thread comes to them first.
    private void Complain(long line, string problem)
    {
        lock (_lock)
        {
            BadLines++;
            _problems[line] = problem;
            if (_problems.Count > ToldLines)
            {
                _problems.Remove(_problems.Keys.Last());
            }
        }
    }

    /// <summary>What one thread has.</summary>
    private sealed class Worker(HostLines lines)
    {
        private static readonly byte[] NameFirst = "{\"host\":\""u8.ToArray();

        private readonly HvBaselineFold _fold = new();
        private readonly HostLineMemory _memory = new();
        private readonly HostLineReader _reader = new();
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(lines.Name + ":");
        private byte[] _unnamed = new byte[256];

        public long Hosts { get; private set; }

        public void Fold(ReadOnlySpan<byte> block, long line)
        {
            while (block.Length > 0)
            {
                int end = block.IndexOf((byte)'\n');
                ReadOnlySpan<byte> text = (end < 0 ? block : block[..end]).Trim(" \t\r"u8);
                block = end < 0 ? [] : block[(end + 1)..];
                text = line == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text;
                if (text.Length > 0 && Take(text, line) is { } problem)
                {
                    lines.Complain(line, problem);
                    if (!lines.KeepGoing)
                    {
                        return;
                    }
                }

                line++;
            }
        }

        public HvBaselinePart? ToPart()
        {
            foreach (HvBaselineGroup group in _memory.Groups)
            {
                _fold.Add(group);
            }

            return _fold.ToPart();
        }

        private string? Take(ReadOnlySpan<byte> line, long number)
        {
            bool named = TrySplit(line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest);
            HvBaselineGroup? group = _memory.Find(rest, out (ulong Hash, int Index) slot);
            if (group is null)
            {
                if (!_reader.TryReadPlain(rest, named) && _reader.Read(line) is { } problem)
                {
                    return problem;
                }

                // A name that stands elsewhere makes each line another one.
                if (!named && _reader.Name is { } own)
                {
                    _fold.Add(own, _reader.Entries);
                    Hosts++;
                    return null;
                }

                group = _memory.Keep(rest, _reader.Entries, slot);
            }

            name = named ? name : Unnamed(number);
            if (group is null)
            {
                _fold.Add(name, _reader.Entries);
            }
            else
            {
                group.Add(name);
            }

            Hosts++;
            return null;
        }

        // {"host":"NAME", first in the line, and nothing in the name that is written otherwise than it is: then the rest is the line of every host like it.
        private static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rest)
        {
            name = default;
            rest = line;
            if (!line.StartsWith(NameFirst))
            {
                return false;
            }

            ReadOnlySpan<byte> behind = line[NameFirst.Length..];
            int end = behind.IndexOfAny((byte)'"', (byte)'\\');
            if (end <= 0 || behind[end] != '"' || behind[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~') || behind[end..].IndexOf("\"host\""u8) >= 0)
            {
                return false;
            }

            name = behind[..end];
            rest = behind[(end + 1)..];
            return true;
        }

        private ReadOnlySpan<byte> Unnamed(long number)
        {
            if (_unnamed.Length < _prefix.Length + 20)
            {
                _unnamed = new byte[_prefix.Length + 20];
            }

            _prefix.CopyTo(_unnamed, 0);
            System.Buffers.Text.Utf8Formatter.TryFormat(number, _unnamed.AsSpan(_prefix.Length), out int digits);
            return _unnamed.AsSpan(0, _prefix.Length + digits);
        }
    }

    private string Name => name;

    private bool KeepGoing => keepGoing;
}
