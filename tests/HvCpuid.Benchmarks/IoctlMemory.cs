using System.Globalization;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Benchmarks;

/// <summary>What idle vCPUs and a full VM take, as the managed heap grows by them.</summary>
internal static class IoctlMemory
{
    private const int MaxVcpus = 4096;

    public static void Print()
    {
        long typed = Measure(Typed);
        long described = Measure(Described);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"an idle SimulatedVcpu, its place in the VM included: {typed / MaxVcpus} bytes"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a VM of {MaxVcpus} vCPUs: {typed} bytes"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same with a file descriptor for each vCPU: {described} bytes"));
    }

    private static object Typed()
    {
        SimulatedVm vm = NewKvm().CreateVm();
        for (uint id = 0; id < MaxVcpus; id++)
        {
            vm.CreateVcpu(id);
        }

        return vm;
    }

    private static object Described()
    {
        KvmFileTable process = new(NewKvm(), new MappedUserMemory());
        int vm = process.Ioctl(process.Open(), KvmRequest.CreateVm);
        for (ulong id = 0; id < MaxVcpus; id++)
        {
            process.Ioctl(vm, KvmRequest.CreateVcpu, id);
        }

        return process;
    }

    private static SimulatedKvm NewKvm() => new(new KvmHost { Kernel = new KvmRelease(6, 12), MaximumVcpus = MaxVcpus });

    private static long Measure(Func<object> make)
    {
        GC.KeepAlive(make());
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object made = make();
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(made);
        return after - before;
    }
}
