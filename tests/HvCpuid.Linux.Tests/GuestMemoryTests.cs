using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests;

public class GuestMemoryTests
{
    [Fact]
    public void Memory_WithinItsBounds_IsZeroedReadAndWritten()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        GuestMemory memory = vm.AddMemory(0x10000, 2 * GuestMemory.PageSize);
        byte[] bytes = new byte[4];

        memory.Read(0x11FFC, bytes);
        Assert.Equal(new byte[4], bytes);
        memory.Write(0x11FFC, [1, 2, 3, 4]);
        memory.Read(0x11FFC, bytes);

        Assert.Equal([1, 2, 3, 4], bytes);
        Assert.Equal((0x10000ul, 8192), (memory.GuestAddress, memory.Length));
    }

    [Theory]
    [InlineData(0xFFFFul)]
    [InlineData(0x11FFDul)]
    [InlineData(0x12000ul)]
    [InlineData(ulong.MaxValue)]
    public void Memory_BeyondItsBounds_IsRefusedWhole(ulong address)
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        GuestMemory memory = vm.AddMemory(0x10000, 2 * GuestMemory.PageSize);
        byte[] untouched = [0xA5, 0xA5, 0xA5, 0xA5];

        Assert.Throws<ArgumentException>(() => memory.Read(address, untouched));
        Assert.Throws<ArgumentException>(() => memory.Write(address, untouched));
        Assert.Equal([0xA5, 0xA5, 0xA5, 0xA5], untouched);
    }

    [Fact]
    public void AddMemory_Overlapping_IsEexistAndTheNextPieceIsTaken()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();
        vm.AddMemory(0, 2 * GuestMemory.PageSize);

        Assert.Equal(KvmErrno.EEXIST, Assert.Throws<KvmException>(() => vm.AddMemory(GuestMemory.PageSize, GuestMemory.PageSize)).Errno);
        Assert.Equal(2 * (ulong)GuestMemory.PageSize, vm.AddMemory(2 * GuestMemory.PageSize, GuestMemory.PageSize).GuestAddress);
    }

    [Theory]
    [InlineData(0ul, 0, "length", "A guest's memory of 0 bytes: expected a positive multiple of 4096, whole pages.")]
    [InlineData(0ul, -4096, "length", "A guest's memory of -4096 bytes: expected a positive multiple of 4096, whole pages.")]
    [InlineData(0ul, 100, "length", "A guest's memory of 100 bytes: expected a positive multiple of 4096, whole pages.")]
    [InlineData(1ul, 4095, "length", "A guest's memory of 4095 bytes: expected a positive multiple of 4096, whole pages.")]
    [InlineData(1ul, 4096, "guestAddress", "A guest's memory at 1H: expected a multiple of 1000H, the start of a page.")]
    [InlineData(ulong.MaxValue, 4096, "guestAddress", "A guest's memory at FFFFFFFFFFFFFFFFH: expected a multiple of 1000H, the start of a page.")]
    public void ThrowUnlessInPages_AddressOrLengthThatIsNot_SaysWhatWasExpected(ulong address, int length, string parameter, string message)
    {
        ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(() => GuestMemory.ThrowUnlessInPages(address, length));

        Assert.Equal(parameter, refusal.ParamName);
        Assert.StartsWith(message + " (Parameter", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddMemory_NotInPages_IsRefusedAndLeavesTheVmAsItWas()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();

        Assert.Throws<ArgumentOutOfRangeException>(() => vm.AddMemory(0, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => vm.AddMemory(1, GuestMemory.PageSize));
        Assert.Equal(0ul, vm.AddMemory(0, GuestMemory.PageSize).GuestAddress);
    }

    [Fact]
    public void AddMemory_OverTheEndOfTheAddresses_IsRefusedByTheKernel()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        using LinuxVm vm = kvm.CreateVm();

        Assert.Equal(KvmErrno.EINVAL, Assert.Throws<KvmException>(() => vm.AddMemory(ulong.MaxValue - 4095, 2 * GuestMemory.PageSize)).Errno);
    }

    [Fact]
    public void Memory_OfADisposedVm_IsThereUntilTheLastVcpuIsGone()
    {
        using LinuxKvm kvm = LiveKvm.Open();
        LinuxVm vm = kvm.CreateVm();
        GuestMemory memory = vm.AddMemory(0, GuestMemory.PageSize);
        LinuxVcpu vcpu = vm.CreateVcpu(0);

        vm.Dispose();
        memory.Write(0, [1]);
        vcpu.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Write(0, [1]));
    }
}
