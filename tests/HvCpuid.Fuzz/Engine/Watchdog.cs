namespace HvCpuid.Fuzz.Engine;

/// <summary>Ends the process when one input takes too long, having written it where it can be read: what hangs does not come back to be reported.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Timer _timer;
    private readonly Func<ReadOnlyMemory<byte>> _present;
    private long _inputs;
    private long _seen = -1;

    /// <summary>A watchdog.</summary>
    /// <param name="target">Whose inputs.</param>
    /// <param name="present">The input that is being tried.</param>
    public Watchdog(string target, Func<ReadOnlyMemory<byte>> present)
    {
        _present = present;
        _timer = new Timer(_ => Look(target), null, Patience, Patience);
    }

    /// <summary>An input was tried.</summary>
    public void Passed() => Volatile.Write(ref _inputs, _inputs + 1);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look(string target)
    {
        long inputs = Volatile.Read(ref _inputs);
        if (inputs == _seen)
        {
            Console.Error.WriteLine($"{target}: an input takes more than {Patience.TotalSeconds} s: {Convert.ToHexString(_present().Span)}");
            Environment.Exit(3);
        }

        _seen = inputs;
    }
}
