using System.Text;
using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

public class KvmKernelsFileTests
{
    [Fact]
    public void Save_OfTheBuiltIn_LoadsBackAsTheSame()
    {
        using MemoryStream saved = new();
        KvmKernels.BuiltIn.Save(saved);
        saved.Position = 0;

        KvmKernels loaded = KvmKernels.Load(saved);

        using MemoryStream again = new();
        loaded.Save(again);
        Assert.Equal(Encoding.UTF8.GetString(saved.ToArray()), Encoding.UTF8.GetString(again.ToArray()));
        Assert.All(Eras.All, era => Assert.True(Eras.Same(loaded.Parse(era.Name), KvmKernel.Parse(era.Name)), era.Name));
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("""{"lines":[{"id":"mine","distribution":"Mine","patterns":["6.6.0-{build}-mine"],"base":"6.6","rows":[{"from":"3","add":["a8de7f100bb5"],"maxVcpus":64,"sureness":"read","source":"my own tree"}]}]}""", 1)]
    public void Load_OfAFile_GoesBeforeTheBuiltIn(string json, int lines)
    {
        KvmKernels kernels = KvmKernels.BuiltIn.Behind(KvmKernels.Load(new MemoryStream(Encoding.UTF8.GetBytes(json))));

        Assert.Equal(KvmKernels.BuiltIn.Lines.Count + lines, kernels.Lines.Count);
        KvmKernel kernel = kernels.Parse("6.6.0-4-mine");
        Assert.Equal(lines == 1 ? "6.6+a8de7f100bb5" : "6.6", kernel.ToString());
        Assert.Equal(lines == 1 ? 64 : null, kernel.MaximumVcpus);
    }

    [Theory]
    [InlineData("[]", "$: expected an object with lines")]
    [InlineData("{\"lines\":[", "line 1")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rowz":[]}]}""", "lines[0]: 'rowz' is not known")]
    [InlineData("""{"lines":[{"distribution":"A","patterns":["x"]}]}""", "lines[0].id: expected it to be there")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A"}]}""", "lines[0].patterns: expected at least one form")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["{buld}"]}]}""", "lines[0].patterns[0]: '{buld}' is no pattern")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"1","add":["IpiNeedLapic"],"sureness":"read","source":"s"}]}]}""", "rows[0].add[0]: there is no change 'IpiNeedLapic'; did you mean IpiNeedsLapic?")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"1","sureness":"sure","source":"s"}]}]}""", "rows[0].sureness: expected captured, computed")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"1","sureness":"read","source":" "}]}]}""", "rows[0].source: expected where")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"1","maxVcpus":0,"sureness":"read","source":"s"}]}]}""", "rows[0].maxVcpus: expected a number")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"2","sureness":"read","source":"s"},{"from":"1","sureness":"read","source":"s"}]}]}""", "rows[1].from: expected a build after 2, found 1")]
    public void Load_OfWhatIsNotUnderstood_SaysWhereAndWhatIsExpected(string json, string part) => Assert.Contains(
        part, Assert.Throws<FormatException>(() => KvmKernels.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_HalfOfASurrogatePair_IsNoUtf8()
    {
        using MemoryStream stream = new("{\"lines\":[{\"id\":\"\\ud800\"}]}"u8.ToArray());
        Assert.StartsWith("kernels: expected JSON in UTF-8.", Assert.Throws<FormatException>(() => KvmKernels.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("427", "427.0", 0)]
    [InlineData("427", "427.13.1", -1)]
    [InlineData("427.13.1", "427.2", 1)]
    public void Build_OfTwo_IsOrderedByItsNumbers(string left, string right, int order)
    {
        (KvmBuild one, KvmBuild other) = (KvmBuild.Parse(left), KvmBuild.Parse(right));
        Assert.Equal(order, Math.Sign(one.CompareTo(other)));
        Assert.Equal([order == 0, order != 0, order < 0, order > 0, order <= 0, order >= 0], new[] { one == other, one != other, one < other, other < one, one <= other, one >= other });
        Assert.Equal(order > 0, one > other);
        Assert.Equal(order == 0, one.GetHashCode() == other.GetHashCode());
    }
}
