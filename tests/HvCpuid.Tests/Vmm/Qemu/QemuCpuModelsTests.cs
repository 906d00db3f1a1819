using HvCpuid.Tests.Text;
using HvCpuid.Vmm;

namespace HvCpuid.Tests.Vmm;

public class QemuCpuModelsTests
{
    private static readonly string[] Models =
    [
        "base", "host", "max",
        "486", "pentium", "pentium2", "pentium3", "athlon", "n270", "coreduo", "core2duo", "phenom", "qemu32", "qemu64", "kvm32", "kvm64",
        "Conroe", "Penryn", "Nehalem", "Westmere", "SandyBridge", "IvyBridge", "Haswell", "Broadwell",
        "Skylake-Client", "Skylake-Server", "Cascadelake-Server", "Cooperlake", "Icelake-Client", "Icelake-Server", "SapphireRapids", "GraniteRapids",
        "SierraForest", "ClearwaterForest", "DiamondRapids", "Denverton", "Snowridge", "KnightsMill",
        "Opteron_G1", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "EPYC", "EPYC-Rome", "EPYC-Milan", "EPYC-Genoa", "EPYC-Turin", "Dhyana", "YongFeng",
    ];

    [Fact]
    public void IsModel_EveryModelItsVersionsAndItsType_IsOne() => Assert.All(Models, model =>
    {
        Assert.True(QemuCpuModels.IsModel(model), model);
        Assert.True(QemuCpuModels.IsModel(model + "-v1"), model);
        Assert.True(QemuCpuModels.IsModel(model + "-v10"), model);
        Assert.True(QemuCpuModels.IsModel(model + "-v2-x86_64-cpu"), model);
        Assert.True(QemuCpuModels.IsModel(model + "-x86_64-cpu"), model);
        Assert.Equal(Models.Contains(model + "2"), QemuCpuModels.IsModel(model + "2"));
    });

    [Theory]
    [InlineData("Haswell-noTSX", true)]
    [InlineData("Haswell-IBRS", true)]
    [InlineData("EPYC-IBPB", true)]
    [InlineData("Skylake-Server-noTSX-IBRS", true)]
    [InlineData("Skylake-Server-noTSX-IBRS-v4-x86_64-cpu", true)]
    [InlineData("", false)]
    [InlineData("-x86_64-cpu", false)]
    [InlineData("-v1", false)]
    [InlineData("-IBRS", false)]
    [InlineData("host-v", false)]
    [InlineData("host-vx", false)]
    [InlineData("host-v1x", false)]
    [InlineData("host-vx1", false)]
    [InlineData("host-v1-v2", false)]
    [InlineData("host-vv1", false)]
    [InlineData("host1-v", false)]
    [InlineData("host-IBRS1", false)]
    [InlineData("host-ibrs", false)]
    [InlineData("HOST", false)]
    [InlineData("host-x86_64-cpu-v1", false)]
    [InlineData("host-i386-cpu", false)]
    [InlineData("vm-v2.cfg", false)]
    [InlineData("hosts", false)]
    [InlineData("host12x86_64cpu", false)]
    [InlineData("hostxv1", false)]
    [InlineData("host1IBRS", false)]
    public void IsModel_Name_IsOneAfterWhatQemuAddsToItAlone(string text, bool model) => Cultures.Each(() => Assert.Equal(model, QemuCpuModels.IsModel(text)));
}
