using HvCpuid.Ioctl;
using HvCpuid.Kvm;

namespace HvCpuid.Linux.Tests.Replay;

/// <summary>Irqchips, vCPU ids, KVM_CHECK_EXTENSION and unknown requests on the live kernel and on the simulation.</summary>
public class VmReplayTests
{
    private static readonly ulong[] Ids =
    [
        0, 0, 1, 255, 256, 287, 288, 1023, 1024, 1151, 1152, 4095, 4096, 16383, 16384, 4194303, 4194304,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x1_0000_0000, 0x1_0000_0002, 0xFFFF_FFFF_FFFF_FFFF, 0,
    ];

    // Those that are one kind of file's only, and that the simulation has not.
    private static readonly Dictionary<KvmRequest, int> Beyond = new()
    {
        [KvmRequest.GetVcpuMmapSize] = 0,
        [KvmRequest.GetSupportedCpuid] = 0,
        [KvmRequest.SetUserMemoryRegion] = 1,
        [KvmRequest.Run] = 2,
        [KvmRequest.GetRegs] = 2,
        [KvmRequest.SetRegs] = 2,
        [KvmRequest.GetSregs] = 2,
        [KvmRequest.SetSregs] = 2,
    };

    [Fact]
    public void Irqchip_AnyThreeStepsWithVcpus_IsAsTheModel()
    {
        using TwoKernels kernels = new();
        foreach (string steps in from a in "isv" from b in "isv" from c in "isv" select $"{a}{b}{c}")
        {
            ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
            List<ReplayFile> vcpus = [];
            foreach (char step in steps)
            {
                kernels.Situation = $"{steps}, at {step}";
                switch (step)
                {
                    case 'i':
                        kernels.Call(vm, KvmRequest.CreateIrqchip, (ulong)vcpus.Count);
                        break;
                    case 's':
                        VcpuHistory.Enable(kernels, vm, KvmCapability.SplitIrqchip, (ulong)vcpus.Count * 12);
                        break;
                    default:
                        vcpus.Add(kernels.Open(vm, KvmRequest.CreateVcpu, (ulong)vcpus.Count));
                        break;
                }
            }

            foreach (ReplayFile vcpu in vcpus)
            {
                VcpuHistory.Ask(kernels, vcpu);
                VcpuHistory.Enable(kernels, vcpu, KvmCapability.HyperVSynic, 0);
            }
        }

        kernels.AssertSame();
    }

    [Theory]
    [MemberData(nameof(VcpuHistory.AllIrqchips), MemberType = typeof(VcpuHistory))]
    public void CreateVcpu_AnyId_IsAsTheModel(string irqchip)
    {
        using TwoKernels kernels = new();
        (ReplayFile vm, _) = VcpuHistory.Make(kernels, irqchip);
        foreach (ulong id in Ids)
        {
            kernels.Open(vm, KvmRequest.CreateVcpu, id);
        }

        kernels.AssertSame();
    }

    [Fact]
    public void CreateVcpu_BeyondTheMost_IsRefusedAsTheModelSays()
    {
        const int Quick = 1024;
        using TwoKernels kernels = new();
        int most = KvmCapabilityTable.Check(KvmCapability.MaxVcpus, kernels.Host);
        Assert.SkipWhen(most > Quick, $"a VM of this build has {most} vCPUs: too many to make them all");
        ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
        for (int id = 0; id < most; id++)
        {
            kernels.Close(kernels.Open(vm, KvmRequest.CreateVcpu, (ulong)id));
        }

        foreach (ulong id in new ulong[] { (ulong)most, 0, ulong.MaxValue })
        {
            kernels.Open(vm, KvmRequest.CreateVcpu, id);
        }

        kernels.AssertSame();
    }

    [Fact]
    public void VcpuIdLimit_AnyTwoBeforeAndAfterAVcpu_AreAsTheModel()
    {
        using TwoKernels kernels = new();
        ulong[] limits = [0, 1, 3, 1023, 1024, 4096, 16384, 16385, 0x1_0000_0001, 0xFFFF_FFFF_FFFF_FFFF];
        foreach ((ulong first, ulong second) in from a in limits from b in limits select (a, b))
        {
            kernels.Situation = $"limits {first} and {second}";
            ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
            VcpuHistory.Enable(kernels, vm, KvmCapability.MaxVcpuId, first);
            VcpuHistory.Enable(kernels, vm, KvmCapability.MaxVcpuId, second);
            kernels.Call(vm, KvmRequest.CheckExtension, (ulong)KvmCapability.MaxVcpuId);
            kernels.Open(vm, KvmRequest.CreateVcpu, 1);
            VcpuHistory.Enable(kernels, vm, KvmCapability.MaxVcpuId, second);
            kernels.Open(vm, KvmRequest.CreateVcpu, 2);
        }

        kernels.AssertSame();
    }

    [Fact]
    public void CheckExtension_AnyModelledCapability_IsAsTheModelOnBothFiles()
    {
        using TwoKernels kernels = new();
        ReplayFile vm = kernels.Open(kernels.System, KvmRequest.CreateVm);
        ulong[] numbers =
        [
            .. Enum.GetValues<KvmCapability>().Select(capability => (ulong)capability),
            0x7FFFFFFF, 0x80000000, 0x1_0000_0000 + (ulong)KvmCapability.HyperV, 0xFFFF_FFFF_FFFF_FFFF,
        ];
        foreach (ulong number in numbers)
        {
            kernels.Call(kernels.System, KvmRequest.CheckExtension, number);
            kernels.Call(vm, KvmRequest.CheckExtension, number);
        }

        kernels.AssertSame();
    }

    [Fact]
    public void Requests_OnTheWrongFileOrUnknown_AreRefusedAsTheModelSays()
    {
        using TwoKernels kernels = new();
        (ReplayFile vm, ReplayFile vcpu) = VcpuHistory.Make(kernels, "no irqchip");
        KvmRequest[] unknown = [0, (KvmRequest)0xAEFF, (KvmRequest)0x4008AEFF, (KvmRequest)0xC008AEFE, (KvmRequest)0xC008AFC1, (KvmRequest)0xFFFFFFFF];
        ReplayFile[] files = [kernels.System, vm, vcpu];
        for (int kind = 0; kind < files.Length; kind++)
        {
            foreach (KvmRequest request in Enum.GetValues<KvmRequest>().Where(request => !Opens(request, kind) && Beyond.GetValueOrDefault(request, -1) != kind).Concat(unknown))
            {
                foreach (ulong argument in new ulong[] { 0, kernels.Memory["mapped"], kernels.Memory["a hole"] })
                {
                    kernels.Call(files[kind], request, argument, ReplayBytes.Header(1));
                }
            }
        }

        foreach (ulong type in new ulong[] { 32, 1000, 0x1_0000_0000, 0xFFFF_FFFF_FFFF_FFFF })
        {
            kernels.Open(kernels.System, KvmRequest.CreateVm, type);
        }

        kernels.AssertSame();
    }

    private static bool Opens(KvmRequest request, int kind) =>
        (request, kind) is (KvmRequest.CreateVm, 0) or (KvmRequest.CreateVcpu, 1);
}
