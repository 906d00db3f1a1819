namespace HvCpuid.Vmm;

/// <summary>Looks at a text's ends, by ordinal and on every target.</summary>
internal static class VmLetters
{
    /// <summary>True when the first letter is this.</summary>
    public static bool Begins(this string text, char letter) => text.Length > 0 && text[0] == letter;

    /// <summary>True when it begins with these letters.</summary>
    public static bool Begins(this string text, string letters) => text.StartsWith(letters, StringComparison.Ordinal);

    /// <summary>True when it ends with these letters.</summary>
    public static bool Ends(this string text, string letters) => text.EndsWith(letters, StringComparison.Ordinal);

    /// <summary>True when the last letter is this.</summary>
    public static bool Ends(this string text, char letter) => text.Length > 0 && text[text.Length - 1] == letter;
}
