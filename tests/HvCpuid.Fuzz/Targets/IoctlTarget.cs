using HvCpuid.Fuzz.Engine;
using HvCpuid.Kvm;
using Microsoft.Extensions.Logging;

namespace HvCpuid.Fuzz.Targets;

/// <summary>
/// A process that makes any calls to the simulated KVM, with any arguments: a byte says which call, the next ones what it is given. Memory changes only where the
/// call may write, an answer is the model's, an errno is one of those that KVM has for it, and the same bytes give the same results a second time.
/// </summary>
internal sealed class IoctlTarget() : FuzzTarget("ioctl", "KVM's calls, byte by byte"), IDisposable
{
    private static readonly KvmHost[] Hosts =
    [
        .. from kernel in new[] { "5.0", "5.2", "5.3", "5.10.223", "5.11", "5.14", "5.17", "6.1.192", "6.5", "6.12", "7.3" }
           from host in new[] { (CpuVendor.Intel, true), (CpuVendor.Intel, false), (CpuVendor.Amd, true) }
           select new KvmHost { Kernel = KvmKernel.Parse(kernel), Vendor = host.Item1, Nested = host.Item2 },
        new KvmHost { Kernel = KvmKernel.Parse("6.12"), HyperVCompiledIn = false },
        new KvmHost { Kernel = KvmKernel.Parse("6.12"), MaximumVcpus = 2 },
    ];

    private readonly IoctlProcess _process = new();

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <inheritdoc/>
    public override int Longest => 512;

    /// <inheritdoc/>
    public override IEnumerable<byte[]> Seeds => Hosts.SelectMany((_, i) => new byte[][]
    {
        [(byte)i, 0, (byte)IoctlCall.CreateVm, 0, 0, (byte)IoctlCall.CreateIrqchip, 1, (byte)IoctlCall.CreateVcpu, 1, 0, (byte)IoctlCall.Evmcs, 2, 2, 0, (byte)IoctlCall.Supported, 2, 3, 0, 20, (byte)IoctlCall.SetCpuid, 2, 0, 0, 3, 1, 2, 3, (byte)IoctlCall.GetCpuid, 2, 3, 0, 9],
        [(byte)i, 1, (byte)IoctlCall.Supported, 0, 3, 0, 10, (byte)IoctlCall.CreateVm, 0, 0, (byte)IoctlCall.EnableVm, 1, 0, 24, 0, (byte)IoctlCall.CreateVcpu, 1, 1, (byte)IoctlCall.Supported, 2, 3, 0, 200, (byte)IoctlCall.Enable, 2, 3, 0, 0, (byte)IoctlCall.Run, 2, (byte)IoctlCall.SetCpuid, 2, 0, 0, 1, 9],
    });

    /// <inheritdoc/>
    public override void Try(ReadOnlySpan<byte> input)
    {
        ulong first = _process.Run(input, Hosts);
        Require(_process.Run(input, Hosts) == first, "The same calls give the same results");
    }
}

/// <summary>The calls, by the byte that stands for them.</summary>
internal enum IoctlCall : byte
{
    Open,
    Close,
    CreateVm,
    CreateIrqchip,
    EnableVm,
    CreateVcpu,
    Evmcs,
    Enable,
    Supported,
    SetCpuid,
    GetCpuid,
    SupportedCpuid,
    Run,
    Smt,
    CheckExtension,
    Any,
    Fault,
    Limit,
    Unmap,
}

/// <summary>A logger that writes every event, and throws it away: what writing one throws is found.</summary>
internal sealed class ForgetfulLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => formatter(state, exception);
}
