using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Explain;

public class KvmOldestKernelsTests
{
    [Fact]
    public void Find_AChange_IsMainlineAndEachDistributionThatHasIt()
    {
        IReadOnlyList<KvmOldestKernel> found = KvmOldestKernels.Find(KvmKernels.BuiltIn, kernel => kernel.Has(KvmChanges.ExtendedGvaRanges));

        Assert.Equal("Linux 6.2 or later", found[0].ToString());
        Assert.Matches(@"^rhel9\.3 \(from build \d+ on\)$", found.Single(kernel => kernel.Distribution == "rhel").ToString());
        Assert.Equal("debian13", found.Single(kernel => kernel.Distribution == "debian").ToString());
    }

    [Fact]
    public void Find_WhatNoneCan_IsEmpty() => Assert.Empty(KvmOldestKernels.Find(KvmKernels.BuiltIn, _ => false));

    [Fact]
    public void Find_WhatAllCan_IsTheOldestOfEach() =>
        Assert.Equal(("5.0", null), (KvmOldestKernels.Find(KvmKernels.BuiltIn, _ => true)[0].Release, KvmOldestKernels.Find(KvmKernels.BuiltIn, _ => true)[1].Build));

    [Fact]
    public void Find_EveryOne_CanAndSoCanAllLaterOnes() =>
        Assert.All(
            KvmChanges.All.SelectMany(change => KvmOldestKernels.Find(KvmKernels.BuiltIn, kernel => kernel.Has(change)).Select(found => (Change: change, Found: found))),
            pair => Assert.True(pair.Found.Kernel.Has(pair.Change), $"{pair.Change.Id} on {pair.Found}"));
}
