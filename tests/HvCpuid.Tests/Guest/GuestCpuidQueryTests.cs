using FsCheck;
using FsCheck.Fluent;
using HvCpuid.Enlightenments;
using HvCpuid.Guest;
using HvCpuid.Registers;
using HvCpuid.Sets;
using HvCpuid.Tests.Enlightenments;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Guest;

public class GuestCpuidQueryTests
{
    private static readonly HvCpuidSet HyperV = HvPresetTable.Nested.Configuration.Resolve(Hosts.Newest).GetSet();
    private static readonly GuestCpuid Intel = GuestCpuid.Join(HyperV, OrdinaryLeaves.Intel);

    [Fact]
    public void Query_EveryEntry_IsItsRegisters()
    {
        Assert.All(Intel.Entries, entry => Assert.Equal(entry.Registers, Intel.Query(entry.Function, entry.Index)));
        Assert.All(HyperV, entry => Assert.Equal(entry.Registers, Intel.Query(entry.Function, 77)));
    }

    [Theory]
    [InlineData(0x00000003u, 0u)] // below the basic maximum
    [InlineData(0x40000006u, 0u)] // an emitted leaf of zeros
    [InlineData(0x80000002u, 0u)]
    [InlineData(0x40000100u, 5u)]
    [InlineData(0x00000004u, 2u)] // an index without an entry
    [InlineData(0xC0000001u, 0u)]
    public void Query_WithinTheClass_IsTheEntryOrZeros(uint function, uint index)
    {
        CpuidRegisters expected = Intel.Entries.Where(entry => entry.Function == function && (entry.Flags == 0 || entry.Index == index)).Select(entry => entry.Registers).FirstOrDefault();
        Assert.Equal(expected, Intel.Query(function, index));
    }

    [Theory]
    [InlineData(0x00000020u)]
    [InlineData(0x3FFFFFFFu)]
    [InlineData(0x4000000Bu)]
    [InlineData(0x40000102u)]
    [InlineData(0x40000200u)] // no leaf 40000200H: the class has no maximum
    [InlineData(0x4FFFFFFFu)]
    [InlineData(0x50000000u)] // no hypervisor's class any more: basic
    [InlineData(0x80000009u)]
    [InlineData(0xBFFFFFFFu)]
    [InlineData(0xC0000002u)]
    [InlineData(0xFFFFFFFFu)]
    public void Query_BeyondTheClass_IsTheHighestBasicLeafOnIntelAndZerosOnAmd(uint function)
    {
        Assert.Equal(Intel.Query(0x1F, 0), Intel.Query(function, 0));
        Assert.Equal(Intel.Query(0x1F, 1), Intel.Query(function, 1));
        foreach (string vendor in new[] { "AuthenticAMD", "AMDisbetter!", "HygonGenuine" })
        {
            Assert.Equal(default, GuestCpuid.Join(HyperV, OrdinaryLeaves.WithVendor(vendor)).Query(function, 1));
        }

        GuestCpuid none = GuestCpuid.FromEntries(Intel.Entries.Where(entry => entry.Function != 0));
        Assert.Equal(default, none.Query(function, 1));
    }

    [Theory]
    [InlineData(0x0Bu, 2u, 2u, 0x33u)]
    [InlineData(0x0Bu, 0x1234u, 0x34u, 0x33u)]
    [InlineData(0x1Fu, 9u, 9u, 0x55u)]
    [InlineData(0x20u, 0x105u, 5u, 0x55u)] // out of range, so leaf 1FH at that index
    public void Query_TopologyLeafWithoutThatIndex_KeepsTheIndexAndTheApicId(uint function, uint index, uint ecx, uint edx) =>
        Assert.Equal(new CpuidRegisters(0, 0, ecx, edx), Intel.Query(function, index));

    [Fact]
    public void Query_TopologyLeafThatIsNotThere_IsZeros()
    {
        GuestCpuid without = GuestCpuid.FromEntries(Intel.Entries.Where(entry => entry.Function is not 0xB));
        Assert.Equal(default, without.Query(0xB, 7));
    }

    [Fact]
    public void Query_InvariantTsc_IsHiddenUntilTheGuestSetsItsMsr()
    {
        HvCpuidSet passthrough = CopyVmm.Instance.Resolve(QemuFlags.Parse("hv-passthrough"), HvHost.From(Hosts.Newest)).GetSet();
        GuestCpuid guest = GuestCpuid.Join(passthrough, OrdinaryLeaves.Intel);
        Assert.True(guest.HidesInvariantTsc);
        Assert.Equal(0u, guest.Query(0x80000007).Edx);
        Assert.Equal(0x100u, guest.Query(0x80000007, 0, invariantTscEnabled: true).Edx);
        Assert.False(Intel.HidesInvariantTsc);
        Assert.Equal(0x100u, Intel.Query(0x80000007).Edx);

        GuestCpuid unaware = GuestCpuid.Join(passthrough.ToBuilder().Set(0x40000001, default).ToSet(), OrdinaryLeaves.Intel);
        Assert.False(unaware.HidesInvariantTsc);
    }

    [Fact]
    public void Query_AnyEntriesAndQuestion_AnswersAsAScanWould() => Prop.ForAll(
        (from entries in Entry.ListOf()
         from vendor in Gen.Elements("GenuineIntel", "AuthenticAMD")
         from hasZero in Gen.Elements(true, true, false)
         from function in Functions
         from index in Gen.Choose(0, 3)
         select (Entries: hasZero ? [.. OrdinaryLeaves.WithVendor(vendor).Take(1), .. entries] : entries.ToArray(), function, index: (uint)index)).ToArbitrary(),
        x => GuestCpuid.FromEntries(x.Entries).Query(x.function, x.index) == Scan(x.Entries, x.function, x.index)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Query_AnyLeaf_AllocatesNothing()
    {
        AskEverything(); // what is made once is made now
        long before = GC.GetAllocatedBytesForCurrentThread();
        AskEverything();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void AskEverything()
        {
            for (uint i = 0; i < 1000; i++)
            {
                Intel.Query(0x40000000 + (i % 16));
                Intel.Query(i % 32, i % 3);
                Intel.Query(0x80000000 + i);
            }
        }
    }

    private static Gen<uint> Functions => Gen.Elements<uint>(0, 1, 4, 0xB, 0x1F, 0x20, 0x40000000, 0x40000001, 0x40000003, 0x4000000A, 0x40000100, 0x40000101, 0x400001FF, 0x40000200, 0x4FFFFFFF, 0x80000000, 0x80000007, 0x80000008, 0xC0000000, 0xC0000001);

    private static Gen<CpuidEntry> Entry =>
        from function in Functions
        from index in Gen.Choose(0, 2)
        from flags in Gen.Choose(0, 1)
        from eax in Gen.OneOf(Functions, Configurations.Words)
        from edx in Configurations.Words
        select OrdinaryLeaves.Leaf(function, eax, 2, 3, edx) with { Index = (uint)index, Flags = (uint)flags };

    // The rules again, by scanning: the first entry that answers; else the class's maximum decides.
    private static CpuidRegisters Scan(CpuidEntry[] entries, uint function, uint index)
    {
        CpuidEntry? Find(uint f, uint i)
        {
            foreach (CpuidEntry e in entries)
            {
                if (e.Function == f && ((e.Flags & 1) == 0 || e.Index == i))
                {
                    return e;
                }
            }

            return null;
        }

        CpuidEntry? entry = Find(function, index);
        if (entry is null && Find(0, 0) is { } basic && basic.Registers.Ecx != 0x444D4163)
        {
            uint leader = function >> 28 == 4 ? function & ~0xFFu : function >= 0xC0000000 ? 0xC0000000 : function & 0x80000000;
            if (Find(leader, 0) is not { } first || function > first.Registers.Eax)
            {
                function = basic.Registers.Eax;
                entry = Find(function, index);
            }
        }

        return entry?.Registers ?? (function is 0xB or 0x1F && Find(function, 1) is { } one ? new CpuidRegisters(0, 0, index & 255, one.Registers.Edx) : default);
    }
}
