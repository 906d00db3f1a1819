namespace HvCpuid.Linux.Tests;

/// <summary>A thread of its own that runs a guest, and what its run ended with.</summary>
internal sealed class GuestThread : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly Thread _thread;
    private Exception? _exception;

    public GuestThread(Action run)
    {
        using ManualResetEventSlim started = new();
        _thread = new Thread(() =>
        {
            started.Set();
            _exception = Record.Exception(run);
        })
        {
            IsBackground = true,
        };
        _thread.Start();
        started.Wait();
    }

    public bool IsRunning => _thread.IsAlive;

    /// <summary>What the run threw, null for nothing, once it has ended; it fails the test if it does not.</summary>
    public Exception? Outcome()
    {
        Assert.True(_thread.Join(Longest), "the run does not end");
        return _exception;
    }

    public void Dispose() => _thread.Join(Longest);
}
