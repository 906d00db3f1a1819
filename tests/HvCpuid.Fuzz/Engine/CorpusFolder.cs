using System.Globalization;

namespace HvCpuid.Fuzz.Engine;

/// <summary>A folder in which the inputs that showed something new are files, so that a later campaign begins with them, and AFL++ can.</summary>
internal sealed class CorpusFolder
{
    private readonly string _path;
    private readonly string _findings;

    /// <summary>A folder, made where it is not there.</summary>
    public CorpusFolder(string path)
    {
        (_path, _findings) = (path, Path.Combine(path, "findings"));
        Directory.CreateDirectory(_findings);
    }

    /// <summary>The inputs in it, in the order of their names.</summary>
    public IEnumerable<byte[]> Inputs() => Directory.GetFiles(_path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>Keeps an input.</summary>
    public void Keep(byte[] input) => File.WriteAllBytes(Path.Combine(_path, NameOf(input)), input);

    /// <summary>Keeps an input that showed something wrong.</summary>
    public void KeepFinding(ReadOnlySpan<byte> input) => File.WriteAllBytes(Path.Combine(_findings, NameOf(input)), input);

    private static string NameOf(ReadOnlySpan<byte> input) => FuzzText.Hash(input).ToString("x16", CultureInfo.InvariantCulture);
}
