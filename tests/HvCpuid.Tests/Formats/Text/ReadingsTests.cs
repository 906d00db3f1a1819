namespace HvCpuid.Tests.Formats;

/// <summary>Texts as people send them, and the whole of what is read of each: leaves, numbers, titles, notes, lines, and every word and place of a refusal.</summary>
public class ReadingsTests
{
    [Theory]
    [InlineData("readings-leaves")]
    [InlineData("readings-meant")]
    [InlineData("readings-headings")]
    [InlineData("readings-guests")]
    [InlineData("readings-noise")]
    [InlineData("readings-dumps")]
    public void ReadAll_Texts_GiveTheWholeAnswers(string name) => Readings.Check(name);
}
