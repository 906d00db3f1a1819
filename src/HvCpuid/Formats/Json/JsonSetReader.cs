#if NET8_0_OR_GREATER
using System.Globalization;
using System.Text.Json;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Text;

namespace HvCpuid.Formats;

/// <summary>
/// Reads a document token by token: what is not looked at is passed over where it stands, so that nothing is held but the set, however long the
/// document and its names are.
/// </summary>
/// <param name="text">The document, without a byte order mark.</param>
internal ref struct JsonSetReader(ReadOnlySpan<byte> text)
{
    private const int LongestName = 80;
    private const int LongestMessage = 400;
    private const string Entries = "entries";
    private const string Leaves = "leaves";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonFormat.MaximumDepth };

    private readonly ReadOnlySpan<byte> _text = text;
    private Utf8JsonReader _reader = new(text, Options);

    // Where the reader is, for messages: the array, the row in it, whether in its registers, and the bytes of a member's name.
    private string _list = "";
    private int _row = -1;
    private bool _inRegisters;

    // What the document has told.
    private HvCpuidSet? _set;
    private string? _setList;
    private Range? _error;
    private Range? _message;
    private bool? _complete;

    // The first leaf that lacks a register: wrong, unless the document says that it tells a part.
    private JsonRefusal? _missing;
    private Dictionary<uint, CpuidRegisters>? _known;
    private Range _name;

    /// <summary>Where the reader has come to: <c>entries[3].eax</c>; empty for the document itself.</summary>
    public readonly string Path
    {
        get
        {
            string name = Excerpt.Of(_text[_name], LongestName);
            string row = _row < 0 ? _list : string.Create(CultureInfo.InvariantCulture, $"{_list}[{_row}]{(_inRegisters ? ".registers" : "")}");
            return row.Length > 0 && name.Length > 0 ? $"{row}.{name}" : row + name;
        }
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="JsonException">It is no JSON; or, as a <see cref="JsonRefusal"/>, it holds no set.</exception>
    public HvReading Read()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.Null)
        {
            RequireObject();
            while (NextMember())
            {
                Member();
            }
        }

        // The end of the text, or what should not be there.
        _reader.Read();
        return (_set, _error) switch
        {
            ({ } read, null) => _complete is null && _missing is not null ? throw _missing : new HvReading(read, _complete ?? true, _known),
            (_, { } refusal) => throw new JsonRefusal(
                $"expected a set, found {(_set is null ? "a refusal" : $"'{_setList}' and a refusal")}: {Quoted(refusal)}{(_message is { } said ? ": " + Quoted(said) : "")}", refusal.Start.Value),
            _ => throw new JsonRefusal($"expected an object with a member '{Entries}' or '{Leaves}', found none", _text.Length - WhiteSpace.TrimStart(_text).Length),
        };
    }

    private void Member()
    {
        if (IsList(out string name))
        {
            RequireOnce(_setList == name);
            _set = _setList is null ? Rows(name) : throw Refused($"expected '{Entries}' or '{Leaves}', found both");
            _setList = _set is null ? null : name;
        }
        else if (Is("error"))
        {
            RequireOnce(_error is not null);
            _error = Place();
        }
        else if (Is("message"))
        {
            RequireOnce(_message is not null);
            _message = Place();
        }
        else if (Is("complete"))
        {
            RequireOnce(_complete is not null);
            _complete = Flag();
        }
        else
        {
            _reader.Skip();
        }
    }

    private readonly string Quoted(Range place)
    {
        ReadOnlySpan<byte> value = _text[place];
        return Excerpt.Of(value[0] == (byte)'"' ? value[1..^1] : value, LongestMessage);
    }

    private readonly bool Is(string name) => _reader.Is(name);

    private readonly bool IsList(out string name)
    {
        name = Is(Entries) ? Entries : Leaves;
        return Is(name);
    }

    // A list that is null is not there.
    private HvCpuidSet? Rows(string list)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw Refused("expected an array, found something else");
        }

        HvCpuidSetBuilder builder = new();
        (_list, _row, _name) = (list, 0, default);
        for (_reader.Read(); _reader.TokenType != JsonTokenType.EndArray; _reader.Read())
        {
            RequireObject();
            CpuidEntry entry = Row(list);
            builder.Add(builder.Refusal(entry) is { } reason ? throw Refused(reason) : entry);
            _row++;
        }

        (_list, _row) = ("", -1);
        return builder.ToSet();
    }

    private CpuidEntry Row(string list)
    {
        JsonWords words = default;
        while (NextMember())
        {
            if (list == Entries)
            {
                Take(ref words, JsonWords.OfEntry);
            }
            else
            {
                LeafMember(ref words);
            }
        }

        Require(words, JsonWords.OfLeaf);
        if (list == Leaves && !words.HasRegisters)
        {
            throw Refused("expected a member 'registers', found none");
        }

        if (list == Entries)
        {
            Require(words, JsonWords.OfRegisters);
        }
        else if (words.Known != JsonWords.Everything)
        {
            (_known ??= []).TryAdd(words.ToEntry().Function, words.Known);
        }

        return words.ToEntry();
    }

    private void LeafMember(ref JsonWords words)
    {
        if (Is("registers"))
        {
            RequireOnce(words.HasRegisters);
            _reader.Read();
            RequireObject();
            words.HasRegisters = true;
            Registers(ref words);
        }
        else if (Is("partial"))
        {
            RequireOnce(words.HasPartial);
            words.HasPartial = true;
            Partial(ref words);
        }
        else
        {
            Take(ref words, JsonWords.OfLeaf);
        }
    }

    // Registers of which a part is known: {"eax":{"value":"0x…","known":"0x…"}}.
    private void Partial(ref JsonWords words)
    {
        _reader.Read();
        RequireObject();
        while (NextMember())
        {
            int register = Word(JsonWords.OfRegisters);
            if (register < 0)
            {
                throw Refused("expected a register, 'eax', 'ebx', 'ecx' or 'edx', found another name");
            }

            RequireOnce(words.Has(register));
            _reader.Read();
            RequireObject();
            (uint? value, uint? known) = (null, null);
            while (NextMember())
            {
                bool isValue = Is("value");
                if (!isValue && !Is("known"))
                {
                    _reader.Skip();
                    continue;
                }

                RequireOnce((isValue ? value : known) is not null);
                _reader.Read();
                uint number = JsonNumber.Read(ref _reader);
                value = isValue ? number : value;
                known = isValue ? known : number;
            }

            words.Set(register, (value ?? throw Refused("expected a member 'value', found none")) & (known ?? throw Refused("expected a member 'known', found none")), known.Value);
        }
    }

    private void Registers(ref JsonWords words)
    {
        _inRegisters = true;
        while (NextMember())
        {
            Take(ref words, JsonWords.OfRegisters);
        }

        for (int i = JsonWords.OfRegisters.Start.Value; i < JsonWords.OfRegisters.End.Value && _missing is null; i++)
        {
            _missing = words.Has(i) ? null : Refused($"{Path}: expected a member '{JsonWords.Names[i]}', found none");
        }

        _inRegisters = false;
    }

    // Takes the member's value if it is one of these, else passes over it.
    private void Take(ref JsonWords words, Range which)
    {
        int word = Word(which);
        if (word < 0)
        {
            _reader.Skip();
            return;
        }

        RequireOnce(words.Has(word));
        _reader.Read();
        words.Set(word, JsonNumber.Read(ref _reader));
    }

    private readonly int Word(Range which)
    {
        int word = -1;
        for (int i = which.Start.Value; i < which.End.Value && word < 0; i++)
        {
            word = Is(JsonWords.Names[i]) ? i : -1;
        }

        return word;
    }

    private bool Flag()
    {
        _reader.Read();
        return _reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? _reader.TokenType == JsonTokenType.True
            : throw Refused("expected true or false, found something else");
    }

    private bool NextMember()
    {
        _reader.Read();
        bool there = _reader.TokenType == JsonTokenType.PropertyName;
        int start = (int)_reader.TokenStartIndex + 1;
        _name = there ? start..(start + _reader.ValueSpan.Length) : default;
        return there;
    }

    // A value that is null is not there.
    private Range? Place()
    {
        _reader.Read();
        int start = (int)_reader.TokenStartIndex;
        bool isNull = _reader.TokenType == JsonTokenType.Null;
        _reader.Skip();
        return isNull ? null : start..(int)_reader.BytesConsumed;
    }

    private readonly void Require(JsonWords words, Range which)
    {
        for (int i = which.Start.Value; i < which.End.Value; i++)
        {
            if (!words.Has(i))
            {
                throw Refused($"expected a member '{JsonWords.Names[i]}', found none");
            }
        }
    }

    private readonly void RequireOnce(bool held)
    {
        if (held)
        {
            throw Refused("expected the member once, found it twice");
        }
    }

    private readonly void RequireObject()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refused("expected an object, found " + (_reader.TokenType == JsonTokenType.Null ? "null" : "something else"));
        }
    }

    private readonly JsonRefusal Refused(string reason) => new(reason, (int)_reader.TokenStartIndex);
}

/// <summary>The words of a row, and which of them it has given.</summary>
internal struct JsonWords
{
    /// <summary>The members of an entry, in the order in which they are written.</summary>
    public static readonly string[] Names = ["function", "index", "flags", "eax", "ebx", "ecx", "edx"];

    /// <summary>All of them.</summary>
    public static readonly Range OfEntry = 0..7;

    /// <summary>What a leaf has beside its registers.</summary>
    public static readonly Range OfLeaf = 0..1;

    /// <summary>What its registers have.</summary>
    public static readonly Range OfRegisters = 3..7;

    private Values _values;
    private int _given;

    /// <summary>The masks of a leaf of which all is known.</summary>
    public static readonly CpuidRegisters Everything = new(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);

    /// <summary>True once a leaf's registers were read.</summary>
    public bool HasRegisters { get; set; }

    /// <summary>True once a leaf's registers were read of which a part is known.</summary>
    public bool HasPartial { get; set; }

    /// <summary>The bits of the registers that were given, set.</summary>
    public CpuidRegisters Known { get; private set; }

    /// <summary>True when a word was given.</summary>
    public readonly bool Has(int word) => (_given & (1 << word)) != 0;

    /// <summary>Gives a word.</summary>
    public void Set(int word, uint value, uint known = uint.MaxValue)
    {
        Known = word < OfRegisters.Start.Value ? Known : Known.With((CpuidRegister)(word - OfRegisters.Start.Value), known);
        _values[word] = value;
        _given |= 1 << word;
    }

    /// <summary>The entry; 0 for what was not given.</summary>
    public readonly CpuidEntry ToEntry() =>
        new(_values[0], new CpuidRegisters(_values[3], _values[4], _values[5], _values[6])) { Index = _values[1], Flags = _values[2] };

    [System.Runtime.CompilerServices.InlineArray(7)]
    private struct Values
    {
        private uint _first;
    }
}
#endif
