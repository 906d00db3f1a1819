using HvCpuid.Enlightenments;
using HvCpuid.Tool.Sources;
using HvCpuid.Vmm;

namespace HvCpuid.Tool.Tests.Sources;

public class VmTreeTests
{
    // What YamlDotNet throws of these is no YamlException, or has a place behind the text's end.
    [Theory]
    [InlineData("{", "JSON", 1, 2)]
    [InlineData("a: 1\nb: [", "YAML", 2, 5)]
    [InlineData("a: {a\na", "YAML", 1, 4)]
    [InlineData("!![", "YAML", 1, 4)]
    [InlineData("a: *nothing\n", "YAML", 1, 4)]
    public void Read_NoYaml_IsRefusedWithAPlaceInTheText(string text, string language, int line, int column)
    {
        HvConfigurationException refusal = Assert.Throws<HvConfigurationException>(() => VmTree.Read(text));
        Assert.StartsWith($"The {language} cannot be read (line {line}, column {column}): ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (refusal.Line, refusal.Column));
    }

    [Theory]
    [InlineData("---", 1, 4)]
    [InlineData("a: 1\n---\n", 3, 1)]
    public void Read_DocumentOfNothing_StandsInTheText(string text, int line, int column)
    {
        VmNode nothing = VmTree.Read(text)[^1];
        Assert.True(nothing.IsNull);
        Assert.Equal(HvTextPlace.At(line, column), nothing.Place);
    }

    [Fact]
    public void Read_NestedTooDeep_IsRefused()
    {
        HvConfigurationException refusal = Assert.Throws<HvConfigurationException>(() => VmTree.Read(new string('[', 80) + new string(']', 80)));
        Assert.Contains("nested too deep", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Alias_IsTheNodeAgain()
    {
        VmNode document = Assert.Single(VmTree.Read("a: &x {b: 1}\nc: *x\n"));
        Assert.Same(document.Find("a"), document.Find("c"));
    }
}
