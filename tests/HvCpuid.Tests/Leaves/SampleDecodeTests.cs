using HvCpuid.Leaves;
using HvCpuid.Registers;

namespace HvCpuid.Tests.Leaves;

/// <summary>Real machines, decoded: an Azure guest (Xeon 8370C, build 20348), a root partition, a server host (Ice Lake).</summary>
public sealed class SampleDecodeTests
{
    [Fact]
    public void AzureGuest_Recommendations_Decode()
    {
        var leaf = new HvRecommendations(new CpuidRegisters(0x00004E24, 0x00000FFF, 0, 0));

        Assert.Equal(
            HvRecommendedBehaviors.HypercallRemoteTlbFlush | HvRecommendedBehaviors.RelaxedTiming | HvRecommendedBehaviors.DeprecateAutoEoi
                | HvRecommendedBehaviors.SyntheticClusterIpi | HvRecommendedBehaviors.ExProcessorMasks | HvRecommendedBehaviors.EnlightenedVmcs,
            leaf.Behaviors);
        Assert.Equal(0xFFFu, leaf.SpinlockRetries);
    }

    [Fact]
    public void AzureGuest_Limits_Decode()
    {
        var leaf = new HvLimits(new CpuidRegisters(240, 1024, 23808, 0));

        Assert.Equal((240u, 1024u, 23808u), (leaf.MaximumVirtualProcessors, leaf.MaximumLogicalProcessors, leaf.MaximumInterruptVectors));
    }

    [Fact]
    public void AzureGuest_NestedFeatures_Decode()
    {
        var leaf = new HvNestedFeatures(new CpuidRegisters(0x000E0101, 0, 0, 0));

        Assert.Equal((1, 1), (leaf.EnlightenedVmcsVersionLow, leaf.EnlightenedVmcsVersionHigh));
        Assert.Equal(
            HvNestedOptimizations.DirectVirtualFlush | HvNestedOptimizations.FlushGuestPhysicalAddressHypercalls | HvNestedOptimizations.EnlightenedMsrBitmap,
            leaf.Optimizations);
    }

    [Fact]
    public void RootPartition_Features_Decode()
    {
        var leaf = new HvFeatures(new CpuidRegisters(0x00003FFF, 0x002BB9FF, 0x00000002, 0x000FFBF2));

        Assert.Equal((HvPrivileges)0x3FFF, leaf.Privileges);
        Assert.True(leaf.PrivilegesHigh.HasFlag(
            HvPrivilegesHigh.CreatePartitions | HvPrivilegesHigh.CpuManagement | HvPrivilegesHigh.Debugging | HvPrivilegesHigh.StartVirtualProcessor));
        Assert.False(leaf.PrivilegesHigh.HasFlag(HvPrivilegesHigh.Isolation));
        Assert.False(leaf.PrivilegesHigh.HasFlag(HvPrivilegesHigh.AccessVpExitTracing));
        Assert.Equal((2, HvPowerFeatures.None), (leaf.MaxSupportedCState, leaf.PowerFeatures));
        Assert.Equal(
            (HvCapabilities)0x000FFFFF & ~(HvCapabilities.Mwait | HvCapabilities.PerformanceMonitor
                | HvCapabilities.CpuDynamicPartitioningEvents | HvCapabilities.GuestCrashMsrs),
            leaf.Capabilities);
    }

    [Fact]
    public void IceLakeHost_Leaves_Decode()
    {
        var features = new HvFeatures(new CpuidRegisters(0x0000BFFF, 0x002BB9FF, 0x00000022, 0x71FFFBF6));
        Assert.True(features.Privileges.HasFlag(HvPrivileges.AccessTscInvariantControls));
        Assert.False(features.Privileges.HasFlag(HvPrivileges.AccessRootSchedulerReg));
        Assert.Equal((2, HvPowerFeatures.InvariantMperf), (features.MaxSupportedCState, features.PowerFeatures));
        Assert.True(features.Capabilities.HasFlag(HvCapabilities.CrossVtlFlush | HvCapabilities.IdleSpecCtrl | HvCapabilities.TranslateGvaFlags));
        Assert.False(features.Capabilities.HasFlag(HvCapabilities.ApicEoiIntercept));

        var recommendations = new HvRecommendations(new CpuidRegisters(0x00070E14, 0x00000FFF, 0x0000002E, 0));
        Assert.Equal(
            HvRecommendedBehaviors.HypercallRemoteTlbFlush | HvRecommendedBehaviors.MsrSystemReset | HvRecommendedBehaviors.DeprecateAutoEoi
                | HvRecommendedBehaviors.SyntheticClusterIpi | HvRecommendedBehaviors.ExProcessorMasks | HvRecommendedBehaviors.CoreSchedulerRequested
                | HvRecommendedBehaviors.DirectLocalFlushEntire | HvRecommendedBehaviors.NoNonArchitecturalCoreSharing,
            recommendations.Behaviors);
        Assert.Equal(46, recommendations.ImplementedPhysicalAddressBits);

        var limits = new HvLimits(new CpuidRegisters(0x400, 0x400, 0x5D0, 0));
        Assert.Equal((1024u, 1024u, 1488u), (limits.MaximumVirtualProcessors, limits.MaximumLogicalProcessors, limits.MaximumInterruptVectors));

        var hardware = new HvHardwareFeatures(new CpuidRegisters(0x01DE00BF, 0, 0, 0));
        Assert.Equal(0, hardware.HypervisorLevel);
        Assert.Equal((HvHardwareFlags)0x01DE00BF, hardware.Features);
        Assert.True(hardware.Features.HasFlag(HvHardwareFlags.ApicEmulation | HvHardwareFlags.AcpiWdat | HvHardwareFlags.UnrestrictedGuest));

        var management = new HvCpuManagement(new CpuidRegisters(0x80000007, 3, 0, 0));
        Assert.Equal(
            HvCpuManagementFeatures.StartLogicalProcessor | HvCpuManagementFeatures.CreateRootVirtualProcessor
                | HvCpuManagementFeatures.PerformanceCounterSync | HvCpuManagementFeatures.ReservedIdentity,
            management.Features);
        Assert.Equal(HvCpuPowerFeatures.ProcessorPowerManagement | HvCpuPowerFeatures.MwaitIdleStates, management.PowerFeatures);

        var memory = new HvSharedVirtualMemory(new CpuidRegisters(0x00100001, 1, 0x10000, 0));
        Assert.Equal(HvSharedVirtualMemoryFeatures.SvmSupported, memory.Features);
        Assert.Equal((512u, 1u, 0x10000u), (memory.MaxPasidSpacePasidCount, memory.MaxPasidSpaceCount, memory.MaxDevicePrqSize));
    }

    [Fact]
    public void Kvm_VersionAndSignatures_Decode()
    {
        var identity = new HvSystemIdentity(new CpuidRegisters(0x00003839, 0x000A0000, 0x00000002, 0x04ABCDEF));
        Assert.Equal((14393u, 10, 0), (identity.BuildNumber, identity.Major, identity.Minor));
        Assert.Equal((2u, 4, 0xABCDEFu), (identity.ServicePack, identity.ServiceBranch, identity.ServiceNumber));

        var vendor = new HvVendor(new CpuidRegisters(0x4000000A, 0x756E694C, 0x564B2078, 0x7648204D));
        Assert.Equal((0x4000000Au, AsciiSignature.LinuxKvmHv), (vendor.MaximumFunction, vendor.Signature));
        Assert.Equal("Microsoft Hv", (vendor with { Signature = AsciiSignature.MicrosoftHv }).Signature.ToString());
    }

    [Fact]
    public void Interfaces_Signatures_AreRecognised()
    {
        Assert.True(new HvInterface(new CpuidRegisters(HvInterface.HvSharp1, 0, 0, 0)).IsHv1);
        Assert.False(new HvInterface(new CpuidRegisters(0x31237649, 0, 0, 0)).IsHv1);
        Assert.True(new HvDebuggerInterface(new CpuidRegisters(HvDebuggerInterface.VsSharp1, 0, 0, 0)).IsVs1);
        Assert.False(new HvDebuggerInterface(default).IsVs1);
        Assert.Equal(("Hv#1", "VS#1"), (AsciiSignature.Text(HvInterface.HvSharp1), AsciiSignature.Text(HvDebuggerInterface.VsSharp1)));
    }

    [Fact]
    public void Isolation_SnpWithBoundary_Decodes()
    {
        var leaf = new HvIsolation(new CpuidRegisters(1, 0x00000BA2, 0, 0));

        Assert.Equal(HvIsolationFeatures.ParavisorPresent, leaf.Features);
        Assert.Equal((HvIsolationType.Snp, HvSharedMemory.SharedGpaBoundaryActive, 46), (leaf.IsolationType, leaf.SharedMemory, leaf.SharedGpaBoundaryBits));
    }
}
