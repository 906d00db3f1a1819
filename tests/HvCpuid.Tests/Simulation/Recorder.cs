using Microsoft.Extensions.Logging;

namespace HvCpuid.Tests.Simulation;

/// <summary>A logger that keeps its lines, and does something at each where a test wants it to.</summary>
internal sealed class Recorder(LogLevel lowest, Action? atEach = null) : ILogger
{
    public List<string> Lines { get; } = [];

    public List<IReadOnlyList<KeyValuePair<string, object?>>> States { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => lowest != LogLevel.None && logLevel >= lowest;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        atEach?.Invoke();
        Lines.Add($"{eventId.Id} {logLevel}: {formatter(state, exception)}");
        States.Add(state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
    }
}
