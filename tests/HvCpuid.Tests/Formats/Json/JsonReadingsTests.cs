namespace HvCpuid.Tests.Formats;

public class JsonReadingsTests
{
    [Theory]
    [InlineData("readings-json")]
    [InlineData("readings-json-texts")]
    [InlineData("readings-firecracker")]
    [InlineData("readings-recognition")]
    public void ReadAll_Documents_GiveTheWholeAnswers(string name) => Readings.Check(name);
}
