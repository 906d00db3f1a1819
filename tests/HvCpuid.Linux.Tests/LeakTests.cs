using HvCpuid.Ioctl;

namespace HvCpuid.Linux.Tests;

/// <summary>Counts what the whole process holds, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public class LeakTests
{
    // Few enough for a user with 1024 descriptors and as many tasks, of which a VM may have one.
    private const int Guests = 200;
    private const byte Hlt = 0xF4;

    [Fact]
    public void Guests_OneAfterTheOther_LeaveNoDescriptorAndNoMapping()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        RunOne(kvm);
        (int descriptors, int mappings) = Count();

        for (int i = 0; i < Guests; i++)
        {
            RunOne(kvm);
        }

        // The runtime may open or map something of its own meanwhile; a leak would be one a guest at least.
        (int descriptorsAfter, int mappingsAfter) = Count();
        Assert.True(descriptorsAfter - descriptors < Guests / 10, $"{descriptors} descriptors became {descriptorsAfter}");
        Assert.True(mappingsAfter - mappings < Guests / 2, $"{mappings} mappings became {mappingsAfter}");
    }

    [Fact]
    public void Guests_NeverDisposed_AreCollected()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        (int descriptors, _) = Count();
        Abandon(kvm);

        int after = Count().Descriptors;
        Assert.True(after - descriptors < Guests / 10, $"{descriptors} descriptors became {after}");
    }

    [Fact]
    public void Guests_DisposedOfWhileTheyLoop_LeaveNoThreadAndNoDescriptor()
    {
        const int Few = 20;
        using LinuxKvm kvm = LiveKvm.Open();
        RunOne(kvm);
        int descriptors = Count().Descriptors;

        for (int i = 0; i < Few; i++)
        {
            using RealModeGuest guest = new(kvm, 0xEB, 0xFE); // jmp to itself
            using GuestThread run = new(() => guest.RunOnce());
            guest.Dispose();
            Assert.IsType<ObjectDisposedException>(run.Outcome());
        }

        int after = Count().Descriptors;
        Assert.True(after - descriptors < Few / 2, $"{descriptors} descriptors became {after}");
    }

    [Fact]
    public void VcpuThatIsRefused_LeavesNoDescriptor()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        using LinuxVcpu vcpu = vm.CreateVcpu(0);
        vm.AddMemory(0, GuestMemory.PageSize);
        (int descriptors, int mappings) = Count();

        for (int i = 0; i < Guests; i++)
        {
            Assert.Throws<KvmException>(() => vm.CreateVcpu(0));
            Assert.Throws<KvmException>(() => vm.AddMemory(0, GuestMemory.PageSize));
            Assert.False(LinuxKvm.TryOpen("/dev/null", out _, out _));
        }

        (int descriptorsAfter, int mappingsAfter) = Count();
        Assert.True(descriptorsAfter - descriptors < Guests / 10, $"{descriptors} descriptors became {descriptorsAfter}");
        Assert.True(mappingsAfter - mappings < Guests / 2, $"{mappings} mappings became {mappingsAfter}");
    }

    private static void Abandon(LinuxKvm kvm)
    {
        for (int i = 0; i < Guests; i++)
        {
            LinuxVm vm = kvm.CreateVm();
            vm.AddMemory(0, GuestMemory.PageSize);
            vm.CreateVcpu(0);
        }
    }

    private static void RunOne(LinuxKvm kvm)
    {
        using RealModeGuest guest = new(kvm, Hlt);
        Assert.Equal(1, guest.RunToHalt(_ => { }));
    }

    // What was abandoned, here or by tests before, is collected first: it is no leak, and must not hide one.
    private static (int Descriptors, int Mappings) Count()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return (Directory.GetFileSystemEntries("/proc/self/fd").Length, File.ReadLines("/proc/self/maps").Count());
    }
}
