using System.Text;
using HvCpuid.Registers;

namespace HvCpuid.Compare;

/// <summary>What is folded of one leaf, host by host.</summary>
internal sealed class HvBaselineLeafFold
{
    private const int Registers = 4;
    private const int Bits = 32;

    private readonly uint _function;
    private readonly HvBaselineShape _shape;
    private readonly uint[] _any = new uint[Registers];
    private readonly long[] _lacking = new long[Registers * Bits];
    private readonly byte[]?[] _firstLacking = new byte[]?[Registers * Bits];
    private readonly Number[] _numbers;
    private readonly Dictionary<uint, (long Hosts, byte[] First)> _ranges = [];
    private long _present;
    private byte[]? _firstWithout;
    private CpuidRegisters? _made;

    /// <summary>A leaf that none of the hosts before had.</summary>
    /// <param name="function">The CPUID function.</param>
    /// <param name="hosts">How many hosts there were before.</param>
    /// <param name="first">The first of them; null for none.</param>
    public HvBaselineLeafFold(uint function, long hosts, byte[]? first)
    {
        (_function, _shape) = (function, HvBaselineShape.Of(function));
        _numbers = [.. _shape.Numbers.Select(address => new Number { Address = address, Hosts = hosts, First = first })];
        _firstWithout = first;
        if (first is not null && _shape.HasRange)
        {
            _ranges.Add(0, (hosts, first));
        }
    }

    /// <summary>The host that had it last, by its number: a leaf that is there twice is found by it.</summary>
    public long Seen { get; set; }

    /// <summary>Its registers on that host.</summary>
    public CpuidRegisters Now { get; set; }

    /// <summary>Takes hosts that are alike.</summary>
    /// <param name="isThere">Whether they have the leaf.</param>
    /// <param name="hosts">How many.</param>
    /// <param name="name">The first of them.</param>
    /// <param name="before">How many there were before.</param>
    /// <param name="first">The first of those.</param>
    public void Add(bool isThere, long hosts, ref HvHostName name, long before, byte[]? first)
    {
        CpuidRegisters now = isThere ? Now : default;
        AddBits(0, now.Eax & _shape.Flags.Eax, hosts, ref name, before, first);
        AddBits(1, now.Ebx & _shape.Flags.Ebx, hosts, ref name, before, first);
        AddBits(2, now.Ecx & _shape.Flags.Ecx, hosts, ref name, before, first);
        AddBits(3, now.Edx & _shape.Flags.Edx, hosts, ref name, before, first);
        foreach (Number number in _numbers)
        {
            number.Add(number.Address.Extract(now), hosts, ref name, before == 0);
        }

        if (_shape.HasRange)
        {
            AddRange(now.Eax & 0xFFFF, hosts, ref name);
        }

        if (!isThere)
        {
            _firstWithout = name.Least(_firstWithout);
            return;
        }

        _present += hosts;
        CpuidRegisters made = HvBaselineShape.And(now, _shape.Made);
        _made = _made is { } held ? HvBaselineShape.Least(held, made) : made;
    }

    /// <summary>What was folded; null where no host has the leaf.</summary>
    public HvBaselineLeaf? ToLeaf() => _present == 0 ? null : new HvBaselineLeaf(_function, _present, new CpuidRegisters(_any[0], _any[1], _any[2], _any[3]))
    {
        FirstWithout = _firstWithout is null ? null : Text(_firstWithout),
        Lacks = [.. Enumerable.Range(0, Registers * Bits).Where(bit => _lacking[bit] > 0).Select(bit => new HvBaselineLack(Address(bit), _lacking[bit], Text(_firstLacking[bit]!)))],
        Numbers = [.. _numbers.Select(number => new HvBaselineNumber(number.Address, number.Least, number.Most, number.Hosts, Text(number.First!)))],
        Ranges = [.. _ranges.OrderBy(range => range.Key & 0xFF).ThenBy(range => range.Key).Select(range => new HvBaselineRange((int)(range.Key & 0xFF), (int)(range.Key >> 8), range.Value.Hosts, Text(range.Value.First)))],
        Made = _made!.Value,
    };

    private static string Text(byte[] name) => Encoding.UTF8.GetString(name);

    private BitAddress Address(int bit) => new(_function, (CpuidRegister)(bit / Bits), bit % Bits);

    private void AddBits(int register, uint now, long hosts, ref HvHostName name, long before, byte[]? first)
    {
        // A bit that no host had before, all before lack.
        for (uint fresh = now & ~_any[register]; fresh != 0; fresh &= fresh - 1)
        {
            int bit = (register * Bits) + HvBitScan.Lowest(fresh);
            (_lacking[bit], _firstLacking[bit]) = (before, first);
        }

        _any[register] |= now;
        for (uint lacking = _any[register] & ~now; lacking != 0; lacking &= lacking - 1)
        {
            int bit = (register * Bits) + HvBitScan.Lowest(lacking);
            _lacking[bit] += hosts;
            _firstLacking[bit] = name.Least(_firstLacking[bit]);
        }
    }

    private void AddRange(uint range, long hosts, ref HvHostName name)
    {
        (long held, byte[]? first) = _ranges.TryGetValue(range, out (long Hosts, byte[] First) known) ? (known.Hosts, known.First) : (0, null);
        _ranges[range] = (held + hosts, name.Least(first));
    }

    /// <summary>A number, and who has the least of it.</summary>
    private sealed class Number
    {
        public BitAddress Address { get; init; }

        public uint Least { get; private set; }

        public uint Most { get; private set; }

        public long Hosts { get; set; }

        public byte[]? First { get; set; }

        public void Add(uint value, long hosts, ref HvHostName name, bool isFirst)
        {
            if (isFirst || value < Least)
            {
                (Least, Hosts, First) = (value, hosts, name.Keep());
            }
            else if (value == Least)
            {
                Hosts += hosts;
                First = name.Least(First);
            }

            Most = Math.Max(Most, value);
        }
    }
}

/// <summary>A host's name while it is folded: its bytes are copied only where they are kept.</summary>
internal ref struct HvHostName
{
    private readonly ReadOnlySpan<byte> _text;
    private byte[]? _kept;
    private byte[]? _compared;
    private bool _isLess;

    /// <summary>A name.</summary>
    public HvHostName(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>The name, kept.</summary>
    public byte[] Keep() => _kept ??= _text.ToArray();

    /// <summary>The lesser of a name and this one.</summary>
    public byte[] Least(byte[]? other)
    {
        if (other is null)
        {
            return Keep();
        }

        if (!ReferenceEquals(other, _compared))
        {
            (_compared, _isLess) = (other, HvHostNames.IsBefore(_text, other));
        }

        return _isLess ? Keep() : other;
    }
}

/// <summary>Finds bits.</summary>
internal static class HvBitScan
{
#if NETSTANDARD2_0
    /// <summary>The number of the lowest bit that is set, of a value that has one.</summary>
    public static int Lowest(uint value)
    {
        int bit = 0;
        while ((value >> bit & 1) == 0)
        {
            bit++;
        }

        return bit;
    }
#else
    /// <summary>The number of the lowest bit that is set, of a value that has one.</summary>
    public static int Lowest(uint value) => System.Numerics.BitOperations.TrailingZeroCount(value);
#endif
}
