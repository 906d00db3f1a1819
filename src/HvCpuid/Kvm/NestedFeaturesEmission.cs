namespace HvCpuid.Kvm;

/// <summary>When leaf 4000000AH is part of the answer: the two designs that the ioctl's patch series argued about, and shipped in turn.</summary>
public enum NestedFeaturesEmission
{
    /// <summary>As the release does: before Linux 5.18 only with eVMCS, from 5.18 always.</summary>
    AsRelease = 0,

    /// <summary>Only where eVMCS is enabled on the vCPU, whatever the release.</summary>
    OnlyWithEvmcs = 1,

    /// <summary>Always, whatever the release; the version range still needs eVMCS.</summary>
    Always = 2,
}
