using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>Gathers the leaves of one dump by CPU, and says where it ends and another begins.</summary>
/// <param name="format">The format of its lines.</param>
/// <param name="title">What the input calls it; null for nothing.</param>
/// <param name="line">The line on which it begins.</param>
internal sealed class DumpLane(HvCpuidFormat format, string? title, int line)
{
    private readonly List<HvCpuidDumpCpu> _cpus = [];
    private readonly Dictionary<int, int> _linesByNumber = [];
    private HvCpuidSetBuilder? _leaves;
    private List<CpuidEntry>? _ordinary;
    private int? _number;
    private int? _firstNumber;
    private bool _inCpu;
    private bool _hasHeading;
    private bool _hasLeaves;
    private uint _firstFunction;
    private int _indexedLines;
    private string? _firstIndexed;

    /// <summary>The format of its lines.</summary>
    public HvCpuidFormat Format { get; } = format;

    /// <summary>What the input calls it.</summary>
    public string? Title { get; } = title;

    /// <summary>The line on which it begins.</summary>
    public int Line { get; } = line;

    /// <summary>Begins a CPU by its heading.</summary>
    /// <param name="heading">The heading.</param>
    /// <param name="line">Its line.</param>
    /// <param name="isOther">True when it begins another dump; nothing was changed then.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Begin(CpuHeading heading, int line, out bool isOther)
    {
        bool unnumbered = _inCpu && _number is null;
        isOther = heading.Title is not null
            ? _inCpu
            : _hasLeaves && (heading.Number is { } again ? again == _firstNumber || (unnumbered && _hasHeading) : _inCpu && _hasHeading);
        if (isOther)
        {
            return null;
        }

        if (_inCpu && heading.Title is null && (unnumbered || heading.Number is null))
        {
            return "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without";
        }

        if (heading.Number is { } number)
        {
            if (_linesByNumber.TryGetValue(number, out int first))
            {
                return string.Format(CultureInfo.InvariantCulture, "expected each CPU once, found 'CPU {0}:' again (first on line {1})", number, first);
            }

            _linesByNumber.Add(number, line);
            _firstNumber ??= number;
        }

        EndCpu();
        (_inCpu, _hasHeading, _number) = (true, heading.Title is null, heading.Number);
        return null;
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="entry">The leaf, ordinary or a hypervisor's.</param>
    /// <param name="line">Its line.</param>
    /// <param name="isOther">True when it begins another dump; nothing was changed then.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Add(CpuidEntry entry, int line, out bool isOther)
    {
        isOther = false;
        bool isHypervisor = entry.Function is >= HvCpuidSet.FirstFunction and <= HvCpuidSet.LastFunction;
        if (isHypervisor && entry.Index == 0)
        {
            _leaves ??= new HvCpuidSetBuilder();
            if (_leaves.Refusal(entry) is { } reason)
            {
                // The same leaves from the start, and no heading that tells CPUs apart.
                isOther = _number is null && entry.Function == _firstFunction && _leaves.Count > 1;
                return isOther ? null : reason;
            }

            _firstFunction = _leaves.Count == 0 ? entry.Function : _firstFunction;
            _leaves.Add(entry);
        }
        else if (isHypervisor)
        {
            // Another hypervisor's leaf (Xen's 40000003H has indexes 1 and 2): no reason to refuse the rest of the dump.
            _firstIndexed ??= $"line {line}: leaf {BitAddress.FunctionText(entry.Function)} has index {entry.Index}";
            _indexedLines++;
        }
        else if (entry.Index == 0 && entry.Function is 0 or 1 or 0x80000001 or 0x80000007 && !HasOrdinary(entry.Function))
        {
            (_ordinary ??= []).Add(entry);
        }

        (_inCpu, _hasLeaves) = (true, true);
        return null;
    }

    /// <summary>The dump, when nothing more belongs to it.</summary>
    public HvCpuidDump End()
    {
        EndCpu();
        string? note = _indexedLines == 0
            ? null
            : $"{_firstIndexed}: the Hyper-V leaves have no index, so it is left out ({_indexedLines} such {(_indexedLines == 1 ? "line" : "lines")}).";
        return new HvCpuidDump(Format, _cpus.ToArray()) { Note = note, Title = Title, Line = Line };
    }

    private bool HasOrdinary(uint function)
    {
        foreach (CpuidEntry entry in _ordinary ?? [])
        {
            if (entry.Function == function)
            {
                return true;
            }
        }

        return false;
    }

    private void EndCpu()
    {
        if (_inCpu)
        {
            HvCpuidDumpCpu cpu = new(_number, _leaves?.ToSet() ?? HvCpuidSet.Empty);
            _cpus.Add(_ordinary is null ? cpu : cpu with { Ordinary = _ordinary });
            (_leaves, _ordinary) = (null, null);
        }
    }
}
