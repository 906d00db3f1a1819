using System.Diagnostics;
using System.Globalization;

namespace HvCpuid.Tool.Terminal;

/// <summary>How far long work is, on one line of a terminal that is written over and gone in the end. Elsewhere nothing. Safe for several threads.</summary>
/// <param name="console">The console; its standard error counts.</param>
/// <param name="what">What is counted: <c>hosts</c>.</param>
internal sealed class ProgressLine(ToolConsole console, string what) : IDisposable
{
    private const long FirstAfterMilliseconds = 500;
    private const long EveryMilliseconds = 200;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private long _count;
    private long _shown;

    /// <summary>Counts.</summary>
    /// <param name="more">How many more.</param>
    public void Add(long more)
    {
        long count = Interlocked.Add(ref _count, more);
        if (console.Messages.Width is not { } width || _clock.ElapsedMilliseconds < Math.Max(FirstAfterMilliseconds, _shown + EveryMilliseconds))
        {
            return;
        }

        lock (_lock)
        {
            _shown = _clock.ElapsedMilliseconds;
            string line = string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}, {count * 1000.0 / _shown:N0} a second");
            console.Error.Write("\r" + line.PadRight(width - 1)[..(width - 1)]);
            console.Error.Flush();
        }
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (_shown > 0 && console.Messages.Width is { } width)
        {
            console.Error.Write("\r" + new string(' ', width - 1) + "\r");
            console.Error.Flush();
        }
    }
}
