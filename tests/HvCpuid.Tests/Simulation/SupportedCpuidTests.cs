using System.Buffers.Binary;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Registers;
using HvCpuid.Simulation;
using HvCpuid.Tests.Guest;

namespace HvCpuid.Tests.Simulation;

/// <summary>KVM_GET_SUPPORTED_CPUID: the ordinary leaves of a processor that the caller gives, or of the smallest there is.</summary>
public class SupportedCpuidTests
{
    private const int Einval = -22, Enotty = -25, Efault = -14, E2big = -7;
    private static readonly KvmHost Host = new() { Kernel = new KvmRelease(6, 12) };

    [Theory]
    [InlineData(18u, 0, 18u)]
    [InlineData(256u, 0, 18u)]
    [InlineData(uint.MaxValue, 0, 18u)]
    [InlineData(17u, E2big, 17u)]
    [InlineData(0u, E2big, 0u)]
    public void Call_WithRoomForSomeEntries_IsTheKernels(uint nent, int expected, uint left)
    {
        Caller caller = New(OrdinaryLeaves.Intel);
        byte[] entries = Bytes(OrdinaryLeaves.Intel);

        Assert.Equal(expected, caller.Fill(caller.System, KvmRequest.GetSupportedCpuid, nent));
        Assert.True(Caller.Expected(left, expected == 0 ? entries : []).AsSpan().SequenceEqual(caller.Answer));
    }

    [Fact]
    public void Call_WithMemoryThatFaults_WritesWhatPrecedesTheFault()
    {
        Caller caller = New(OrdinaryLeaves.Intel);
        byte[] page = Caller.Dirty(8 + 100);
        BinaryPrimitives.WriteUInt32LittleEndian(page, 18);
        caller.Memory.Map(0x5_0000, page);

        Assert.Equal(Efault, caller.Ioctl(caller.System, KvmRequest.GetSupportedCpuid));
        Assert.Equal(Efault, caller.Ioctl(caller.System, KvmRequest.GetSupportedCpuid, Caller.Unmapped));
        Assert.Equal(Efault, caller.Ioctl(caller.System, KvmRequest.GetSupportedCpuid, 0x5_0000));
        Assert.Equal([18, 0, 0, 0, .. Caller.Dirty(4), .. Bytes(OrdinaryLeaves.Intel).AsSpan(0, 100)], page);
    }

    [Fact]
    public void Call_OnOtherDescriptors_IsUnknown()
    {
        Caller caller = New(null);
        int vm = caller.CreateVm();

        Assert.Equal((Enotty, Einval), (caller.Fill(vm, KvmRequest.GetSupportedCpuid, 10), caller.Fill(caller.Ioctl(vm, KvmRequest.CreateVcpu), KvmRequest.GetSupportedCpuid, 10)));
    }

    [Theory]
    [InlineData("5.9", 80, true)]
    [InlineData("5.9", 81, false)]
    [InlineData("5.10", 256, true)]
    [InlineData("6.12", 257, false)]
    public void Call_OfMoreEntriesThanKvmTakes_IsNeverAnswered(string release, int count, bool fits)
    {
        CpuidEntry[] entries = [.. Enumerable.Range(0, count).Select(i => new CpuidEntry(7, default) { Index = (uint)i, Flags = CpuidEntry.SignificantIndex })];
        Caller caller = new(new KvmHost { Kernel = KvmRelease.Parse(release) }, new SimulatedKvmOptions { SupportedCpuid = entries });

        Assert.Equal(fits ? 0 : E2big, caller.Fill(caller.System, KvmRequest.GetSupportedCpuid, 290));
        Exception? refused = Record.Exception(caller.Kvm.GetSupportedCpuid);
        Assert.Equal(fits ? null : KvmErrno.E2BIG, (refused as KvmException)?.Errno);
    }

    [Fact]
    public void Call_OfNoEntries_NeedsRoomForOneAllTheSame()
    {
        Caller caller = New([]);

        Assert.Equal((E2big, 0), (caller.Fill(caller.System, KvmRequest.GetSupportedCpuid, 0), caller.Fill(caller.System, KvmRequest.GetSupportedCpuid, 1)));
        Assert.Equal(0, caller.Answer[0]);
        Assert.Empty(caller.Kvm.GetSupportedCpuid().Entries);
    }

    [Fact]
    public void Typed_AndInBytes_IsWhatTheOptionSays()
    {
        SimulatedKvm kvm = TestKvm.Kvm("6.12", new SimulatedKvmOptions { SupportedCpuid = OrdinaryLeaves.Intel });

        Assert.Equal(OrdinaryLeaves.Intel, kvm.GetSupportedCpuid().ToEntries());
        kvm.Dispose();
        Assert.Throws<ObjectDisposedException>(kvm.GetSupportedCpuid);
    }

    [Theory]
    [InlineData(CpuVendor.Intel, true, "GenuineIntel", 0x20u)]
    [InlineData(CpuVendor.Intel, false, "GenuineIntel", 0u)]
    [InlineData(CpuVendor.Amd, true, "AuthenticAMD", 0u)]
    public void Default_OfAHost_IsTheThreeLeafProcessorOfItsVendor(CpuVendor vendor, bool nested, string name, uint ecx)
    {
        KvmCpuid2 cpuid = TestKvm.Kvm($"6.12,{TestKvm.Words(vendor, nested)}").GetSupportedCpuid();

        Assert.Equal(ThreeLeafProcessor.Entries(vendor, nested), cpuid.ToEntries());
        Assert.Equal([0u, 1, 2, 0x40000000, 0x40000001], cpuid.ToEntries().Select(entry => entry.Function));
        CpuidRegisters first = cpuid.Entries[0].Entry.Registers;
        Assert.Equal(name, new AsciiSignature(first.Ebx, first.Edx, first.Ecx).ToString());
        Assert.Equal(ecx, cpuid.Entries[1].Entry.Registers.Ecx);
    }

    [Theory]
    [InlineData(CpuVendor.Intel, true, "756E6547 6C65746E 49656E69", 0x20u)]
    [InlineData(CpuVendor.Intel, false, "756E6547 6C65746E 49656E69", 0u)]
    [InlineData(CpuVendor.Amd, true, "68747541 444D4163 69746E65", 0u)]
    [InlineData(CpuVendor.Amd, false, "68747541 444D4163 69746E65", 0u)]
    public void ThreeLeafProcessor_OfAVendor_IsTheseFiveEntries(CpuVendor vendor, bool nested, string name, uint ecx) => Assert.Equal(
        [
            $"0: 00000002 {name}",
            $"1: 00000600 00000000 {ecx:X8} 00000000",
            "2: 2A2A2A01 2B2B2B2B 2C2C2C2C 2D2D2D2D",
            "40000000: 40000001 4B4D564B 564B4D56 0000004D",
            "40000001: 01000000 00000000 00000000 00000000",
        ],
        ThreeLeafProcessor.Entries(vendor, nested).Select(entry => $"{entry.Function:X}: {entry.Registers.Eax:X8} {entry.Registers.Ebx:X8} {entry.Registers.Ecx:X8} {entry.Registers.Edx:X8}"));

    [Fact]
    public void ThreeLeafProcessor_OfNoVendor_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreeLeafProcessor.Entries((CpuVendor)9));
        Assert.Equal(ThreeLeafProcessor.Entries(CpuVendor.Intel, nested: false), ThreeLeafProcessor.Entries(CpuVendor.Intel));
    }

    // What a VMM does at start, on the simulation alone.
    [Fact]
    public void Boot_OfAMergedGuest_RunsOnTheSimulation()
    {
        using IKvm kvm = TestKvm.Kvm("6.12", new SimulatedKvmOptions { SupportedCpuid = OrdinaryLeaves.Intel });
        using IKvmVcpu vcpu = kvm.CreateVm().CreateVcpu(0);
        GuestCpuid guest = GuestCpuid.Join(vcpu.GetSupportedHvCpuid(), kvm.GetSupportedCpuid().ToEntries());

        vcpu.SetCpuid(KvmCpuid2.From(guest));

        Assert.Equal(guest.Entries, vcpu.GetCpuid().ToEntries());
        Assert.Throws<ArgumentNullException>(() => KvmCpuid2.From((GuestCpuid)null!));
    }

    private static Caller New(IReadOnlyList<CpuidEntry>? entries) => new(Host, new SimulatedKvmOptions { SupportedCpuid = entries });

    private static byte[] Bytes(IReadOnlyList<CpuidEntry> entries)
    {
        KvmCpuid2 structure = KvmCpuid2.From(entries);
        byte[] bytes = new byte[structure.ByteCount];
        structure.Write(bytes);
        return bytes[8..];
    }
}
