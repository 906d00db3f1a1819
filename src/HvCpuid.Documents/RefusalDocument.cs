using HvCpuid.Kvm;

namespace HvCpuid.Documents;

/// <summary>What comes in place of every other document where the kernel refuses: <c>{"error":"ENOTTY","message":"…"}</c>.</summary>
public sealed record RefusalDocument
{
    /// <summary>The errno's name, or <c>OOPS</c> where the call does not come back.</summary>
    public required string Error { get; init; }

    /// <summary>Why, and what would help, as sentences.</summary>
    public required string Message { get; init; }

    /// <summary>Makes it of a refusal.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <exception cref="ArgumentNullException"><paramref name="refusal"/> is null.</exception>
    public static RefusalDocument From(KvmRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new RefusalDocument { Error = refusal.Name, Message = refusal.Message };
    }
}
