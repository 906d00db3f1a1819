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
    [InlineData("[]", "$: expected an object with lines.")]
    [InlineData("""{"line":[]}""", "$: 'line' is not known; expected lines.")]
    [InlineData("""{"lines":[],"lines":[]}""", "$: 'lines' is there twice; expected it once.")]
    [InlineData("""{"lines":{}}""", "$.lines: expected an array.")]
    [InlineData("""{"lines":[7]}""", "lines[0]: expected an object with id, distribution, patterns, base, takesFeatures, below, levels, names, releases, notLookedAt, rows.")]
    [InlineData("""{"lines":[{"rowz":[]}]}""", "lines[0]: 'rowz' is not known; expected id, distribution, patterns, base, takesFeatures, below, levels, names, releases, notLookedAt, rows.")]
    [InlineData("""{"lines":[{"distribution":"A","patterns":["x"]}]}""", "lines[0].id: expected it to be there.")]
    [InlineData("""{"lines":[{"id":7,"distribution":"A"}]}""", "lines[0].id: expected a text.")]
    [InlineData("""{"lines":[{"id":"a"}]}""", "lines[0].distribution: expected it to be there.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A"}]}""", "lines[0].patterns: expected at least one form of names, e.g. \"5.14.0-{build}*.el9*\".")]
    [InlineData("""{"lines":[LINE{"id":"a","distribution":"A","patterns":["x","{buld}"]}]}""", "lines[1].patterns[1]: '{buld}' is no pattern of kernel names: expected {build}, {number}, {level}, {series} or {release} where a brace is.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":[7]}]}""", "lines[0].patterns[0]: expected a text.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":"x"}]}""", "lines[0].patterns: expected an array.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"base":"six"}]}""", "lines[0].base: expected a release, e.g. 5.14.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"takesFeatures":1}]}""", "lines[0].takesFeatures: expected true or false.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"below":"x"}]}""", "lines[0].below: 'x' is no build number: expected numbers with dots between them, e.g. 427.13.1.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"levels":[]}]}""", "lines[0].levels: expected an object.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"levels":{"1":"2"}}]}""", "lines[0].levels.1: expected a number.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"levels":{"1":-1}}]}""", "lines[0].levels.1: expected a number.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"levels":{"1":1.5}}]}""", "lines[0].levels.1: expected a number.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"releases":{"1":2}}]}""", "lines[0].releases.1: expected a text.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"notLookedAt":["deadbeef"]}]}""", "lines[0].notLookedAt[0]: there is no change 'deadbeef'; expected an id or a commit.")]
    [InlineData("""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[7]}]}""", "lines[0].rows[0]: expected an object with from, seen, add, remove, open, maxVcpus, openMaxVcpus, hyperv, sureness, source.")]
    [InlineData("ROW", """{"from":"1","add":["XmmInput","IpiNeedLapic"],"sureness":"read","source":"s"}""", "lines[0].rows[0].add[1]: there is no change 'IpiNeedLapic'; did you mean IpiNeedsLapic?; expected an id or a commit.")]
    [InlineData("ROW", """{"from":"1","sureness":"sure","source":"s"}""", "lines[0].rows[0].sureness: expected captured, computed, read, changelog, name, found 'sure'.")]
    [InlineData("ROW", """{"from":"1","sureness":"read","source":" "}""", "lines[0].rows[0].source: expected where the fact is from.")]
    [InlineData("ROW", """{"from":"1","maxVcpus":0,"sureness":"read","source":"s"}""", "lines[0].rows[0].maxVcpus: expected a number of vCPUs, from 1 on.")]
    [InlineData("ROW", """{"from":"1","openMaxVcpus":true,"sureness":"read","source":"s"}""", "lines[0].rows[0].openMaxVcpus: expected a number.")]
    [InlineData("ROW", """{"from":"1","hyperv":"y","sureness":"read","source":"s"}""", "lines[0].rows[0].hyperv: expected true or false.")]
    [InlineData("ROW", """{"from":"1","seen":"","sureness":"read","source":"s"}""", "lines[0].rows[0].seen: '' is no build number: expected numbers with dots between them, e.g. 427.13.1.")]
    [InlineData("ROW", """{"from":"2","sureness":"read","source":"s"},{"from":"2","sureness":"read","source":"s"}""", "lines[0].rows[1].from: expected a build after 2, found 2.")]
    [InlineData("ROW", """{"from":"1","sureness":"read","source":"s"},{"from":"2","sureness":"read","source":"s"},{"from":"1.5","sureness":"read","source":"s"}""", "lines[0].rows[2].from: expected a build after 2, found 1.5.")]
    public void Load_OfWhatIsNotUnderstood_SaysWhereAndWhatIsExpected(string json, string row, string? message = null)
    {
        (json, message) = json == "ROW" ? ($$"""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{{row}}]}]}""", message) : (json.Replace("LINE", """{"id":"b","distribution":"B","patterns":["x"]},""", StringComparison.Ordinal), row);

        Assert.Equal("kernels, " + message, Assert.Throws<FormatException>(() => Load(json)).Message);
    }

    [Theory]
    [InlineData("{\"lines\":[", "kernels, line 1: expected JSON, {\"lines\":[…]}. ")]
    [InlineData("{\n\n]", "kernels, line 3: expected JSON, {\"lines\":[…]}. ")]
    public void Load_OfWhatIsNoJson_SaysTheLine(string json, string beginning)
    {
        FormatException exception = Assert.Throws<FormatException>(() => Load(json));
        Assert.StartsWith(beginning, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(exception.InnerException!.Message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d8f5537a8816", "XmmInput")]
    [InlineData("a8de7f100bb5", "IpiNeedsLapic IpiRefusedWithoutLapic")]
    [InlineData("CpuidSwapped", "CpuidSwapped")]
    public void Load_OfAChange_TakesAnIdOrACommit(string word, string changes)
    {
        KvmKernels kernels = Load($$"""{"lines":[{"id":"a","distribution":"A","patterns":["x"],"rows":[{"from":"1","add":["{{word}}"],"sureness":"READ","source":"s"}]}]}""");

        Assert.Equal(changes, string.Join(' ', kernels.Lines[0].Rows[0].Added.Select(change => change.Id)));
    }

    // Every member there is, once, and the text that Save writes.
    [Fact]
    public void Save_OfEveryMember_IsTheTextThatWasLoaded()
    {
        const string Json = """
            {
              "lines": [
                {
                  "id": "mine",
                  "distribution": "Mine & <yours>",
                  "patterns": [
                    "6.6.0-{build}-mine",
                    "6.6-{level}"
                  ],
                  "base": "6.6",
                  "takesFeatures": true,
                  "below": "1000",
                  "levels": {
                    "0": 0,
                    "2": 5
                  },
                  "names": [
                    "mine"
                  ],
                  "releases": {
                    "1": "6.6.0-1-mine"
                  },
                  "notLookedAt": [
                    "CpuidSwapped"
                  ],
                  "rows": [
                    {
                      "from": "0",
                      "seen": "1.2",
                      "add": [
                        "IpiNeedsLapic",
                        "IpiRefusedWithoutLapic"
                      ],
                      "remove": [
                        "TscInvariant"
                      ],
                      "open": [
                        "CountUpdated"
                      ],
                      "maxVcpus": 64,
                      "openMaxVcpus": 1,
                      "hyperv": false,
                      "sureness": "read",
                      "source": "my own tree"
                    },
                    {
                      "from": "7",
                      "hyperv": true,
                      "sureness": "name",
                      "source": "s"
                    }
                  ]
                },
                {
                  "id": "least",
                  "distribution": "",
                  "patterns": [
                    "x"
                  ],
                  "rows": []
                }
              ]
            }
            """;
        using MemoryStream saved = new();
        Load(Json).Save(saved);

        Assert.Equal(Json.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(saved.ToArray()).ReplaceLineEndings("\n"));
    }

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

    [Fact]
    public void LoadAndSave_NoStream_AreRefused()
    {
        Assert.Throws<ArgumentNullException>("stream", () => KvmKernels.Load(null!));
        Assert.Throws<ArgumentNullException>("stream", () => KvmKernels.BuiltIn.Save(null!));
    }

    private static KvmKernels Load(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return KvmKernels.Load(stream);
    }
}
