namespace HvCpuid.Tool.Sources;

/// <summary>A stream of which the start was read already.</summary>
internal sealed class PrefixedStream(byte[] start, Stream rest) : InputStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        if (_position == start.Length)
        {
            return rest.Read(buffer);
        }

        int taken = Math.Min(buffer.Length, start.Length - _position);
        start.AsSpan(_position, taken).CopyTo(buffer);
        _position += taken;
        return taken;
    }
}
