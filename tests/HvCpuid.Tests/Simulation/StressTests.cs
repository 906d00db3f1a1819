using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Tests.Simulation;

/// <summary>64 vCPUs, 8 threads, a counted number of calls: an answer is one of the two legal ones, whole, and never goes back.</summary>
public class StressTests
{
    private const int Vcpus = 64, Threads = 8, CallsEach = 60_000, EntriesSet = 5;
    private const ulong Page = 0x10_0000, PageSize = 0x1000;

    [Fact]
    public void Vcpus_EnabledReadAndSetByManyThreads_AreSerialisedEach()
    {
        Situation before = new(CpuVendor.Intel, Nested: true, System: false, Lapic: true, Evmcs: false, NoSmt: false);
        byte[] without = FactSheet.Of("5.14").Entries(before);
        byte[] with = FactSheet.Of("5.14").Entries(before with { Evmcs = true });
        MappedUserMemory memory = new();
        KvmFileTable process = new(new SimulatedKvm(before.Host("5.14")), memory);
        int vm = process.Ioctl(process.Open(), KvmRequest.CreateVm);
        process.Ioctl(vm, KvmRequest.CreateIrqchip);
        int[] vcpus = [.. Enumerable.Range(0, Vcpus).Select(id => process.Ioctl(vm, KvmRequest.CreateVcpu, (ulong)id))];
        bool[] enabled = new bool[Vcpus];
        byte[][] pages = [.. Enumerable.Range(0, Threads).Select(_ => new byte[PageSize])];
        int[] calls = new int[Threads];
        int[] answersWithout = new int[Threads];

        void Run(int thread)
        {
            ulong address = Page + ((ulong)thread * PageSize);
            byte[] page = pages[thread];
            memory.Map(address, page);
            Random random = new(thread);
            for (; calls[thread] < CallsEach; calls[thread]++)
            {
                int vcpu = random.Next(Vcpus);
                bool wasEnabled = Volatile.Read(ref enabled[vcpu]);
                switch (random.Next(100))
                {
                    case 0:
                        new KvmEnableCap(KvmCapability.HyperVEnlightenedVmcs, address + 512).Write(page);
                        Assert.Equal(0, process.Ioctl(vcpus[vcpu], KvmRequest.EnableCap, address));
                        Volatile.Write(ref enabled[vcpu], true);
                        break;
                    case < 20:
                        Prepare(page, EntriesSet);
                        page.AsSpan(8, EntriesSet * 40).Fill((byte)thread);
                        Assert.Equal(0, process.Ioctl(vcpus[vcpu], KvmRequest.SetCpuid2, address));
                        break;
                    case < 40:
                        Prepare(page, EntriesSet);
                        Assert.Equal(0, process.Ioctl(vcpus[vcpu], KvmRequest.GetCpuid2, address));
                        Assert.Equal(-1, page.AsSpan(8, EntriesSet * 40).IndexOfAnyExcept(page[8]));
                        break;
                    default:
                        Prepare(page, 16);
                        Assert.Equal(0, process.Ioctl(vcpus[vcpu], KvmRequest.GetSupportedHvCpuid, address));
                        bool isWith = Is(page, with);
                        Assert.True(isWith || (!wasEnabled && Is(page, without)), "The answer is neither of the two, or went back.");
                        answersWithout[thread] += isWith ? 0 : 1;
                        if (isWith)
                        {
                            Volatile.Write(ref enabled[vcpu], true);
                        }

                        break;
                }
            }
        }

        Exception?[] failures = new Exception?[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() => failures[i] = Record.Exception(() => Run(i))))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(failures, Assert.Null);
        Assert.All(calls, count => Assert.Equal(CallsEach, count));
        Assert.All(enabled, Assert.True);
        Assert.True(answersWithout.Sum() > 0, "Nothing was read before eVMCS was enabled.");
    }

    private static void Prepare(byte[] page, byte count)
    {
        page.AsSpan(0, 512).Fill(Caller.Dirt);
        page.AsSpan(0, 4).Clear();
        page[0] = count;
    }

    private static bool Is(byte[] page, byte[] entries) => page[0] == entries.Length / 40
        && page.AsSpan(8, entries.Length).SequenceEqual(entries)
        && page.AsSpan(8 + entries.Length, 512 - 8 - entries.Length).IndexOfAnyExcept(Caller.Dirt) < 0;
}
