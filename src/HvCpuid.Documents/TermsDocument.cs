using HvCpuid.Vmm;

namespace HvCpuid.Documents;

/// <summary>What names mean that are no bits: MSRs, hypercalls, capabilities, findings, messages, names of other languages.</summary>
public sealed record TermsDocument
{
    /// <summary>The terms.</summary>
    public required IReadOnlyList<TermDocument> Terms { get; init; }

    /// <summary>Makes it of terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <exception cref="ArgumentNullException"><paramref name="terms"/> is null.</exception>
    public static TermsDocument From(IEnumerable<HvTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new TermsDocument { Terms = [.. terms.Select(TermDocument.From)] };
    }
}

/// <summary>A term.</summary>
public sealed record TermDocument
{
    /// <summary>What kind of thing it is.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it means.</summary>
    public required string Meaning { get; init; }

    /// <summary>The addresses of the bits that it has to do with.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>What more there is to say; empty for nothing.</summary>
    public required string More { get; init; }

    /// <summary>Makes it of a term.</summary>
    /// <param name="term">The term.</param>
    /// <exception cref="ArgumentNullException"><paramref name="term"/> is null.</exception>
    public static TermDocument From(HvTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return new TermDocument { Kind = term.Kind, Name = term.Name, Meaning = term.Meaning, Addresses = DocumentText.Texts(term.Addresses), More = term.More };
    }
}
