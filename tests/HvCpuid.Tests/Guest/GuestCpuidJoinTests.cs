using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Ioctl;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Simulation;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Tests.Simulation;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Guest;

public class GuestCpuidJoinTests
{
    private static readonly HvCpuidSet HyperV = HvPresetTable.Recommended.Configuration.Resolve(Hosts.Newest).GetSet();

    [Fact]
    public void Join_HyperVAndOrdinary_IsBothWithTheBitSetAndKvmMoved()
    {
        GuestCpuid guest = GuestCpuid.Join(HyperV, OrdinaryLeaves.Intel);

        Assert.Equal(HyperV, guest.Entries.Take(HyperV.Count));
        CpuidEntry[] rest = [.. guest.Entries.Skip(HyperV.Count)];
        Assert.Equal(OrdinaryLeaves.Intel.Count, rest.Length);
        for (int i = 0; i < rest.Length; i++)
        {
            CpuidEntry ordinary = OrdinaryLeaves.Intel[i];
            CpuidEntry expected = ordinary.Function switch
            {
                1 => ordinary with { Registers = ordinary.Registers with { Ecx = ordinary.Registers.Ecx | 0x80000000 } },
                0x40000000 => ordinary with { Function = 0x40000100, Registers = ordinary.Registers with { Eax = 0x40000101 } },
                0x40000001 => ordinary with { Function = 0x40000101 },
                _ => ordinary,
            };
            Assert.Equal(expected, rest[i]);
        }
    }

    [Fact]
    public void Join_NoHyperV_LeavesKvmWhereItIs()
    {
        GuestCpuid guest = GuestCpuid.Join(HvCpuidSet.Empty, OrdinaryLeaves.Intel);
        Assert.Equal(OrdinaryLeaves.Intel.Select(entry => entry.Function), guest.Entries.Select(entry => entry.Function));
        Assert.Equal(0x40000001u, guest.Query(0x40000000).Eax);
        Assert.Equal(0x80000000u, guest.Query(1).Ecx & 0x80000000);
    }

    [Theory]
    [InlineData(0u, 0x40000101u)]
    [InlineData(0x40000001u, 0x40000101u)]
    [InlineData(0x40000010u, 0x40000110u)]
    [InlineData(0x4B4D564Bu, 0x4B4D564Bu)]
    public void Join_KvmMaximum_MovesAlong(uint maximum, uint moved)
    {
        IEnumerable<CpuidEntry> ordinary = OrdinaryLeaves.Intel.Select(entry => entry.Function == 0x40000000 ? entry with { Registers = entry.Registers with { Eax = maximum } } : entry);
        Assert.Equal(moved, GuestCpuid.Join(HyperV, ordinary).Query(0x40000100).Eax);
    }

    [Fact]
    public void Join_KvmAlreadyMoved_StaysThere()
    {
        IEnumerable<CpuidEntry> moved = GuestCpuid.Join(HyperV, OrdinaryLeaves.Intel).Entries.Skip(HyperV.Count);
        Assert.Equal(0x40000101u, GuestCpuid.Join(HyperV, moved).Query(0x40000100).Eax);
    }

    [Fact]
    public void Join_WhatCollides_IsRefusedWithTheReason()
    {
        HvCpuidSet withKvm = HyperV.ToBuilder().Add(0x40000100, default).ToSet();
        CpuidEntry leaf2 = OrdinaryLeaves.Intel[2];
        CpuidEntry[] many = [.. Enumerable.Range(0, 300).Select(i => OrdinaryLeaves.Leaf(0x80000100 + (uint)i, 0, 0, 0, 0))];

        AssertRefused("another hypervisor's", HyperV, [.. OrdinaryLeaves.Intel.Where(entry => entry.Function is < 0x40000000), OrdinaryLeaves.Leaf(0x40000000, 0x40000005, 0x7263694D, 0x666F736F, 0x76482074)]);
        AssertRefused("leaf 40000100H is there twice", withKvm, OrdinaryLeaves.Intel);
        AssertRefused("leaf 00000002H is there twice", HyperV, [.. OrdinaryLeaves.Intel, leaf2]);
        AssertRefused("leaf 00000004H is there twice with index 3", HyperV, [.. OrdinaryLeaves.Intel, OrdinaryLeaves.Sub(4, 3, 0, 0, 0, 0)]);
        AssertRefused("with an index that counts and with one that does not", HyperV, [.. OrdinaryLeaves.Intel, OrdinaryLeaves.Sub(2, 1, 0, 0, 0, 0)]);
        AssertRefused("leaf 00000001H is missing", HyperV, [.. OrdinaryLeaves.Intel.Where(entry => entry.Function != 1)]);
        AssertRefused("more than the 256", HyperV, [.. OrdinaryLeaves.Intel, .. many]);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Join_AsManyEntriesAsKvmTakes_IsTheLastThatJoins(int entries, bool joins)
    {
        IEnumerable<CpuidEntry> more = Enumerable.Range(0, entries - HyperV.Count - OrdinaryLeaves.Intel.Count).Select(i => OrdinaryLeaves.Leaf(0x80000100 + (uint)i, 0, 0, 0, 0));

        GuestCpuid? guest = GuestCpuid.TryJoin(HyperV, [.. OrdinaryLeaves.Intel, .. more], out string? reason);

        Assert.Equal((joins, joins), (guest?.Entries.Count == entries, reason is null));
        if (guest is not null)
        {
            SimulatedVcpu vcpu = TestKvm.Vcpu("6.12,nolapic");
            vcpu.SetCpuid(KvmCpuid2.From(guest));
            Assert.Equal(entries, vcpu.GetCpuid().Entries.Count);
        }
    }

    private static void AssertRefused(string reason, HvCpuidSet hyperV, IReadOnlyList<CpuidEntry> ordinary)
    {
        Assert.Null(GuestCpuid.TryJoin(hyperV, ordinary, out string? told));
        Assert.Contains(reason, told, StringComparison.Ordinal);
        Assert.Contains(told!, Assert.Throws<ArgumentException>(() => GuestCpuid.Join(hyperV, ordinary)).Message, StringComparison.Ordinal);
    }
}
