using System.Globalization;
using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Linux.Native;
using HvCpuid.Registers;
using HvCpuid.Simulation;

namespace HvCpuid.Linux.Tests;

/// <summary>Every size, offset and number of Ioctl/ against the kernel's own header, as C assertions that gcc compiles.</summary>
public class HeaderTests
{
    [Fact]
    public void Requests_All_AreTheHeaders() =>
        AssertCompiles(Enum.GetValues<KvmRequest>().Select(request => (request.Name(), (long)request)));

    [Fact]
    public void Capabilities_All_AreTheHeaders() =>
        AssertCompiles(Enum.GetValues<KvmCapability>().Select(capability => (capability.Name()!, (long)capability)));

    [Fact]
    public void Errnos_All_AreTheHeaders() =>
        AssertCompiles(Enum.GetValues<KvmErrno>().Where(errno => errno != KvmErrno.None).Select(errno => (errno.ToString(), (long)errno)));

    [Fact]
    public void Structures_All_HaveTheHeadersSizesAndOffsets() => AssertCompiles(
    [
        ("sizeof(struct kvm_cpuid2)", KvmCpuid2Layout.HeaderSize),
        ("offsetof(struct kvm_cpuid2, nent)", KvmCpuid2Layout.EntryCountOffset),
        ("offsetof(struct kvm_cpuid2, padding)", KvmCpuid2Layout.HeaderPaddingOffset),
        ("offsetof(struct kvm_cpuid2, entries)", KvmCpuid2Layout.HeaderSize),
        ("sizeof(struct kvm_cpuid_entry2)", KvmCpuidEntry2.Size),
        ("offsetof(struct kvm_cpuid_entry2, function)", KvmCpuid2Layout.FunctionOffset),
        ("offsetof(struct kvm_cpuid_entry2, index)", KvmCpuid2Layout.IndexOffset),
        ("offsetof(struct kvm_cpuid_entry2, flags)", KvmCpuid2Layout.FlagsOffset),
        ("offsetof(struct kvm_cpuid_entry2, eax)", KvmCpuid2Layout.EaxOffset),
        ("offsetof(struct kvm_cpuid_entry2, ebx)", KvmCpuid2Layout.EbxOffset),
        ("offsetof(struct kvm_cpuid_entry2, ecx)", KvmCpuid2Layout.EcxOffset),
        ("offsetof(struct kvm_cpuid_entry2, edx)", KvmCpuid2Layout.EdxOffset),
        ("offsetof(struct kvm_cpuid_entry2, padding)", KvmCpuid2Layout.EntryPaddingOffset),
        ("sizeof(((struct kvm_cpuid_entry2 *)0)->padding)", KvmCpuid2Layout.EntrySize - KvmCpuid2Layout.EntryPaddingOffset),
        ("KVM_CPUID_FLAG_SIGNIFCANT_INDEX", CpuidEntry.SignificantIndex),
        ("sizeof(struct kvm_enable_cap)", KvmEnableCap.Size),
        ("offsetof(struct kvm_enable_cap, cap)", KvmEnableCap.CapabilityOffset),
        ("offsetof(struct kvm_enable_cap, flags)", KvmEnableCap.FlagsOffset),
        ("offsetof(struct kvm_enable_cap, args)", KvmEnableCap.ArgumentsOffset),
        ("offsetof(struct kvm_enable_cap, pad)", KvmEnableCap.PaddingOffset),
        ("KVM_API_VERSION", new SimulatedKvm(new KvmHost()).GetApiVersion()),
    ]);

    [Fact]
    public void Structures_OfRunningAGuest_HaveTheHeadersSizesAndOffsets() => AssertCompiles(
    [
        ("sizeof(struct kvm_userspace_memory_region)", GuestMemory.RegionSize),
        ("offsetof(struct kvm_userspace_memory_region, slot)", GuestMemory.RegionSlotOffset),
        ("offsetof(struct kvm_userspace_memory_region, guest_phys_addr)", GuestMemory.RegionAddressOffset),
        ("offsetof(struct kvm_userspace_memory_region, memory_size)", GuestMemory.RegionLengthOffset),
        ("offsetof(struct kvm_userspace_memory_region, userspace_addr)", GuestMemory.RegionPagesOffset),
        ("sizeof(struct kvm_regs)", KvmRegisters.Size),
        ("offsetof(struct kvm_regs, rax)", 0),
        ("offsetof(struct kvm_regs, rsp)", 6 * sizeof(ulong)),
        ("offsetof(struct kvm_regs, rbp)", 7 * sizeof(ulong)),
        ("offsetof(struct kvm_regs, rip)", 16 * sizeof(ulong)),
        ("offsetof(struct kvm_regs, rflags)", 17 * sizeof(ulong)),
        ("sizeof(struct kvm_sregs)", KvmSpecialRegisters.Size),
        ("sizeof(struct kvm_segment)", KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_segment, base)", 0),
        ("offsetof(struct kvm_segment, selector)", KvmSpecialRegisters.SelectorOffset),
        ("offsetof(struct kvm_sregs, cs)", (int)KvmSegment.Cs * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, ds)", (int)KvmSegment.Ds * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, es)", (int)KvmSegment.Es * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, fs)", (int)KvmSegment.Fs * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, gs)", (int)KvmSegment.Gs * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, ss)", (int)KvmSegment.Ss * KvmSpecialRegisters.SegmentSize),
        ("offsetof(struct kvm_sregs, idt)", KvmSpecialRegisters.IdtOffset),
        ("offsetof(struct kvm_dtable, limit)", KvmSpecialRegisters.TableLimitOffset),
        ("offsetof(struct kvm_sregs, cr0)", KvmSpecialRegisters.Cr0Offset),
        ("offsetof(struct kvm_run, immediate_exit)", RunArea.ImmediateExitOffset),
        ("offsetof(struct kvm_run, exit_reason)", RunArea.ExitReasonOffset),
        ("offsetof(struct kvm_run, io.direction)", RunArea.UnionOffset),
        ("offsetof(struct kvm_run, io.size)", RunArea.IoSizeOffset),
        ("offsetof(struct kvm_run, io.port)", RunArea.IoPortOffset),
        ("offsetof(struct kvm_run, io.count)", RunArea.IoCountOffset),
        ("offsetof(struct kvm_run, io.data_offset)", RunArea.IoDataOffset),
        ("offsetof(struct kvm_run, fail_entry.hardware_entry_failure_reason)", RunArea.UnionOffset),
        ("offsetof(struct kvm_run, internal.suberror)", RunArea.UnionOffset),
        ("offsetof(struct kvm_run, system_event.type)", RunArea.UnionOffset),
        ("KVM_EXIT_IO_OUT", 1),
    ]);

    [Fact]
    public void ExitReasons_All_AreTheHeaders() =>
        AssertCompiles(Enum.GetValues<KvmExitReason>().Select(reason => (ExitName(reason), (long)reason)));

    [Fact]
    public void Assertion_ThatIsWrong_DoesNotCompile()
    {
        CCompiler.Require();

        Assert.Contains("KVM_CAP_HYPERV", CCompiler.Complaints(Text([("KVM_CAP_HYPERV", 45)])), StringComparison.Ordinal);
    }

    // FailEntry: KVM_EXIT_FAIL_ENTRY.
    private static string ExitName(KvmExitReason reason) => reason switch
    {
        KvmExitReason.HyperV => "KVM_EXIT_HYPERV",
        _ => "KVM_EXIT_" + string.Concat(reason.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString())),
    };

    private static void AssertCompiles(IEnumerable<(string C, long Value)> numbers)
    {
        CCompiler.Require();

        Assert.Equal("", CCompiler.Complaints(Text(numbers)));
    }

    private static string Text(IEnumerable<(string C, long Value)> numbers) => string.Concat(
        numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"_Static_assert({number.C} == {number.Value}, \"{number.C}\");\n"))
            .Prepend("#include <errno.h>\n#include <stddef.h>\n#include <sys/ioctl.h>\n#include <linux/kvm.h>\n"));
}
