using System.Globalization;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;
using HvCpuid.Simulation;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>A file of both kernels, open in both or in neither.</summary>
internal sealed record ReplayFile(string Name, FileDescriptor Live, int Simulated);

/// <summary>
/// The live kernel and the simulation of it, given the same calls: every call is made on both, and their answers and all of their memory compared.
/// What differs is told in the end, all of it.
/// </summary>
internal sealed class TwoKernels : IDisposable
{
    private const int MostDifferences = 40;
    private static readonly byte[] Nothing = [];

    private readonly LinuxKvm _kvm = LiveKvm.Open();
    private readonly List<FileDescriptor> _open = [];
    private readonly List<string> _differences = [];
    private readonly KvmFileTable _table;
    private int _calls;

    public TwoKernels()
    {
        Host = LiveModel.HostOf(_kvm);
        _table = new KvmFileTable(new SimulatedKvm(Host), Memory.Simulated);
        FileDescriptor live = new();
        live.Own(LibC.Open(LinuxKvm.DevicePath, LibC.OpenReadWriteCloseOnExec));
        _open.Add(live);
        System = new ReplayFile("/dev/kvm", live, _table.Open());
    }

    public KvmHost Host { get; }

    public ReplayMemory Memory { get; } = new();

    /// <summary>/dev/kvm.</summary>
    public ReplayFile System { get; }

    /// <summary>What the calls to come are about, for the message of a difference.</summary>
    public string Situation { get; set; } = "";

    /// <summary>A call on both, with bytes at an address that is its argument.</summary>
    /// <returns>The live kernel's answer, a value or −errno.</returns>
    public int Call(ReplayFile file, KvmRequest request, ulong address, ReadOnlySpan<byte> bytes)
    {
        Memory.Prepare(address, bytes);
        int live = Live(file, request, address);
        Compare(file, request, address, bytes, live, _table.Ioctl(file.Simulated, request, address));
        return live;
    }

    /// <summary>A call on both, with a number for its argument.</summary>
    public int Call(ReplayFile file, KvmRequest request, ulong argument = 0) => Call(file, request, argument, Nothing);

    /// <summary>A call on both that opens a file.</summary>
    public ReplayFile Open(ReplayFile file, KvmRequest request, ulong argument = 0)
    {
        int answer;
        do
        {
            answer = Live(file, request, argument);
        }
        while (answer == -(int)KvmErrno.EINTR); // a VM has a kernel thread, whose making a signal interrupts
        FileDescriptor live = new();
        live.Own(Math.Max(answer, -1));
        _open.Add(live);
        int simulated = _table.Ioctl(file.Simulated, request, argument);
        Compare(file, request, argument, Nothing, Math.Min(answer, 0), Math.Min(simulated, 0));
        return answer >= 0 == simulated >= 0
            ? new ReplayFile($"{(request == KvmRequest.CreateVm ? "VM" : "vCPU")} {argument}", live, simulated)
            : throw new InvalidOperationException(Report());
    }

    /// <summary>Closes a file on both; what it stands for lives on while another needs it.</summary>
    public void Close(ReplayFile file)
    {
        file.Live.Dispose();
        _open.Remove(file.Live);
        Assert.Equal(0, _table.Close(file.Simulated));
    }

    /// <summary>The vCPU runs: a few bytes at the processor's first address, up to an OUT.</summary>
    public void Run(ReplayFile vm, ReplayFile vcpu)
    {
        const ulong FirstPage = 0xFFFFF000;
        const int FirstInstruction = 0xFF0;
        MappedPages pages = MappedPages.Anonymous(GuestMemory.PageSize);
        vm.Live.Adopt(pages);
        pages.WriteSpan<byte>(FirstInstruction, [0xE6, 0x10, 0xEB, 0xFC]); // out 10h, al; jmp back
        KvmIoctl.Call(vm.Live, KvmRequest.SetUserMemoryRegion, new GuestMemory(pages, FirstPage).Region(0));
        int result;
        do
        {
            result = Live(vcpu, KvmRequest.Run, 0);
        }
        while (result == -(int)KvmErrno.EINTR);
        Assert.Equal(0, result);
        Assert.True(_table.TryGetVcpu(vcpu.Simulated, out SimulatedVcpu? simulated));
        simulated.MarkRun();
    }

    /// <summary>Fails with all that differed.</summary>
    public void AssertSame()
    {
        Assert.NotEqual(0, _calls);
        Assert.True(_differences.Count == 0, Report());
    }

    public void Dispose()
    {
        foreach (FileDescriptor file in Enumerable.Reverse(_open))
        {
            file.Dispose();
        }

        Memory.Dispose();
        _kvm.Dispose();
    }

    private static int Live(ReplayFile file, KvmRequest request, ulong argument)
    {
        int result = LibC.Ioctl(file.Live, (nuint)request, unchecked((nint)argument));
        return result < 0 ? -(int)KvmIoctl.LastError : result;
    }

    private static string Answer(int result) =>
        result < 0 ? ((KvmErrno)(-result)).ToString() : result.ToString(CultureInfo.InvariantCulture);

    private void Compare(ReplayFile file, KvmRequest request, ulong argument, ReadOnlySpan<byte> bytes, int live, int simulated)
    {
        _calls++;
        (ulong Address, byte Live, byte Simulated)? memory = bytes.IsEmpty ? null : Memory.FirstDifference();
        if (live == simulated && memory is null)
        {
            return;
        }

        string first = memory is not { } byte1 ? "" : $"; first differing byte {Memory.Describe(byte1.Address)}: kernel {byte1.Live:X2}, model {byte1.Simulated:X2}";
        string given = bytes.IsEmpty ? "" : $" given {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 24)])}";
        _differences.Add(
            $"{Situation}: {request.Name()} on {file.Name}, {Memory.Describe(argument)}{given}: kernel {Answer(live)}, model {Answer(simulated)}{first}");
    }

    private string Report() => string.Join(
        '\n',
        [$"Linux {Host.Kernel}, {Host.Vendor}, nested={Host.Nested}: {_differences.Count} of {_calls} calls differ.", .. _differences.Take(MostDifferences)]);
}
