using HvCpuid.Tests.Baselines;

namespace HvCpuid.Tests.Docs;

public class GeneratedDocsTests
{
    [Fact]
    public void Leaves_OfTheDocs_AreThoseOfTheTables() => Baseline.Check("docs/leaves.md", LeavesDocument.Write());

    [Fact]
    public void Qemu_OfTheDocs_IsThatOfTheTables() => Baseline.Check("docs/qemu.md", QemuDocument.Write());

    [Fact]
    public void Guests_OfTheDocs_AreThoseOfTheTables() => Baseline.Check("docs/guests.md", GuestsDocument.Write());

    [Fact]
    public void Checks_OfTheDocs_AreThoseOfTheTables() => Baseline.Check("docs/checks.md", ChecksDocument.Write());

    [Fact]
    public void Kernels_OfTheDocs_AreThoseOfTheTables() => Baseline.Check("docs/kernels.md", KernelsDocument.Write());
}
