using System.Buffers.Binary;
using System.Globalization;
using HvCpuid.Fuzz.Engine;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Sets;
using HvCpuid.Simulation;

namespace HvCpuid.Fuzz.Targets;

/// <summary>The process of <see cref="IoctlTarget"/>: its memory, and what each call may do to it.</summary>
internal sealed class IoctlProcess : IDisposable
{
    private const byte Dirt = 0xA5;
    private const int HeaderSize = 8;
    private const int EntrySize = 40;
    private const int MostCalls = 32;

    private static readonly KvmErrno[] Errnos = [KvmErrno.E2BIG, KvmErrno.EBADF, KvmErrno.EEXIST, KvmErrno.EFAULT, KvmErrno.EINVAL, KvmErrno.EMFILE, KvmErrno.ENODEV, KvmErrno.ENOTTY];
    private static readonly KvmErrno[] Injected = [KvmErrno.ENOMEM, KvmErrno.EINTR, KvmErrno.EIO];
    private static readonly KvmCapability[] Capabilities = Enum.GetValues<KvmCapability>();
    private static readonly KvmRequest[] Requests = Enum.GetValues<KvmRequest>();

    // The second lies behind the first, so that what begins in one goes on in the other, which cannot be written; the last ends the address space.
    private static readonly (ulong Address, int Length, bool IsWritable)[] Ranges = [(0x10C00, 0x400, true), (0x11000, 0x200, false), (0x20000, 0x800, true), (0xFFFF_FFFF_FFFF_FE00, 0x1FF, true)];
    private static readonly ulong[] Bases = [0x10C00, 0x10FF0, 0x11000, 0x20000, 0x20700, 0xFFFF_FFFF_FFFF_FE00, 0xFFFF_FFFF_FFFF_FFF0, 0];

    private readonly byte[][] _memory = [.. Ranges.Select(range => new byte[range.Length])];
    private readonly byte[][] _before = [.. Ranges.Select(range => new byte[range.Length])];
    private MappedUserMemory _mapped = new();
    private SimulatedKvm? _kvm;
    private KvmFileTable _table = null!;
    private bool _injects;
    private ulong _results;

    /// <inheritdoc/>
    public void Dispose() => _kvm?.Dispose();

    /// <summary>Makes the calls of an input.</summary>
    /// <returns>A number that all results and the memory in the end decide.</returns>
    public ulong Run(ReadOnlySpan<byte> input, KvmHost[] hosts)
    {
        InputReader rest = new(input);
        KvmHost host = hosts[rest.Byte() % hosts.Length];
        Start(host, logs: rest.Byte() % 4 == 1);
        try
        {
            for (int calls = 0; calls < MostCalls && !rest.IsEmpty; calls++)
            {
                Call(ref rest);
            }
        }
        catch (KvmHostOopsException oops)
        {
            TextTarget.Check(oops.Request == KvmRequest.GetSupportedHvCpuid && host is { Vendor: CpuVendor.Intel, Nested: false } && host.Kernel.Base < new KvmRelease(5, 3), "Only a kernel that oopses does", oops.Message);
        }

        foreach (byte[] memory in _memory)
        {
            Add(FuzzText.Hash(memory));
        }

        return _results;
    }

    private void Start(KvmHost host, bool logs)
    {
        _mapped = new MappedUserMemory();
        for (int i = 0; i < Ranges.Length; i++)
        {
            _memory[i].AsSpan().Fill(Dirt);
            _mapped.Map(Ranges[i].Address, _memory[i], Ranges[i].IsWritable);
        }

        _kvm?.Dispose();
        _kvm = new SimulatedKvm(host, logs ? new SimulatedKvmOptions { Logger = new ForgetfulLogger() } : null);
        _table = new KvmFileTable(_kvm, _mapped);
        (_injects, _results) = (false, 0);
        Returned(_table.Open());
    }

    private void Add(ulong number) => _results = unchecked(((_results << 7) | (_results >> 57)) ^ (number * 0x9E3779B97F4A7C15));

    private void Call(ref InputReader rest)
    {
        IoctlCall call = (IoctlCall)(rest.Byte() % ((int)IoctlCall.Unmap + 1));
        switch (call)
        {
            case IoctlCall.Open:
                Returned(_table.Open());
                break;
            case IoctlCall.Close:
                Returned(_table.Close(Descriptor(ref rest)));
                break;
            case IoctlCall.CreateVm:
                Plain(Descriptor(ref rest), KvmRequest.CreateVm, rest.Byte());
                break;
            case IoctlCall.CreateIrqchip:
                Plain(Descriptor(ref rest), KvmRequest.CreateIrqchip, 0);
                break;
            case IoctlCall.CreateVcpu:
                Plain(Descriptor(ref rest), KvmRequest.CreateVcpu, rest.Byte() is var id && id == 0xFF ? rest.UInt64() : id);
                break;
            case IoctlCall.CheckExtension:
                Plain(Descriptor(ref rest), KvmRequest.CheckExtension, rest.Byte() is var index && index < 0x80 ? (ulong)Capabilities[index % Capabilities.Length] : rest.UInt64());
                break;
            case IoctlCall.EnableVm:
                Enable(Descriptor(ref rest), KvmCapability.SplitIrqchip, rest.UInt16(), flags: 0, rest.Byte());
                break;
            case IoctlCall.Evmcs:
                Enable(Descriptor(ref rest), KvmCapability.HyperVEnlightenedVmcs, Address(ref rest), flags: 0, placed: 0);
                break;
            case IoctlCall.Enable:
                Enable(Descriptor(ref rest), Capabilities[rest.Byte() % Capabilities.Length], rest.UInt16(), flags: rest.Byte(), placed: 0);
                break;
            case IoctlCall.Supported:
                Fill(Descriptor(ref rest), KvmRequest.GetSupportedHvCpuid, Address(ref rest), rest.Byte());
                break;
            case IoctlCall.GetCpuid:
                Fill(Descriptor(ref rest), KvmRequest.GetCpuid2, Address(ref rest), rest.Byte());
                break;
            case IoctlCall.SupportedCpuid:
                Fill(Descriptor(ref rest), KvmRequest.GetSupportedCpuid, Address(ref rest), rest.Byte());
                break;
            case IoctlCall.SetCpuid:
                SetCpuid(ref rest);
                break;
            case IoctlCall.Any:
                Plain(Descriptor(ref rest), rest.Byte() is var known && known < 0x80 ? Requests[known % Requests.Length] : (KvmRequest)rest.UInt32(), 0xDEAD_0000 + (ulong)rest.Byte());
                break;
            default:
                Change(call, ref rest);
                break;
        }
    }

    private void Change(IoctlCall call, ref InputReader rest)
    {
        switch (call)
        {
            case IoctlCall.Run:
                int fd = Descriptor(ref rest);
                if (_table.TryGetVcpu(fd, out SimulatedVcpu? vcpu))
                {
                    vcpu.MarkRun();
                }

                Plain(fd, KvmRequest.Run, 0);
                break;
            case IoctlCall.Smt:
                _kvm!.SmtPossible = rest.Byte() % 2 == 0;
                break;
            case IoctlCall.Fault:
                _kvm!.Inject(new KvmFault(Requests[rest.Byte() % Requests.Length], Injected[rest.Byte() % Injected.Length], 1 + (rest.Byte() % 3)));
                _injects = true;
                break;
            case IoctlCall.Limit:
                _table.DescriptorLimit = rest.Byte();
                break;
            default:
                Add(_mapped.Unmap(Ranges[rest.Byte() % Ranges.Length].Address) ? 1UL : 0);
                break;
        }
    }

    private static int Descriptor(ref InputReader rest) => rest.Byte() is var fd && fd < 0xF0 ? 3 + (fd % 16) : unchecked((int)rest.UInt32());

    private static ulong Address(ref InputReader rest) => unchecked(Bases[rest.Byte() % Bases.Length] + rest.Byte());

    private void Plain(int fd, KvmRequest request, ulong argument)
    {
        Remember();
        Returned(_table.Ioctl(fd, request, argument));
        Same(0, 0);
    }

    // The structure lies where there is room for it, or at the end of what is mapped.
    private void Enable(int fd, KvmCapability capability, ulong argument, uint flags, byte placed)
    {
        ulong address = placed % 4 == 3 ? Bases[1] : Bases[0];
        Span<byte> at = _memory[0].AsSpan((int)(address - Ranges[0].Address));
        if (at.Length >= KvmEnableCap.Size)
        {
            new KvmEnableCap(capability, argument) { Flags = flags }.Write(at);
        }

        Remember();
        Returned(_table.Ioctl(fd, KvmRequest.EnableCap, address));
        Same(capability == KvmCapability.HyperVEnlightenedVmcs ? argument : 0, capability == KvmCapability.HyperVEnlightenedVmcs ? sizeof(ushort) : 0);
    }

    private void Fill(int fd, KvmRequest request, ulong address, uint asked)
    {
        asked = asked == 0xFF ? uint.MaxValue : asked;
        Span<byte> nent = Writable(address, sizeof(uint));
        if (nent.Length == sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(nent, asked);
        }

        Remember();
        int result = Returned(_table.Ioctl(fd, request, address));
        bool mayWrite = result is 0 or -(int)KvmErrno.EFAULT;
        Same(address, mayWrite ? HeaderSize + (EntrySize * (long)asked) : 0);
        if (result != 0)
        {
            return;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(Writable(address, sizeof(uint)));
        TextTarget.Check(count <= asked, "nent is at most what was asked", $"{count} of {asked}");
        if (request == KvmRequest.GetSupportedHvCpuid)
        {
            // Behind the entries nothing changes, nor does the header's padding.
            HvCpuidSet? expected = _table.TryGetVcpu(fd, out SimulatedVcpu? vcpu) ? vcpu.Supported.Set : _kvm!.SystemAnswer.Set;
            Same(address, HeaderSize + (EntrySize * (long)count));
            Span<byte> answer = Writable(address, HeaderSize + (EntrySize * (int)count));
            TextTarget.Check(expected is not null && KvmCpuid2.Read(answer).ToSet().Equals(expected), "The answer is the model's", expected?.ToString() ?? "");
        }
    }

    private void SetCpuid(ref InputReader rest)
    {
        int fd = Descriptor(ref rest);
        ulong address = Address(ref rest);
        uint count = rest.Byte();
        count = count == 0xFF ? rest.UInt32() : count;
        Span<byte> room = Writable(address, Math.Min(HeaderSize + (EntrySize * 4), 0x100));
        if (room.Length > HeaderSize)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(room, count);
            rest.Bytes((int)Math.Min(8, Math.Min(count, (uint)room.Length - HeaderSize))).CopyTo(room[HeaderSize..]);
        }

        Remember();
        Returned(_table.Ioctl(fd, KvmRequest.SetCpuid2, address));
        Same(0, 0);
    }

    private int Returned(int result)
    {
        Add(unchecked((uint)result));
        TextTarget.Check(
            result >= 0 || Array.IndexOf(Errnos, (KvmErrno)(-result)) >= 0 || (_injects && Array.IndexOf(Injected, (KvmErrno)(-result)) >= 0),
            "An errno is one that KVM has",
            result.ToString(CultureInfo.InvariantCulture));
        return result;
    }

    private Span<byte> Writable(ulong address, int length)
    {
        for (int i = 0; i < Ranges.Length; i++)
        {
            if (Ranges[i].IsWritable && address >= Ranges[i].Address && address - Ranges[i].Address < (ulong)Ranges[i].Length)
            {
                int at = (int)(address - Ranges[i].Address);
                return _memory[i].AsSpan(at, Math.Min(length, Ranges[i].Length - at));
            }
        }

        return default;
    }

    private void Remember()
    {
        for (int i = 0; i < Ranges.Length; i++)
        {
            _memory[i].CopyTo(_before[i].AsSpan());
        }
    }

    // Nothing changed but within a range of addresses, and what is read-only never does.
    private void Same(ulong address, long length)
    {
        for (int i = 0; i < Ranges.Length; i++)
        {
            ReadOnlySpan<byte> now = _memory[i];
            ReadOnlySpan<byte> before = _before[i];
            int changed = now.CommonPrefixLength(before);
            if (changed == now.Length)
            {
                continue;
            }

            ulong first = Ranges[i].Address + (ulong)changed;
            int end = now.Length;
            while (now[end - 1] == before[end - 1])
            {
                end--;
            }

            ulong last = Ranges[i].Address + (ulong)(end - 1);
            bool inside = first >= address && last - address < (ulong)length;
            TextTarget.Check(Ranges[i].IsWritable && inside, "Memory changes only where a call may write", $"{first:X}H to {last:X}H of {address:X}H and {length}");
        }
    }
}
