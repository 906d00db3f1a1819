using System.Text.Json;
using HvCpuid.Access;

namespace HvCpuid.Documents;

/// <summary>What KVM answers an access, as one word.</summary>
public enum AccessWord
{
    /// <summary>It is allowed.</summary>
    Allowed,

    /// <summary>#GP: the MSR cannot be used so.</summary>
    Gp,

    /// <summary>#UD: input in XMM registers is not offered.</summary>
    Ud,

    /// <summary>HV_STATUS_ACCESS_DENIED.</summary>
    Denied,

    /// <summary>HV_STATUS_INVALID_HYPERCALL_CODE.</summary>
    InvalidCode,

    /// <summary>HV_STATUS_INVALID_HYPERCALL_INPUT.</summary>
    InvalidInput,

    /// <summary>HV_STATUS_INVALID_PARAMETER.</summary>
    InvalidParameter,

    /// <summary>The host's kernel does not survive it.</summary>
    HostOops,

    /// <summary>The guest is not Hyper-V aware: it has no such thing.</summary>
    NotHyperv,

    /// <summary>The kernel is not known well enough to say.</summary>
    Unknown,
}

/// <summary>The words for what KVM answers an access.</summary>
public static class AccessWords
{
    /// <summary>What KVM answers in the end: a code that it lets through without implementing it is an invalid one.</summary>
    /// <param name="result">What KVM answers the access.</param>
    public static AccessWord EndOf(HvAccessResult result) => (result is { IsAllowed: true, IsImplemented: false } ? HvAccessOutcome.InvalidHypercallCode : result.Outcome) switch
    {
        HvAccessOutcome.Allowed => AccessWord.Allowed,
        HvAccessOutcome.GeneralProtection => AccessWord.Gp,
        HvAccessOutcome.UndefinedOpcode => AccessWord.Ud,
        HvAccessOutcome.AccessDenied => AccessWord.Denied,
        HvAccessOutcome.InvalidHypercallCode => AccessWord.InvalidCode,
        HvAccessOutcome.InvalidHypercallInput => AccessWord.InvalidInput,
        HvAccessOutcome.InvalidParameter => AccessWord.InvalidParameter,
        HvAccessOutcome.HostOops => AccessWord.HostOops,
        _ => AccessWord.NotHyperv,
    };

    /// <summary>The word as documents spell it: <c>invalid_code</c>.</summary>
    /// <param name="word">The word.</param>
    public static string ToText(this AccessWord word) => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
