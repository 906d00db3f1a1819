using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>Descriptors: the lowest that is free, below a limit that may change.</summary>
public class KvmFileTableTests
{
    private const int Emfile = -24, Eexist = -17;

    [Fact]
    public void Open_AfterAnyCloses_IsTheLowestThatIsFree()
    {
        KvmFileTable table = New(new KvmHost());
        SortedSet<int> free = [.. Enumerable.Range(3, 400)];
        List<int> open = [];
        Random random = new(8);
        for (int i = 0; i < 2_000; i++)
        {
            if (open.Count == 0 || (open.Count < 200 && random.Next(3) != 0))
            {
                int lowest = free.Min;
                Assert.Equal((i, lowest), (i, table.Open()));
                free.Remove(lowest);
                open.Add(lowest);
                continue;
            }

            int closed = open[random.Next(open.Count)];
            Assert.Equal((i, 0), (i, table.Close(closed)));
            Assert.Equal((i, -9), (i, table.Close(closed)));
            open.Remove(closed);
            free.Add(closed);
        }
    }

    [Fact]
    public void Limit_Reached_IsEmfileForEveryCallThatOpens()
    {
        KvmFileTable table = New(new KvmHost());
        table.DescriptorLimit = 6;
        int vm = table.Ioctl(table.Open(), KvmRequest.CreateVm);
        int vcpu = table.Ioctl(vm, KvmRequest.CreateVcpu, 0);

        Assert.Equal([3, 4, 5], [3, vm, vcpu]);
        Assert.Equal([Emfile, Emfile, Emfile], [table.Open(), table.Ioctl(3, KvmRequest.CreateVm), table.Ioctl(vm, KvmRequest.CreateVcpu, 1)]);
        Assert.Equal(Eexist, table.Ioctl(vm, KvmRequest.CreateVcpu, 0));
        table.TryGetVm(vm, out SimulatedVm? made);
        Assert.Equal(1, made!.VcpuCount);
        Assert.Equal(0, table.Close(vcpu));
        Assert.Equal(5, table.Ioctl(vm, KvmRequest.CreateVcpu, 1));
    }

    [Fact]
    public void Limit_LoweredAndRaised_CountsForNewDescriptorsOnly()
    {
        KvmFileTable table = New(new KvmHost());
        Assert.Equal((1 << 20, 3, 4), (table.DescriptorLimit, table.Open(), table.Open()));

        table.DescriptorLimit = 0;
        Assert.Equal((Emfile, 12), (table.Open(), table.Ioctl(4, KvmRequest.GetApiVersion)));
        Assert.Equal((0, Emfile), (table.Close(3), table.Open()));
        table.DescriptorLimit = 4;
        Assert.Equal((3, Emfile), (table.Open(), table.Open()));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.DescriptorLimit = -1);
        Assert.Equal(4, table.DescriptorLimit);
    }

    // A scan for a free descriptor would look at 30,000,000,000 places here: minutes in place of a moment.
    [Fact]
    public void Open_BehindAQuarterMillionOpenOnes_TakesNoScan()
    {
        const int Open = 250_000;
        KvmFileTable table = New(new KvmHost());
        for (int i = 0; i < Open; i++)
        {
            Assert.Equal(i + 3, table.Open());
        }
    }

    private static KvmFileTable New(KvmHost host) => new(new SimulatedKvm(host), new MappedUserMemory());
}
