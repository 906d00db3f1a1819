namespace HvCpuid.Tool.Verbs;

/// <summary>
/// Cuts a stream into blocks of whole lines, in constant memory, for several threads. A line that is too long is told, and passed over; where the stream is damaged,
/// the whole lines before are handed out, then the damage is told, once.
/// </summary>
/// <param name="stream">The stream.</param>
internal sealed class LineBlocks(Stream stream)
{
    /// <summary>How long a block is, and a line at most.</summary>
    public const int Size = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _rest = new byte[Size];
    private int _restLength;
    private long _line = 1;
    private bool _ended;
    private string? _damage;
    private bool _stopped;

    /// <summary>Hands nothing more out.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }
    }

    /// <summary>Reads the next block.</summary>
    /// <param name="buffer">Where to, <see cref="Size"/> bytes.</param>
    /// <returns>The block; null at the end.</returns>
    public LineBlock? Next(byte[] buffer)
    {
        lock (_lock)
        {
            if (_stopped || (_ended && _restLength == 0))
            {
                return Damage();
            }

            _rest.AsSpan(0, _restLength).CopyTo(buffer);
            int length = _restLength;
            _restLength = 0;
            Fill(buffer, ref length);
            int end = _ended && _damage is null ? length : buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            if (end == 0)
            {
                return length == 0 || _damage is not null ? Damage() : PassOver(buffer);
            }

            // Of a line that ends in damage nothing is of use.
            _restLength = _damage is null ? length - end : 0;
            buffer.AsSpan(end, _restLength).CopyTo(_rest);
            LineBlock block = new(_line, end, null);
            _line += buffer.AsSpan(0, end).Count((byte)'\n');
            return block;
        }
    }

    private void Fill(byte[] buffer, ref int length)
    {
        try
        {
            while (!_ended && length < buffer.Length)
            {
                int count = stream.Read(buffer, length, buffer.Length - length);
                _ended = count == 0;
                length += count;
            }
        }
        catch (InvalidDataException damage)
        {
            (_ended, _damage) = (true, $"the packed stream is damaged or ends early: {damage.Message.TrimEnd('.')}");
        }
        catch (IOException damage)
        {
            (_ended, _damage) = (true, $"cannot be read: {damage.Message.TrimEnd('.')}");
        }
    }

    private LineBlock? Damage()
    {
        string? damage = _stopped ? null : _damage;
        _damage = null;
        return damage is null ? null : new LineBlock(_line, 0, damage);
    }

    // The line fills the whole buffer: what follows of it is read and dropped.
    private LineBlock PassOver(byte[] buffer)
    {
        long line = _line++;
        int end;
        do
        {
            int length = 0;
            Fill(buffer, ref length);
            end = buffer.AsSpan(0, length).IndexOf((byte)'\n') + 1;
            _restLength = end == 0 ? 0 : length - end;
        }
        while (end == 0 && !_ended);
        buffer.AsSpan(end, _restLength).CopyTo(_rest);
        return new LineBlock(line, 0, $"expected a line of at most {Size} bytes, found a longer one");
    }
}

/// <summary>A block of lines.</summary>
/// <param name="Line">The number of its first line, from 1.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Problem">Why the line could not be read, in place of its bytes; null where it could.</param>
internal readonly record struct LineBlock(long Line, int Length, string? Problem);
