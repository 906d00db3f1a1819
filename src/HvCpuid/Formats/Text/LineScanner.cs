using HvCpuid.Registers;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>Finds what one line tells, wherever in it that stands, and gives it to a <see cref="DumpGatherer"/>.</summary>
internal sealed class LineScanner
{
    private readonly LeafDialect[] _dialects;
    private readonly bool _linux;
    private readonly bool _freeBsd;
    private readonly int[] _starts;
    private readonly LineMatch _match = new();
    private int _freeBsdNext;
    private HvCpuidFormat? _follows;
    private bool _almostHeading;
    private LinePlace _almostHeadingPlace;

    /// <summary>A scanner.</summary>
    /// <param name="only">The one format to look for; null for all.</param>
    public LineScanner(HvCpuidFormat? only)
    {
        _dialects = [.. LeafDialect.All.Where(dialect => only is null || dialect.Format == only)];
        _starts = new int[_dialects.Length];
        (_linux, _freeBsd) = (only is null or HvCpuidFormat.LinuxDmesg, only is null or HvCpuidFormat.FreeBsdDmesg);
    }

    /// <summary>What the lines tell.</summary>
    public DumpGatherer Gatherer { get; } = new();

    /// <summary>After a failure, where in the line what was meant begins.</summary>
    public int FailureStart { get; private set; }

    /// <summary>After a failure, where in the line the unexpected is.</summary>
    public int FailurePosition { get; private set; }

    /// <summary>After a failure, its line when it is not this one: a heading before it; null for this one.</summary>
    public LinePlace? FailureLine { get; private set; }

    /// <summary>After a failure, what was expected and what was found.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>After a failure, whether the line was right as far as it went, and only ended too soon.</summary>
    public bool EndsTooSoon { get; private set; }

    /// <summary>The format of the first line that told something, also when it is almost one only; null as long as there was none.</summary>
    public HvCpuidFormat? FirstFormat { get; private set; }

    /// <summary>True when the line, below one of cpuid -r, is the start of another: at the end of a text it was cut there.</summary>
    public bool IsStart { get; private set; }

    /// <summary>True when a line looked like decoded output, which is not read.</summary>
    public bool SawDecoded { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <param name="line">Its text, without its end.</param>
    /// <param name="place">Where it stands.</param>
    /// <returns>False when it is almost a line of a dump, or says what cannot be.</returns>
    public bool Scan(ReadOnlySpan<byte> line, LinePlace place)
    {
        IsStart = false;
        if (Ascii.BlankRun(line) == line.Length)
        {
            return true;
        }

        bool found = false;
        if (!ScanLeaves(line, place, ref found) || !ScanTold(line, place.Number))
        {
            return false;
        }

        if (found)
        {
            return true;
        }

        bool mayStart = _follows == HvCpuidFormat.CpuidRaw;
        _follows = null;
        IsStart = !ScanHeading(line, place) && mayStart && LeafDialect.IsStart(line);
        SawDecoded = SawDecoded || (!Gatherer.HasAny && (Ascii.Has(line, "/eax)"u8) || Ascii.Has(line, "vendor_id = \""u8) || Ascii.Has(line, "hypervisor_id"u8)));
        return true;
    }

    private bool ScanHeading(ReadOnlySpan<byte> line, LinePlace place)
    {
        if (CpuHeading.TryFind(line, out CpuHeading heading))
        {
            Gatherer.AddHeading(heading, place);
            (_follows, _almostHeading) = (HvCpuidFormat.CpuidRaw, false);
            return true;
        }

        Gatherer.AddOther();
        (_almostHeading, _almostHeadingPlace) = (CpuHeading.IsAlmost(line), place);
        return false;
    }

    private bool ScanLeaves(ReadOnlySpan<byte> line, LinePlace place, ref bool found)
    {
        Array.Clear(_starts, 0, _starts.Length);
        for (int at = 0; ;)
        {
            int success = FirstMatch(line, at, out LeafDialect? dialect);
            int limit = dialect is null ? line.Length : success;
            if (!CheckAlmost(line.Slice(0, limit), at, found))
            {
                return false;
            }

            if (dialect is null)
            {
                return found || CheckNames(line);
            }

            found = true;
            _ = dialect.Pattern.Matches(line, success, _match);
            if (!Take(line, dialect, success, place))
            {
                return false;
            }

            at = _match.Position;
        }
    }

    // Where the next leaf of any dialect begins. What was found further on is kept for the next time.
    private int FirstMatch(ReadOnlySpan<byte> line, int at, out LeafDialect? dialect)
    {
        dialect = null;
        int first = int.MaxValue;
        for (int i = 0; i < _dialects.Length; i++)
        {
            if (_starts[i] <= at)
            {
                _starts[i] = NextMatch(line, at, _dialects[i]);
            }

            if (_starts[i] - 1 < first && _starts[i] != int.MaxValue)
            {
                (first, dialect) = (_starts[i] - 1, _dialects[i]);
            }
        }

        return first;
    }

    // One up, so that 0 says that nothing was looked for.
    private int NextMatch(ReadOnlySpan<byte> line, int at, LeafDialect dialect)
    {
        for (int start = dialect.Find(line, at, out int next); start >= 0; start = dialect.Find(line, next, out next))
        {
            if (dialect.Pattern.Matches(line, start, _match))
            {
                return start + 1;
            }
        }

        return int.MaxValue;
    }

    private bool CheckAlmost(ReadOnlySpan<byte> line, int at, bool found)
    {
        (int furthest, HvCpuidFormat? meant) = (-1, null);
        foreach (LeafDialect dialect in _dialects)
        {
            for (int start = dialect.Find(line, at, out int next); start >= 0; start = dialect.Find(line, next, out next))
            {
                if (!dialect.Pattern.Matches(line, start, _match) && dialect.IsAlmost(line, start, _match, !found && _follows == dialect.Format))
                {
                    if (_match.Position > furthest)
                    {
                        (furthest, meant) = (_match.Position, dialect.Format);
                        Fail(start, furthest, dialect.Pattern.Explain(line, _match), _match.EndsTooSoon);
                    }

                    break;
                }
            }
        }

        FirstFormat ??= meant;
        return furthest < 0;
    }

    // The registers of cpuid -r, and no leaf before them.
    private bool CheckNames(ReadOnlySpan<byte> line)
    {
        LeafDialect? raw = Array.Find(_dialects, dialect => dialect.Format == HvCpuidFormat.CpuidRaw);
        if (raw is null || !Ascii.Has(line, "=0x"u8) || LeafDialect.RegisterNames(line) < 3)
        {
            return true;
        }

        int start = line.Length - TextNoise.Unquote(line).Length;
        _ = raw.Pattern.Matches(line, start, _match);
        return Fail(start, start, raw.Pattern.Explain(line, _match), false);
    }

    private bool Take(ReadOnlySpan<byte> line, LeafDialect dialect, int start, LinePlace place)
    {
        FirstFormat ??= dialect.Format;
        uint index = _match.Index == LeafDialect.NoSubleaf && dialect.Format == HvCpuidFormat.XenCpuid ? 0 : _match.Index;
        ReadOnlySpan<byte> behind = line.Slice(_match.Position);
        if (dialect.Format == HvCpuidFormat.InstLatx64 && !TrySubleaf(behind, out index))
        {
            return Fail(start, _match.Position, "expected the subleaf as ' [SL 01]', found " + Excerpt.Quote(behind), false);
        }

        if (IsFifthWord(dialect, behind))
        {
            return Fail(start, _match.Position, "expected four registers, found a fifth word: " + Excerpt.Quote(behind), false);
        }

        if (_almostHeading && dialect.Format == HvCpuidFormat.CpuidRaw)
        {
            FailureLine = _almostHeadingPlace;
            return Fail(0, 0, "expected " + CpuHeading.Forms + " above the leaves, found a line that is almost one", false);
        }

        CpuidEntry entry = new(_match.Function, _match.Registers) { Index = index };
        if (Gatherer.AddLeaf(dialect.Format, dialect.Title, entry, place.Number, out LinePlace? wrongHeading) is { } reason)
        {
            FailureLine = wrongHeading;
            return Fail(start, start, reason, false);
        }

        (_follows, _almostHeading) = (dialect.Format, false);
        return true;
    }

    // InstLatx64 and AIDA64: "… [SL 01]", with other remarks in brackets before or behind it.
    private static bool TrySubleaf(ReadOnlySpan<byte> behind, out uint index)
    {
        index = 0;
        int at = behind.IndexOf("[SL "u8);
        if (at < 0)
        {
            return true;
        }

        ReadOnlySpan<byte> digits = behind.Slice(at + "[SL "u8.Length);
        int length = Ascii.HexRun(digits);
        for (int i = 0; i < length; i++)
        {
            index = (index << 4) | Ascii.Digit(digits[i]);
        }

        return length is > 0 and <= 8 && digits.Slice(length).StartsWith("]"u8);
    }

    private static bool IsFifthWord(LeafDialect dialect, ReadOnlySpan<byte> behind) => dialect.Format switch
    {
        HvCpuidFormat.InstLatx64 => behind.StartsWith("-"u8) && Ascii.HexRun(behind.Slice(1)) > 0,
        HvCpuidFormat.XenCpuid => behind.StartsWith(":"u8) && Ascii.HexRun(behind.Slice(1)) > 0,
        HvCpuidFormat.VmwareLog => behind.StartsWith(" 0x"u8),
        HvCpuidFormat.VBoxLog or HvCpuidFormat.TychoCpuid => Ascii.HexRun(behind.Slice(Ascii.BlankRun(behind))) == 8,
        _ => false,
    };

    private bool ScanTold(ReadOnlySpan<byte> line, int number)
    {
        if (_linux && Ascii.Has(line, "yper"u8) && !ScanTold(line, number, HvCpuidFormat.LinuxDmesg, ToldDialect.Linux, 0))
        {
            return false;
        }

        if (!_freeBsd || (_freeBsdNext == 0 && !Ascii.Has(line, "Hyper-V Version:"u8)))
        {
            return true;
        }

        int from = _freeBsdNext;
        _freeBsdNext = 0;
        bool fine = ScanTold(line, number, HvCpuidFormat.FreeBsdDmesg, ToldDialect.FreeBsd, from);
        _freeBsdNext = fine ? _freeBsdNext : from;
        return fine;
    }

    private bool ScanTold(ReadOnlySpan<byte> line, int number, HvCpuidFormat format, ToldDialect[] rows, int first)
    {
        for (int at = 0; ;)
        {
            (int start, int row) = FirstLead(line, at, rows, first);
            if (row < 0)
            {
                return true;
            }

            FirstFormat ??= format;
            int furthest = -1;
            bool matches = false;
            for (int i = row; i < rows.Length && !matches && rows[i].Lead.AsSpan().SequenceEqual(rows[row].Lead); i++)
            {
                matches = rows[i].Pattern.Matches(line, start, _match);
                if (!matches && _match.Position > furthest)
                {
                    furthest = _match.Position;
                    Fail(start, furthest, rows[i].Pattern.Explain(line, _match), _match.EndsTooSoon);
                }
            }

            if (!matches)
            {
                return false;
            }

            Gatherer.Tell(format, _match.Fields, rows[row].BeginsBoot, number);
            at = _match.Position;
            _freeBsdNext = format == HvCpuidFormat.FreeBsdDmesg ? row + 1 : _freeBsdNext;
        }
    }

    // FreeBSD's lines below the first are its only directly below it; its CPU's features are printed alike. "Features=" ends "PM Features=" too.
    private static (int Start, int Row) FirstLead(ReadOnlySpan<byte> line, int at, ToldDialect[] rows, int first)
    {
        (int start, int row) = (int.MaxValue, -1);
        for (int i = 0; i < rows.Length; i++)
        {
            bool allowed = ReferenceEquals(rows, ToldDialect.Linux) || i == 0 || (first > 0 && i >= first);
            int index = allowed ? line.Slice(at).IndexOf(rows[i].Lead) : -1;
            if (index >= 0 && at + index < start)
            {
                (start, row) = (at + index, i);
            }
        }

        return (start, row);
    }

    private bool Fail(int start, int position, string reason, bool endsTooSoon)
    {
        (FailureStart, FailurePosition, Reason, EndsTooSoon) = (start, position, reason, endsTooSoon);
        return false;
    }
}
