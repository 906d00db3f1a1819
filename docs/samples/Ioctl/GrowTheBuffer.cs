using HvCpuid.Ioctl;
using HvCpuid.Kvm;
using HvCpuid.Simulation;

namespace HvCpuid.Samples;

/// <summary>What a VMM does with KVM's Hyper-V leaves at start, in the kernel's terms: descriptors, addresses, −errno.</summary>
public static class GrowTheBuffer
{
    public static KvmCpuid2 Run(KvmHost host)
    {
        const ulong Page = 0x10_0000, Version = Page + 0x100;
        byte[] page = new byte[4096];
        MappedUserMemory memory = new();
        memory.Map(Page, page);
        KvmFileTable process = new(new SimulatedKvm(host), memory);

        int vm = Check(process.Ioctl(Check(process.Open()), KvmRequest.CreateVm));
        Check(process.Ioctl(vm, KvmRequest.CreateIrqchip)); // before the vCPU: its local APIC is then in the kernel
        int vcpu = Check(process.Ioctl(vm, KvmRequest.CreateVcpu, argument: 0));
        // eVMCS before asking: the answer depends on it. A host without it says ENOTTY, and that is fine.
        new KvmEnableCap(KvmCapability.HyperVEnlightenedVmcs, Version).Write(page);
        process.Ioctl(vcpu, KvmRequest.EnableCap, Page);

        int result, room = 2; // E2BIG does not say how much it takes: double until it fits
        do
        {
            KvmCpuid2.CreateBuffer(room *= 2).CopyTo(page, 0);
            result = process.Ioctl(vcpu, KvmRequest.GetSupportedHvCpuid, Page);
        }
        while (result == -(int)KvmErrno.E2BIG);

        Check(result);
        Check(process.Ioctl(vcpu, KvmRequest.SetCpuid2, Page)); // nent is the number of entries now
        page.AsSpan(8).Clear();
        Check(process.Ioctl(vcpu, KvmRequest.GetCpuid2, Page));
        return KvmCpuid2.Read(page);
    }

    private static int Check(int result) => result >= 0 ? result : throw new InvalidOperationException(((KvmErrno)(-result)).ToString());
}
