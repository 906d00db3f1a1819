using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HvCpuid.Registers;
using HvCpuid.Sets;

namespace HvCpuid.Formats;

/// <summary>Reads the lines of <c>cpuid -r</c> one after the other and gathers them by CPU.</summary>
internal ref struct CpuidRawReader
{
    private const string Cut = "; the text ends in the middle of this line";
    private readonly List<HvCpuidDumpCpu> _cpus = [];
    private readonly Dictionary<int, int> _linesByNumber = [];
    private HvCpuidSetBuilder? _leaves;
    private bool _inCpu;
    private bool _unnumbered;
    private int? _number;
    private int _leafLines;
    private int _indexedLines;
    private string? _firstIndexed;
    private int _line;
    private int _lineStart;
    private HvCpuidFormatError? _error;

    public CpuidRawReader()
    {
    }

    public bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out HvCpuidDump? dump, [NotNullWhen(false)] out HvCpuidFormatError? error)
    {
        dump = null;
        _lineStart = text.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        while (_lineStart < text.Length && _error is null)
        {
            _line++;
            int length = text.Slice(_lineStart).IndexOf((byte)'\n');
            bool isFinished = length >= 0;
            length = isFinished ? length : text.Length - _lineStart;
            if (ReadLine(text.Slice(_lineStart, length), isFinished))
            {
                _lineStart = Math.Min(text.Length, _lineStart + length + 1);
            }
        }

        if (_error is null && _leafLines == 0)
        {
            _line += _line == 0 ? 1 : 0;
            _ = Fail(0, "expected leaf lines ('0x40000003 0x00: eax=0x…'), found the end of the text");
        }

        if ((error = _error) is not null)
        {
            return false;
        }

        EndCpu();
        dump = new HvCpuidDump(HvCpuidFormat.CpuidRaw, _cpus.ToArray()) { Note = CpuidRawHints.LeftOut(_firstIndexed, _indexedLines) };
        return true;
    }

    private bool ReadLine(ReadOnlySpan<byte> line, bool isFinished)
    {
        ReadOnlySpan<byte> content = WhiteSpace.TrimEnd(line);
        ReadOnlySpan<byte> trimmed = WhiteSpace.TrimStart(content);
        if (trimmed.IsEmpty)
        {
            return isFinished || Fail(0, "expected a leaf line or no line at all, found white space" + Cut);
        }

        CpuidRawLine reader = new(content);
        bool isHeading = trimmed[0] == (byte)'C';
        (int? number, uint function, uint index, CpuidRegisters registers) = (null, 0, 0, default);
        if (!(isHeading ? reader.TryHeading(out number) : reader.TryLeaf(out function, out index, out registers)))
        {
            return Fail(reader.Position, reader.Reason + (!isFinished && reader.EndsTooSoon ? Cut : CpuidRawHints.Decoded(trimmed)));
        }

        return isHeading ? BeginCpu(number) : AddLeaf(new CpuidEntry(function, registers) { Index = index });
    }

    private bool BeginCpu(int? number)
    {
        if (_inCpu && (_unnumbered || number is null))
        {
            return Fail(0, "expected every CPU to have a heading with its number ('CPU 0:'), found several CPUs and one without");
        }

        if (number is { } known && _linesByNumber.TryGetValue(known, out int first))
        {
            return Fail(0, string.Format(
                CultureInfo.InvariantCulture, "expected each CPU once, found 'CPU {0}:' again (first on line {1})", known, first));
        }

        EndCpu();
        (_inCpu, _unnumbered, _number) = (true, number is null, number);
        if (number is { } fresh)
        {
            _linesByNumber.Add(fresh, _line);
        }

        return true;
    }

    private bool AddLeaf(CpuidEntry entry)
    {
        _leafLines++;
        if (!_inCpu)
        {
            (_inCpu, _unnumbered) = (true, true);
        }

        if (entry.Function is < HvCpuidSet.FirstFunction or > HvCpuidSet.LastFunction)
        {
            return true;
        }

        if (entry.Index != 0)
        {
            // Another hypervisor's leaf (Xen's 40000003H has indexes 1 and 2): no reason to refuse the rest of the dump.
            _firstIndexed ??= $"line {_line}: leaf {BitAddress.FunctionText(entry.Function)} has index {entry.Index}";
            _indexedLines++;
            return true;
        }

        _leaves ??= new HvCpuidSetBuilder();
        if (_leaves.Refusal(entry) is { } reason)
        {
            return Fail(0, reason);
        }

        _leaves.Add(entry);
        return true;
    }

    private void EndCpu()
    {
        if (_inCpu)
        {
            _cpus.Add(new HvCpuidDumpCpu(_number, _leaves?.ToSet() ?? HvCpuidSet.Empty));
            _leaves = null;
        }
    }

    private bool Fail(int position, string reason)
    {
        _error = HvCpuidFormatError.AtLine(_line, position + 1, _lineStart + position, reason);
        return false;
    }
}
