using HvCpuid.Kvm;

namespace HvCpuid.Tests.Kvm.Kernels;

public class KvmKernelPatternTests
{
    // What is read, as build/level/release; null where the name has not the form.
    [Theory]
    [InlineData("a-{build}-b", "a-427.13.1-b", "427.13.1//")]
    [InlineData("a-{build}-b", "A-427-B", "427//")]
    [InlineData("a-{build}-b", "a--b", null)]
    [InlineData("a-{build}-b", "a-427", null)]
    [InlineData("a-{build}-b", "a-427-bc", null)]
    [InlineData("a-{build}-b", "xa-427-b", null)]
    [InlineData("a-{build}", "a-1.2.3.4.5.6.7.8", "1.2.3.4.5.6.7.8//")]
    [InlineData("a-{build}", "a-1.2.3.4.5.6.7.8.9", null)]
    [InlineData("a-{build}*", "a-1.2.3.4.5.6.7.8.9", "1.2.3.4.5.6.7.8//")]
    [InlineData("a-{build}*", "a-1.2.", "1.2//")]
    [InlineData("a-{build}", "a-427x12", null)]
    [InlineData("a-{build}.el*", "a-427.13.el9", "427.13//")]
    [InlineData("a-{build}.9", "a-427.9", "427//")]
    [InlineData("{build}", "0123456789", "//")]
    [InlineData("{number}.{build}", "1.2.3", "2.3//")]
    [InlineData("{number}-a", "12-a", "//")]
    [InlineData("{number}-a", "1.2-a", null)]
    [InlineData("{number}-a", "-a", null)]
    [InlineData("{level}-a", "176-a", "/176/")]
    [InlineData("{level}-a", "70000-a", "/65535/")]
    [InlineData("{level}-a", "1.2-a", null)]
    [InlineData("{series}.0-a", "6.8.0-a", "//6.8")]
    [InlineData("{series}-a", "6-a", null)]
    [InlineData("{series}-a", "6.8.1-a", null)]
    [InlineData("{release}-a", "6.8.1-a", "//6.8.1")]
    [InlineData("{release}-a", "6.8-a", "//6.8")]
    [InlineData("{release}-a", "6-a", null)]
    [InlineData("{release}-a", "6.8.1.2-a", null)]
    [InlineData("{release}.{number}-a", "6.8.1.2-a", "//6.8.1")]
    [InlineData("{release}-a", "66666.8-a", "//")]
    [InlineData("{release}", "6:8", null)]
    [InlineData("{release}", "6/8", null)]
    [InlineData("*b*", "abc", "//")]
    [InlineData("*b*", "b", "//")]
    [InlineData("*b*", "ac", null)]
    [InlineData("a*", "a", "//")]
    [InlineData("*{build}b", "12b", "12//")]
    [InlineData("", "", "//")]
    [InlineData("", "a", null)]
    public void Match_OfANameAndAForm_ReadsItsWords(string form, string name, string? words) => Assert.Equal(words, Words(KvmKernelPattern.Parse(form).Match(name)));

    [Theory]
    [InlineData("a-{build}-b", "a-427", "427//")]
    [InlineData("a-{build}-b", "a-427-b", "427//")]
    [InlineData("a-{build}-b", "a-427-", null)]
    [InlineData("a-{build}-b", "a-", null)]
    [InlineData("a-{number}-b", "a-4", null)]
    [InlineData("a-{level}-b", "a-4", "/4/")]
    [InlineData("{release}-b", "6.8", "//6.8")]
    [InlineData("a-b", "a", null)]
    public void Match_OfAnOpenName_EndsBehindWhatIsTold(string form, string name, string? words) => Assert.Equal(words, Words(KvmKernelPattern.Parse(form).Match(name, open: true)));

    [Theory]
    [InlineData("{buld}")]
    [InlineData("a{build")]
    [InlineData("a}")]
    [InlineData("{Build}")]
    public void Parse_OfABraceWithoutAWord_SaysWhatIsExpected(string text) => Assert.Equal(
        $"'{text}' is no pattern of kernel names: expected {{build}}, {{number}}, {{level}}, {{series}} or {{release}} where a brace is.",
        Assert.Throws<FormatException>(() => KvmKernelPattern.Parse(text)).Message);

    [Theory]
    [InlineData("5.14.0-{build}*.el9*")]
    [InlineData("")]
    public void ToString_OfAForm_IsItsText(string text) => Assert.Equal(text, KvmKernelPattern.Parse(text).ToString());

    [Theory]
    [InlineData("", null)]
    [InlineData("1.", null)]
    [InlineData(".1", null)]
    [InlineData("1..2", null)]
    [InlineData("-1", null)]
    [InlineData(" 1", null)]
    [InlineData("1,000", null)]
    [InlineData("1234567890", null)]
    [InlineData("123456789", "123456789")]
    [InlineData("007.0", "7.0")]
    [InlineData("427.13.1", "427.13.1")]
    public void Build_OfAText_IsItsNumbers(string text, string? printed)
    {
        Assert.Equal(printed is not null, KvmBuild.TryParse(text, out KvmBuild build));
        Assert.Equal(printed ?? "0", build.ToString());
        Assert.Equal(
            printed is null ? $"'{text}' is no build number: expected numbers with dots between them, e.g. 427.13.1." : null,
            Record.Exception(() => KvmBuild.Parse(text))?.Message);
    }

    [Fact]
    public void Build_OfNumbers_IsAskedForEach()
    {
        KvmBuild build = KvmBuild.Parse("427.13");

        Assert.Equal((2, 427, 13, 0, 0), (build.Count, build[0], build[1], build[2], build[99]));
        Assert.Equal((0, 0, "0"), (default(KvmBuild).Count, default(KvmBuild)[0], default(KvmBuild).ToString()));
        Assert.False(KvmBuild.TryParse(null, out _));
    }

    [Theory]
    [InlineData("553", "553.16.1", true)]
    [InlineData("553", "553", true)]
    [InlineData("553.16", "553.16.1", true)]
    [InlineData("553.16", "553.17", false)]
    [InlineData("553.16", "553", false)]
    [InlineData("553", "554", false)]
    [InlineData("553.0", "553", true)]
    public void Covers_ABuild_IsTrueOfItsUpdates(string build, string other, bool covers) => Assert.Equal(covers, KvmBuild.Parse(build).Covers(KvmBuild.Parse(other)));

    [Theory]
    [InlineData("1.2", "1.2", true)]
    [InlineData("1.2", "1.2.0.0", true)]
    [InlineData("0", "0.0", true)]
    [InlineData("1.2", "2.1", false)]
    [InlineData("1.0.2", "1.2", false)]
    [InlineData("1.2", "1.2.3", false)]
    public void Equality_OfBuilds_LeavesOutZerosAtTheEnd(string one, string other, bool equal)
    {
        (KvmBuild left, KvmBuild right) = (KvmBuild.Parse(one), KvmBuild.Parse(other));

        Assert.Equal((equal, equal, equal), (left.Equals(right), left.Equals((object)right), left == right));
        Assert.Equal(equal, left.GetHashCode() == right.GetHashCode());
        Assert.False(left.Equals(one));
        Assert.True(default(KvmBuild).Equals(KvmBuild.Parse("0")));
    }

    private static string? Words(KvmKernelWords? words) => words is null ? null : $"{words.Build}/{words.Level}/{words.Release}";
}
