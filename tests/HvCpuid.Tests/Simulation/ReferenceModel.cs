using System.Buffers.Binary;
using System.Globalization;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM once more, in the fewest words, from the fact sheet: what a <see cref="Call"/> answers and changes.</summary>
internal sealed class ReferenceModel(FactSheet sheet, CpuVendor vendor, bool nested)
{
    private const int Ebadf = -9, Einval = -22, Enotty = -25, Eexist = -17, Efault = -14, TooBig = -7;

    private readonly SortedDictionary<int, object> _files = new() { [3] = "/dev/kvm" };
    private bool _smt = true;

    private sealed class Vm
    {
        public bool Irqchip { get; set; }

        public HashSet<uint> Ids { get; } = [];
    }

    private sealed class Vcpu(bool lapic)
    {
        public bool Lapic { get; } = lapic;

        public bool Evmcs { get; set; }

        public bool HasRun { get; set; }

        public byte[] Cpuid { get; set; } = [];
    }

    /// <summary>The answer, in the form of <see cref="Call.Run"/>.</summary>
    public string Apply(Call call)
    {
        byte[] page = Caller.Dirty(512);
        if (call.Kind is CallKind.Supported or CallKind.GetCpuid)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(page, call.Kind == CallKind.Supported ? call.A + 2 : call.A % 6);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Result(call, page)} {Convert.ToHexString(page)}");
    }

    private int Result(Call call, byte[] page)
    {
        if (call.Kind is CallKind.Open or CallKind.Smt)
        {
            _smt = call.Kind == CallKind.Smt ? call.A % 2 == 0 : _smt;
            return call.Kind == CallKind.Open ? Install("/dev/kvm") : 0;
        }

        if (call.Kind == CallKind.MarkRun)
        {
            return _files.GetValueOrDefault(call.Fd) is Vcpu marked && (marked.HasRun = true) ? 0 : -1;
        }

        if (!_files.TryGetValue(call.Fd, out object? file))
        {
            return Ebadf;
        }

        if (call.Kind == CallKind.Close)
        {
            _files.Remove(call.Fd);
            return 0;
        }

        return file switch
        {
            Vm vm => OnVm(vm, call),
            Vcpu vcpu => OnVcpu(vcpu, call, page),
            _ => OnSystem(call, page),
        };
    }

    private int OnSystem(Call call, byte[] page) => call.Kind switch
    {
        CallKind.CreateVm => Install(new Vm()),
        CallKind.Supported when sheet.Has('y') => Fill(page, sheet.Entries(Now(null)), updates: true),
        _ => Einval,
    };

    private int OnVm(Vm vm, Call call)
    {
        switch (call.Kind)
        {
            case CallKind.CreateIrqchip:
                int refusal = vm.Irqchip ? Eexist : vm.Ids.Count > 0 ? Einval : 0;
                vm.Irqchip |= refusal == 0;
                return refusal;
            case CallKind.SplitIrqchip:
                refusal = call.A * 1000 > 4096 ? Einval : vm.Irqchip || vm.Ids.Count > 0 ? Eexist : 0;
                vm.Irqchip |= refusal == 0;
                return refusal;
            case CallKind.CreateVcpu:
                return vm.Ids.Add(call.A) ? Install(new Vcpu(vm.Irqchip)) : Eexist;
            case CallKind.Evmcs or CallKind.Synic or CallKind.Enforce:
                return Einval;
            default:
                return Enotty;
        }
    }

    private int OnVcpu(Vcpu vcpu, Call call, byte[] page)
    {
        switch (call.Kind)
        {
            case CallKind.Evmcs:
                return Evmcs(vcpu, call, page);
            case CallKind.Synic:
                return vcpu.Lapic ? 0 : Einval;
            case CallKind.Enforce:
                return sheet.IsAtOrAfter("5.14") ? 0 : Einval;
            case CallKind.Supported:
                return Fill(page, sheet.Entries(Now(vcpu)), updates: true);
            case CallKind.SetCpuid:
                byte[] entries = Call.Entries(call.A % 4, call.B % 2);
                bool refused = vcpu.HasRun && sheet.IsAtOrAfter("5.17") && !WithoutPadding(entries).SequenceEqual(WithoutPadding(vcpu.Cpuid));
                vcpu.Cpuid = refused ? vcpu.Cpuid : entries;
                return refused ? Einval : 0;
            case CallKind.GetCpuid:
                return Fill(page, vcpu.Cpuid, updates: sheet.IsAtOrAfter("6.5"));
            default:
                return Einval;
        }
    }

    private int Evmcs(Vcpu vcpu, Call call, byte[] page)
    {
        if (call.B / 6 != 0)
        {
            return Einval;
        }

        if (vendor == CpuVendor.Amd || (!nested && (sheet.Release is "5.7" or "7.2.13")))
        {
            return Enotty;
        }

        vcpu.Evmcs = true;
        if (call.A % 4 == 0)
        {
            return Efault;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(page, nested ? (ushort)0x0101 : (ushort)0);
        return 0;
    }

    private static int Fill(byte[] page, byte[] entries, bool updates)
    {
        int count = entries.Length / 40;
        if (BinaryPrimitives.ReadInt32LittleEndian(page) < count)
        {
            return TooBig;
        }

        entries.CopyTo(page, 8);
        BinaryPrimitives.WriteInt32LittleEndian(page, updates ? count : BinaryPrimitives.ReadInt32LittleEndian(page));
        return 0;
    }

    private static IEnumerable<byte> WithoutPadding(byte[] entries) => entries.Where((_, i) => i % 40 < 28);

    private Situation Now(Vcpu? vcpu) => new(vendor, nested, vcpu is null, vcpu?.Lapic == true, vcpu?.Evmcs == true, !_smt);

    private int Install(object file)
    {
        int fd = Enumerable.Range(3, 1000).First(fd => !_files.ContainsKey(fd));
        _files.Add(fd, file);
        return fd;
    }
}
